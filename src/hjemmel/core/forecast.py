"""What will go, month by month, as things stand: counts and reasons, and nobody's data.

Pure values. The counting is done in `engine/forecast`; nothing here reads a system."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from .action import Because, Verb

MOST_MONTHS = 60
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """What goes of one collection for one reason."""

    collection: str
    verb: Verb
    by_hand: bool
    because: Because
    rows: tuple[int, ...]
    """For each span of the forecast, how many rows it reaches for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days in a row: what comes due in them. The first holds all that is due already."""

    first: date | None
    last: date
    going: tuple[tuple[Going, int], ...]

    @property
    def rows(self) -> int:
        return sum(rows for _, rows in self.going)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What goes until the last of `ends`, where every month is swept."""

    declaration: str
    ends: tuple[date, ...]
    """The day it was made, and then the last day of each month."""
    going: tuple[Going, ...]
    unreached: tuple[str, ...]
    """Systems out of sight: of what they hold nothing is told."""

    @property
    def rows(self) -> int:
        """In all, until the last day."""
        return sum(sum(one.rows) for one in self.going)

    @property
    def spans(self) -> Iterator[Span]:
        firsts = (None, *(end + ONE_DAY for end in self.ends))
        for number, last in enumerate(self.ends):
            found = tuple((one, one.rows[number]) for one in self.going if one.rows[number])
            yield Span(first=firsts[number], last=last, going=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """Rows of a collection that another declaration would treat in another way at the next sweep."""

    collection: str
    verb: Verb
    more: int
    """Rows that would go under the new one, and not under the old."""
    fewer: int
    """Rows that go under the old one, and would not under the new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What would be otherwise at the next sweep. `unreached`: systems that could not be counted under both."""

    otherwise: tuple[Otherwise, ...]
    unreached: tuple[str, ...]


def month_ends(today: date, months: int) -> tuple[date, ...]:
    """Today, the end of this month, and of those that follow: so many months in all."""
    ends = [today]
    for place in range(today.month - 1, today.month - 1 + months):
        year, month = today.year + place // 12, place % 12 + 1
        ends.append(date(year, month, calendar.monthrange(year, month)[1]))
    return tuple(ends)


def by_span(counts: Sequence[int]) -> tuple[int, ...]:
    """How many come in each span, of how many there are at the end of each.

    There may be fewer at a later end, where rows whose fields were overwritten are erased whole: none comes then."""
    return (counts[0], *(max(0, later - before) for before, later in pairwise(counts)))
