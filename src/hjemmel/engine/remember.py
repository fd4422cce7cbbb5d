"""What must be remembered before rows go: days that rest on them, and who belonged with whom.

A day is worked out for every row of the event's collection that the rows about to go have a part in. A match is
known by equal values alone, so it is stored by key before either value is blanked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import chain

from hjemmel.core.action import Action
from hjemmel.core.datamap import DataMap, Hop
from hjemmel.core.facts import About, Facts, Linked, Remembered
from hjemmel.core.grounds.ways import Way, ways_to
from hjemmel.core.grounds.when import EVER, NEVER, Calendar
from hjemmel.core.selection import Blank, Scalar, Selection, Within, every
from hjemmel.core.terms import Tri

from .chunks import chunks
from .gather import Gatherer
from .needed import by_event
from .ports import Actor, FactStore
from .resolve import Resolver

Key = tuple[Scalar, ...]
Before = Mapping[tuple[str, str, Key], date]
"""What is remembered already: the day of an event, by its name and the collection and key of its row."""

CHUNK = 2_000
"""Days, and links, that are stored at once."""
IN_HAND = 500
"""Rows whose days are worked out at once: each may have many others in hand that its day rests on."""


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Reads what one action is about to take from sight, and stores it as facts."""

    map: DataMap
    look: Callable[[], Resolver]
    """Asked for when there is something to remember: to read the facts of many people takes its time."""
    facts: FactStore
    clock: Callable[[], datetime]
    unreached: frozenset[str]

    def keep(self, action: Action, actor: Actor) -> None:
        """Everything that later grounds rest on and that the action would take along."""
        known = self.facts.read(Remembered) if action.remember else Facts()
        # Once an action: in the course of years there are as many as there have been people.
        before = {
            (fact.event, fact.about.collection, tuple(fact.about.key)): fact.day for fact in known.remembered
        }
        for event in action.remember:
            for way in sorted(ways_to(self.map.events[event].node, action.rows.collection), key=repr):
                ends = chunks(self._at_the_end(way, event, action.rows), IN_HAND)
                days = chain.from_iterable(self._days(event, keys, before) for keys in ends)
                for found in chunks(days, CHUNK):
                    self._record(found, actor)
        for links in chunks(self._links(action), CHUNK):
            self._record(links, actor)

    @cached_property
    def resolver(self) -> Resolver:
        return self.look()

    def _record(self, facts: Sequence[Remembered | Linked], actor: Actor) -> None:
        self.facts.record(facts, actor, self.clock())

    # -- days

    def _at_the_end(self, way: Way, event: str, rows: Selection) -> Iterator[Key]:
        """The keys of the event's rows that the way leads to."""
        for step in way:
            hop = step.hop
            if step.up:
                rows = Selection(hop.parent, Within(hop.theirs, rows, hop.columns))
            else:
                rows = Selection(hop.child, Within(hop.columns, rows, hop.theirs))
        return self.resolver.find(rows, self.map.collections[self.map.events[event].of].shape.key)

    def _days(self, event: str, keys: list[Key], before: Before) -> Iterator[Remembered]:
        of = self.map.events[event].of
        needed = by_event(self.map, self.map.events[event])
        rows = Gatherer(self.map, self.resolver, self.unreached, needed).gather({of: keys})
        happens = Calendar(rows, before).of(self.map.events[event].node, of)
        wanted = set(keys)
        for row in rows.of(of):
            key = rows.key(of, row)
            if key not in wanted:
                continue
            when = happens(row)
            day = _day_to_keep(when.hi if when.present is Tri.YES else None)
            if day is not None and before.get((event, of, key)) != day:
                yield Remembered(event=event, about=About(collection=of, key=key), day=day)

    # -- links

    def _links(self, action: Action) -> Iterator[Linked]:
        """Every match, by value, of the rows that the action is about to blank that value of."""
        here, going = action.rows.collection, {column for column, _ in action.values}
        for hop in (hop for one in self.map.collections.values() for hop in one.hops if hop.match):
            if hop.parent == here and going.intersection(hop.theirs):
                children = Selection(hop.child, Within(hop.columns, _there(hop, action.rows), hop.theirs))
                yield from self._pairs(hop, children, action.rows)
            elif hop.child == here and going.intersection(hop.columns):
                parents = Selection(hop.parent, Within(hop.theirs, action.rows, hop.columns))
                yield from self._pairs(hop, action.rows, parents)

    def _pairs(self, hop: Hop, children: Selection, parents: Selection) -> Iterator[Linked]:
        own, theirs = hop.keys
        with_value: dict[Key, list[Key]] = {}
        for found in self.resolver.find(_there(hop, parents), (*hop.theirs, *theirs)):
            with_value.setdefault(found[: len(hop.theirs)], []).append(found[len(hop.theirs) :])
        for found in self.resolver.find(children, (*hop.columns, *own)):
            child = About(collection=hop.child, key=found[len(hop.columns) :])
            for parent in with_value.get(found[: len(hop.columns)], ()):
                yield Linked(about=child, to=About(collection=hop.parent, key=parent))


def _there(hop: Hop, parents: Selection) -> Selection:
    """Those whose values are no blanks: what is blank matches nothing."""
    filled = (Blank(column, blank, yes=False) for column, blank in zip(hop.theirs, hop.blanks, strict=True))
    return Selection(parents.collection, every(*filled, parents.where))


def _day_to_keep(latest: date | None) -> date | None:
    """The latest day it can have been: keeping longer is the safe side."""
    return None if latest in (None, NEVER, EVER) else latest
