"""Rows of the same sort have the same grounds: whoever explains one of them has explained them all."""

from __future__ import annotations

import random

import pytest

from hjemmel.core.answer.theirs import in_order
from hjemmel.core.grounds.alike import Alike
from hjemmel.core.grounds.explain import Answer, Grounds
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.rows import Rows

from .test_two_evaluations_agree import MAP, TODAY, facts, tables

Table = list[dict[str, object]]
WITHOUT_A_PERSON = 100


def with_twins(rows: dict[str, Table]) -> dict[str, Table]:
    """Every row once more, under another key: it refers to the same rows, and holds the same."""
    found = {}
    for name, table in rows.items():
        last = MAP.collections[name].shape.key[-1]
        found[name] = [*table, *({**row, last: row[last] + WITHOUT_A_PERSON} for row in table)]  # type: ignore[operator]
    return found


def said(answer: Answer) -> object:
    return (
        answer.state,
        answer.until,
        answer.due_since,
        answer.restricted,
        [(g.purpose, g.line.number, g.stands, g.until, g.waits_for) for g in answer.grounds],
        [(h.kind, h.stands, h.purpose) for h in answer.holds],
    )


@pytest.mark.property
@pytest.mark.parametrize("first", range(0, 200, 50))
def test_rows_of_one_sort_are_answered_alike(first: int) -> None:
    shared = 0
    for seed in range(first, first + 50):
        pick = random.Random(seed)
        rows, told = with_twins(tables(pick)), facts(pick)
        alike = Alike.themselves(MAP, told)
        grounds = Grounds(Rows(MAP, rows, frozenset(), Links(told.linked)), told, TODAY)
        for collection in in_order(MAP):
            sort, answers = alike.sorter(collection.name), {}
            for row in rows[collection.name]:
                answer = [said(grounds.explain(group, row)) for group in collection.groups]
                (number,) = sort((row,))
                shared += number in answers
                assert answers.setdefault(number, answer) == answer, (seed, collection.name, row)
    assert shared > 50, "no two rows were of one sort, so nothing was tried"


def test_what_is_asked_for_row_by_row_is_never_of_one_sort() -> None:
    """Accounts are people's own rows: facts know them by key."""
    alike = Alike.themselves(MAP, facts(random.Random(1)))
    sort = alike.sorter("shop.accounts")
    rows = with_twins(tables(random.Random(4)))["shop.accounts"]
    assert len(set(sort(rows))) == len(rows) > 1
