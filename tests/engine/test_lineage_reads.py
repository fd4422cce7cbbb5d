"""What it takes to read a person: one statement a collection, whatever else is in the tables, and nothing that was typed
makes it stumble."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from tests.connectors.engines import Place, needs
from tests.connectors.tables import clock

from hjemmel.connectors.contract import Table
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.facts import About
from hjemmel.core.lineage import rows_in
from hjemmel.core.observation import CollectionSeen, ColumnSeen, ColumnType
from hjemmel.core.selection import Among, Selection
from hjemmel.engine.house import House
from hjemmel.engine.resolve import Resolver

from .test_trace import PEOPLE
from .worlds import compiled, house

TODAY = date(2026, 11, 23)
MAP = compiled(PEOPLE)
KARI = About(collection="inn.guests", key=(1,))
TYPED = ("\0", "per\0", "'; DROP TABLE guests; --", "😀", "ß", "%", "_", "\\", "a" * 5_000, "\ud7ff")


def company(connector: SqlConnector) -> House:
    return house(MAP, {"inn": connector}, TODAY)


def sqlite_inn(path: Path, stays: int) -> SqlConnector:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "CREATE TABLE guests (id INTEGER PRIMARY KEY, name TEXT, email TEXT, phone TEXT, born TEXT, brought_by INTEGER);"
            "CREATE TABLE rooms (number INTEGER PRIMARY KEY);"
            "CREATE TABLE stays (id INTEGER PRIMARY KEY, guest_id INTEGER, nights INTEGER, room INTEGER, paid_by INTEGER);"
            "CREATE INDEX whose ON stays (guest_id);"
            "INSERT INTO guests VALUES (1, 'Kari', 'kari@a.example', NULL, '1980-01-01', NULL), (2, 'Ola', NULL, NULL, NULL, 1);"
        )
        many = ((number, 1 if number % 2 else 2, 1, None, None) for number in range(stays))
        database.executemany("INSERT INTO stays VALUES (?, ?, ?, ?, ?)", many)
        database.commit()
    shapes = {one.name: one.shape for one in MAP.collections.values()}
    return SqlConnector("inn", f"sqlite:///{path}", shapes, clock=clock)


@contextmanager
def statements(connector: SqlConnector) -> Iterator[list[str]]:
    told: list[str] = []

    def note(*args: object) -> None:
        told.append(str(args[2]))

    sa.event.listen(connector._engine, "before_cursor_execute", note)
    yield told
    sa.event.remove(connector._engine, "before_cursor_execute", note)


def test_a_collection_is_read_by_one_statement_and_nothing_is_counted_first(tmp_path: Path) -> None:
    inn = sqlite_inn(tmp_path / "inn.db", 20_000)
    inn.describe()
    resolver = Resolver({"inn": inn}, lambda listed, home: frozenset())
    wanted = resolver.resolve(rows_in(MAP, "inn.stays", {"inn.guests": [(1,)]}))
    with statements(inn) as told:
        assert sum(1 for _ in inn.export(wanted, ("id",))) == 10_000
    assert [one for one in told if one != "BEGIN"] == [told[-1]]
    with statements(inn) as told:
        assert inn.count(wanted) == 10_000
    assert len([one for one in told if one != "BEGIN"]) == 1


def test_the_statements_do_not_grow_with_the_rows(tmp_path: Path) -> None:
    numbers = set()
    for stays in (20, 2_000, 100_000):
        inn = sqlite_inn(tmp_path / f"{stays}.db", stays)
        seen = company(inn)
        seen.observe()
        with statements(inn) as told:
            traced = seen.trace_about(KARI)
        assert {one.way.collection: one.rows for one in traced.found}["inn.stays"] == stays // 2
        numbers.add(sum("FROM stays" in one for one in told))
    assert len(numbers) == 1


def test_many_keys_of_another_system_are_told_in_bounded_statements(tmp_path: Path) -> None:
    inn = sqlite_inn(tmp_path / "inn.db", 60_000)
    keys = frozenset((number,) for number in range(0, 60_000, 2))
    with statements(inn) as told:
        assert inn.count(Selection("inn.stays", Among(("id",), keys))) == 30_000
    assert max(map(len, told)) < 2_000


def test_whatever_is_typed_finds_nobody_and_breaks_nothing(tmp_path: Path) -> None:
    seen = company(sqlite_inn(tmp_path / "inn.db", 2))
    for typed in TYPED:
        assert seen.trace(typed).people == ()
        assert seen.why(typed).rows == ()


def lay(place: Place) -> House:
    text = {"type": ColumnType.TEXT, "nullable": True, "length": 60}
    number = {"type": ColumnType.INTEGER, "nullable": True}
    guests = CollectionSeen(
        name="guests",
        columns=(
            ColumnSeen(name="id", type=ColumnType.INTEGER, nullable=False),
            *(ColumnSeen(name=name, **text) for name in ("name", "email", "phone", "born")),  # type: ignore[arg-type]
            ColumnSeen(name="brought_by", **number),  # type: ignore[arg-type]
        ),
        key=("id",),
    )
    rooms = CollectionSeen(
        name="rooms",
        columns=(ColumnSeen(name="number", type=ColumnType.INTEGER, nullable=False),),
        key=("number",),
    )
    stays = CollectionSeen(
        name="stays",
        columns=tuple(
            ColumnSeen(name=name, type=ColumnType.INTEGER, nullable=name != "id")
            for name in ("id", "guest_id", "nights", "room", "paid_by")
        ),
        key=("id",),
    )
    place.lay(
        [
            Table(guests, ((1, "Kari 😀", "kari@a.example", "400 00 001", None, None),)),
            Table(rooms, ()),
            Table(stays, ((10, 1, 2, None, None), (11, None, 2, None, None))),
        ]
    )
    shapes = {one.name: one.shape for one in MAP.collections.values()}
    return company(place.connector(shapes, system="inn"))


def on_a_server(place: Place) -> None:
    seen = lay(place)
    for typed in TYPED:
        assert seen.trace(typed).people == ()
    traced = seen.trace("KARI@a.example", "+4740000001")
    assert traced.people == (KARI,)
    assert {one.way.collection: one.rows for one in traced.found} == {"inn.guests": 1, "inn.stays": 1}


class TestOnPostgreSQL:
    pytestmark = needs("postgres")

    def test_whatever_is_typed_finds_whom_it_should(self, postgres: Place) -> None:
        on_a_server(postgres)


class TestOnMariaDB:
    pytestmark = needs("mariadb")

    def test_whatever_is_typed_finds_whom_it_should(self, mariadb: Place) -> None:
        on_a_server(mariadb)
