"""The contract's shop with the names of its people sealed: real SQLite files, and a place for keys without a disk."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tests.connectors.tables import sqlite_connector, sqlite_file

from hjemmel.connectors.contract import Table
from hjemmel.core.normal import Normal
from hjemmel.core.observation import ColumnSeen, ColumnType
from hjemmel.core.shape import Shape
from hjemmel.engine.ports import OpenRow, SealedRow
from hjemmel.engine.register.connector import RegisterConnector
from hjemmel.engine.register.layout import SealedTable
from hjemmel.engine.vault.blind import Index
from hjemmel.engine.vault.masters import MasterKey, Masters
from hjemmel.engine.vault.memory import MemoryKeys
from hjemmel.engine.vault.vault import Vault

NAMES = SealedTable(
    name="people", indexes={"name": Index(table="people", column="name", normal=Normal.NAME)}, is_home=True
)
LAYOUT = {table.name: table for table in (NAMES, SealedTable(name="orders"), SealedTable(name="lines"))}
MASTERS = Masters([MasterKey.new()], "the tests")


def subject(id: object) -> str:
    return f"subject-{id}"


class ShopRows:
    """The engine's `RegisterRows` over the shop's file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.announced: set[str] = set()

    def rows_of(self, subjects: Collection[str]) -> Iterable[SealedRow]:
        with closing(sqlite3.connect(self.file)) as database:
            found = database.execute("SELECT id, subject, name FROM people").fetchall()
        return [
            SealedRow(subject=whose, table="people", row=str(id), values={"name": name})
            for id, whose, name in found
            if whose in subjects
        ]

    def replace(self, pairs: Sequence[tuple[SealedRow, SealedRow]]) -> None:
        with closing(sqlite3.connect(self.file)) as database, database:
            for old, new in pairs:
                database.execute(
                    "UPDATE people SET name = ? WHERE id = ? AND name IS ?",
                    (new.values["name"], old.row, old.values["name"]),
                )

    def announce(self, subjects: Collection[str]) -> None:
        self.announced.update(subjects)

    def unsettled(self, count: int) -> Sequence[str]:
        return sorted(self.announced)[:count]

    def without_home(self, subjects: Collection[str]) -> AbstractSet[str]:
        return set(subjects) - {row.subject for row in self.rows_of(subjects)}

    def change(self, vault: Vault, table: SealedTable, row: str, values: Mapping[str, str | None]) -> None:
        name = values["name"]
        with closing(sqlite3.connect(self.file)) as database, database:
            ((whose,),) = database.execute("SELECT subject FROM people WHERE id = ?", (row,))
            opened = OpenRow(subject=whose, table=table.name, row=row, values={"name": name})
            (lying,) = vault.seal([opened])
            token = vault.index(table.indexes["name"]).token(name) if name else None
            database.execute(
                "UPDATE people SET name = ?, name_token = ? WHERE id = ?", (lying.values["name"], token, row)
            )

    def settled(self, subjects: Collection[str]) -> None:
        self.announced.difference_update(subjects)


def sealed_shop(
    file: Path, tables: Sequence[Table], shapes: Mapping[str, Shape], *, keys: MemoryKeys | None = None
) -> RegisterConnector:
    vault = Vault(keys or MemoryKeys(), MASTERS)
    sqlite_file(file, [_sealed(table, vault) if table.seen.name == "people" else table for table in tables])
    inner = sqlite_connector(file, shapes)
    return RegisterConnector("shop", inner, shapes, lambda: vault, ShopRows(file), LAYOUT)


def _sealed(table: Table, vault: Vault) -> Table:
    names = [column.name for column in table.seen.columns]
    more = (_column("subject", ColumnType.TEXT), _column("name_token", ColumnType.INTEGER))
    columns = tuple(
        replace(column, type=ColumnType.OTHER) if column.name == "name" else column
        for column in table.seen.columns
    )
    vault.admit([subject(row[0]) for row in table.rows])
    rows = []
    for row in table.rows:
        values = dict(zip(names, row, strict=True))
        name = values["name"]
        text = None if name is None else str(name)
        opened = OpenRow(subject=subject(row[0]), table="people", row=str(row[0]), values={"name": text})
        (lying,) = vault.seal([opened])
        token = vault.index(NAMES.indexes["name"]).token(text) if text else None
        rows.append(
            (
                *(lying.values["name"] if one == "name" else values[one] for one in names),
                subject(row[0]),
                token,
            )
        )
    seen = replace(table.seen, columns=(*columns, *more))
    return Table(seen, tuple(rows))  # type: ignore[arg-type]


def _column(name: str, kind: ColumnType) -> ColumnSeen:
    return ColumnSeen(name=name, type=kind, nullable=True)
