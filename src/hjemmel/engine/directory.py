"""Reads what directory enquiries may be given today: each listing as it was chosen, if its data may be used for that.

A list is read in parts, so that memory stays bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.datamap import FieldGroup, Hop, Trace
from hjemmel.core.declaration.inside import Entry, FeedTrace, ListingTrace
from hjemmel.core.facts import About, Facts, Listing, ListingChosen
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.lists import keys_on
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.moment import local_day
from hjemmel.core.permission.use import Use
from hjemmel.core.selection import EVERY, Selection
from hjemmel.core.sharing.directory import Had, Left, Listed, entries_to, level_of
from hjemmel.core.terms import Tri

from .gather import Gatherer
from .house import House
from .permission import people_in
from .resolve import Resolver

CHUNK = 2_000


@dataclass
class Reading:
    """One reading of all listings that a recipient may be given. `left` is told when it has been read to the end."""

    house: House
    recipient: str
    left: Counter[Left] = field(default_factory=Counter)

    def listed(self) -> Iterator[Listed]:
        """Every listing that may be given. Raises Unreachable if anything that decides can't be read: what was given
        before would else be taken out because a system is down."""
        house = self.house
        facts = house.facts.read()
        for system in sorted((*house.observe().out_of_sight, *facts.unread)):
            raise Unreachable(system, "it is out of reach, or not as declared", "try again later")
        for trace, entry in entries_to(house.map, self.recipient):
            part = _Part(house, facts, trace, entry)
            walk = people_in(house, trace.collection)
            while rows := list(islice(walk, CHUNK)):
                for one in part.read(rows):
                    if isinstance(one, Left):
                        self.left[one] += 1
                    else:
                        yield one


class _Part:
    """The listings of one collection."""

    def __init__(self, house: House, facts: Facts, trace: Trace, entry: Entry) -> None:
        assert isinstance(trace.meaning, ListingTrace)
        self.house, self.facts, self.entry = house, facts, entry
        self.collection, self.meaning = trace.collection, trace.meaning
        self.hop = hop_of(house, trace.collection, entry)
        self.purpose, self.at = house.map.purposes[entry.purpose], house.clock()
        self.today = local_day(self.at, house.map.zone)
        self.told: dict[About, list[ListingChosen]] = {}
        for one in facts.listings:
            self.told.setdefault(one.about, []).append(one)
        resolver = Resolver(
            house.connectors,
            lambda listed, home: keys_on(listed, home, facts, self.today, house.map.zone),
            Links(facts.linked),
        )
        self.gatherer = Gatherer(house.map, resolver, frozenset())

    def read(self, wanted: Sequence[About]) -> Iterator[Listed | Left]:
        rows = self.gatherer.gather({self.collection: [one.key for one in wanted]})
        use = Use(rows, self.facts, self.today)
        by_key = {rows.key(self.collection, row): row for row in rows.of(self.collection)}
        for about in wanted:
            if row := by_key.get(about.key):
                yield self._one(rows, use, about, row)

    def _one(self, rows: Rows, use: Use, about: About, row: Row) -> Listed | Left:
        if over := self._is_over(rows, row):
            return over
        word = str(row[self.meaning.choice] or "")
        told = self.told.get(about, ())
        chosen = level_of(self.meaning, word, told, about, self.at)
        if isinstance(chosen, Left):
            return chosen
        level, columns = chosen
        above = rows.parents(row, (self.hop,))
        if len(above) != 1:
            return Left.NOT_READ
        person = above[0]
        places = ((self.collection, row, self.entry.own), (self.hop.parent, person, self.entry.person))
        values: dict[str, str] = {}
        for name, where, wanted in places:
            for group in self._groups(name, columns & frozenset(wanted)):
                if barred := self._barred(use, group, where):
                    return barred
                values.update(_values(rows, group, where, columns & frozenset(wanted)))
        if not any(values.get(column) for column in self.entry.own):
            return Left.EMPTY
        home = About(collection=self.hop.parent, key=rows.key(self.hop.parent, person))
        return Listed(row=about, person=home, level=level, values=values)

    def _is_over(self, rows: Rows, row: Row) -> Left | None:
        if not self.meaning.ended or row[self.meaning.ended] is None:
            return None
        day = rows.days(self.collection, self.meaning.ended)(row)
        if not isinstance(day, date):
            return Left.NOT_READ
        return Left.ENDED if day <= self.today else None

    def _groups(self, name: str, columns: frozenset[str]) -> Iterator[FieldGroup]:
        for group in self.house.map.collections[name].groups:
            if columns & frozenset(group.columns):
                yield group

    def _barred(self, use: Use, group: FieldGroup, row: Row) -> Left | None:
        """What stands against giving these fields. What is not known does not allow it."""
        if not group.is_personal:
            return None
        using = use.of(self.purpose, group)
        ground, restricted, said_no = using.ground(row), using.restricted(row), using.said_no(row)
        if Tri.UNKNOWN in (ground, restricted, said_no):
            return Left.NOT_READ
        if restricted is Tri.YES or said_no is Tri.YES:
            return Left.RESTRICTED
        return None if ground is Tri.YES else Left.NO_GROUND


def hop_of(house: House, collection: str, entry: Entry) -> Hop:
    """The reference to whoever is listed."""
    return next(hop for hop in house.map.collections[collection].hops if hop.columns == (entry.of,))


def _values(rows: Rows, group: FieldGroup, row: Row, columns: frozenset[str]) -> Mapping[str, str]:
    """What stands there and is not blank."""
    is_blank = rows.blanks(group.collection, group.blank)
    return {
        column: str(row[column]).strip()
        for column in group.columns
        if column in columns and not is_blank(row[column], row)
    }


def given_elsewhere(house: House, recipient: str) -> Iterator[Had]:
    """What the company's own tables tell was last given of each listing, before files were made here: so that what is
    no longer chosen is taken out of what directory enquiries have."""
    for trace, entry in entries_to(house.map, recipient):
        hop = hop_of(house, trace.collection, entry)
        for feed in house.map.traces:
            if not isinstance(feed.meaning, FeedTrace):
                continue
            of = feed.meaning.of
            for there in house.map.collections[feed.collection].hops:
                if there.columns == (of,) and there.parent == trace.collection:
                    yield from _given(house, trace.collection, hop, feed, there)


def _given(house: House, collection: str, hop: Hop, feed: Trace, there: Hop) -> Iterator[Had]:
    assert isinstance(feed.meaning, FeedTrace)
    column, level_column, levels = feed.meaning.of, feed.meaning.level, feed.meaning.levels
    gone = {
        row[column]
        for row in _all(house, feed.collection, (column, level_column))
        if levels.get(str(row[level_column]), row[level_column]) != Listing.SECRET.value
    }
    shape = house.map.collections[collection].shape
    for row in _all(house, collection, tuple(dict.fromkeys((*shape.key, *there.theirs, *hop.columns)))):
        if row[there.theirs[0]] in gone:
            yield Had(
                row=About(collection=collection, key=_key(row, shape.key)),
                person=About(collection=hop.parent, key=_key(row, hop.columns)),
                level=Listing.LISTED,
                mark="",
            )


def _all(house: House, collection: str, columns: Sequence[str]) -> Iterator[Mapping[str, object]]:
    system = house.map.collections[collection].system
    return house.connectors[system].export(Selection(collection, EVERY), tuple(columns))


def _key(row: Mapping[str, object], columns: Sequence[str]) -> tuple[str | int | None, ...]:
    values = (row[column] for column in columns)
    return tuple(value if isinstance(value, str | int | None) else str(value) for value in values)
