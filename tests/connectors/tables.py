"""Lays tables of the contract down in a SQLite file, and in memory."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from hjemmel.connectors.contract import Table
from hjemmel.connectors.memory import MemoryConnector
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.observation import CollectionSeen, ColumnSeen, ColumnType
from hjemmel.core.shape import Shape

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DECLARED = {
    ColumnType.TEXT: "TEXT",
    ColumnType.INTEGER: "INTEGER",
    ColumnType.DATE: "DATE",
    ColumnType.TIMESTAMP: "DATETIME",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.NUMBER: "NUMERIC",
    ColumnType.OTHER: "",
}


def clock() -> datetime:
    return NOW


def column_sql(column: ColumnSeen) -> str:
    kind = f"VARCHAR({column.length})" if column.length else DECLARED[column.type]
    return f'"{column.name}" {kind}{"" if column.nullable else " NOT NULL"}'


def table_sql(seen: CollectionSeen, more: Sequence[str] = ()) -> str:
    parts = [column_sql(column) for column in seen.columns]
    if seen.key:
        parts.append(f"PRIMARY KEY ({', '.join(seen.key)})")
    parts += [f"UNIQUE ({', '.join(unique)})" for unique in seen.unique]
    parts += [
        f"FOREIGN KEY ({', '.join(one.columns)}) REFERENCES {one.target} ({', '.join(one.target_columns)})"
        for one in seen.references
    ]
    return f"CREATE TABLE {seen.name} ({', '.join([*parts, *more])})"


def sqlite_file(path: Path, tables: Sequence[Table], statements: Sequence[str] = ()) -> Path:
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    database.execute("BEGIN")
    for table in tables:
        database.execute(table_sql(table.seen))
        marks = ", ".join("?" for _ in table.seen.columns)
        database.executemany(f"INSERT INTO {table.seen.name} VALUES ({marks})", table.rows)
    for statement in statements:
        database.execute(statement)
    database.execute("COMMIT")
    database.close()
    return path


def sqlite_connector(path: Path, shapes: Mapping[str, Shape], *, read_only: bool = False) -> SqlConnector:
    return SqlConnector("shop", f"sqlite:///{path}", shapes, clock=clock, read_only=read_only)


def memory_connector(tables: Sequence[Table], shapes: Mapping[str, Shape]) -> MemoryConnector:
    rows = {table.seen.name: [dict(row) for row in table.dicts] for table in tables}
    return MemoryConnector("shop", shapes, rows, [table.seen for table in tables], clock=clock)
