"""When an event happens, for one row, as an interval of days: the other way to the same truth as `over`.

A day that is known is an interval of one day. What is partly known narrows the interval from one side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..datamap import (
    AfterFinancialYear,
    Condition,
    Earliest,
    Later,
    Latest,
    Node,
    OfChildren,
    OfParent,
    OnColumn,
    RememberedDay,
)
from ..moment import NotADay
from ..period import Period
from ..selection import Scalar
from ..terms import Tri
from .rows import Row, Rows
from .years import ONE_DAY, end_of_year_with, first_day_after

NEVER = date.max
"""As the latest day: still to come, with no end in sight."""
EVER = date.min


@dataclass(frozen=True, slots=True)
class When:
    """Between `lo` and `hi`, both included. `present` says whether there is a value at all."""

    lo: date
    hi: date
    present: Tri = Tri.YES

    def over(self, day: date) -> Tri:
        """It has happened on `day` or earlier."""
        if self.present is Tri.NO:
            return Tri.UNKNOWN
        if self.hi <= day:
            return Tri.YES
        return Tri.NO if self.lo > day else Tri.UNKNOWN

    @property
    def day(self) -> date | None:
        """The day, if it is known exactly."""
        return self.lo if self.present is Tri.YES and self.lo == self.hi and self.lo != NEVER else None

    @property
    def is_open(self) -> bool:
        """It is certainly still to come, nobody knows when."""
        return self.present is Tri.YES and self.lo == NEVER


ABSENT = When(EVER, NEVER, Tri.NO)
UNKNOWN_DAY = When(EVER, NEVER, Tri.UNKNOWN)
SOME_DAY = When(EVER, NEVER)
STILL_TO_COME = When(NEVER, NEVER)


def exactly(day: date) -> When:
    return When(day, day)


class Calendar:
    """Works out events for rows in hand. `remembered` are the days that facts keep: (event, key) -> day."""

    def __init__(self, rows: Rows, remembered: Mapping[tuple[str, str, tuple[Scalar, ...]], date]) -> None:
        self.rows = rows
        self.years = rows.map.years
        self.remembered = remembered
        self._known: dict[tuple[int, int], When] = {}

    def when(self, node: Node, collection: str, row: Row) -> When:
        """When the event of this node happens, for this row. Rows in hand do not change: it is worked out once."""
        if isinstance(node, OnColumn):
            return self._on_column(collection, node.column, node.null, row)
        place = (id(node), id(row))
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = self._when(node, collection, row)
        return known

    def _when(self, node: Node, collection: str, row: Row) -> When:
        match node:
            case OnColumn(column, null):
                return self._on_column(collection, column, null, row)
            case AfterFinancialYear(column, is_year):
                return self._after_year(collection, column, is_year, row)
            case Later(inner, period):
                return later(self.when(inner, collection, row), period)
            case OfParent(path, inner):
                if not self.rows.sees(path):
                    return UNKNOWN_DAY
                return _agreed(
                    self.when(inner, path[-1].parent, above) for above in self.rows.parents(row, path)
                )
            case RememberedDay(event, of):
                day = self.remembered.get((event, of, self.rows.key(of, row)))
                return exactly(day) if day else ABSENT
            case OfChildren():
                return latest_of(list(self._children(node, row)), None)
            case Latest(nodes, fallback):
                last = self.when(fallback, collection, row) if fallback else None
                return latest_of(self._operands(nodes, collection, row), last)
            case Earliest(nodes, fallback):
                last = self.when(fallback, collection, row) if fallback else None
                return earliest_of(self._operands(nodes, collection, row), last)

    def meets(self, conditions: tuple[Condition, ...], row: Row) -> Tri:
        found = Tri.YES
        for condition in conditions:
            if not self.rows.sees(condition.path):
                found = found & Tri.UNKNOWN
                continue
            above = self.rows.parents(row, condition.path)
            found = found & all_agree(_has_value(condition, parent) for parent in above)
        return found

    def _operands(self, nodes: tuple[Node, ...], collection: str, row: Row) -> list[When]:
        found: list[When] = []
        for node in nodes:
            if isinstance(node, OfChildren):
                found += self._children(node, row)
            else:
                found.append(self.when(node, collection, row))
        return found

    def _children(self, node: OfChildren, row: Row) -> Iterable[When]:
        if not self.rows.sees(node.path):
            yield UNKNOWN_DAY
            return
        child = node.path[0].child
        for below in self.rows.children(row, node.path):
            counts = self.meets(node.where, below)
            if counts is Tri.NO:
                continue
            when = self.when(node.node, child, below)
            if node.null != "absent" and when.present is Tri.NO:
                when = STILL_TO_COME if node.null == "open" else SOME_DAY
            yield When(when.lo, when.hi, when.present & counts)

    def _on_column(self, collection: str, column: str, null: str, row: Row) -> When:
        day = self.rows.day(collection, column, row)
        if day is None:
            return {"open": STILL_TO_COME, "unknown": SOME_DAY}.get(null, ABSENT)
        return SOME_DAY if isinstance(day, NotADay) else exactly(day)

    def _after_year(self, collection: str, column: str, is_year: bool, row: Row) -> When:
        if is_year:
            year = self.rows.year(column, row)
            if year is None:
                return ABSENT
            return SOME_DAY if isinstance(year, NotADay) else exactly(first_day_after(self.years, year))
        day = self.rows.day(collection, column, row)
        if day is None:
            return ABSENT
        return SOME_DAY if isinstance(day, NotADay) else exactly(end_of_year_with(self.years, day) + ONE_DAY)


def later(when: When, period: Period) -> When:
    return When(_plus(when.lo, period), _plus(when.hi, period), when.present)


def latest_of(operands: list[When], fallback: When | None) -> When:
    """The latest of those that exist; the fallback if none does."""
    sure = [when for when in operands if when.present is Tri.YES]
    perhaps = [when for when in operands if when.present is Tri.UNKNOWN]
    if sure:
        return When(max(when.lo for when in sure), max(when.hi for when in (*sure, *perhaps)))
    if not perhaps:
        return fallback or ABSENT
    if fallback is None or fallback.present is not Tri.YES:
        return UNKNOWN_DAY
    return When(EVER, max(when.hi for when in (*perhaps, fallback)))


def earliest_of(operands: list[When], fallback: When | None) -> When:
    """The earliest of those that exist; the fallback if none does."""
    sure = [when for when in operands if when.present is Tri.YES]
    perhaps = [when for when in operands if when.present is Tri.UNKNOWN]
    if sure:
        return When(min(when.lo for when in (*sure, *perhaps)), min(when.hi for when in sure))
    if not perhaps:
        return fallback or ABSENT
    if fallback is None or fallback.present is not Tri.YES:
        return UNKNOWN_DAY
    return When(min(when.lo for when in (*perhaps, fallback)), NEVER)


def all_agree(answers: Iterable[Tri]) -> Tri:
    """One answer for several rows: what all say; unknown if they differ, or if there is none."""
    found = set(answers)
    return found.pop() if len(found) == 1 else Tri.UNKNOWN


def _agreed(several: Iterable[When]) -> When:
    found = list(several)
    if not found:
        return UNKNOWN_DAY
    if len(found) == 1:
        return found[0]
    if any(when.present is not Tri.YES for when in found):
        return UNKNOWN_DAY
    return When(min(when.lo for when in found), max(when.hi for when in found))


def _has_value(condition: Condition, row: Row) -> Tri:
    value = row[condition.column]
    if value in condition.values:
        return Tri.YES
    return Tri.UNKNOWN if value is None else Tri.NO


def _plus(day: date, period: Period) -> date:
    if day in (NEVER, EVER):
        return day
    return day + period
