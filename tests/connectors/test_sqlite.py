from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.connectors.tables import sqlite_connector, sqlite_file

from hjemmel.connectors.contract import SHAPES, ConnectorContract, Table
from hjemmel.connectors.protocol import Connector
from hjemmel.core.observation import ColumnType
from hjemmel.core.shape import Shape


class TestSqlite(ConnectorContract):
    """Each table anew in a file; no index but those of keys."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def make(self, tables: Sequence[Table], shapes: Mapping[str, Shape]) -> Connector:
        present = {table.seen.name for table in tables}
        wanted = [sql for table, sql in self.statements() if table in present]
        return sqlite_connector(sqlite_file(self.folder / "shop.db", tables, wanted), shapes)

    def statements(self) -> list[tuple[str, str]]:
        return []


class TestSqliteWithIndexes(TestSqlite):
    """Other plans, the same answers."""

    def statements(self) -> list[tuple[str, str]]:
        columns = {"orders": ("person_id", "placed", "seen_utc", "year", "note"), "lines": ("shop, number",)}
        return [
            (table, f"CREATE INDEX {table}_{n} ON {table} ({names})")
            for table, indexed in columns.items()
            for n, names in enumerate(indexed)
        ]


def test_the_observation_tells_undeclared_tables_too(tmp_path: Path) -> None:
    path = sqlite_file(
        tmp_path / "shop.db",
        (),
        (
            "CREATE TABLE people (id INTEGER PRIMARY KEY, born DATE, seen DATETIME, owes DECIMAL, ok BOOL)",
            "CREATE TABLE forgotten (a TEXT, raw BLOB, UNIQUE (a))",
            "CREATE VIEW grown_ups AS SELECT * FROM people",
        ),
    )
    seen = sqlite_connector(path, SHAPES).describe()
    assert [collection.name for collection in seen.collections] == ["forgotten", "people"]
    assert seen.target == str(path)
    people = seen.collection("people")
    assert people is not None
    assert [column.type for column in people.columns] == [
        ColumnType.INTEGER,
        ColumnType.DATE,
        ColumnType.TIMESTAMP,
        ColumnType.NUMBER,
        ColumnType.BOOLEAN,
    ]
