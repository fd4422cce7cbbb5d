"""Reads every row and works out its grounds one by one in Python: what probes count.

It shares nothing with the sweep's selections, so that it can find the sweep wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from hjemmel.core.datamap import Collection, DataMap, FieldGroup
from hjemmel.core.facts import Facts
from hjemmel.core.grounds.explain import Grounds, State
from hjemmel.core.grounds.lists import overdue_holds
from hjemmel.core.grounds.rows import Row
from hjemmel.core.selection import EVERY, Selection
from hjemmel.core.terms import Basis, Tri

from .chunks import chunks
from .gather import Gatherer
from .in_hand import in_hand
from .resolve import Resolver

CHUNK = 2_000
"""Rows in hand at once, with what their grounds rest on."""


@dataclass(slots=True)
class Tally:
    """What was found of one group of fields in one collection."""

    states: dict[State, int] = field(default_factory=dict)
    oldest_due: date | None = None
    duties: dict[tuple[str, date], int] = field(default_factory=dict)
    """(purpose, day on which the duty ends) -> rows."""
    kinds: dict[str, int] = field(default_factory=dict)
    overdue: dict[str, int] = field(default_factory=dict)
    """Hold whose review is overdue -> data that nothing else keeps."""

    def add(self, state: State, due_since: date | None) -> None:
        self.states[state] = self.states.get(state, 0) + 1
        if due_since is not None and (self.oldest_due is None or due_since < self.oldest_due):
            self.oldest_due = due_since

    def count(self, *states: State) -> int:
        return sum(self.states.get(state, 0) for state in states)


class Census:
    """Counts by collection and group number. Rows are read in chunks: memory stays bounded."""

    def __init__(
        self, data_map: DataMap, resolver: Resolver, facts: Facts, today: date, unreached: frozenset[str]
    ) -> None:
        self.map = data_map
        self.facts = facts
        self.today = today
        self.unreached = unreached
        self.resolver = resolver
        self.gatherer = Gatherer(data_map, resolver, unreached)
        self.tallies: dict[tuple[str, int], Tally] = {}
        self.overdue = frozenset(hold.id for hold in overdue_holds(facts, today))

    def take(self) -> Census:
        """Read everything that can be reached: at one go if it is little, else in chunks with what they rest on."""
        reached = [one for one in self.map.collections.values() if one.system not in self.unreached]
        rows = in_hand(self.map, self.resolver, self.unreached)
        if rows is not None:
            grounds = Grounds(rows, self.facts, self.today)
            for collection in reached:
                for row in rows.of(collection.name):
                    self._row(collection, grounds, row)
            return self
        for collection in reached:
            if any(group.is_personal for group in collection.groups):
                self._collection(collection)
        return self

    def of(self, groups: Iterable[FieldGroup]) -> list[Tally]:
        return [
            self.tallies[key] for group in groups if (key := (group.collection, group.number)) in self.tallies
        ]

    def _collection(self, collection: Collection) -> None:
        keys = self.resolver.find(Selection(collection.name, EVERY), collection.shape.key)
        for chunk in chunks(list(keys), CHUNK):
            rows = self.gatherer.gather({collection.name: chunk})
            grounds = Grounds(rows, self.facts, self.today)
            wanted = set(chunk)
            for row in rows.of(collection.name):
                if rows.key(collection.name, row) in wanted:
                    self._row(collection, grounds, row)

    def _row(self, collection: Collection, grounds: Grounds, row: Row) -> None:
        for group in collection.groups:
            if not group.is_personal:
                continue
            tally = self.tallies.setdefault((group.collection, group.number), Tally())
            state = grounds.state(group, row)
            tally.add(state, grounds.due_since(group, row) if state is State.DUE else None)
            if state is not State.BLANK:
                kind = grounds.kind(group.whose, row)
                tally.kinds[kind] = tally.kinds.get(kind, 0) + 1
            if state is State.HELD and self._has_duties(group):
                self._duties(tally, grounds, group, row)
            if state is State.HELD and self.overdue:
                self._overdue(tally, grounds, group, row)

    def _has_duties(self, group: FieldGroup) -> bool:
        return any(
            Basis.LEGAL_OBLIGATION in self.map.purposes[line.purpose].basis.values()
            for line in self.map.lines_of(group.collection)
        )

    def _duties(self, tally: Tally, grounds: Grounds, group: FieldGroup, row: Row) -> None:
        for ground in grounds.grounds(group, row):
            if ground.basis is Basis.LEGAL_OBLIGATION and ground.stands is Tri.YES and ground.until:
                key = (ground.purpose, ground.until)
                tally.duties[key] = tally.duties.get(key, 0) + 1

    def _overdue(self, tally: Tally, grounds: Grounds, group: FieldGroup, row: Row) -> None:
        """Note the holds that alone keep the datum, and that somebody should have looked at again."""
        if any(ground.stands is Tri.YES for ground in grounds.grounds(group, row)):
            return
        found = [
            one.hold.id if one.hold else "" for one in grounds.held_by(group, row) if one.stands is Tri.YES
        ]
        if found and self.overdue.issuperset(found):
            for name in found:
                tally.overdue[name] = tally.overdue.get(name, 0) + 1
