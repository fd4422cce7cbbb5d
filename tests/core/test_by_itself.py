"""When a sweep may run without a person: the same as before, by the same rules, and not too much of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.engine.salon import DECLARATION, declared
from tests.engine.worlds import compiled

from hjemmel.core.action import Action, Because, Verb
from hjemmel.core.by_itself import Approved, Waits, Why, rules_of, waits
from hjemmel.core.plan import MadeFrom, Plan, sealed
from hjemmel.core.selection import EVERY, Selection

VISIT, CUSTOMER = "salon.visit", "salon.customer"
RULES = rules_of(declared())
BECAUSE = Because(rule="use", line=1, text_nb="over", text_en="over")


def erasing(rows: int, collection: str = VISIT, by_hand: bool = False) -> Action:
    return Action(
        verb=Verb.ERASE,
        rows=Selection(collection, EVERY),
        expected=rows,
        because=BECAUSE,
        by_hand=by_hand,
    )


def plan(*actions: Action) -> Plan:
    made_from = MadeFrom(declaration="d", systems=(), facts="f")
    at = datetime(2026, 11, 23, 4, tzinfo=UTC)
    return sealed(
        Plan(kind="sweep", day=date(2026, 11, 23), made_at=at, made_from=made_from, actions=actions)
    )


BEFORE = Approved(plan(erasing(5)), RULES)


def why(*actions: Action, approved: tuple[Approved, ...] = (BEFORE,), size: int = 1000) -> tuple[Waits, ...]:
    return waits(plan(*actions), declared(), approved, {VISIT: size, CUSTOMER: size})


def test_what_was_approved_by_the_same_rules_runs_by_itself() -> None:
    assert why(erasing(100)) == ()


def test_what_nobody_has_approved_waits() -> None:
    assert why(erasing(1), approved=()) == (Waits(VISIT, Why.NEW),)
    assert why(erasing(1), erasing(1, CUSTOMER)) == (Waits(CUSTOMER, Why.NEW),)


def test_to_have_overwritten_one_column_is_no_yes_to_another_nor_to_erasing() -> None:
    blank = replace(erasing(1), verb=Verb.OVERWRITE, values=(("note", None),))
    other = replace(blank, values=(("email", None),))
    overwritten = (Approved(plan(blank), RULES),)
    assert why(blank, approved=overwritten) == ()
    assert why(other, approved=overwritten) == (Waits(VISIT, Why.NEW),)
    assert why(erasing(1), approved=overwritten) == (Waits(VISIT, Why.NEW),)


@pytest.mark.parametrize(("rows", "waits"), [(100, False), (101, True)])
def test_more_than_the_declared_share_waits(rows: int, waits: bool) -> None:
    assert why(erasing(rows)) == ((Waits(VISIT, Why.MUCH),) if waits else ())


def test_the_share_is_of_all_that_is_done_to_the_collection() -> None:
    blank = replace(erasing(60), verb=Verb.OVERWRITE, values=(("note", None),))
    both = (Approved(plan(erasing(1), blank), RULES),)
    assert why(erasing(60), blank, approved=both) == (Waits(VISIT, Why.MUCH),)


def test_where_nothing_may_go_alone_everything_waits() -> None:
    strict = declared(("mode: act", "mode: act\n    sweeps: {alone: 0}"))
    approved = (Approved(plan(erasing(5)), rules_of(strict)),)
    assert waits(plan(erasing(1)), strict, approved, {VISIT: 1000}) == (Waits(VISIT, Why.MUCH),)


def test_work_by_hand_waits_until_somebody_has_been_asked() -> None:
    by_hand = erasing(900, by_hand=True)
    assert why(by_hand) == (Waits(VISIT, Why.BY_HAND),), "however much it is, a person decides row by row"
    assert waits(plan(by_hand), declared(), [BEFORE], {}, frozenset({("erase", VISIT)})) == ()


@pytest.mark.parametrize(
    "change",
    [
        ("period: 2 years", "period: 1 year"),
        ("basis: legitimate_interests", "basis: contract"),
        ("{columns: [note], category: use}", '{columns: [note], category: use, blank: "-"}'),
        ("after: salon.visit.made", "after: salon.customer.made"),
        ("when_due: erase", "when_due: ask"),
    ],
)
def test_another_rule_is_no_longer_the_same(change: tuple[str, str]) -> None:
    other = declared(change)
    assert rules_of(other) != RULES
    assert waits(plan(erasing(1)), other, [BEFORE], {VISIT: 1000}) == (Waits(VISIT, Why.NEW),)


def test_other_words_and_other_lines_are_the_same_rules() -> None:
    moved = compiled("# a comment\n\n" + DECLARATION.replace("følge opp", "hjelpe"))
    assert rules_of(moved) == RULES
