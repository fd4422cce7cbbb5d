"""Which of many selections have no row at all, told at once: most people have rows in few tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from tests.connectors.engines import Place, needs
from tests.connectors.tables import clock

from hjemmel.connectors.protocol import Drifted, SaysNone
from hjemmel.connectors.sql import SqlConnector
from hjemmel.connectors.sql.connector import ASKED_AT_ONCE
from hjemmel.core.selection import EVERY, NONE, Among, Predicate, Selection, Within, any_of
from hjemmel.core.shape import Shape

PEOPLE, THINGS = "shop.people", "shop.things"
SHAPES = {
    name: Shape(collection=name, table=name.partition(".")[2], key=("id",), home_zone="Europe/Oslo")
    for name in (PEOPLE, THINGS)
}
MAKE = (
    "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(20))",
    "CREATE TABLE things (id INT PRIMARY KEY, whose INT)",
    "INSERT INTO people VALUES (1, 'Kari'), (2, 'Ola')",
    "INSERT INTO things VALUES (10, 1), (11, NULL)",
)
SERVERS = [pytest.param(engine, marks=needs(engine)) for engine in ("postgres", "mariadb")]


@pytest.fixture(params=["sqlite", *SERVERS])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlConnector]:
    if request.param == "sqlite":
        file = tmp_path / "shop.db"
        with closing(sqlite3.connect(file)) as database:
            database.executescript(";".join(MAKE))
        yield SqlConnector("shop", f"sqlite:///{file}", SHAPES, clock=clock)
        return
    place: Place = request.getfixturevalue(request.param)
    place.empty()
    place.execute(*MAKE)
    yield place.connector(SHAPES)


def people(*keys: int) -> Predicate:
    return Among(("id",), frozenset((key,) for key in keys))


def things_of(*keys: int) -> Selection:
    return Selection(THINGS, Within(("whose",), Selection(PEOPLE, people(*keys)), ("id",)))


def test_what_has_no_row_is_told_from_what_has(shop: SqlConnector) -> None:
    assert isinstance(shop, SaysNone)
    asked = [
        Selection(PEOPLE, people(1)),
        Selection(PEOPLE, people(3)),
        things_of(1),
        things_of(2),
        things_of(*range(2, 500)),
        Selection(THINGS, any_of(Among(("whose",), frozenset({(2,)})), people(11))),
    ]
    assert list(shop.surely_none(asked)) == [False, True, False, True, True, False]


def test_what_no_keys_lead_to_is_never_said_to_be_empty(shop: SqlConnector) -> None:
    assert list(shop.surely_none([Selection(PEOPLE, EVERY), Selection(PEOPLE, NONE)])) == [False, False]


def test_a_hundred_are_asked_of_in_one_statement(shop: SqlConnector) -> None:
    told: list[str] = []
    shop.describe()

    def note(_: object, __: object, text: str, *___: object) -> None:
        told.extend([text] if "EXISTS" in text else [])

    event.listen(shop._engine, "before_cursor_execute", note)
    try:
        found = shop.surely_none([Selection(PEOPLE, people(key)) for key in range(ASKED_AT_ONCE + 1)])
    finally:
        event.remove(shop._engine, "before_cursor_execute", note)
    assert [key for key, none in enumerate(found) if not none] == [1, 2]
    assert len(told) == 2


def test_a_table_that_is_not_there_is_drift(shop: SqlConnector) -> None:
    with pytest.raises(Drifted):
        shop.surely_none([Selection("shop.gone", people(1))])
