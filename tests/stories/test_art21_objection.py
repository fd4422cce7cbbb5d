"""Art. 21: an objection holds and bars until it is decided; upheld, the ground is gone; to direct marketing, at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hjemmel.core.facts import STANDING, About, Objection, ObjectionMade
from hjemmel.core.grounds.explain import State
from hjemmel.core.terms import Tri

from .on_files import OnFiles, at

TODAY = date(2026, 3, 31)
ACCOUNT = About(collection="shop.accounts", key=(7,))
CUSTOMER = {
    "shop.accounts": [
        {"id": 7, "kind": "person", "email": "kari@a.example", "name": "Kari", "created_at": "2026-03-01"}
    ],
    "shop.orders": [{"id": 7, "account_id": 7, "placed_at": "2026-03-20", "total": 10}],
}


def objection(state: Objection, purpose: str = "deliver") -> ObjectionMade:
    return ObjectionMade(about=ACCOUNT, purpose=purpose, state=state, at=at(2026, 3, 30), reason="")


@pytest.mark.story
def test_raised_it_is_held_and_not_used_until_it_is_decided(tmp_path: Path) -> None:
    company = OnFiles(tmp_path, CUSTOMER)
    company.learn(objection(Objection.RAISED))
    assert company.sweep(TODAY).actions == ()
    answer = company.why(TODAY, "kari@a.example", "shop.accounts", "email")
    assert (answer.state, answer.restricted) == (State.HELD, Tri.YES)
    long_after = date(2027, 3, 31)
    assert company.sweep(long_after).actions == (), "also when every period is over"


@pytest.mark.story
def test_upheld_the_ground_is_gone_and_the_data_with_it(tmp_path: Path) -> None:
    company = OnFiles(tmp_path, CUSTOMER)
    company.learn(objection(Objection.RAISED), objection(Objection.UPHELD))
    company.sweep(TODAY)
    assert company.rows("shop.accounts", "name, email") == [("gone", "gone-7@invalid.example")]
    assert company.rows("shop.orders") == []


@pytest.mark.story
def test_rejected_the_ground_stands_and_may_be_used_again(tmp_path: Path) -> None:
    company = OnFiles(tmp_path, CUSTOMER)
    company.learn(objection(Objection.RAISED), objection(Objection.REJECTED))
    assert company.sweep(TODAY).actions == ()
    answer = company.why(TODAY, "kari@a.example", "shop.accounts", "email")
    assert (answer.state, answer.restricted) == (State.HELD, Tri.NO)
    company.sweep(date(2027, 3, 31))
    assert company.rows("shop.accounts", "name") == [("gone",)], "and it ends in its time"


@pytest.mark.story
@pytest.mark.parametrize("state", STANDING, ids=lambda state: state.value)
def test_to_direct_marketing_every_objection_counts_at_once_whatever_anybody_decides(
    state: Objection, tmp_path: Path
) -> None:
    reader = {"id": 1, "email": "kari@a.example", "basis": "customer", "given_at": "2026-03-01"}
    company = OnFiles(tmp_path, {**CUSTOMER, "letter.readers": [reader]})
    assert company.sweep(TODAY).actions == ()
    company.learn(objection(state, "offers"))
    company.sweep(TODAY)
    assert company.rows("letter.readers") == []
    assert company.rows("shop.accounts", "name") == [("Kari",)], "what is delivered is not marketing"


@pytest.mark.story
def test_a_no_to_offers_on_the_customers_card_reaches_the_newsletter(tmp_path: Path) -> None:
    reader = {"id": 1, "email": "kari@a.example", "basis": "customer", "given_at": "2026-03-01"}
    company = OnFiles(tmp_path, {**CUSTOMER, "letter.readers": [reader]})
    company.change("shop.accounts", "no_offers = 1")
    company.sweep(TODAY)
    assert company.rows("letter.readers") == []
