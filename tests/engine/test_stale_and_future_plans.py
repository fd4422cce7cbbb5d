"""A plan is carried out only as what was approved: for this declaration, these systems, these facts, this day."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest

from hjemmel.connectors.memory import MemoryConnector
from hjemmel.connectors.protocol import Drifted
from hjemmel.core.compile import load
from hjemmel.core.facts import About, AddressKind, Objection, ObjectionMade, Remembered, Suppressed
from hjemmel.engine.house import House, Refused

from .ports import ANE, Stores
from .worlds import Table, changed, compiled, house, in_memory, profile, rows_of, sweep

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ACCOUNT = {
    "buyer_kind": "person",
    "first_name": "slettet",
    "last_name": "slettet",
    "marketing_opt_out": False,
}


def company(orders: int = 3) -> dict[str, Table]:
    """One quiet customer with old orders, and one who bought this month."""
    people = [(1, "2020-01-01 08:00:00"), (2, "2026-11-01 08:00:00")]
    rows = {
        "nettbutikk.accounts": [
            {**ACCOUNT, "id": n, "email": f"slettet-{n}@invalid.example", "created_at": made}
            for n, made in people
        ],
        "nettbutikk.orders": [
            {"id": n, "account_id": 1, "placed_at": "2020-02-01 09:00:00", "total": 10}
            for n in range(1, orders + 1)
        ],
    }
    return rows_of(profile("gifts"), rows)


@pytest.fixture
def rows() -> dict[str, Table]:
    return company()


@pytest.fixture
def stores() -> Stores:
    return Stores()


@pytest.fixture
def gifts(rows: dict[str, Table], stores: Stores) -> House:
    return house(profile("gifts"), in_memory(profile("gifts"), rows), TODAY, stores)


def test_a_plan_that_still_fits_is_approved_and_carried_out(gifts: House, rows: dict[str, Table]) -> None:
    assert sweep(gifts) == ["erase nettbutikk.orders"]
    assert rows["nettbutikk.orders"] == []


def test_the_same_company_gives_the_same_plan(gifts: House) -> None:
    first, second = gifts.plan_sweep(), gifts.plan_sweep()
    assert first.digest == second.digest
    assert len(first.digest) == 64


def test_a_changed_declaration_makes_a_plan_stale(
    gifts: House, rows: dict[str, Table], stores: Stores
) -> None:
    plan = gifts.plan_sweep()
    other = load(changed("gifts", ("period: 60 days", "period: 61 days")).encode()).map
    assert other is not None
    later = house(other, in_memory(other, rows), TODAY, stores)
    with pytest.raises(Refused, match="declaration"):
        later.approve(plan.digest, ANE)


def test_a_changed_schema_makes_a_plan_stale_before_and_after_approval(
    gifts: House, rows: dict[str, Table], stores: Stores
) -> None:
    plan = gifts.plan_sweep()
    gifts.approve(plan.digest, ANE)
    systems = in_memory(profile("gifts"), rows)
    shapes = {one.name: one.shape for one in profile("gifts").in_system("nettbutikk")}
    tables = {one.shape.table: rows[one.name] for one in profile("gifts").in_system("nettbutikk")}
    systems["nettbutikk"] = MemoryConnector(
        "nettbutikk", shapes, {**tables, "notes": [{"id": 1, "text": "x"}]}
    )
    grown = house(profile("gifts"), systems, TODAY, stores)
    for deed in (grown.approve, grown.advance):
        with pytest.raises(Refused, match="systems"):
            deed(plan.digest, ANE)
    assert len(rows["nettbutikk.orders"]) == 3


def test_another_database_makes_a_plan_stale(gifts: House, rows: dict[str, Table], stores: Stores) -> None:
    """The same tables and rows at another address: an approval is bound to the place it was given for."""
    plan = gifts.plan_sweep()
    systems = in_memory(profile("gifts"), rows)

    class Elsewhere(MemoryConnector):
        def describe(self):  # type: ignore[no-untyped-def]
            seen = super().describe()
            return type(seen)(
                system=seen.system,
                at=seen.at,
                target="memory:copy",
                collections=seen.collections,
                digest=seen.digest,
            )

    systems["nettbutikk"].__class__ = Elsewhere
    with pytest.raises(Refused, match="systems"):
        house(profile("gifts"), systems, TODAY, stores).approve(plan.digest, ANE)


def test_a_system_that_no_longer_answers_makes_a_plan_stale(
    gifts: House, rows: dict[str, Table], stores: Stores
) -> None:
    plan = gifts.plan_sweep()
    systems = in_memory(profile("gifts"), rows)
    del systems["nyhetsbrev"]
    with pytest.raises(Refused, match="unreached"):
        house(profile("gifts"), systems, TODAY, stores).approve(plan.digest, ANE)


def test_a_new_fact_makes_a_plan_stale_unless_no_ground_asks_for_it(gifts: House, stores: Stores) -> None:
    plan = gifts.plan_sweep()
    account = About(collection="nettbutikk.accounts", key=(1,))
    stores.facts.record(
        [Remembered(event="relationship_ended", about=account, day=date(2022, 2, 1))], ANE, gifts.clock()
    )
    stores.facts.record([Suppressed(kind=AddressKind.EMAIL, mark="k.1", at=NOW)], ANE, gifts.clock())
    gifts.approve(plan.digest, ANE)
    objection = ObjectionMade(about=account, purpose="deliver", state=Objection.RAISED, at=NOW)
    stores.facts.record([objection], ANE, gifts.clock())
    with pytest.raises(Refused, match="facts"):
        gifts.advance(plan.digest, ANE)


def test_a_plan_for_a_day_to_come_is_a_forecast_and_never_approved(gifts: House, stores: Stores) -> None:
    forecast = gifts.plan_sweep(date(2030, 1, 1))
    assert forecast.forecast
    with pytest.raises(Refused, match="forecast"):
        gifts.approve(forecast.digest, ANE)
    on_the_day = house(gifts.map, gifts.connectors, date(2030, 1, 1), stores)
    with pytest.raises(Refused, match="forecast"):
        on_the_day.approve(forecast.digest, ANE)
    assert on_the_day.plan_sweep().digest != forecast.digest


def test_only_the_full_digest_approves(gifts: House) -> None:
    plan = gifts.plan_sweep()
    for wrong in (plan.short, plan.digest[:63], plan.digest[:-1] + "?", ""):
        with pytest.raises(Refused, match="full digest"):
            gifts.approve(wrong, ANE)
    with pytest.raises(Refused, match="not approved"):
        gifts.advance(plan.digest, ANE)


def test_more_rows_than_were_approved_stop_it_before_anything_is_touched(
    gifts: House, rows: dict[str, Table]
) -> None:
    plan = gifts.plan_sweep()
    gifts.approve(plan.digest, ANE)
    rows["nettbutikk.orders"].append(
        {"id": 9, "account_id": 1, "placed_at": "2020-03-01 09:00:00", "total": 1}
    )
    before = deepcopy(rows)
    with pytest.raises(Drifted):
        gifts.advance(plan.digest, ANE)
    assert rows == before


def test_fewer_rows_than_were_approved_are_fine(gifts: House, rows: dict[str, Table]) -> None:
    plan = gifts.plan_sweep()
    gifts.approve(plan.digest, ANE)
    rows["nettbutikk.orders"].pop()
    (receipt,) = gifts.advance(plan.digest, ANE)
    assert (receipt.expected, receipt.touched, receipt.left) == (3, 2, 0)


def test_a_customer_who_comes_back_after_the_approval_keeps_the_orders(
    gifts: House, rows: dict[str, Table]
) -> None:
    plan = gifts.plan_sweep()
    gifts.approve(plan.digest, ANE)
    rows["nettbutikk.orders"].append(
        {"id": 9, "account_id": 1, "placed_at": "2026-11-23 08:00:00", "total": 1}
    )
    (receipt,) = gifts.advance(plan.digest, ANE)
    assert (receipt.touched, receipt.left) == (0, 0)
    assert len(rows["nettbutikk.orders"]) == 4


def test_what_is_watched_or_asked_about_is_left_to_a_person(rows: dict[str, Table]) -> None:
    watched = compiled(
        changed(
            "gifts",
            ('url: "${NETTBUTIKK_URL}"}\n    mode: act', 'url: "${NETTBUTIKK_URL}"}\n    mode: watch'),
        )
    )
    told = house(watched, in_memory(watched, rows), TODAY)
    plan = told.plan_sweep()
    assert [(action.rows.collection, action.by_hand) for action in plan.actions] == [
        ("nettbutikk.orders", True)
    ]
    told.approve(plan.digest, ANE)
    assert told.advance(plan.digest, ANE) == ()
    assert len(rows["nettbutikk.orders"]) == 3
