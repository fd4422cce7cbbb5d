"""Art. 7(3) and 21(3): who says no is said no for in the company's own columns too, so that its systems stop by themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hjemmel.core.action import Verb
from hjemmel.core.facts import About, Hold, HoldKind
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right

from .on_files import OnFiles
from .watched import TODAY, at, company, declared, granted

KARI = About(collection="shop.accounts", key=(7,))
READER_STAYS = Hold(
    id="2026-3", title="tvist", kind=HoldKind.STATUTORY, home="letter.readers", keys=frozenset(((1,),)),
    reason="dispute", law="gdpr-17-3-e", approver="ane", begins_on=date(2026, 3, 1), review_on=date(2026, 9, 1),
)  # fmt: skip


def ask(right: Right, *purposes: str) -> Ask:
    return Ask(id="N" * 16, right=right, about=(KARI,), at=at(31), purposes=purposes)


@pytest.fixture
def shop(tmp_path: Path) -> OnFiles:
    return company(tmp_path)


def readers(shop: OnFiles) -> list[tuple[object, ...]]:
    return shop.rows("letter.readers", "id, left_at")


@pytest.mark.story
def test_a_row_that_stays_says_that_the_consent_has_ended_and_a_row_that_goes_needs_no_word(
    shop: OnFiles,
) -> None:
    shop.learn(READER_STAYS)
    plan = granted(shop, ask(Right.WITHDRAWAL, "news"))
    assert readers(shop) == [(1, "2026-03-31"), (2, None)]
    (written,) = [one for one in plan.actions if one.verb is Verb.RECTIFY]
    assert (written.because.rule, written.because.law) == ("withdrawal", "gdpr-7-3")
    again = shop.house(TODAY).preview_request(ask(Right.WITHDRAWAL, "news"))
    assert [one.verb for one in again.actions] == []


@pytest.mark.story
def test_where_nothing_holds_the_row_it_is_gone(shop: OnFiles) -> None:
    plan = granted(shop, ask(Right.WITHDRAWAL, "news"))
    assert readers(shop) == [(2, None)]
    assert [one.verb for one in plan.actions] == [Verb.ERASE]


@pytest.mark.story
def test_a_consent_that_was_given_after_the_person_withdrew_is_not_touched(shop: OnFiles) -> None:
    shop.learn(READER_STAYS)
    shop.change("letter.readers", "given_at = '2026-04-02' WHERE id = 1")
    granted(shop, ask(Right.WITHDRAWAL, "news"))
    assert readers(shop) == [(1, None), (2, None)]


@pytest.mark.story
def test_a_no_to_marketing_stands_on_the_customers_own_card(shop: OnFiles) -> None:
    granted(shop, ask(Right.OBJECTION, "offers"))
    assert shop.rows("shop.accounts", "id, no_offers") == [(7, 1), (8, 0)]


@pytest.mark.story
def test_a_column_that_speaks_of_more_than_was_said_no_to_is_left_and_that_is_told(tmp_path: Path) -> None:
    text = declared().replace("{to: [offers], column", "{to: [offers, news], column")
    shop = OnFiles(tmp_path, {"shop.accounts": [{"id": 7, "kind": "person", "email": "kari@a.example", "name": "Kari", "created_at": "2026-03-01", "no_offers": 0}]}, text)  # fmt: skip
    plan = granted(shop, ask(Right.OBJECTION, "offers"))
    assert shop.rows("shop.accounts", "no_offers") == [(0,)]
    (refusal,) = [one for one in plan.refusals if one.because.rule == "objection"]
    assert (refusal.collection, refusal.rows) == ("shop.accounts", 1)


@pytest.mark.story
def test_an_objection_that_waits_for_a_decision_stands_in_no_such_column(shop: OnFiles) -> None:
    granted(shop, ask(Right.OBJECTION, "deliver"))
    assert shop.rows("shop.accounts", "id, no_offers") == [(7, 0), (8, 0)]
