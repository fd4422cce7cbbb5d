"""A sweep over any company takes what is due and nothing else, and a second one finds nothing to do."""

from __future__ import annotations

import random
from collections import Counter
from copy import deepcopy

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.core.grounds.company import DECLARATION
from tests.core.grounds.test_two_evaluations_agree import TODAY, facts, tables
from tests.examples import examples

from hjemmel.core.action import Verb
from hjemmel.core.facts import Facts
from hjemmel.core.grounds.explain import Grounds, State
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.rows import Rows

from .ports import ANE, MemoryFacts, Stores
from .worlds import Table, compiled, house, in_memory

LAST_SEND = "    if_none: letter.readers.given_at\n    null_child: open\n"
MAP = compiled(DECLARATION.replace(LAST_SEND, LAST_SEND + "    remember: true\n"))
"""Every day that is derived from rows which may go before it matters is remembered."""
Cell = tuple[str, tuple[object, ...], str]
SEEDS = st.integers(0, 2**32)


def states(
    rows: dict[str, Table], stores: Stores, unreached: frozenset[str] = frozenset()
) -> dict[Cell, State]:
    """What is true of each personal field of each row, worked out row by row."""
    seen = {name: found for name, found in rows.items() if name.partition(".")[0] not in unreached}
    known = stores.facts.read()
    grounds = Grounds(Rows(MAP, seen, unreached, Links(known.linked)), known, TODAY)
    return {
        (name, grounds.rows.key(name, row), column): grounds.state(group, row)
        for name, collection in MAP.collections.items()
        if collection.system not in unreached
        for row in rows[name]
        for group in collection.groups
        if group.is_personal
        for column in group.columns
    }


def cells(rows: dict[str, Table]) -> dict[Cell, object]:
    return {
        (name, tuple(row[part] for part in collection.shape.key), column): row[column]
        for name, collection in MAP.collections.items()
        for row in rows[name]
        for column in collection.columns
    }


def swept(seed: int, unreached: frozenset[str]) -> tuple[dict[str, Table], dict[str, Table], Stores]:
    """The company before and after a sweep, without the systems that do not answer."""
    pick = random.Random(seed)
    rows = tables(pick)
    before = deepcopy(rows)
    stores = Stores(facts=MemoryFacts.of(*facts(pick)))
    reached = {name: one for name, one in in_memory(MAP, rows).items() if name not in unreached}
    told = house(MAP, reached, TODAY, stores)
    plan = told.plan_sweep()
    if plan.actions:
        told.approve(plan.digest, ANE)
        receipts = told.advance(plan.digest, ANE)
        assert all(receipt.left == 0 and receipt.touched <= receipt.expected for receipt in receipts)
    left = deepcopy(rows)
    again = told.plan_sweep()
    if again.actions:
        told.approve(again.digest, ANE)
        told.advance(again.digest, ANE)
    assert data(rows) == data(left), (
        "a second sweep finds nothing but empty rows, which nothing needs any longer"
    )
    assert told.plan_sweep().actions == (), "and a third one nothing at all"
    return before, left, stores


def data(rows: dict[str, Table]) -> set[tuple[object, ...]]:
    """All personal fields that are not blank, with their values."""
    grounds = Grounds(Rows(MAP, rows), Facts(), TODAY)
    return {
        (name, grounds.rows.key(name, row), group.number, *(row[column] for column in group.columns))
        for name, collection in MAP.collections.items()
        for row in rows[name]
        for group in collection.groups
        if group.is_personal and grounds.is_there(group, row)
    }


@pytest.mark.property
@given(seed=SEEDS, down=st.sampled_from(["", "", "", "shop", "crm", "letter", "press"]))
@example(seed=203900, down="")  # a blank row whose day can't be read, and that another row's day rests on
@settings(max_examples=examples(40))
def test_a_sweep_changes_no_field_that_was_not_due(seed: int, down: str) -> None:
    unreached = frozenset((down,)) - {""}
    before, after, _ = swept(seed, unreached)
    known = states(before, Stores(facts=MemoryFacts.of(*facts(_after_tables(seed)))), unreached)
    old, new = cells(before), cells(after)
    for cell, value in old.items():
        state = known.get(cell)
        if state is State.DUE:
            continue
        if cell in new:
            assert new[cell] == value, (cell, state)
            continue
        row_states = {found for (name, key, _), found in known.items() if (name, key) == cell[:2]}
        assert row_states <= {State.DUE, State.BLANK}, (cell, row_states)
    assert not new.keys() - old.keys()


@pytest.mark.property
@given(seed=SEEDS)
@settings(max_examples=examples(30))
def test_what_was_held_stays_and_what_was_due_is_gone_or_blank(seed: int) -> None:
    before, after, stores = swept(seed, frozenset())
    then = states(before, Stores(facts=MemoryFacts.of(*facts(_after_tables(seed)))))
    now = states(after, stores)
    for cell, state in then.items():
        if state is State.HELD:
            assert now.get(cell) is State.HELD, cell
    assert State.DUE not in now.values()


def _after_tables(seed: int) -> random.Random:
    """The generator as it stands when the tables have been made, so that the same facts come again."""
    pick = random.Random(seed)
    tables(pick)
    return pick


def test_the_companies_that_are_tried_have_something_of_everything_to_do() -> None:
    done: Counter[Verb] = Counter()
    for seed in range(40):
        if done[Verb.ERASE] > 20 and done[Verb.OVERWRITE] > 10:
            break  # The rest can only add to it.
        pick = random.Random(seed)
        rows = tables(pick)
        plan = house(
            MAP, in_memory(MAP, rows), TODAY, Stores(facts=MemoryFacts.of(*facts(pick)))
        ).preview_sweep()
        for action in plan.actions:
            done[action.verb] += action.expected
    assert done[Verb.ERASE] > 20
    assert done[Verb.OVERWRITE] > 10
