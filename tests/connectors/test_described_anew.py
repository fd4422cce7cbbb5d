"""PostgreSQL tells in one answer whether its tables are as they were: what is described is read anew when anything of it has changed,
and only then. And what a few keys lead to is fetched in one answer, or as a stream where there is much of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from tests.connectors.engines import Place, needs

from hjemmel.connectors.sql import SqlConnector
from hjemmel.connectors.sql import seen as looks
from hjemmel.core.selection import Among, Selection
from hjemmel.core.shape import Shape

pytestmark = needs("postgres")

PEOPLE = Shape(collection="shop.people", table="people", key=("id",), home_zone="Europe/Oslo")
LETTERS = Shape(collection="shop.letters", table="letters", key=("id",), home_zone="Europe/Oslo")
SHAPES = {"shop.people": PEOPLE, "shop.letters": LETTERS}
LAID = (
    "CREATE TYPE mood AS ENUM ('glad', 'sad')",
    "CREATE TABLE people (id BIGINT PRIMARY KEY, name TEXT, born DATE, mood mood)",
    "CREATE TABLE letters (id BIGINT PRIMARY KEY, person_id BIGINT, at DATE) ",
    "CREATE TABLE log (id BIGINT, at DATE) PARTITION BY RANGE (at)",
    "CREATE SCHEMA IF NOT EXISTS elsewhere",
    "DROP TABLE IF EXISTS elsewhere.notes",
    "CREATE TABLE elsewhere.notes (id BIGINT PRIMARY KEY, person_id BIGINT)",
)
CHANGES = (
    "ALTER TABLE people ADD COLUMN phone TEXT",
    "ALTER TABLE people DROP COLUMN name",
    "ALTER TABLE people RENAME COLUMN name TO full_name",
    "ALTER TABLE people ALTER COLUMN name TYPE VARCHAR(40)",
    "ALTER TABLE people ALTER COLUMN name SET NOT NULL",
    "ALTER TABLE people RENAME TO persons",
    "ALTER TABLE people DROP CONSTRAINT people_pkey",
    "ALTER TABLE people ADD CONSTRAINT once UNIQUE (name)",
    "CREATE INDEX by_name ON people (name)",
    "ALTER TABLE letters ADD FOREIGN KEY (person_id) REFERENCES people (id)",
    "ALTER TABLE letters ADD FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE",
    "ALTER TABLE elsewhere.notes ADD FOREIGN KEY (person_id) REFERENCES people (id)",
    "CREATE TABLE log_2026 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    "CREATE MATERIALIZED VIEW glad AS SELECT * FROM people",
    "CREATE VIEW sad AS SELECT * FROM people",
    "CREATE TABLE more (id BIGINT)",
    "DROP TABLE letters",
    "ALTER TYPE mood ADD VALUE 'calm'",
    "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE people (id BIGINT PRIMARY KEY)",
)


@pytest.fixture
def people(postgres: Place) -> SqlConnector:
    postgres.empty()
    postgres.execute(*LAID)
    return postgres.connector(SHAPES)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are asked meanwhile."""
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        asked.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


def test_what_has_not_changed_is_asked_for_once(people: SqlConnector, postgres: Place) -> None:
    first = people.describe()
    postgres.execute(
        "INSERT INTO people VALUES (1, 'Kari', '1980-05-01', 'glad')", "ANALYZE", "VACUUM FREEZE people"
    )
    with counted() as asked:
        again = people.describe()
    assert len(asked) == 1 and (again.collections, again.digest) == (first.collections, first.digest)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_seen(
    people: SqlConnector, postgres: Place, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.describe()
    postgres.execute(change)
    with counted() as asked:
        seen = people.describe()
    assert len(asked) > 1, "it was read anew"
    monkeypatch.setattr(looks, "_described", {})
    fresh = postgres.connector(SHAPES).describe()
    assert (seen.collections, seen.digest) == (fresh.collections, fresh.digest)


def test_whoever_asks_next_has_the_same_connection_and_need_not_look_again(
    people: SqlConnector, postgres: Place
) -> None:
    first = people.describe()
    with counted() as asked:
        for _ in range(3):
            assert postgres.connector(SHAPES).describe().digest == first.digest
    assert len(asked) == 3
    ours = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hjemmel'"
    assert postgres.rows(f"{ours} AND datname = current_database()") == [(1,)]


@pytest.mark.parametrize("many", [0, 1, 1_999, 2_000, 2_001, 9_000])
def test_a_few_rows_come_in_one_answer_and_many_as_a_stream_and_none_is_lost(
    people: SqlConnector, postgres: Place, many: int
) -> None:
    postgres.execute(
        f"INSERT INTO letters SELECT n, 1 FROM generate_series(1, {many}) AS n",
        "INSERT INTO letters SELECT n, 2 FROM generate_series(10001, 10100) AS n",
    )
    theirs = Selection("shop.letters", Among(("person_id",), frozenset({(1,)})))
    found = sorted(int(str(row["id"])) for row in people.export(theirs, ["id", "at"]))
    assert found == list(range(1, many + 1))
    assert sorted(key for (key,) in people.find(theirs, ["id"])) == found
