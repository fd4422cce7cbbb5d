"""What the tables hold, as far as statements are better for knowing it. True for one transaction, in which no row
changes: whoever changes rows may not use it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from hjemmel.core.moment import read_day
from hjemmel.core.observation import ColumnType

from . import dates
from .quirks import Quirks

FEW_VALUES = 100
"""So many values that are no dates are named one by one."""
STEPS = 50
"""Stepping through an index costs as much for one value as testing some twenty rows does: a table with at least
so many rows for each distinct value is stepped through."""
SMALL = 5_000
"""A table with no more rows is not looked into: passing over it costs no more than the look."""
UNREADABLE = "\N{REPLACEMENT CHARACTER}"

Values = tuple[dates.Value, ...]


class Looks:
    """`thorough`: many statements will gain from what costs as much as one."""

    def __init__(self, connection: sa.Connection, quirks: Quirks, *, thorough: bool) -> None:
        self._connection, self._quirks = connection, quirks
        self.thorough = thorough
        self._leads_nowhere: dict[tuple[str, str, tuple[tuple[str, str], ...]], bool] = {}
        self._rows: dict[str, int] = {}
        self._no_dates: dict[tuple[str, str], Values | None] = {}

    def rows(self, table: str) -> int:
        if table not in self._rows:
            query = sa.select(sa.func.count()).select_from(sa.table(table))
            self._rows[table] = self._connection.scalar(query) or 0
        return self._rows[table]

    def is_small(self, table: str) -> bool:
        return self.rows(table) <= SMALL

    def no_dates(
        self, column: sa.ColumnClause[Any], compared: dates.Column, kind: ColumnType
    ) -> Values | None:
        """The distinct values of a column with dates as text that are no dates; None: not known, or too many."""
        table = column.table
        assert isinstance(table, sa.TableClause)
        place = (table.name, column.name)
        if place not in self._no_dates and self.is_small(table.name):
            self._no_dates[place] = None
        if place not in self._no_dates:
            found = self._stepped(column, kind, max(FEW_VALUES, self.rows(table.name) // STEPS))
            if found is None and self.thorough:
                found = self._scanned(compared, kind)
            self._no_dates[place] = found
        return self._no_dates[place]

    def leads_nowhere(self, ours: sa.TableClause, theirs: sa.TableClause, pairs: Mapping[str, str]) -> bool:
        """Some row has something in its columns that stands in no other row's."""
        place = (ours.name, theirs.name, tuple(pairs.items()))
        if place not in self._leads_nowhere:
            columns = [ours.c[name] for name in pairs]
            each = (
                sa.select(*columns).distinct().where(*(one.is_not(None) for one in columns)).subquery("each")
            )
            parents = theirs.alias("parents")
            same = [each.c[mine] == parents.c[their] for mine, their in pairs.items()]
            one: sa.Select[Any] = sa.select(sa.literal_column("1"))
            led = one.select_from(parents).where(*same).correlate(each)
            lost = one.select_from(each).where(sa.not_(led.exists())).limit(1)
            self._leads_nowhere[place] = self._connection.execute(lost).first() is not None
        return self._leads_nowhere[place]

    def _stepped(self, column: sa.ColumnClause[Any], kind: ColumnType, most: int) -> Values | None:
        steps = self._quirks.steps(self._connection, column, most)
        if steps is None:
            return None
        value = steps.c.value
        odd = sa.and_(value.is_not(None), sa.not_(self._is_day(value, kind)))
        query = sa.select(steps.c.number, value).where(sa.or_(odd, steps.c.number >= most)).limit(FEW_VALUES)
        found = self._connection.execute(query).all()
        if len(found) == FEW_VALUES or any(number >= most for number, _ in found):
            return None
        return _safe(tuple(one for _, one in found))

    def _scanned(self, column: dates.Column, kind: ColumnType) -> Values | None:
        odd = sa.and_(column.is_not(None), sa.not_(self._is_day(column, kind)))
        query = sa.select(column).distinct().where(odd).limit(FEW_VALUES)
        found = tuple(self._connection.scalars(query))
        return _safe(found) if len(found) < FEW_VALUES else None

    def _is_day(self, column: dates.Column, kind: ColumnType) -> dates.Test:
        return dates.Texts(column, self._quirks.is_date(column, kind)).in_reach()


def _safe(values: Values) -> Values | None:
    """Unless one was not read as it lies there, or may be equal to a date in the collation of its column."""
    return None if any(isinstance(one, str) and _is_doubtful(one) for one in values) else values


def _is_doubtful(text: str) -> bool:
    return UNREADABLE in text or isinstance(read_day(text.upper().rstrip(" "), "UTC", "UTC"), date)
