"""What an answer reads about a person, in passing and sort by sort, is what looking the person up finds, row by row."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.core.grounds.test_alike import with_twins
from tests.core.grounds.test_two_evaluations_agree import MAP, TODAY, facts, in_memory, tables

from hjemmel.core.answer.reason import Reason, Reasons
from hjemmel.core.facts import About
from hjemmel.core.grounds.explain import Answer, State
from hjemmel.core.selection import Scalar
from hjemmel.core.terms import Tri
from hjemmel.engine.house import House
from hjemmel.engine.their_rows import TheirRows

from .worlds import house

Place = tuple[str, tuple[Scalar, ...]]


def looked_up(of: House, about: About) -> dict[Place, list[object]]:
    """Each row in which something that is there is about the person, with what is said of it."""
    found = {}
    for name, key, answers in of.why_about(about).rows:
        there = [_said(one) for one in answers if one.group.is_personal and _is_told(one)]
        if there:
            found[name, key] = there
    return found


def _is_told(answer: Answer) -> bool:
    return answer.state not in (State.BLANK, State.NOT_PERSONAL)


def _said(answer: Answer) -> object:
    grounds = [] if answer.state is State.DUE else [g for g in answer.grounds if g.stands is not Tri.NO]
    return (
        answer.group.number,
        answer.state,
        answer.until,
        answer.due_since,
        answer.restricted is Tri.YES,
        [(ground.purpose, ground.basis, ground.stands is Tri.YES) for ground in grounds],
    )


def read(of: House, about: About) -> dict[Place, list[object]]:
    theirs = TheirRows(of, [about], Reasons(of.map))
    found: dict[Place, list[object]] = {}
    for collection in theirs.collections():
        for batch in theirs.batches(collection):
            for row, reason in batch:
                key = tuple(row[column] for column in collection.shape.key)
                if reason.data:
                    assert (collection.name, key) not in found, "a row came twice"
                    found[collection.name, key] = _told(reason)
    assert not theirs.broken
    return found


def _told(reason: Reason) -> list[object]:
    return [
        (
            one.group.number,
            one.state,
            one.until,
            one.due_since,
            one.is_restricted,
            [(ground.purpose, ground.basis, ground.is_sure) for ground in one.grounds],
        )
        for one in reason.data
    ]


@pytest.mark.property
@pytest.mark.parametrize("first", range(0, 60, 20))
def test_an_answer_says_of_every_row_what_is_said_when_it_is_looked_at_alone(
    first: int, tmp_path: Path
) -> None:
    rows_seen = 0
    for seed in range(first, first + 20):
        pick = random.Random(seed)
        rows, told = with_twins(tables(pick)), facts(pick)
        of = house(MAP, in_memory(rows, tmp_path), TODAY, None, *told)
        people = [
            About(collection=name, key=(row["id"],))  # type: ignore[arg-type]
            for name in ("shop.accounts", "letter.readers")
            for row in rows[name]
        ]
        for about in people:
            expected = looked_up(of, about)
            assert read(of, about) == expected, (seed, about)
            rows_seen += len(expected)
    assert rows_seen > 100
