"""What only a real database file shows: batches, locks, readers that may not write, files that are gone."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from tests.connectors.tables import clock

from hjemmel.connectors.protocol import Drifted, Mark, Partial, Unreachable, Unsupported
from hjemmel.connectors.sql import SqlConnector, looks, sqlite
from hjemmel.connectors.sql.change import BATCH
from hjemmel.core.selection import (
    Among,
    Before,
    NoDate,
    NotBefore,
    Null,
    OneOf,
    Selection,
    Within,
    negate,
)
from hjemmel.core.shape import Shape

ROWS = Selection("shop.things")
SHAPES = {
    name: Shape(collection=name, table=name.partition(".")[2], key=("id",), home_zone="Europe/Oslo")
    for name in ("shop.things", "shop.parts")
}
TOTAL = 3 * BATCH + 10


def database(path: Path, total: int = TOTAL, *statements: str) -> Path:
    with sqlite3.connect(path) as file:
        file.execute(
            "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, barred INTEGER NOT NULL DEFAULT 0)"
        )
        file.execute("CREATE TABLE parts (id INTEGER PRIMARY KEY, thing INTEGER)")
        file.executemany("INSERT INTO things (id, name) VALUES (?, ?)", ((n, f"n{n}") for n in range(total)))
        for statement in statements:
            file.execute(statement)
    file.close()
    return path


def connector(path: Path, *, read_only: bool = False) -> SqlConnector:
    marks = {"shop.things": Mark(column="barred", on=1, off=0)}
    return SqlConnector("shop", f"sqlite:///{path}", SHAPES, clock=clock, read_only=read_only, marks=marks)


def left(path: Path) -> int:
    with sqlite3.connect(path) as file:
        return int(file.execute("SELECT count(*) FROM things").fetchone()[0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a shop #1%.db"


def test_a_batch_that_fails_is_rolled_back_whole_and_those_before_it_stay(path: Path) -> None:
    stop = f"BEGIN SELECT RAISE(ABORT, 'kari@example.no') WHERE old.id = {2 * BATCH + 7}; END"
    database(path, TOTAL, f"CREATE TRIGGER stop BEFORE DELETE ON things {stop}")
    with pytest.raises(Unsupported) as failure:
        connector(path).erase(ROWS, at_most=TOTAL)
    assert failure.value.done == 2 * BATCH
    assert left(path) == TOTAL - 2 * BATCH
    assert "kari" not in str(failure.value)
    assert failure.value.__cause__ is None


KILLED = """
import sys
sys.path[:0] = {paths!r}
from pathlib import Path
from tests.connectors.test_sql_on_disk import ROWS, connector
print("ready", flush=True)
connector(Path({path!r})).erase(ROWS, at_most=10**9)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_a_killed_process_leaves_whole_batches_and_the_next_run_does_the_rest(path: Path) -> None:
    total = 40 * BATCH
    database(path, total)
    script = KILLED.format(paths=[*sys.path, str(Path.cwd())], path=str(path))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    while left(path) == total and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    remaining = left(path)
    assert remaining % BATCH == 0
    assert connector(path).erase(ROWS, at_most=total) == remaining
    assert left(path) == 0


def test_a_reader_does_not_write(path: Path) -> None:
    reader = connector(database(path), read_only=True)
    for deed in (
        lambda: reader.erase(ROWS, at_most=TOTAL),
        lambda: reader.overwrite(ROWS, {"name": None}, at_most=TOTAL),
        lambda: reader.rectify(ROWS, {"name": None}, at_most=TOTAL),
        lambda: reader.restrict(ROWS, on=True),
    ):
        with pytest.raises(Unsupported, match="reading only"):
            deed()
    assert left(path) == TOTAL


def test_a_reader_may_lay_many_keys_down_beside_the_database(path: Path) -> None:
    reader = connector(database(path), read_only=True)
    assert (
        reader.count(Selection("shop.things", Among(("id",), frozenset((n,) for n in range(2000))))) == 2000
    )


