"""One transaction that reads: what is found out about the tables, or laid down, serves all its statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from hjemmel.core.selection import Selection
from hjemmel.core.shape import Shape

from .leaves import Leaves
from .looks import Looks
from .quirks import Quirks
from .seen import Catalogue
from .tables import Tables
from .temporary import Laid, Temporary
from .where import Where


class Reading:
    """`thorough`: many statements will follow, and may share what costs as much as one."""

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
    ) -> None:
        self._connection, self._quirks, self._temporary = connection, quirks, temporary
        looks = Looks(connection, quirks, thorough=thorough)
        self._leaves = Leaves(catalogue, shapes, quirks, temporary.keys, dialect, looks)
        lay = self._lay if thorough and quirks.lays_down else None
        self._tables = Tables(self._leaves, looks, self._up_to, lay, read_whole=bool(quirks.end_to_end))

    def where(self) -> Where:
        """For one statement."""
        return Where(self._leaves, self._quirks, self._tables)

    def counts(self, several: Sequence[Selection]) -> list[int]:
        simple = [self._leaves.simple(rows) for rows in several]
        for rows in simple:
            self._tables.expect(rows)
        return [self._count(rows) for rows in simple]

    def _count(self, rows: Selection) -> int:
        where = self.where()
        return self._connection.scalar(where.told(where.counted(rows))) or 0

    def _up_to(self, rows: Selection, most: int) -> int:
        where = self.where()
        table, test = where.table(rows)
        some = sa.select(sa.literal_column("1")).select_from(table).where(test).limit(most).subquery("some")
        return self._connection.scalar(where.told(sa.select(sa.func.count()).select_from(some))) or 0

    def _lay(self, rows: Selection, theirs: tuple[str, ...]) -> Laid | None:
        where = self.where()
        shape = self._leaves.shape(rows.collection)
        natives = [self._leaves.native(shape, name) for name in theirs]
        return self._temporary.rows(where.keys(rows, theirs), natives, where.told)
