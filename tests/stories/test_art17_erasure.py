"""Art. 17: somebody asks to be erased. What the law lets them end, ends at once; the rest is refused with its law,
and goes by itself on the day the refusal named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.engine.ports import ANE

from hjemmel.core.facts import About, Objection, ObjectionMade
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right
from hjemmel.engine.house import Refused

from .on_files import OnFiles

TODAY = date(2026, 3, 31)
KARI = {"id": 7, "kind": "person", "email": "kari@a.example", "name": "Kari", "created_at": "2020-01-01"}
OLA = {"id": 8, "kind": "person", "email": "ola@a.example", "name": "Ola", "created_at": "2020-01-01"}
ORDERS = [
    {"id": 1, "account_id": 7, "placed_at": "2026-03-20", "total": 5},
    {"id": 2, "account_id": 8, "placed_at": "2026-03-20", "total": 6},
]
INVOICES = [
    {"id": 3, "account_id": 7, "year": 2025, "amount": 5},
    {"id": 4, "account_id": 8, "year": 2025, "amount": 6},
]
READERS = [
    {"id": 1, "email": "kari@a.example", "basis": "consent", "given_at": "2026-03-01"},
    {"id": 2, "email": "ola@a.example", "basis": "consent", "given_at": "2026-03-01"},
]


@pytest.fixture
def company(tmp_path: Path) -> OnFiles:
    return OnFiles(
        tmp_path,
        {
            "shop.accounts": [KARI, OLA],
            "shop.orders": ORDERS,
            "shop.invoices": INVOICES,
            "letter.readers": READERS,
        },
    )


def erasure(*about: tuple[str, int], **more: object) -> Ask:
    whom = tuple(About(collection=collection, key=(key,)) for collection, key in about)
    return Ask(
        id="R" * 16,
        right=Right.ERASURE,
        about=whom,
        at=datetime(2026, 3, 31, 8, tzinfo=UTC),
        **more,  # type: ignore[arg-type]
    )


def granted(company: OnFiles, ask: Ask, day: date = TODAY) -> None:
    house = company.house(day)
    plan = house.plan_request(ask, actor=ANE)
    house.approve(plan.digest, ANE, looked_at=plan.reviews)
    assert all(receipt.is_true for receipt in house.advance(plan.digest, ANE))


@pytest.mark.story
def test_what_the_law_lets_a_person_end_is_gone_the_same_day_and_nobody_elses(company: OnFiles) -> None:
    granted(company, erasure(("shop.accounts", 7)))
    assert company.rows("shop.accounts", "id, name, email") == [
        (7, "gone", "gone-7@invalid.example"),
        (8, "Ola", "ola@a.example"),
    ]
    assert company.rows("shop.orders") == [(2,)]
    assert company.rows("letter.readers") == [(2,)], "the consent that the row tells of is withdrawn"


@pytest.mark.story
def test_what_remains_is_refused_with_ground_law_and_date_and_goes_by_itself(company: OnFiles) -> None:
    plan = company.house(TODAY).preview_request(erasure(("shop.accounts", 7)))
    (refusal,) = (one for one in plan.refusals if one.collection == "shop.invoices")
    assert (refusal.rows, refusal.because.law) == (1, "bokforingsloven-13-primary")
    assert refusal.until == date(2027, 1, 1)
    granted(company, erasure(("shop.accounts", 7)))
    assert company.rows("shop.invoices") == [(3,), (4,)]
    company.sweep(date(2026, 12, 31))
    assert (3,) in company.rows("shop.invoices")
    company.sweep(date(2027, 1, 1))
    assert company.rows("shop.invoices") == []


@pytest.mark.story
def test_planning_changes_no_ground(company: OnFiles) -> None:
    house = company.house(TODAY)
    before = house.preview_sweep()
    house.plan_request(erasure(("shop.accounts", 7)), actor=ANE)
    assert house.preview_sweep().digest == before.digest
    assert company.rows("shop.orders") == [(1,), (2,)]


@pytest.mark.story
def test_a_reason_that_was_decided_keeps_what_it_keeps(company: OnFiles) -> None:
    granted(company, erasure(("shop.accounts", 7), rejected=(("deliver", "legal_claim"),)))
    assert company.rows("shop.accounts", "id, name")[0] == (7, "Kari")
    facts = company.stores.facts.read()
    kept = ObjectionMade(
        about=About(collection="shop.accounts", key=(7,)),
        purpose="deliver",
        state=Objection.REJECTED,
        at=datetime(2026, 3, 31, 8, tzinfo=UTC),
        reason="legal_claim",
    )
    assert kept in facts.objections


@pytest.mark.story
@pytest.mark.parametrize(("given_at", "left"), [("2026-03-01", [(1,)]), ("2026-04-02", [(1,), (2,)])])
def test_a_yes_after_the_withdrawal_counts_and_one_before_does_not(
    company: OnFiles, given_at: str, left: list[tuple[int]]
) -> None:
    house = company.house(TODAY)
    plan = house.plan_request(erasure(("shop.accounts", 8)), actor=ANE)
    house.approve(plan.digest, ANE, looked_at=plan.reviews)
    company.change("letter.readers", f"given_at = '{given_at}' WHERE id = 2")
    company.sweep(date(2026, 4, 3))
    assert company.rows("letter.readers") == left


@pytest.mark.story
def test_what_other_people_choose_meanwhile_makes_a_request_no_older(company: OnFiles) -> None:
    house = company.house(TODAY)
    plan = house.plan_request(erasure(("shop.accounts", 7)), actor=ANE)
    granted(
        company,
        Ask(
            id="S" * 16,
            right=Right.ERASURE,
            about=(About(collection="shop.accounts", key=(8,)),),
            at=datetime(2026, 3, 31, 9, tzinfo=UTC),
        ),
    )
    house.approve(plan.digest, ANE, looked_at=plan.reviews)
    house.advance(plan.digest, ANE)
    assert company.rows("shop.orders") == []


@pytest.mark.story
def test_what_the_person_has_chosen_meanwhile_does(company: OnFiles) -> None:
    house = company.house(TODAY)
    plan = house.plan_request(erasure(("shop.accounts", 7)), actor=ANE)
    about = About(collection="shop.accounts", key=(7,))
    at = datetime(2026, 3, 31, 9, tzinfo=UTC)
    company.learn(ObjectionMade(about=about, purpose="deliver", state=Objection.REJECTED, at=at, reason="x"))
    with pytest.raises(Refused, match="stale"):
        house.approve(plan.digest, ANE, looked_at=plan.reviews)


@pytest.mark.story
def test_the_stored_plan_holds_no_key_and_no_name(company: OnFiles) -> None:
    plan = company.house(TODAY).plan_request(erasure(("shop.accounts", 7)), actor=ANE)
    told = repr(plan)
    assert "kari" not in told.lower()
    assert "(7,)" not in told and "frozenset({" not in told
