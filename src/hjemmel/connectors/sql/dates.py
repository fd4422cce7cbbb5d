"""Days and years as SQL, equal to `moment.read_day` and `read_year` for every stored value.

Each comparison is a plain range on the column, which an index serves, and a test that what lies in the range
is a date at all. No SQL engine ever does arithmetic on months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hjemmel.core.moment import FIRST_YEAR, LAST_YEAR, read_day, start_of
from hjemmel.core.observation import ColumnType

from ..values import as_text

_LEAP = "([0-9][0-9](0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
_DAYS = (
    "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
    "|[0-9]{4}-(0[13-9]|1[0-2])-(29|30)"
    "|[0-9]{4}-(0[13578]|1[02])-31"
    f"|{_LEAP}-02-29"
)
DATE_PATTERN = f"({_DAYS})([ T]([01][0-9]|2[0-3])(:[0-5][0-9]){{2}}([.][0-9]{{1,9}})?)?"
"""`moment.DATE_TEXT` and that the day exists, for engines that know regular expressions but no way to try a date."""
YEAR_PATTERN = "[1-9][0-9]{3}"

# One of each: SQLAlchemy remembers of each type how an engine tells its values.
_TEXT, _DATE, _MOMENT, _MOMENT_THERE = sa.String(), sa.Date(), sa.DateTime(), sa.DateTime(timezone=True)

Column = sa.ColumnElement[Any]
Test = sa.ColumnElement[bool]
Value = str | int | float | bytes

FIRST_DAY, AFTER_LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR + 1, 1, 1)
_ONE_DAY, _A_MINUTE = timedelta(days=1), timedelta(minutes=1)
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


@dataclass(frozen=True, slots=True)
class Typed:
    """A column of one of the database's own types for days and moments."""

    column: Column
    kind: ColumnType
    is_day: Test
    """Of values in reach: a day that there is."""
    moment: Callable[[datetime], datetime]
    """How the database is told an aware moment."""

    def before(self, day: date, zone: str, home: str) -> Test:
        limit = self._limit(min(day, AFTER_LAST_DAY), zone, home)
        return sa.and_(self._from_first(), self.column < limit, self.is_day)

    def not_before(self, day: date, zone: str, home: str) -> Test:
        limit = self._limit(max(day, FIRST_DAY), zone, home)
        return sa.and_(self._until_last(), self.column >= limit, self.is_day)

    def no_date(self) -> Test:
        in_reach = sa.and_(self._from_first(), self._until_last(), self.is_day)
        return sa.and_(self.column.is_not(None), sa.not_(in_reach))

    def _from_first(self) -> Test:
        return self.column >= self._limit(FIRST_DAY, "UTC", "UTC")

    def _until_last(self) -> Test:
        return self.column < self._limit(AFTER_LAST_DAY, "UTC", "UTC")

    def _limit(self, day: date, zone: str, home: str) -> Column:
        """The first value of the column's own type that lies on `day` or later."""
        if self.kind is ColumnType.DATE:
            return sa.literal(day, _DATE)
        if self.kind is ColumnType.TIMESTAMP_TZ:
            begins = datetime.combine(_within_reach(day), time(), ZoneInfo(home))
            return sa.literal(self.moment(begins), _MOMENT_THERE)
        return sa.literal(first_moment(_within_reach(day), zone, home), _MOMENT)


def wall_clock(value: object, zone: str | None) -> object:
    """A moment as the clocks of its zone told it, the way naive ones are stored; without a zone of its own, it is UTC's.

    `zone` None: it is no such moment."""
    if zone is None or not isinstance(value, datetime):
        return value
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return aware.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    except OverflowError:
        return aware.isoformat(" ")


def moment_in(text: str, kind: ColumnType, zone: str) -> date | datetime | None:
    """The day or moment that is told so, aware where its column is; None if it would be told otherwise again."""
    try:
        found = date.fromisoformat(text) if kind is ColumnType.DATE else datetime.fromisoformat(text)
    except ValueError:
        return None
    if isinstance(found, datetime) and found.tzinfo is not None:
        return None
    if kind is ColumnType.TIMESTAMP_TZ and isinstance(found, datetime):
        aware = found.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return aware if as_text(wall_clock(aware, zone)) == text else None
    return found if as_text(found) == text else None


@lru_cache(maxsize=4096)
def first_moment(day: date, zone: str, home: str) -> datetime:
    """The first naive wall-clock moment in `zone` that `read_day` puts on `day` or later.

    Where clocks go back at that very moment, the hour occurs twice and is read as its first occurrence:
    the day before. So the day begins, as stored clocks tell it, when the doubled hour is over. Where they go forward at
    that moment, what stands in the hour that never was is read as after it: the day begins with that hour."""
    moment = start_of(day, zone, home).replace(fold=0)
    while isinstance(read := read_day(moment, zone, home), date) and read < day:
        moment += _A_MINUTE
    while isinstance(read := read_day(moment - _A_MINUTE, zone, home), date) and read >= day:
        moment -= _A_MINUTE
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
    return sa.literal(text, _TEXT)
