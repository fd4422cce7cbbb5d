"""Keys laid down in temporary tables of one connection, which go when the connection does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from hjemmel.core.observation import ColumnType

from .leaves import Keys
from .quirks import Native, Quirks, Stored

AT_ONCE = 2_000
"""Keys told to the database at a time."""

_SAME_KIND = frozenset((ColumnType.INTEGER, ColumnType.TEXT))
"""Columns whose values are compared in the same way once they lie in a temporary table."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A temporary table with the distinct keys of rows."""

    table: sa.Table
    size: int


class Temporary:
    """`read_only`: the connection must be opened for temporary tables, and closed again.

    Where the database lets none be made, nothing is laid down, and statements do without."""

    def __init__(self, connection: sa.Connection, quirks: Quirks, *, read_only: bool) -> None:
        self._connection, self._quirks, self._read_only = connection, quirks, read_only
        self._numbers, self._may = count(1), True
        self._keys: dict[tuple[frozenset[tuple[Stored, ...]], tuple[Native, ...]], sa.Table | None] = {}

    def keys(self, keys: Keys, natives: Sequence[Native]) -> sa.Select[Any] | None:
        """These keys, which are distinct, selected from where they lie now."""
        if self._quirks.listed is not None:
            return self._quirks.listed(keys, natives)
        place = (frozenset(keys), tuple(natives))
        if place not in self._keys:
            self._keys[place] = self._filled(keys, natives)
        table = self._keys[place]
        return None if table is None else sa.select(*table.c)

    def _filled(self, keys: Keys, natives: Sequence[Native]) -> sa.Table | None:
        table = self._made(natives)
        if table is None:
            return None
        names = [column.name for column in table.columns]
        for chunk in _batched(keys, AT_ONCE):
            self._written(table.insert(), [dict(zip(names, key, strict=True)) for key in chunk])
        return table

    def rows(
        self, found: sa.Select[Any], natives: Sequence[Native], told: Callable[[sa.Insert], sa.Insert]
    ) -> Laid | None:
        """The distinct keys that a query finds, none of them NULL."""
        if not _SAME_KIND.issuperset(native.kind for native in natives):
            return None
        table = self._made(natives)
        if table is None:
            return None
        names = [column.name for column in table.columns]
        self._written(told(self._quirks.insert_new(table).from_select(names, found)))
        size = self._connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        return Laid(table, size)

    def _made(self, natives: Sequence[Native]) -> sa.Table | None:
        if not self._may:
            return None
        types = [self._quirks.key_type(native) for native in natives]
        columns = [sa.Column(f"k{n}", kind, primary_key=True) for n, kind in enumerate(types)]
        name = f"hjemmel_keys_{next(self._numbers)}"
        table = sa.Table(name, sa.MetaData(), *columns, prefixes=["TEMPORARY"], sqlite_with_rowid=False)
        try:
            # A statement that is refused must not end the transaction it stands in.
            with self._connection.begin_nested():
                self._written(sa.schema.CreateTable(table))
        except exc.DBAPIError as error:
            if not self._quirks.is_forbidden(error):
                raise
            self._may = False
            return None
        return table

    def _written(self, statement: sa.Executable, values: Sequence[dict[str, Any]] | None = None) -> None:
        if not self._read_only:
            self._connection.execute(statement, values)
            return
        self._quirks.allow_temporary(self._connection, True)
        try:
            self._connection.execute(statement, values)
        finally:
            self._quirks.allow_temporary(self._connection, False)


def _batched(keys: Keys, size: int) -> Iterator[Keys]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
