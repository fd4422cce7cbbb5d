"""Questions about a row: Kleene's logic, and what the map settles is not asked of any row."""

from __future__ import annotations

from itertools import product

import pytest

from hjemmel.core.grounds.question import (
    Question,
    always,
    any_of,
    every,
    no,
    of_all,
    of_any,
    once,
    opposite,
    unknown,
    yes,
)
from hjemmel.core.grounds.rows import Row
from hjemmel.core.terms import Tri

ROW: Row = {"id": 1}


def asked(answer: Tri) -> Question:
    """A question that the map does not settle: only a row can tell."""
    return lambda row: answer if row else Tri.UNKNOWN


@pytest.mark.parametrize("answers", [*product(Tri, repeat=2), *product(Tri, repeat=3)])
def test_every_takes_the_least_and_any_of_the_greatest(answers: tuple[Tri, ...]) -> None:
    least = greatest = answers[0]
    for answer in answers[1:]:
        least, greatest = least & answer, greatest | answer
    for first, rest in product((always, asked), repeat=2):
        questions = [first(answers[0]), *(rest(answer) for answer in answers[1:])]
        assert every(*questions)(ROW) is least
        assert any_of(*questions)(ROW) is greatest


@pytest.mark.parametrize("answer", Tri)
def test_the_opposite_leaves_unknown_as_it_is(answer: Tri) -> None:
    assert opposite(always(answer))(ROW) is ~answer
    assert opposite(asked(answer))(ROW) is ~answer


def test_what_the_map_settles_asks_no_row() -> None:
    question = asked(Tri.YES)
    assert every(yes, question) is question
    assert every(question, no) is no
    assert any_of(no, question) is question
    assert any_of(question, yes) is yes
    assert every() is yes
    assert any_of() is no
    assert opposite(unknown) is unknown
    assert once(no) is no


def test_a_question_is_answered_once_a_row() -> None:
    rows: list[Row] = []

    def counted(row: Row) -> Tri:
        rows.append(row)
        return Tri.YES

    question, other = once(counted), {"id": 1}
    assert [question(ROW), question(ROW), question(other)] == [Tri.YES] * 3
    assert len(rows) == 2, "equal rows are still two rows"


def test_several_rows_must_agree_or_one_is_enough() -> None:
    def told(row: Row) -> Tri:
        return Tri(row["says"])

    def say(*answers: Tri) -> tuple[Tri, Tri]:
        related = lambda _: [{"says": answer.value} for answer in answers]  # noqa: E731
        return of_all(related, told)(ROW), of_any(related, told)(ROW)

    assert say() == (Tri.UNKNOWN, Tri.NO)
    assert say(Tri.YES) == (Tri.YES, Tri.YES)
    assert say(Tri.YES, Tri.YES) == (Tri.YES, Tri.YES)
    assert say(Tri.YES, Tri.NO) == (Tri.UNKNOWN, Tri.YES)
    assert say(Tri.NO, Tri.UNKNOWN) == (Tri.UNKNOWN, Tri.UNKNOWN)
