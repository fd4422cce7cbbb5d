"""Lays tables of the contract down in PostgreSQL and MariaDB, each time in a fresh schema or an emptied database."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
import sqlalchemy as sa
from tests.connectors.servers import PACKAGES, SETTINGS, Server, can_be_had, server
from tests.connectors.tables import clock

from hjemmel.connectors.contract import Table
from hjemmel.connectors.protocol import Mark
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.observation import CollectionSeen, ColumnType
from hjemmel.core.shape import Shape

ENGINES = ("postgres", "mariadb")
DECLARED = {
    "postgres": {
        ColumnType.TEXT: "TEXT",
        ColumnType.INTEGER: "BIGINT",
        ColumnType.DATE: "DATE",
        ColumnType.TIMESTAMP: "TIMESTAMP",
        ColumnType.TIMESTAMP_TZ: "TIMESTAMPTZ",
        ColumnType.BOOLEAN: "BOOLEAN",
        ColumnType.NUMBER: "NUMERIC",
    },
    "mariadb": {
        ColumnType.TEXT: "VARCHAR(120)",
        ColumnType.INTEGER: "BIGINT",
        ColumnType.DATE: "DATE",
        ColumnType.TIMESTAMP: "DATETIME(6)",
        ColumnType.TIMESTAMP_TZ: "TIMESTAMP(6)",
        ColumnType.BOOLEAN: "BOOLEAN",
        ColumnType.NUMBER: "DECIMAL(30, 6)",
    },
}
QUOTES = {"postgres": '"', "mariadb": "`"}


def needs(engine: str) -> list[pytest.MarkDecorator]:
    """The tests of one engine run in one process, so that its server starts once; without a server they are skipped."""
    reason = f"no {PACKAGES[engine]} on this machine, and {SETTINGS[engine]} is not set"
    return [
        pytest.mark.xdist_group(engine),
        pytest.mark.skipif(not can_be_had(engine), reason=reason),
    ]


class Place:
    """An empty database of one engine."""

    def __init__(self, engine: str, found: Server) -> None:
        self.engine, self.server = engine, found
        self.url = found.url
        driver = {"postgres": "postgresql+psycopg", "mariadb": "mysql+pymysql"}[engine]
        address = sa.make_url(found.url).set(drivername=driver)
        # Nothing is prepared: tables of one name come and go.
        options = {"connect_args": {"prepare_threshold": None}} if engine == "postgres" else {}
        self.direct = sa.create_engine(address, isolation_level="AUTOCOMMIT", pool_size=1, **options)

    def execute(self, *statements: str) -> None:
        with self.direct.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement.replace("%", "%%"))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.direct.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def empty(self) -> None:
        if self.engine == "postgres":
            self.execute("DROP SCHEMA IF EXISTS public CASCADE", "CREATE SCHEMA public")
            return
        names = self.rows(
            "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE()"
        )
        drops = [f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} IF EXISTS `{name}`" for name, kind in names]
        with self.direct.connect() as connection:
            for statement in ("SET foreign_key_checks=0", *drops, "SET foreign_key_checks=1"):
                connection.exec_driver_sql(statement.replace("%", "%%"))

    def quoted(self, name: str) -> str:
        mark = QUOTES[self.engine]
        return f"{mark}{name}{mark}"

    def table_sql(self, seen: CollectionSeen) -> str:
        def listed(names: Sequence[str]) -> str:
            return ", ".join(map(self.quoted, names))

        parts = []
        for column in seen.columns:
            kind = f"VARCHAR({column.length})" if column.length else DECLARED[self.engine][column.type]
            parts.append(f"{self.quoted(column.name)} {kind}{'' if column.nullable else ' NOT NULL'}")
        if seen.key:
            parts.append(f"PRIMARY KEY ({listed(seen.key)})")
        parts += [f"UNIQUE ({listed(unique)})" for unique in seen.unique]
        parts += [
            f"FOREIGN KEY ({listed(one.columns)}) REFERENCES {self.quoted(one.target)} ({listed(one.target_columns)})"
            for one in seen.references
        ]
        return f"CREATE TABLE {self.quoted(seen.name)} ({', '.join(parts)})"

    def lay(self, tables: Sequence[Table], statements: Sequence[str] = ()) -> None:
        self.empty()
        with self.direct.connect() as connection:
            for table in tables:
                connection.exec_driver_sql(self.table_sql(table.seen))
                if table.rows:
                    marks = ", ".join("%s" for _ in table.seen.columns)
                    insert = f"INSERT INTO {self.quoted(table.seen.name)} VALUES ({marks})"
                    connection.exec_driver_sql(insert, [tuple(row) for row in table.rows])
            for statement in statements:
                connection.exec_driver_sql(statement.replace("%", "%%"))

    def connector(
        self,
        shapes: Mapping[str, Shape],
        *,
        read_only: bool = False,
        marks: Mapping[str, Mark] | None = None,
        system: str = "shop",
    ) -> SqlConnector:
        return SqlConnector(system, self.url, shapes, clock=clock, read_only=read_only, marks=marks)


def places(engine: str) -> Iterator[Place]:
    with server(engine) as found:
        place = Place(engine, found)
        yield place
        place.direct.dispose()
