"""Days and years as SQL, equal to `moment.read_day` and `read_year` for every stored value.

Each comparison is a plain range on the column, which an index serves, and a test that what lies in the range
is a date at all. No SQL engine ever does arithmetic on months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hjemmel.core.moment import FIRST_YEAR, LAST_YEAR, read_day, start_of
from hjemmel.core.observation import ColumnType

Column = sa.ColumnElement[Any]
Test = sa.ColumnElement[bool]
Valid = Callable[[sa.ColumnElement[str], sa.ColumnElement[str]], Test]
"""Of the values of a column between two limits: this one is a date."""

FIRST_DAY, AFTER_LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR + 1, 1, 1)
_ONE_DAY = timedelta(days=1)
_STAMP = 19
"""Characters of YYYY-MM-DD HH:MM:SS."""
_DAY = 10


def text_before(column: Column, valid: Valid, day: date, zone: str, home: str) -> Test:
    """Dates that lie as ISO text."""
    day = _within_reach(day)
    wall = first_moment(day, zone, home)
    if zone == home:
        return _between(column, FIRST_DAY, day, valid)
    surely = _text(min(day, wall.date()))
    near = sa.or_(column < surely, _near_before(column, day, wall))
    return sa.and_(_between(column, FIRST_DAY, max(day, wall.date() + _ONE_DAY), valid), near)


def text_not_before(column: Column, valid: Valid, day: date, zone: str, home: str) -> Test:
    day = _within_reach(day)
    wall = first_moment(day, zone, home)
    if zone == home:
        return _between(column, day, AFTER_LAST_DAY, valid)
    surely = _text(max(day, wall.date() + _ONE_DAY))
    near = sa.or_(column >= surely, sa.not_(_near_before(column, day, wall)))
    return sa.and_(_between(column, min(day, wall.date()), AFTER_LAST_DAY, valid), near)


def text_in_reach(column: Column, valid: Valid) -> Test:
    """The column holds a real date, whatever day."""
    return _between(column, FIRST_DAY, AFTER_LAST_DAY, valid)


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


def _between(column: Column, low: date, high: date, valid: Valid) -> Test:
    least, limit = _text(max(low, FIRST_DAY)), _text(min(high, AFTER_LAST_DAY))
    return sa.and_(column >= least, column < limit, valid(least, limit))


def _near_before(column: Column, day: date, wall: datetime) -> Test:
    """For values within a day of the limit: day precision is that day itself, a clock is in its zone."""
    clock = sa.func.replace(sa.func.substr(column, 1, _STAMP), "T", " ")
    by_day = sa.and_(sa.func.length(column) == _DAY, column < _text(day))
    return sa.or_(by_day, sa.and_(sa.func.length(column) > _DAY, clock < wall.isoformat(" ", "seconds")))


def _within_reach(day: date) -> date:
    """No stored date is read as a day outside; so the limit may be moved here, where clocks are defined."""
    return min(max(day, FIRST_DAY - _ONE_DAY), AFTER_LAST_DAY + _ONE_DAY)


def _text(day: date) -> sa.ColumnElement[str]:
    return sa.literal(day.isoformat(), sa.String())


def _typed_from(column: Column, kind: ColumnType) -> Test:
    return column >= typed_limit(kind, FIRST_DAY, "UTC", "UTC")


def _typed_until(column: Column, kind: ColumnType) -> Test:
    return column < typed_limit(kind, AFTER_LAST_DAY, "UTC", "UTC")
