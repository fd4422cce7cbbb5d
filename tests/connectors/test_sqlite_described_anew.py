"""SQLite keeps the statements that made its tables: where they say the same, nothing has changed, and a process that has seen
them need not look again, in this file or in another one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.connectors.tables import sqlite_connector

from hjemmel.connectors.sql import SqlConnector, engines
from hjemmel.connectors.sql import seen as looks
from hjemmel.core.selection import Always, Selection
from hjemmel.core.shape import Shape

OSLO = "Europe/Oslo"
SHAPES = {
    "shop.people": Shape(collection="shop.people", table="people", key=("id",), home_zone=OSLO),
    "shop.glad": Shape(collection="shop.glad", table="glad", key=("id",), home_zone=OSLO),
}
EVERYBODY = Selection("shop.people", Always())
LAID = (
    "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, mood TEXT)",
    "CREATE TABLE letters (id INTEGER PRIMARY KEY, person_id INTEGER)",
    "CREATE INDEX by_person ON letters (person_id)",
    "CREATE VIEW glad AS SELECT id, name FROM people WHERE mood = 'glad'",
)
CHANGES = (
    ("ALTER TABLE people ADD COLUMN phone TEXT",),
    ("ALTER TABLE people RENAME COLUMN name TO full_name",),
    ("DROP VIEW glad", "ALTER TABLE people DROP COLUMN name"),
    ("ALTER TABLE people RENAME TO persons",),
    ("CREATE INDEX by_name ON people (name)",),
    ("CREATE UNIQUE INDEX once ON people (name)",),
    ("CREATE INDEX some ON people (name) WHERE mood = 'sad'",),
    ("DROP INDEX by_person",),
    ("DROP VIEW glad", "CREATE VIEW glad AS SELECT id FROM people"),
    ("DROP TABLE letters",),
    ("DROP TABLE letters", "CREATE TABLE letters (id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES people ON DELETE CASCADE)"),
    ("CREATE TABLE more (id INTEGER)",),
    (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'name TEXT', 'name VARCHAR(40)') WHERE name = 'people'",
    ),
)  # fmt: skip


def shop_at(path: Path, *statements: str) -> SqlConnector:
    with closing(sqlite3.connect(path)) as shop, shop:
        for statement in (*LAID, *statements):
            shop.execute(statement)
    return sqlite_connector(path, SHAPES)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_seen(
    tmp_path: Path, change: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shop.db"
    people = shop_at(path)
    before = people.describe()
    with closing(sqlite3.connect(path)) as shop, shop:
        for statement in change:
            shop.execute(statement)
    after = people.describe()
    indexes = people._catalogue().indexes
    monkeypatch.setattr(looks, "_described", {})
    fresh = sqlite_connector(path, SHAPES)
    assert fresh.describe().collections == after.collections and fresh._catalogue().indexes == indexes
    assert "INDEX" in change[0] or after.collections != before.collections


def test_rows_that_come_and_go_change_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = shop_at(tmp_path / "shop.db")
    monkeypatch.setattr(looks, "_described", {})
    people.describe()
    monkeypatch.setattr(looks, "catalogue", None)
    with closing(sqlite3.connect(tmp_path / "shop.db")) as shop, shop:
        shop.execute("INSERT INTO people VALUES (1, 'Kari', 'glad')")
    assert people.describe().target == str(tmp_path / "shop.db")
    other = shop_at(tmp_path / "other.db")
    assert other.describe().target == str(tmp_path / "other.db"), "the same tables in another file"


def test_a_process_keeps_few_databases_open_and_all_still_answer(tmp_path: Path) -> None:
    shops = [
        shop_at(tmp_path / f"{number}.db", f"INSERT INTO people VALUES ({number}, 'Kari', 'glad')")
        for number in range(engines.MOST + 3)
    ]
    assert len(engines._kept) == engines.MOST
    assert [shop.count(EVERYBODY) for shop in shops] == [1] * len(shops)
    assert [next(shop.find(EVERYBODY, ["id"])) for shop in shops] == [(n,) for n in range(len(shops))]


def test_a_child_of_a_process_opens_its_own(tmp_path: Path) -> None:
    shop = shop_at(tmp_path / "shop.db", "INSERT INTO people VALUES (1, 'Kari', 'glad')")
    assert shop.count(EVERYBODY) == 1 and engines._kept
    child = os.fork()
    if not child:
        answer = 1
        try:
            answer = int(
                bool(engines._kept) or sqlite_connector(tmp_path / "shop.db", SHAPES).count(EVERYBODY) != 1
            )
        finally:
            os._exit(answer)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 and engines._kept
