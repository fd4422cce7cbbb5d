"""When what a plan leaves alone is let go: the day it names is the very one, told row by row in Python."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.core.grounds.company import DECLARATION
from tests.core.grounds.test_two_evaluations_agree import MAP, TODAY, facts, tables
from tests.examples import examples

from hjemmel.core.action import Refusal
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import Facts, Hold, HoldKind
from hjemmel.core.grounds.explain import Grounds
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.grounds.years import ONE_DAY
from hjemmel.core.output.terminal import plan_text
from hjemmel.core.terms import Tri

from .ports import MemoryFacts, Stores
from .worlds import Table, World, compiled, house, in_memory, profile

CARD = {"id": 7, "buyer_kind": "person", "first_name": "Kari", "created_at": "2019-05-02 10:00:00"}
CUSTOMER = {"id": 9, "account_id": 7, "name": "Kari Lunde"}


def invoices(*years: object) -> list[dict[str, object]]:
    return [
        {"id": number, "customer_id": 9, "amount": 900, "issued_on": "2024-02-01", "fiscal_year": year}
        for number, year in enumerate(years)
    ]


def accounts_of(*years: object) -> World:
    rows = {
        "nettbutikk.accounts": [CARD],
        "regnskap.customers": [CUSTOMER],
        "regnskap.invoices": invoices(*years),
    }
    return World(profile("gifts"), date(2026, 11, 23), rows)


def left(world: World, collection: str) -> Refusal:
    plan = world.house().preview_sweep()
    return next(one for one in plan.refusals if one.collection == collection and not one.unknown)


def test_a_refusal_names_the_day_of_the_first_and_of_the_last() -> None:
    refusal = left(accounts_of(2021, 2024, 2025, 2023), "regnskap.invoices")
    assert (refusal.rows, refusal.first, refusal.until) == (4, date(2027, 1, 1), date(2031, 1, 1))
    customer = left(accounts_of(2021, 2024), "regnskap.customers")
    assert (customer.first, customer.until) == (date(2030, 1, 1), date(2030, 1, 1))


def test_a_voucher_of_next_year_is_told_of_too_and_one_of_a_year_far_away_is_not_known() -> None:
    assert left(accounts_of(2027), "regnskap.invoices").until == date(2033, 1, 1)
    far = left(accounts_of(2021, 2090), "regnskap.invoices")
    assert (far.first, far.until) == (date(2027, 1, 1), None)
    assert far.waits_en.startswith("five years after")


def test_the_terminal_says_when_they_go() -> None:
    text = plan_text(accounts_of(2021, 2024).house().preview_sweep())
    assert "first 2027-01-01, last 2030-01-01" in text
    assert "until 2030-01-01" in text


def subscribers(*optouts: str | None) -> World:
    rows = [
        {
            "id": number,
            "email": f"p{number}@post.example",
            "consent_at": "2024-01-10 10:00:00",
            "optout_at": at,
        }
        for number, at in enumerate(optouts)
    ]
    return World(profile("gifts"), date(2026, 11, 23), {"nyhetsbrev.subscribers": rows})


def test_days_that_any_date_may_give_are_read_from_the_rows() -> None:
    told = left(subscribers("2025-05-01 10:00:00", "2026-02-03 10:00:00"), "nyhetsbrev.subscribers")
    assert (told.rows, told.first, told.until) == (2, date(2028, 5, 1), date(2029, 2, 3))


def test_while_one_waits_for_what_has_not_happened_only_the_first_is_known() -> None:
    told = left(subscribers("2025-05-01 10:00:00", None), "nyhetsbrev.subscribers")
    assert (told.rows, told.first, told.until) == (2, date(2028, 5, 1), None)


def hold(ends_on: date | None) -> Hold:
    return Hold(
        id="2026-14", title="tvist", kind=HoldKind.STATUTORY, home="nettbutikk.accounts", keys=frozenset({(7,)}),
        reason="tvist", law="bokforingsloven-13-primary", approver="Ane Furuseth", begins_on=date(2026, 2, 1),
        ends_on=ends_on, review_on=date(2027, 6, 1),
    )  # fmt: skip


@pytest.mark.parametrize("ends_on", [date(2027, 9, 1), None])
def test_a_hold_names_its_own_end_or_when_it_is_looked_at_again(ends_on: date | None) -> None:
    held = left(accounts_of().told(hold(ends_on)), "nettbutikk.accounts")
    assert (held.first, held.until) == (ends_on, ends_on)
    assert held.waits_nb == "slettesperren er hevet, gjennomgås 1. juni 2027"


# ---- the same, told row by row ----------------------------------------------------------------------------


def kept_rows(
    data_map: DataMap, rows: dict[str, Table], known: Facts, refusal: Refusal
) -> Callable[[date, Tri], set[int]]:
    """Which rows the purpose keeps on a day, surely (YES) or perhaps (UNKNOWN), worked out one by one."""
    collection = data_map.collections[refusal.collection]

    def kept(day: date, least: Tri) -> set[int]:
        grounds = Grounds(Rows(data_map, rows, links=Links(known.linked)), known, day)
        wanted = {Tri.YES} if least is Tri.YES else {Tri.YES, Tri.UNKNOWN}
        return {
            place
            for place, row in enumerate(rows[collection.name])
            if any(
                ground.purpose == refusal.because.rule and ground.stands in wanted
                for group in collection.groups
                if group.is_personal and grounds.is_there(group, row)
                for ground in grounds.grounds(group, row)
            )
        }

    return kept


def strict() -> DataMap:
    """The same company, with a law behind everything: then its refusals end on any day."""
    found = compiled(re.sub(r"basis: (legitimate_interests|consent)", "basis: legal_obligation", DECLARATION))
    assert found.purposes != MAP.purposes
    return found


@pytest.mark.property
@pytest.mark.parametrize("data_map", [MAP, strict()], ids=["years", "any day"])
@given(seed=st.integers(0, 2**32))
@example(seed=188402)  # whether it is kept becomes unknown before it ends
@example(seed=896304)  # a reader whose customer is known by a link alone
@settings(max_examples=examples(20))
def test_the_days_are_the_very_ones(data_map: DataMap, seed: int) -> None:
    pick = random.Random(seed)
    rows = tables(pick)
    known = replace(facts(pick), holds=())
    stores = Stores(facts=MemoryFacts.of(*known))
    plan = house(data_map, in_memory(data_map, rows), TODAY, stores).preview_sweep()
    for refusal in plan.refusals:
        if refusal.because.rule not in data_map.purposes:
            continue
        kept = kept_rows(data_map, rows, known, refusal)
        today = kept(TODAY, Tri.YES)
        assert len(today) == refusal.rows
        if refusal.until:
            assert not kept(refusal.until, Tri.YES)
            assert kept(refusal.until - ONE_DAY, Tri.YES)
        if refusal.first:
            # Before it, whether one is kept may have become unknown; but none is let go.
            assert not today <= kept(refusal.first, Tri.YES)
            assert today <= kept(refusal.first - ONE_DAY, Tri.UNKNOWN)


def test_days_turn_up_in_what_the_property_test_tries() -> None:
    found = [refusal for seed in range(12) for refusal in _refusals(seed) if refusal.until or refusal.first]
    assert len(found) > 8
    assert any(refusal.first != refusal.until for refusal in found)


def _refusals(seed: int) -> tuple[Refusal, ...]:
    rows = tables(random.Random(seed))
    return house(strict(), in_memory(strict(), rows), TODAY).preview_sweep().refusals