def test_where_no_temporary_table_may_be_made_statements_do_without(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts are the same; what can't be done without one is refused in words."""
    monkeypatch.setattr(looks, "SMALL", -1)
    shop = connector(database(path, 2000))
    keys = Among(("id",), frozenset((n,) for n in range(500)))
    asked = [
        Selection("shop.things", where)
        for where in (keys, negate(keys), Within(("id",), Selection("shop.parts"), ("thing",), yes=False))
    ]
    before = shop.counts(asked)

    @event.listens_for(Engine, "engine_connect")
    def forbid(connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.set_authorizer(_no_temporary_table)

    try:
        assert shop.counts(asked) == before == [500, 1500, 2000]
        with pytest.raises(Unsupported, match="temporary table"):
            shop.erase(ROWS, at_most=TOTAL)
    finally:
        event.remove(Engine, "engine_connect", forbid)
    assert left(path) == 2000


def _no_temporary_table(action: int, *_: object) -> int:
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_CREATE_TEMP_TABLE else sqlite3.SQLITE_OK


@pytest.mark.parametrize("collation", ["BINARY", "NOCASE", "RTRIM"])
def test_a_date_and_what_is_none_are_told_apart_whatever_the_collation(
    path: Path, collation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "SMALL", -1)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(f"CREATE TABLE things (id INTEGER PRIMARY KEY, day TEXT COLLATE {collation})")
        file.execute("CREATE INDEX things_day ON things (day)")
        days = ["2024-01-01", "2024-01-01 ", "2024-01-02T10:00:00", "2024-01-02t10:00:00", "x", None]
        file.executemany("INSERT INTO things (day) VALUES (?)", ((day,) for day in days))
    asked = [
        Selection("shop.things", where)
        for where in (NoDate("day"), Before("day", date(2024, 1, 2)), NotBefore("day", date(2024, 1, 2)))
    ]
    assert connector(path).counts(asked) == [connector(path).count(rows) for rows in asked] == [3, 1, 1]


def test_a_missing_file_is_out_of_reach_and_is_not_created(path: Path) -> None:
    for deed in (lambda c: c.describe(), lambda c: c.count(ROWS), lambda c: c.erase(ROWS, at_most=1)):
        with pytest.raises(Unreachable):
            deed(connector(path))
    assert not path.exists()


def test_a_file_that_is_no_database_is_out_of_reach(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(Unreachable):
        connector(path).count(ROWS)


def test_a_table_that_goes_away_is_drift(path: Path) -> None:
    shop = connector(database(path))
    assert shop.count(ROWS) == TOTAL
    with sqlite3.connect(path) as file:
        file.execute("DROP TABLE things")
    with pytest.raises(Drifted):
        shop.count(ROWS)
    with pytest.raises(Drifted):
        shop.erase(ROWS, at_most=TOTAL)


def test_a_database_that_stops_answering_halfway_is_partial(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    shop = connector(database(path))
    shop.describe()
    other = sqlite3.connect(path, isolation_level=None)
    begun = count(1)

    def lock_after_two_batches(_one: object, _two: object, statement: str, *_: object) -> None:
        if statement == "BEGIN IMMEDIATE" and next(begun) == 2 + 1:
            other.execute(statement)

    event.listen(shop._engine, "before_cursor_execute", lock_after_two_batches)
    with pytest.raises(Partial) as failure:
        shop.erase(ROWS, at_most=TOTAL)
    other.close()
    assert failure.value.done == 2 * BATCH
    assert shop.erase(ROWS, at_most=TOTAL) == TOTAL - 2 * BATCH


def test_a_cascade_is_refused(path: Path) -> None:
    cascade = "CREATE TABLE more (thing INTEGER REFERENCES things (id) ON DELETE CASCADE)"
    shop = connector(database(path, 10, cascade, "INSERT INTO more VALUES (3)"))
    with pytest.raises(Unsupported, match="more"):
        shop.erase(ROWS, at_most=10)
    assert left(path) == 10
    assert shop.erase(Selection("shop.things", OneOf("id", (1, 2))), at_most=2) == 2


def test_a_mark_shows_that_a_row_is_restricted(path: Path) -> None:
    shop = connector(database(path, 10))
    some = Selection("shop.things", OneOf("id", (1, 2)))
    assert shop.restrict(some, on=True) == 2
    assert shop.restrict(ROWS, on=True) == 8
    assert shop.restrict(some, on=False) == 2
    assert shop.count(Selection("shop.things", OneOf("barred", (1,)))) == 8


def test_text_in_a_foreign_encoding_does_not_stop_a_reader(path: Path) -> None:
    shop = connector(database(path, 1, "UPDATE things SET name = CAST(x'C5736C6FF8' AS TEXT)"))
    assert len(list(shop.export(Selection("shop.things", Null("name", yes=False)), ("name",)))) == 1
