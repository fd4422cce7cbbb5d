"""When rows that a plan leaves alone are let go: the day of the first of them, and of the last.

Where the ends of financial years decide, a few counts tell: what stands on one day stands on every day before it.
Else the rows are read and worked out one by one, if they are not too many. Only the two days are kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from hjemmel.core.datamap import After, Collection, DataMap, Line, Purpose
from hjemmel.core.facts import Facts
from hjemmel.core.grounds.asker import Asker
from hjemmel.core.grounds.claims import Claims
from hjemmel.core.grounds.ends import end_days
from hjemmel.core.grounds.explain import Grounds
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.retention import Proposal, kept_by
from hjemmel.core.selection import NONE, Selection
from hjemmel.core.terms import Tri

from .gather import Gatherer
from .in_hand import in_hand
from .resolve import Resolver

MOST_ROWS = 5_000
"""More rows are not read for this alone: when they go is then not known to the plan."""
Span = tuple[date | None, date | None]
"""The first day on which some are let go, and the first on which none is kept. None: not known."""
NOT_KNOWN: Span = (None, None)


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Looks for the ends of what a plan of one day leaves alone, as things stand now."""

    map: DataMap
    facts: Facts
    unreached: frozenset[str]
    resolver_on: Callable[[date], Resolver]
    day: date
    asker: Asker | None = None
    """Whose rows alone are looked at, where the plan is made because somebody asked."""

    @cached_property
    def _company(self) -> Rows | None:
        """All rows there are, if they are few enough to be read at one go: several refusals rest on much the same."""
        return in_hand(self.map, self.resolver_on(self.day), self.unreached)

    @cached_property
    def _grounds(self) -> Grounds | None:
        return Grounds(self._company, self.facts, self.day) if self._company else None

    def of(self, proposal: Proposal, rows: int) -> Span:
        if not proposal.kept_by:
            return proposal.until, proposal.until
        purpose = self.map.purposes[proposal.kept_by]
        collection = self.map.collections[proposal.rows.collection]
        lines = [line for line in purpose.lines if line.collection == collection.name]
        days = end_days(lines, self.map.years, self.day)
        if days is not None:
            return self._counted(collection, purpose, days, rows)
        return self._read(collection, proposal.rows, lines) if rows <= MOST_ROWS else NOT_KNOWN

    def _counted(self, collection: Collection, purpose: Purpose, days: list[date], rows: int) -> Span:
        @cache
        def kept(day: date) -> int:
            where = kept_by(
                Claims(self.map, day, self.facts, self.unreached, self.asker), collection, purpose
            )
            return 0 if where == NONE else self.resolver_on(day).count(Selection(collection.name, where))

        last = bisect_left(days, True, key=lambda day: kept(day) == 0)
        first = bisect_left(days, True, hi=min(last + 1, len(days)), key=lambda day: kept(day) < rows)
        return _at(days, first), _at(days, last)

    def _read(self, collection: Collection, rows: Selection, lines: list[Line]) -> Span:
        resolver = self.resolver_on(self.day)
        keys = list(resolver.find(rows, collection.shape.key))
        found = self._company or Gatherer(self.map, resolver, self.unreached).gather({collection.name: keys})
        grounds = self._grounds or Grounds(found, self.facts, self.day)
        wanted = set(keys)
        ends = [
            _end(grounds, collection, row, lines)
            for row in found.of(collection.name)
            if found.key(collection.name, row) in wanted
        ]
        known = [end for end in ends if end is not None]
        if len(known) == len(ends):
            return min(known, default=None), max(known, default=None)
        return _surely_first(min(known, default=None), lines, self.day), None


def _end(grounds: Grounds, collection: Collection, row: Row, lines: list[Line]) -> date | None:
    """The day on which none of these lines keeps anything of the row; None if that waits for something."""
    ends = list(_line_ends(grounds, collection, row, lines))
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _line_ends(
    grounds: Grounds, collection: Collection, row: Row, lines: list[Line]
) -> Iterator[date | None]:
    covered = frozenset().union(*(line.categories for line in lines))
    for group in collection.groups:
        if group.is_personal and group.category in covered and grounds.is_there(group, row):
            for ground in grounds.grounds(group, row):
                if ground.line in lines and ground.stands is Tri.YES:
                    yield ground.until if ground.until != date.max else None


def _surely_first(first: date | None, lines: list[Line], day: date) -> date | None:
    """The first day that is known, if what waits for an event cannot come before it."""
    soonest = [
        day + line.window.period if isinstance(line.window, After) and line.window.period else day
        for line in lines
    ]
    return first if first is not None and first <= min(soonest, default=day) else None


def _at(days: list[date], place: int) -> date | None:
    return days[place] if place < len(days) else None
