"""One transaction that reads: what is found out about the tables, or laid down, serves all its statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa

from hjemmel.core.selection import (
    NONE,
    All,
    Among,
    AnyOf,
    OneOf,
    Predicate,
    Selection,
    Within,
    walk,
)
from hjemmel.core.shape import Shape

from .leaves import Leaves
from .looks import Looks
from .quirks import Quirks
from .seen import Catalogue
from .tables import Tables
from .temporary import Laid, Temporary
from .where import Where

FEW_KEYS = 1_000


class Reading:
    """`thorough`: many statements will follow, and may share what costs as much as one.

    `few`: all that it is asked of is about few rows. Then nothing is found out of the tables first: that would cost more
    than the statement, and grow with rows that nobody asked for."""

    def __init__(
        self,
        connection: sa.Connection,
        catalogue: Catalogue,
        shapes: Mapping[str, Shape],
        quirks: Quirks,
        dialect: sa.Dialect,
        temporary: Temporary,
        *,
        thorough: bool,
        few: bool,
    ) -> None:
        self._connection, self._quirks, self._temporary = connection, quirks, temporary
        looks = None if few else Looks(connection, quirks, thorough=thorough)
        self._leaves = Leaves(catalogue, shapes, quirks, temporary.keys, dialect, looks)
        self._thorough = thorough
        self._tables: Tables | None = None
        if looks is not None:
            lay = self._lay if thorough and quirks.lays_down else None
            whole = bool(quirks.end_to_end)
            self._tables = Tables(self._leaves, looks, self._up_to, lay, read_whole=whole)

    def where(self, rows: Selection) -> Where:
        """For one statement about these rows. Where keys lead to them, nothing of how many there are is found out."""
        led = not self._thorough and is_led_by_keys(rows.where)
        return Where(self._leaves, self._quirks, None if led else self._tables)

    def counts(self, several: Sequence[Selection]) -> list[int]:
        simple = [self._leaves.simple(rows) for rows in several]
        if self._tables is not None and self._thorough:
            for rows in simple:
                self._tables.expect(rows)
        return [self._count(rows) for rows in simple]

    def surely_none(self, several: Sequence[Selection]) -> list[bool]:
        """In one statement. What no keys lead to is not looked for: that could cost as much as reading it."""
        led = [rows for rows in several if is_led_by_keys(rows.where)]
        where = Where(self._leaves, self._quirks, None)
        found: list[sa.ColumnElement[bool]] = []
        for rows in led:
            table, test = where.table(rows)
            found.append(sa.exists(sa.select(sa.literal_column("1")).select_from(table).where(test)))
        asked = cast("sa.Select[Any]", sa.select(*found))
        said = self._connection.execute(where.told(asked)).one() if found else ()
        none = {rows for rows, some in zip(led, said, strict=True) if not some}
        return [rows in none for rows in several]

    def _count(self, rows: Selection) -> int:
        if rows.where == NONE:
            return 0
        where = self.where(rows)
        return self._connection.scalar(where.told(where.counted(rows))) or 0

    def _up_to(self, rows: Selection, most: int) -> int:
        where = self.where(rows)
        table, test = where.table(rows)
        some = sa.select(sa.literal_column("1")).select_from(table).where(test).limit(most).subquery("some")
        return self._connection.scalar(where.told(sa.select(sa.func.count()).select_from(some))) or 0

    def _lay(self, rows: Selection, theirs: tuple[str, ...]) -> Laid | None:
        where = self.where(rows)
        shape = self._leaves.shape(rows.collection)
        natives = [self._leaves.native(shape, name) for name in theirs]
        return self._temporary.rows(where.keys(rows, theirs), natives, where.told)


def is_about_few(rows: Selection) -> bool:
    """A few keys lead to them."""
    keys = sum(len(one.keys) for one in walk(rows.where) if isinstance(one, Among) and one.yes)
    led = rows.where == NONE or is_led_by_keys(rows.where, also_values=False)
    return led and keys <= FEW_KEYS


def is_led_by_keys(predicate: Predicate, *, also_values: bool = True) -> bool:
    """Every row stands on a list of keys, or refers to one that does. `also_values`: or has one of a few values."""
    match predicate:
        case Among(yes=True):
            return True
        case OneOf(yes=True):
            return also_values
        case Within(rows=rows, yes=True):
            return is_led_by_keys(rows.where, also_values=also_values)
        case All(parts):
            return any(is_led_by_keys(part, also_values=also_values) for part in parts)
        case AnyOf(parts):
            return all(is_led_by_keys(part, also_values=also_values) for part in parts)
        case _:
            return False
