"""Days and years as SQL, equal to `moment.read_day` and `read_year` for every stored value.

Each comparison is a plain range on the column, which an index serves, and a test that what lies in the range
is a date at all. No SQL engine ever does arithmetic on months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hjemmel.core.moment import FIRST_YEAR, LAST_YEAR, read_day, start_of
from hjemmel.core.observation import ColumnType

Column = sa.ColumnElement[Any]
Test = sa.ColumnElement[bool]
Value = str | int | float | bytes

FIRST_DAY, AFTER_LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR + 1, 1, 1)
_ONE_DAY = timedelta(days=1)
_STAMP = 19
"""Characters of YYYY-MM-DD HH:MM:SS."""
_DAY = 10


@dataclass(frozen=True, slots=True)
class Texts:
    """A column with dates that lie as ISO text."""

    column: Column
    is_date: Test
    """Of texts in reach."""
    odd: tuple[Value, ...] | None = None
    """The values in the column that are no dates in reach, if they are known and few."""

    def between(self, low: date, high: date) -> Test:
        """A date from `low` to before `high`."""
        if self.odd is None:
            return sa.and_(*self._bounds(low, high), self.is_date)
        whole, wrong = self.in_two(low, high)
        return sa.and_(whole, *(self.column != one for one in wrong))

    def in_two(self, low: date, high: date) -> tuple[Test, list[Value]]:
        """The range alone, and the values in it that are no dates. Only where these are known."""
        least, limit = self._limits(low, high)
        above, below = self._bounds(low, high)
        odd = self.odd or ()
        is_bound = low > FIRST_DAY or any(_order(one) < _order(least) for one in odd)
        is_capped = high < AFTER_LAST_DAY or any(_order(one) >= _order(limit) for one in odd)
        bounds = [*([above] if is_bound else []), *([below] if is_capped else [])]
        wrong = [one for one in odd if _order(least) <= _order(one) < _order(limit)]
        return sa.and_(*(bounds or [self.column.is_not(None)])), wrong

    def _bounds(self, low: date, high: date) -> tuple[Test, Test]:
        least, limit = self._limits(low, high)
        return self.column >= _literal(least), self.column < _literal(limit)

    def _limits(self, low: date, high: date) -> tuple[str, str]:
        return max(low, FIRST_DAY).isoformat(), min(high, AFTER_LAST_DAY).isoformat()

    def in_reach(self) -> Test:
        """A real date, whatever day."""
        return self.between(FIRST_DAY, AFTER_LAST_DAY)

    def no_date(self) -> Test:
        if self.odd is None:
            return sa.and_(self.column.is_not(None), sa.not_(self.in_reach()))
        return sa.and_(self.column.is_not(None), self.column.in_(self.odd)) if self.odd else sa.false()


def _order(value: Value) -> tuple[int, Value]:
    """As databases without types compare: numbers before texts, and texts before bytes."""
    return (1, value) if isinstance(value, str) else (2 if isinstance(value, bytes) else 0, b"")


def text_before(texts: Texts, day: date, zone: str, home: str) -> Test:
    day = _within_reach(day)
    wall = first_moment(day, zone, home)
    if zone == home:
        return texts.between(FIRST_DAY, day)
    surely = _text(min(day, wall.date()))
    near = sa.or_(texts.column < surely, _near_before(texts.column, day, wall))
    return sa.and_(texts.between(FIRST_DAY, max(day, wall.date() + _ONE_DAY)), near)


def text_not_before(texts: Texts, day: date, zone: str, home: str) -> Test:
    day = _within_reach(day)
    wall = first_moment(day, zone, home)
    if zone == home:
        return texts.between(day, AFTER_LAST_DAY)
    surely = _text(max(day, wall.date() + _ONE_DAY))
    near = sa.or_(texts.column >= surely, sa.not_(_near_before(texts.column, day, wall)))
    return sa.and_(texts.between(min(day, wall.date()), AFTER_LAST_DAY), near)


def typed_limit(kind: ColumnType, day: date, zone: str, home: str) -> Column:
    """The first value of the column's own type that lies on `day` or later."""
    if kind is ColumnType.DATE:
        return sa.literal(day, sa.Date())
    if kind is ColumnType.TIMESTAMP_TZ:
        return sa.literal(datetime.combine(day, time(), ZoneInfo(home)), sa.DateTime(timezone=True))
    return sa.literal(first_moment(day, zone, home), sa.DateTime())


def typed_before(column: Column, kind: ColumnType, day: date, zone: str, home: str) -> Test:
    limit = typed_limit(kind, min(day, AFTER_LAST_DAY), zone, home)
    return sa.and_(_typed_from(column, kind), column < limit)


def typed_not_before(column: Column, kind: ColumnType, day: date, zone: str, home: str) -> Test:
    limit = typed_limit(kind, max(day, FIRST_DAY), zone, home)
    return sa.and_(_typed_until(column, kind), column >= limit)


def typed_in_reach(column: Column, kind: ColumnType) -> Test:
    return sa.and_(_typed_from(column, kind), _typed_until(column, kind))


@lru_cache(maxsize=4096)
def first_moment(day: date, zone: str, home: str) -> datetime:
    """The first naive wall-clock moment in `zone` that `read_day` puts on `day` or later.

    Where clocks go back at that very moment, the hour occurs twice and is read as its first occurrence:
    the day before. So the day begins, as stored clocks tell it, when the doubled hour is over."""
    moment = start_of(day, zone, home).replace(fold=0)
    while isinstance(read := read_day(moment, zone, home), date) and read < day:
        moment += timedelta(minutes=1)
    return moment


def _near_before(column: Column, day: date, wall: datetime) -> Test:
    """For values within a day of the limit: day precision is that day itself, a clock is in its zone."""
    clock = sa.func.replace(sa.func.substr(column, 1, _STAMP), "T", " ")
    by_day = sa.and_(sa.func.length(column) == _DAY, column < _text(day))
    return sa.or_(by_day, sa.and_(sa.func.length(column) > _DAY, clock < wall.isoformat(" ", "seconds")))


def _within_reach(day: date) -> date:
    """No stored date is read as a day outside; so the limit may be moved here, where clocks are defined."""
    return min(max(day, FIRST_DAY - _ONE_DAY), AFTER_LAST_DAY + _ONE_DAY)


def _text(day: date) -> sa.ColumnElement[str]:
    return _literal(day.isoformat())


def _literal(text: str) -> sa.ColumnElement[str]:
    return sa.literal(text, sa.String())


def _typed_from(column: Column, kind: ColumnType) -> Test:
    return column >= typed_limit(kind, FIRST_DAY, "UTC", "UTC")


def _typed_until(column: Column, kind: ColumnType) -> Test:
    return column < typed_limit(kind, AFTER_LAST_DAY, "UTC", "UTC")
