"""A child's yes is no ground without the guardian's (Art. 8), and an objection that was taken back says no more.

Asked row by row and by selections, which say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.engine.worlds import World, compiled

from hjemmel.core.facts import About, Child, ConsentGiven, Fact, Objection, ObjectionMade
from hjemmel.core.grounds.explain import State

from .company import DECLARATION

TODAY = date(2026, 3, 31)
READER = About(collection="letter.readers", key=(1,))
GIVEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
BASIS_TOLD_BY_THE_ROW = {"id": 1, "email": "ola@a.example", "basis": "consent", "given_at": "2026-03-01"}
ACCOUNT = {"id": 9, "email": "ola@a.example", "kind": "person", "name": "Ola", "created_at": "2026-03-01"}
ON_PAPER = {**BASIS_TOLD_BY_THE_ROW, "basis": "paper"}


def consent(*, guardian: bool = False, at: datetime = GIVEN) -> ConsentGiven:
    return ConsentGiven(about=READER, purpose="news", given_at=at, guardian=guardian)


def born(year: int) -> Child:
    return Child(about=READER, born_on=date(year, 3, 20))


def state(row: dict[str, object], *facts: Fact, day: date = TODAY) -> State:
    world = World(compiled(DECLARATION), day, {"letter.readers": [row], "shop.accounts": [ACCOUNT]}).told(
        *facts
    )
    return world.state("letter.readers", "email", 1)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((consent(),), State.HELD),
        ((consent(), born(2014)), State.DUE),
        ((consent(guardian=True), born(2014)), State.HELD),
        ((consent(), born(2005)), State.HELD),
    ],
    ids=[
        "nobody known to be a child",
        "a child of eleven",
        "with the guardian's",
        "grown up when it was given",
    ],
)
def test_a_consent_that_hjemmel_keeps(facts: tuple[Fact, ...], expected: State) -> None:
    assert state(ON_PAPER, *facts) is expected


def test_a_childs_consent_does_not_become_valid_by_itself() -> None:
    """Twelve when it was given, thirteen today."""
    assert state(ON_PAPER, consent(), born(2013)) is State.DUE
    assert state(ON_PAPER, consent(at=datetime(2026, 3, 25, tzinfo=UTC)), born(2013)) is State.HELD


def test_a_row_that_says_consent_does_not_say_by_whom_and_for_a_child_that_is_not_enough() -> None:
    assert state(BASIS_TOLD_BY_THE_ROW) is State.HELD
    assert state(BASIS_TOLD_BY_THE_ROW, born(2014)) is State.DUE
    assert state(BASIS_TOLD_BY_THE_ROW, born(2014), consent(guardian=True)) is State.HELD


@pytest.mark.parametrize("made", [Objection.RAISED, Objection.UPHELD, Objection.REJECTED])
def test_an_objection_that_was_taken_back_says_no_more(made: Objection) -> None:
    customer = {**BASIS_TOLD_BY_THE_ROW, "basis": "customer"}
    said_no = ObjectionMade(about=READER, purpose="offers", state=made, at=GIVEN)
    assert state(customer) is State.HELD
    assert state(customer, said_no) is State.DUE
    assert state(customer, replace(said_no, state=Objection.LIFTED)) is State.HELD
