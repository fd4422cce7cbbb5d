"""Reads everything about some people, collection by collection and some rows at a time, with the reasons for holding it.

Grounds are worked out for one row of each sort (`core/grounds/alike`), so that what a person has thousands of costs
little more than reading it. Nothing is kept of the rows that have gone by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from hjemmel.connectors.protocol import Failure, SaysNone
from hjemmel.connectors.values import scalar
from hjemmel.core.answer.reading import How, Reading
from hjemmel.core.answer.reason import Reason, Reasons, Withheld
from hjemmel.core.answer.theirs import in_order, is_about, rows_about
from hjemmel.core.datamap import Collection, DataMap, Trace, Whose
from hjemmel.core.declaration.traces import DisclosureTrace
from hjemmel.core.facts import About
from hjemmel.core.grounds.alike import Alike, Sort
from hjemmel.core.grounds.explain import Grounds
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.lists import keys_on
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.selection import NONE, Scalar, Selection

from .chunks import chunks
from .disclosed import Case, told
from .gather import Gatherer, InHand, by_key
from .resolve import Resolver

if TYPE_CHECKING:  # The house opens this.
    from .house import House

AT_ONCE = 10_000
"""Rows in hand at a time."""
SORTS = 50_000
"""So many sorts of one collection are remembered; then it begins anew."""

KEPT = 200_000
"""So many values of rows that were looked at for the people's own rows are kept until it is the rows' own turn."""

ToldRow = tuple[Row, Reason]
RowKey = tuple[str, tuple[Scalar, ...]]
"""Collection and key."""


def row_key(collection: Collection, row: Row) -> RowKey:
    """Which row it is, as facts and selections know it."""
    return collection.name, tuple(scalar(row[column]) for column in collection.shape.key)


class TheirRows:
    """One look at all that is held about the people. Systems that do not answer are named in `unreached`."""

    def __init__(
        self,
        house: House,
        people: Sequence[About],
        reasons: Reasons,
        role: str = "",
        read: Mapping[RowKey, Reading] | None = None,
    ) -> None:
        self.house = house
        self.map = house.map
        self.people = set(people)
        self.reasons = reasons
        self.role = role
        self.read = read or {}
        """Rows in which somebody has read what may be about others, and what was decided."""
        self.facts = house.facts.read()
        self._passed: dict[Selection, list[Row]] = {}
        """Rows that have been read, and are still to be told of."""
        self.broken: dict[str, None] = {}
        """Systems that stopped answering on the way."""

    @cached_property
    def unreached(self) -> frozenset[str]:
        return self.house.observe().out_of_sight

    def collections(self) -> tuple[Collection, ...]:
        """Those that can be read, parents first: what is referred to has come by when it is asked for."""
        return tuple(
            collection
            for collection in in_order(self.map)
            if collection.system not in self.unreached
            and any(group.is_personal for group in collection.groups)
            and rows_about(self.map, collection, self.people).where != NONE
        )

    def batches(self, collection: Collection) -> Iterator[list[ToldRow]]:
        """The rows of the collection with their reasons. A system that stops answering ends it and is noted."""
        if collection.name in self._empty:
            return
        sort = self._alike.sorter(collection.name)
        reasons: dict[Sort, Reason] = {}
        try:
            wanted = self._resolver.resolve(rows_about(self.map, collection, self.people))
            rows: Iterable[Row] | None = self._passed.pop(wanted, None)
            if rows is None:
                rows = self.house.connectors[collection.system].export(wanted, collection.columns)
            for part in chunks(rows, AT_ONCE):
                yield self._explained(collection, part, sort(part), reasons)
        except Failure:
            self.broken[collection.system] = None

    def disclosures(self) -> Iterator[Case]:
        """What rows about them tell of data that was given to others."""
        for trace in self.map.traces:
            collection = self.map.collections[trace.collection]
            if isinstance(trace.meaning, DisclosureTrace) and collection.system not in self.unreached:
                wanted = rows_about(self.map, collection, self.people)
                if wanted.where != NONE:
                    yield from self._told_of(trace, wanted)

    def _told_of(self, trace: Trace, wanted: Selection) -> Iterator[Case]:
        keys = self._resolver.find(wanted, self.map.collections[trace.collection].shape.key)
        for part in chunks(keys, AT_ONCE):
            in_hand = self._gatherer.gather({trace.collection: part})
            chosen = set(part)
            theirs = [
                row for row in in_hand.of(trace.collection) if in_hand.key(trace.collection, row) in chosen
            ]
            tables = {**in_hand.tables, trace.collection: theirs}
            yield from told(self.map, Rows(self.map, tables, in_hand.unreached), trace)

    def _explained(
        self, collection: Collection, rows: Sequence[Row], sorts: Sequence[Sort], reasons: dict[Sort, Reason]
    ) -> list[ToldRow]:
        if len(reasons) > SORTS:
            reasons.clear()
        new = {sort: row for sort, row in zip(sorts, rows, strict=True) if sort not in reasons}
        if new:
            reasons.update(self._worked_out(collection, new))
        if not self.read:
            return [(row, reasons[sort]) for row, sort in zip(rows, sorts, strict=True)]
        return [self._as_read(collection, row, reasons[sort]) for row, sort in zip(rows, sorts, strict=True)]

    def _as_read(self, collection: Collection, row: Row, reason: Reason) -> ToldRow:
        reading = self.read.get(row_key(collection, row)) if reason.withheld else None
        if reading is None:
            return row, reason
        if reading.how is How.KEPT_BACK:
            return row, self.reasons.kept_back(collection, reason)
        waiting = (group for group, why in reason.withheld if why is Withheld.TO_BE_REVIEWED)
        given = reading.given(row, [column for group in waiting for column in group.columns])
        return (row, reason) if given is None else (given, self.reasons.released(collection, reason))

    def _worked_out(self, collection: Collection, new: dict[Sort, Row]) -> Iterator[tuple[Sort, Reason]]:
        """One row of each sort is explained, with all that its grounds rest on in hand."""
        in_hand = self._gatherer.with_rest(collection.name, new.values(), self._beside)
        grounds = Grounds(in_hand, self.facts, self.house.today)
        for sort, row in new.items():
            yield sort, self._reason(collection, in_hand, grounds, row)

    def _reason(self, collection: Collection, in_hand: Rows, grounds: Grounds, row: Row) -> Reason:
        mine, others, elsewhere = [], [], []
        told: dict[int, bool] = {}
        for group in collection.groups:
            whose = group.whose
            is_mine = told.get(id(whose))
            if is_mine is None:
                is_mine = told[id(whose)] = self._is_mine(collection, in_hand, row, whose)
            if not is_mine:
                others += [group] if grounds.is_there(group, row) else []
            elif self.role and grounds.kind(whose, row) != self.role:
                elsewhere.append(group)
            else:
                mine.append(grounds.explain(group, row))
        if not mine and not elsewhere:
            # It refers to somebody who is not there: nobody's row.
            others = []
        return self.reasons.of(collection, mine, others, elsewhere)

    def _is_mine(self, collection: Collection, in_hand: Rows, row: Row, whose: Whose) -> bool:
        """A group of fields about somebody of their own is not told by whose row it stands in."""
        homes = (whose.home, whose.own[0]) if whose.or_own else (whose.home,)
        return any(
            is_about(in_hand, collection.name, whose.path_to(home), row, home, self.people) for home in homes
        )

    @cached_property
    def _empty(self) -> frozenset[str]:
        """Collections with nothing about the people, as far as systems can tell that at once: most people have rows in few."""
        wanted: dict[str, dict[str, Selection]] = {}
        for collection in self.collections():
            if isinstance(self.house.connectors[collection.system], SaysNone):
                rows = rows_about(self.map, collection, self.people)
                wanted.setdefault(collection.system, {})[collection.name] = rows
        return frozenset(name for system, rows in wanted.items() for name in self._without_rows(system, rows))

    def _without_rows(self, system: str, wanted: dict[str, Selection]) -> list[str]:
        """What fails is not known to be empty: it fails again when it is read, and is noted then."""
        connector = self.house.connectors[system]
        if len(wanted) < 2 or not isinstance(connector, SaysNone):
            return []
        try:
            none = connector.surely_none([self._resolver.resolve(rows) for rows in wanted.values()])
        except Failure:
            return []
        return [name for name, is_empty in zip(wanted, none, strict=True) if is_empty]

    @cached_property
    def _beside(self) -> InHand:
        """The people's own rows with all that these rest on, one of each sort: every other row of theirs rests on them."""
        alike = Alike.to_others(self.map, self.facts)
        sorters = {name: alike.sorter(name) for name in self.map.collections}
        seen: dict[str, set[Sort]] = {name: set() for name in self.map.collections}

        passed = _Passed(self.map)

        def new(by: Selection, rows: Sequence[Row]) -> Sequence[Row]:
            """One row of each sort that has not come by. Rows below which others are read are each taken."""
            name = by.collection
            passed.keep(by, rows)
            if name in self._gatherer.needed.below:
                return rows
            first: dict[Sort, Row] = {}
            for sort, row in zip(sorters[name](rows), rows, strict=True):
                if sort not in seen[name]:
                    first.setdefault(sort, row)
            seen[name].update(first)
            return list(first.values())

        own: dict[str, list[tuple[Scalar, ...]]] = {}
        for one in self.people:
            if one.collection.partition(".")[0] not in self.unreached:
                own.setdefault(one.collection, []).append(one.key)
        found = by_key(self._gatherer.gather(own, new))
        self._passed = passed.rows
        return found

    @cached_property
    def _alike(self) -> Alike:
        return Alike.themselves(self.map, self.facts)

    @cached_property
    def _resolver(self) -> Resolver:
        facts, today, zone = self.facts, self.house.today, self.map.zone
        return Resolver(
            self.house.connectors,
            lambda listed, home: keys_on(listed, home, facts, today, zone),
            Links(facts.linked),
        )

    @cached_property
    def _gatherer(self) -> Gatherer:
        return Gatherer(self.map, self._resolver, self.unreached)


@dataclass(slots=True)
class _Passed:
    """Rows that come by, by what they were read by: all of them, or none."""

    map: DataMap
    rows: dict[Selection, list[Row]] = field(default_factory=dict)
    _room: int = KEPT
    _too_many: set[Selection] = field(default_factory=set)

    def keep(self, by: Selection, rows: Sequence[Row]) -> None:
        self._room -= len(rows) * len(self.map.collections[by.collection].columns)
        if self._room < 0:
            self.rows.pop(by, None)
            self._too_many.add(by)
        elif by not in self._too_many:
            self.rows.setdefault(by, []).extend(rows)
