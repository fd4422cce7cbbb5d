"""Nothing that can hold a person's data is passed over in silence: it is in the plan, or nothing of it is due."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.grounds.test_two_evaluations_agree import MAP, TODAY, facts, tables
from tests.examples import examples

from hjemmel.core.datamap import DataMap
from hjemmel.core.grounds.explain import Grounds, State
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.plan import Plan

from .ports import MemoryFacts, Stores
from .worlds import Table, house, in_memory


def silent(data_map: DataMap, rows: dict[str, Table], plan: Plan, grounds: Grounds) -> list[str]:
    """Collections with something due or unknown of which the plan says nothing."""
    acted = {action.rows.collection for action in plan.actions}
    waiting = {refusal.collection for refusal in plan.refusals if refusal.because.rule == "unreached"}
    unknown = {refusal.collection for refusal in plan.refusals if refusal.unknown}
    found = []
    for name, collection in data_map.collections.items():
        if collection.system in unknown:
            continue
        states = {grounds.state(g, row) for g in collection.groups if g.is_personal for row in rows[name]}
        if State.DUE in states and name not in acted | waiting:
            found.append(f"{name}: due")
        if State.UNKNOWN in states and name not in unknown:
            found.append(f"{name}: unknown")
    return found


@pytest.mark.property
@given(seed=st.integers(0, 2**32), down=st.sampled_from(["", "", "shop", "crm", "letter", "press"]))
@settings(max_examples=examples(40))
def test_every_collection_with_something_due_or_unknown_is_in_the_plan(seed: int, down: str) -> None:
    pick = random.Random(seed)
    rows = tables(pick)
    stores = Stores(facts=MemoryFacts.of(*facts(pick)))
    reached = {name: one for name, one in in_memory(MAP, rows).items() if name != down}
    plan = house(MAP, reached, TODAY, stores).preview_sweep()
    seen = {name: found for name, found in rows.items() if name.partition(".")[0] != down}
    known = stores.facts.read()
    grounds = Grounds(Rows(MAP, seen, frozenset((down,)) - {""}, Links(known.linked)), known, TODAY)
    assert silent(MAP, rows, plan, grounds) == []
    if down:
        assert not plan.complete
        assert down in {refusal.collection for refusal in plan.refusals if refusal.unknown}


def test_a_system_without_an_address_is_named_and_nothing_in_it_is_decided() -> None:
    rows = tables(random.Random(41))
    plan = house(MAP, {}, date(2026, 3, 31)).preview_sweep()
    assert plan.actions == ()
    assert {refusal.collection for refusal in plan.refusals} == {"shop", "crm", "letter", "press"}
    assert all(refusal.unknown and refusal.rows == 0 for refusal in plan.refusals)
    assert rows
