"""A small company whose systems are SQLite files, and the whole engine over them, on any day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from tests.core.grounds.company import DECLARATION
from tests.engine.ports import ANE, Stores
from tests.engine.worlds import compiled, house, rows_of

from hjemmel.connectors.protocol import Connector
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.facts import Fact
from hjemmel.core.grounds.explain import Answer
from hjemmel.core.plan import Plan, Refusal
from hjemmel.core.terms import Mode
from hjemmel.engine.house import House


class OnFiles:
    """Rows are put in and read with plain SQL; what happens between is Hjemmel's."""

    def __init__(
        self,
        folder: Path,
        rows: Mapping[str, Iterable[Mapping[str, object]]],
        declaration: str = DECLARATION,
    ) -> None:
        self.folder, self.stores, self.map = folder, Stores(), compiled(declaration)
        tables = rows_of(self.map, rows)
        for name, collection in self.map.collections.items():
            columns = ", ".join(collection.columns)
            marks = ", ".join("?" * len(collection.columns))
            with closing(sqlite3.connect(self._file(collection.system))) as database, database:
                database.execute(
                    f"CREATE TABLE {collection.shape.table} ({columns}, PRIMARY KEY ({', '.join(collection.shape.key)}))"
                )
                database.executemany(
                    f"INSERT INTO {collection.shape.table} VALUES ({marks})",
                    [tuple(row[column] for column in collection.columns) for row in tables[name]],
                )

    def house(self, day: date) -> House:
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        connectors: dict[str, Connector] = {
            system: SqlConnector(
                system,
                f"sqlite:///{self._file(system)}",
                {one.name: one.shape for one in self.map.in_system(system)},
                clock=lambda: at,
                read_only=declared.mode is Mode.WATCH,
            )
            for system, declared in self.map.declaration.systems.items()
        }
        return house(self.map, connectors, day, self.stores)

    def learn(self, *facts: Fact) -> None:
        self.stores.facts.record(facts, ANE, datetime(2026, 1, 1, tzinfo=UTC))

    def sweep(self, day: date) -> Plan:
        """Planned, approved and carried out; every receipt says that nothing is left."""
        told = self.house(day)
        plan = told.plan_sweep()
        told.approve(plan.digest, ANE)
        assert all(receipt.left == 0 for receipt in told.advance(plan.digest, ANE))
        return plan

    def refusals(self, day: date, collection: str) -> list[Refusal]:
        return [one for one in self.house(day).preview_sweep().refusals if one.collection == collection]

    def why(self, day: date, identity: str, collection: str, column: str) -> Answer:
        """The answer for one field of the person's first row there."""
        answers = next(found for name, _, found in self.house(day).why(identity).rows if name == collection)
        return next(answer for answer in answers if column in answer.group.columns)

    def rows(self, collection: str, columns: str = "id") -> list[tuple[object, ...]]:
        system, _, table = collection.partition(".")
        with closing(sqlite3.connect(self._file(system))) as database:
            return database.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()

    def change(self, collection: str, statement: str) -> None:
        system, _, table = collection.partition(".")
        with closing(sqlite3.connect(self._file(system))) as database, database:
            database.execute(f"UPDATE {table} SET {statement}")

    def _file(self, system: str) -> Path:
        return self.folder / f"{system}.db"


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=UTC)
