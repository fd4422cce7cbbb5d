"""What is read for one event is enough: its days are those that come of everything its rows rest on."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.core.grounds.test_two_evaluations_agree import MAP, facts, in_memory, seeds, tables, unreached
from tests.examples import examples

from hjemmel.core.datamap import Event
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.rows import Key, Rows
from hjemmel.core.grounds.when import Calendar, When
from hjemmel.engine.gather import Gatherer
from hjemmel.engine.needed import by_event
from hjemmel.engine.resolve import Resolver


@pytest.mark.property
@given(seed=seeds, missing=unreached)
@settings(max_examples=examples(60), deadline=None)
def test_an_event_happens_on_the_same_days_when_only_what_it_needs_is_read(
    seed: int, missing: tuple[str, ...]
) -> None:
    pick, out_of_reach = random.Random(seed), frozenset(missing)
    rows, known = tables(pick), facts(pick)
    links = Links(known.linked)
    resolver = Resolver(in_memory(rows, Path()), lambda *_: frozenset(), links)
    remembered = {
        (fact.event, fact.about.collection, tuple(fact.about.key)): fact.day for fact in known.remembered
    }

    def days(event: Event, gatherer: Gatherer) -> dict[Key, When]:
        shape = MAP.collections[event.of].shape
        keys = [tuple(row[column] for column in shape.key) for row in rows[event.of]]
        found: Rows = gatherer.gather({event.of: keys})
        happens = Calendar(found, remembered).of(event.node, event.of)
        return {found.key(event.of, row): happens(row) for row in found.of(event.of)}

    for event in MAP.events.values():
        if event.of.partition(".")[0] in out_of_reach:
            continue
        lean = Gatherer(MAP, resolver, out_of_reach, by_event(MAP, event))
        assert days(event, lean) == days(event, Gatherer(MAP, resolver, out_of_reach)), event.name


def test_what_no_event_asks_for_is_not_read() -> None:
    needed = by_event(MAP, MAP.events["active"])
    assert needed.columns["shop.orders"] == ("id", "account_id", "placed_at"), "no totals"
    assert needed.columns["crm.talks"] == ("id", "contact_id", "important", "at"), "no notes"
    assert not needed.above, "it asks of nothing that its orders and talks refer to"
