"""When an event happens, for one row, as an interval of days: the other way to the same truth as `over`.

A day that is known is an interval of one day. What is partly known narrows the interval from one side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

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
    Path,
    RememberedDay,
)
from ..moment import Day, NotADay
from ..period import Period
from ..terms import Tri
from .question import NO, UNKNOWN, YES, Question, above, every
from .rows import Key, Row, Rows
from .years import ONE_DAY, end_of_year_with, first_day_after

NEVER = date.max
"""As the latest day: still to come, with no end in sight."""
EVER = date.min


class When(NamedTuple):
    """Between `lo` and `hi`, both included. `present` says whether there is a value at all."""

    lo: date
    hi: date
    present: Tri = Tri.YES

    def over(self, day: date) -> Tri:
        """It has happened on `day` or earlier."""
        if self.present is NO:
            return UNKNOWN
        if self.hi <= day:
            return YES
        return NO if self.lo > day else UNKNOWN

    @property
    def day(self) -> date | None:
        """The day, if it is known exactly."""
        return self.lo if self.present is YES and self.lo == self.hi and self.lo != NEVER else None


Happens = Callable[[Row], When]
"""When something happens, asked of a row."""

ABSENT = When(EVER, NEVER, Tri.NO)
UNKNOWN_DAY = When(EVER, NEVER, Tri.UNKNOWN)
SOME_DAY = When(EVER, NEVER)
STILL_TO_COME = When(NEVER, NEVER)

_IF_NULL = {"absent": ABSENT, "open": STILL_TO_COME, "unknown": SOME_DAY}
_CHILD_WITHOUT_VALUE = {"open": STILL_TO_COME, "unknown": SOME_DAY}


@lru_cache(maxsize=65536)
def exactly(day: date) -> When:
    return When(day, day)


class Calendar:
    """Works out events for rows in hand. `remembered` are the days that facts keep: (event, key) -> day."""

    def __init__(self, rows: Rows, remembered: Mapping[tuple[str, str, Key], date]) -> None:
        self.rows = rows
        self.remembered = remembered
        self._known: dict[tuple[int, str], tuple[Node, Happens]] = {}
        """By the node itself: a node is a tree, and to compare trees takes longer than to make one anew."""

    def when(self, node: Node, collection: str, row: Row) -> When:
        """When the event of this node happens, for this row."""
        return self.of(node, collection)(row)

    def of(self, node: Node, collection: str) -> Happens:
        """When the event of this node happens, to be asked of the rows of the collection."""
        place = (id(node), collection)
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = node, self._made(node, collection)
        return known[1]

    def meets(self, conditions: tuple[Condition, ...]) -> Question:
        return every(*(above(self.rows, condition.path, _has_value(condition)) for condition in conditions))

    def _made(self, node: Node, collection: str) -> Happens:
        match node:
            case OnColumn(column, null):
                return self._on_column(collection, column, null)
            case AfterFinancialYear(column, is_year):
                return self._after_year(collection, column, is_year)
            case Later(inner, period):
                return _later(self.of(inner, collection), period)
            case OfParent(path, inner):
                return self._of_parent(path, inner)
            case RememberedDay(event, of):
                return self._remembered(event, of)
            case OfChildren():
                children = self._children(node)
                return _once(lambda row: latest_of(children(row), None))
            case Latest(nodes, fallback):
                return self._joined(latest_of, nodes, fallback, collection)
            case Earliest(nodes, fallback):
                return self._joined(earliest_of, nodes, fallback, collection)

    def _joined(
        self,
        join: Callable[[Sequence[When], When | None], When],
        nodes: tuple[Node, ...],
        fallback: Node | None,
        collection: str,
    ) -> Happens:
        last = self.of(fallback, collection) if fallback else None
        operands = [self._operands(node, collection) for node in nodes]

        def joined(row: Row) -> When:
            return join([when for several in operands for when in several(row)], last(row) if last else None)

        return _once(joined)

    def _operands(self, node: Node, collection: str) -> Callable[[Row], Sequence[When]]:
        if isinstance(node, OfChildren):
            return self._children(node)
        one = self.of(node, collection)
        return lambda row: (one(row),)

    def _children(self, node: OfChildren) -> Callable[[Row], Sequence[When]]:
        if not self.rows.sees(node.path):
            return lambda _: (UNKNOWN_DAY,)
        children, counts = self.rows.downward(node.path), self.meets(node.where)
        happens = self.of(node.node, node.path[0].child)
        without = _CHILD_WITHOUT_VALUE.get(node.null)

        def values(row: Row) -> Sequence[When]:
            found = []
            for child in children(row):
                counted = counts(child)
                if counted is NO:
                    continue
                when = happens(child)
                if without is not None and when.present is NO:
                    when = without
                found.append(when if counted is YES else When(when.lo, when.hi, when.present & counted))
            return found

        return values

    def _of_parent(self, path: Path, inner: Node) -> Happens:
        if not self.rows.sees(path):
            return lambda _: UNKNOWN_DAY
        parents, happens = self.rows.upward(path), self.of(inner, path[-1].parent)
        return lambda row: _agreed([happens(parent) for parent in parents(row)])

    def _remembered(self, event: str, of: str) -> Happens:
        remembered, key = self.remembered, self.rows.keys(of)

        def happens(row: Row) -> When:
            day = remembered.get((event, of, key(row)))
            return exactly(day) if day else ABSENT

        return happens

    def _on_column(self, collection: str, column: str, null: str) -> Happens:
        absent, day_of = _IF_NULL[null], self.rows.days(collection, column)

        def happens(row: Row) -> When:
            day = day_of(row)
            if day is None:
                return absent
            return SOME_DAY if isinstance(day, NotADay) else exactly(day)

        return happens

    def _after_year(self, collection: str, column: str, is_year: bool) -> Happens:
        years = self.rows.map.years

        @cache
        def after(found: int | Day) -> When:
            if found is None:
                return ABSENT
            if isinstance(found, NotADay):
                return SOME_DAY
            if isinstance(found, int):
                return exactly(first_day_after(years, found))
            return exactly(end_of_year_with(years, found) + ONE_DAY)

        value = self.rows.years(column) if is_year else self.rows.days(collection, column)
        return lambda row: after(value(row))


def later(when: When, period: Period) -> When:
    return When(_plus(when.lo, period), _plus(when.hi, period), when.present)


def latest_of(operands: Sequence[When], fallback: When | None) -> When:
    """The latest of those that exist; the fallback if none does."""
    sure = [when for when in operands if when.present is YES]
    perhaps = [when for when in operands if when.present is UNKNOWN]
    if len(sure) == 1 and not perhaps:
        return sure[0]
    if sure:
        return When(max(when.lo for when in sure), max(when.hi for when in (*sure, *perhaps)))
    if not perhaps:
        return fallback or ABSENT
    if fallback is None or fallback.present is not YES:
        return UNKNOWN_DAY
    return When(EVER, max(when.hi for when in (*perhaps, fallback)))


def earliest_of(operands: Sequence[When], fallback: When | None) -> When:
    """The earliest of those that exist; the fallback if none does."""
    sure = [when for when in operands if when.present is YES]
    perhaps = [when for when in operands if when.present is UNKNOWN]
    if sure:
        return When(min(when.lo for when in (*sure, *perhaps)), min(when.hi for when in sure))
    if not perhaps:
        return fallback or ABSENT
    if fallback is None or fallback.present is not YES:
        return UNKNOWN_DAY
    return When(min(when.lo for when in (*perhaps, fallback)), NEVER)


def _later(happens: Happens, period: Period) -> Happens:
    # Many rows share a day, and the arithmetic of months is dear.
    moved = cache(lambda when: later(when, period))
    return lambda row: moved(happens(row))


def _once(happens: Happens) -> Happens:
    """Worked out once a row: rows in hand do not change."""
    known: dict[int, When] = {}

    def asked(row: Row) -> When:
        place = id(row)
        when = known.get(place)
        if when is None:
            when = known[place] = happens(row)
        return when

    return asked


def _agreed(several: Sequence[When]) -> When:
    if not several:
        return UNKNOWN_DAY
    if len(several) == 1:
        return several[0]
    if any(when.present is not YES for when in several):
        return UNKNOWN_DAY
    return When(min(when.lo for when in several), max(when.hi for when in several))


def _has_value(condition: Condition) -> Question:
    column, values = condition.column, condition.values

    def has_value(row: Row) -> Tri:
        value = row[column]
        if value in values:
            return YES
        return UNKNOWN if value is None else NO

    return has_value


def _plus(day: date, period: Period) -> date:
    if day in (NEVER, EVER):
        return day
    return day + period
