"""What only a real server shows: batches, locks, policies, other schemas, readers, connections that break."""

from collections.abc import Callable, Iterator
from datetime import date
from threading import Thread
from time import sleep
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from tests.connectors.engines import Place, needs
from tests.connectors.servers import execute
from tests.connectors.tables import clock

from hjemmel.connectors.protocol import Drifted, Failure, Mark, Partial, Unreachable, Unsupported
from hjemmel.connectors.sql import SqlConnector, mariadb, postgres
from hjemmel.connectors.sql.change import BATCH
from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import All, Among, NotBefore, Null, OneOf, Selection, Within
from hjemmel.core.shape import Shape

ENGINES = [pytest.param(engine, marks=needs(engine)) for engine in ("postgres", "mariadb")]
ONLY_POSTGRES, ONLY_MARIADB = ENGINES
THINGS, PARTS = "shop.things", "shop.parts"
ROWS = Selection(THINGS)
SHAPES = {
    name: Shape(collection=name, table=name.partition(".")[2], key=("id",), home_zone="Europe/Oslo")
    for name in (THINGS, PARTS)
}
TOTAL = 2 * BATCH + 10
REFERRED_TO = "CREATE TABLE more (thing BIGINT, FOREIGN KEY (thing) REFERENCES things (id) ON DELETE CASCADE)"
"""Rows with which the database would take others along have their keys laid down, and go in batches."""


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    found: Place = request.getfixturevalue(request.param)
    found.empty()
    yield found


def things(place: Place, total: int = 10, *more: str) -> SqlConnector:
    place.execute(
        "CREATE TABLE things (id BIGINT PRIMARY KEY, name VARCHAR(40), barred INT NOT NULL DEFAULT 0)",
        "CREATE TABLE parts (id BIGINT PRIMARY KEY, thing BIGINT)",
        *more,
    )
    if total:
        with place.direct.connect() as connection:
            rows = [(n, f"n{n}") for n in range(total)]
            connection.exec_driver_sql("INSERT INTO things (id, name) VALUES (%s, %s)", rows)
    return place.connector(SHAPES, marks={THINGS: Mark(column="barred", on=1, off=0)})


def left(place: Place) -> int:
    return int(str(place.rows("SELECT count(*) FROM things")[0][0]))


def fails(kind: type[Failure], deed: Callable[[], object]) -> Failure:
    """Neither SQL, nor a value, nor the driver's own error leaves the connector."""
    with pytest.raises(kind) as found:
        deed()
    told = str(found.value)
    assert found.value.__cause__ is None
    assert not any(word in told for word in ("SELECT", "DELETE", "UPDATE", "kari", "n1"))
    return found.value


def test_rows_go_in_batches_and_all_of_them_go(place: Place) -> None:
    shop = things(place, TOTAL)
    assert shop.overwrite(ROWS, {"name": "slettet {key}"}, at_most=TOTAL) == TOTAL
    assert place.rows("SELECT name FROM things WHERE id = 7") == [("slettet 7",)]
    assert shop.erase(ROWS, at_most=TOTAL) == TOTAL
    assert left(place) == 0


def test_each_batch_asks_again_in_the_transaction_that_changes(place: Place) -> None:
    """Rows that somebody else has given a part in the meantime stay."""
    shop = things(place, 2 * BATCH, REFERRED_TO)
    without = Selection(THINGS, Within(("id",), Selection(PARTS), ("thing",), yes=False))
    begun = []

    def add_a_part(connection: sa.Connection) -> None:
        begun.append(connection)
        if len(begun) == 3:
            place.execute(f"INSERT INTO parts VALUES (1, {2 * BATCH - 1})")

    event.listen(shop._engine, "begin", add_a_part)
    try:
        assert shop.erase(without, at_most=2 * BATCH) == 2 * BATCH - 1
    finally:
        event.remove(shop._engine, "begin", add_a_part)
    assert place.rows("SELECT id FROM things") == [(2 * BATCH - 1,)]


@pytest.mark.parametrize("place", [ONLY_POSTGRES], indirect=True)
@pytest.mark.parametrize("deed", ["erase", "overwrite"])
def test_a_moderate_number_of_rows_goes_in_one_statement(place: Place, deed: str) -> None:
    shop = things(place, 20)
    shop.describe()
    said: list[str] = []

    def note(_one: object, _two: object, statement: str, *_: object) -> None:
        said.append(statement.split(maxsplit=1)[0])

    change = {
        "erase": lambda most: shop.erase(Selection(THINGS, Null("name", yes=False)), at_most=most),
        "overwrite": lambda most: shop.overwrite(
            Selection(THINGS, Null("name", yes=False)), {"name": None}, at_most=most
        ),
    }[deed]
    event.listen(shop._engine, "before_cursor_execute", note)
    try:
        fails(Drifted, lambda: change(19))
        assert place.rows("SELECT count(*) FROM things WHERE name IS NOT NULL") == [(20,)], "one too many"
        assert change(20) == 20
    finally:
        event.remove(shop._engine, "before_cursor_execute", note)
    assert said == [{"erase": "DELETE", "overwrite": "UPDATE"}[deed]] * 2
    assert place.rows("SELECT count(*) FROM things WHERE name IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("place", [ONLY_POSTGRES], indirect=True)
def test_a_row_that_somebody_refers_to_in_the_last_moment_keeps_all_of_them(place: Place) -> None:
    """It was asked whether any row refers to them; then one came, and the database refuses the whole statement."""
    shop = things(place, 10, REFERRED_TO.replace(" ON DELETE CASCADE", ""))
    shop.describe()
    said: list[str] = []

    def refer(_one: object, _two: object, statement: str, *_: object) -> None:
        said.append(statement.split(maxsplit=1)[0])
        if statement.startswith("DELETE") and said.count("DELETE") == 1:
            place.execute("INSERT INTO more VALUES (3)")

    event.listen(shop._engine, "before_cursor_execute", refer)
    try:
        assert "FOREIGN KEY" in str(fails(Unsupported, lambda: shop.erase(ROWS, at_most=10)))
        assert left(place) == 10
        assert "rows of more" in str(fails(Unsupported, lambda: shop.erase(ROWS, at_most=10)))
    finally:
        event.remove(shop._engine, "before_cursor_execute", refer)
    assert said == ["SELECT", "DELETE", "SELECT"], "asked first, and no keys were laid down"
    assert left(place) == 10


def kill_others(place: Place) -> None:
    """Break every connection but the one that asks, and wait until they are broken: a server takes its time to do it."""
    if place.engine == "postgres":
        place.rows(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE application_name = 'hjemmel' AND pid <> pg_backend_pid()"
        )
        return
    own = place.rows("SELECT CONNECTION_ID()")[0][0]
    others = f"SELECT id FROM information_schema.processlist WHERE command <> 'Daemon' AND id <> {own}"
    for (number,) in place.rows(others):
        place.execute(f"KILL {number}")
    for _ in range(100):
        if not place.rows(others):
            return
        sleep(0.1)


def test_a_connection_that_breaks_halfway_is_partial_and_the_same_call_does_the_rest(place: Place) -> None:
    shop = things(place, TOTAL, REFERRED_TO)
    begun = []

    def break_in_the_second_batch(_: sa.Connection, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("DELETE") and "things" in statement:
            begun.append(statement)
            if len(begun) == 2:
                kill_others(place)

    shop.describe()
    event.listen(shop._engine, "before_cursor_execute", break_in_the_second_batch)
    try:
        failure = fails(Partial, lambda: shop.erase(ROWS, at_most=TOTAL))
    finally:
        event.remove(shop._engine, "before_cursor_execute", break_in_the_second_batch)
    assert failure.done == BATCH
    assert left(place) == TOTAL - BATCH
    assert shop.erase(ROWS, at_most=TOTAL) == TOTAL - BATCH


def test_a_connection_that_broke_while_nothing_was_done_is_made_anew(place: Place) -> None:
    shop = things(place)
    assert shop.count(ROWS) == 10
    kill_others(place)
    assert shop.count(ROWS) == 10


def test_a_server_that_is_not_there_is_out_of_reach(place: Place) -> None:
    address = {
        "postgres": "postgresql://x:secret@127.0.0.1:9/shop",
        "mariadb": "mariadb://x:secret@127.0.0.1:9/shop",
    }
    shop = SqlConnector("shop", address[place.engine], SHAPES, clock=clock)
    for deed in (shop.describe, lambda: shop.count(ROWS), lambda: shop.erase(ROWS, at_most=1)):
        assert "secret" not in str(fails(Unreachable, deed))
    assert "secret" not in shop._target


def test_rows_that_another_program_holds_are_waited_for_and_then_out_of_reach(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    things(place).count(ROWS)
    for engine in (postgres, mariadb):
        monkeypatch.setattr(engine, "PATIENCE", 1)
        engine._open.cache_clear()
    shop = place.connector(SHAPES)
    with place.direct.connect() as other:
        other.exec_driver_sql("BEGIN")
        other.exec_driver_sql("UPDATE things SET name = 'kari' WHERE id = 3")
        try:
            fails(Unreachable, lambda: shop.erase(ROWS, at_most=10))
        finally:
            other.exec_driver_sql("ROLLBACK")
    for engine in (postgres, mariadb):
        engine._open.cache_clear()
    assert left(place) == 10


def test_a_deadlock_costs_one_of_the_two_and_the_same_call_does_the_rest(place: Place) -> None:
    """Another program holds a late row and waits for an early one, which this one holds while it waits for the late."""
    shop = things(place, 2_000)
    found: list[object] = []

    def erase() -> None:
        try:
            found.append(shop.erase(ROWS, at_most=2_000))
        except Failure as failure:
            found.append(failure)

    with place.direct.connect() as other:
        other.exec_driver_sql("BEGIN")
        other.exec_driver_sql("UPDATE things SET name = 'kari' WHERE id = 1999")
        ours = Thread(target=erase)
        ours.start()
        sleep(1)
        lost = None
        try:
            other.exec_driver_sql("UPDATE things SET name = 'kari' WHERE id = 0")
        except sa.exc.DBAPIError as error:
            lost = error
        other.exec_driver_sql("ROLLBACK")
        ours.join(60)
    (said,) = found
    # The database chooses whom it stops; whoever it is, no row is half done.
    assert (lost is None) == isinstance(said, Unreachable), (lost, said)
    assert left(place) == (2_000 if lost is None else 0)
    assert shop.erase(ROWS, at_most=2_000) == (2_000 if lost is None else 0)
    assert left(place) == 0


def test_a_reader_can_do_nothing_but_read(place: Place) -> None:
    things(place)
    reader = place.connector(SHAPES, read_only=True)
    fails(Unsupported, lambda: reader.erase(ROWS, at_most=10))
    with reader._engine.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        connection.exec_driver_sql("DELETE FROM things")
    many = Among(("id",), frozenset((n,) for n in range(5, 20_000)))
    assert reader.count(Selection(THINGS, many)) == 5
    assert len(list(reader.find(ROWS, ("id",)))) == left(place) == 10


def test_a_cascade_is_refused(place: Place) -> None:
    reference = "thing BIGINT, FOREIGN KEY (thing) REFERENCES things (id) ON DELETE CASCADE"
    shop = things(place, 10, f"CREATE TABLE more (id INT PRIMARY KEY, {reference})")
    place.execute("INSERT INTO more VALUES (1, 3)")
    assert "more" in str(fails(Unsupported, lambda: shop.erase(ROWS, at_most=10)))
    assert left(place) == 10
    assert shop.erase(Selection(THINGS, OneOf("id", (1, 2))), at_most=2) == 2


def test_a_cascade_into_another_schema_is_refused_too(place: Place) -> None:
    shop = things(place)
    if place.server.owner is None:
        pytest.skip("the server is another's, and has no second schema to fill")
    if place.engine == "postgres":
        place.execute("DROP SCHEMA IF EXISTS other CASCADE", "CREATE SCHEMA other")
    else:
        execute(place.server.owner, "DROP DATABASE IF EXISTS shop_other", "CREATE DATABASE shop_other")
    other = "other" if place.engine == "postgres" else "shop_other"
    home = "public" if place.engine == "postgres" else "shop"
    reference = f"FOREIGN KEY (thing) REFERENCES {home}.things (id) ON DELETE CASCADE"
    place.execute(
        f"CREATE TABLE {other}.more (id INT PRIMARY KEY, thing BIGINT, {reference})",
        f"INSERT INTO {other}.more VALUES (1, 3)",
    )
    fails(Unsupported, lambda: shop.erase(ROWS, at_most=10))
    assert left(place) == 10
    place.execute(f"DROP SCHEMA {other} CASCADE" if place.engine == "postgres" else f"DROP DATABASE {other}")


def test_what_the_database_itself_refuses_names_no_row(place: Place) -> None:
    shop = things(place)
    stop = {
        "postgres": (
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'kari@example.no %', old.name; END $$",
            "CREATE TRIGGER stop BEFORE DELETE ON things FOR EACH ROW EXECUTE FUNCTION stop()",
        ),
        "mariadb": (
            "CREATE TRIGGER stop BEFORE DELETE ON things FOR EACH ROW"
            " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'kari@example.no'",
        ),
    }
    place.execute(*stop[place.engine])
    fails(Unsupported, lambda: shop.erase(ROWS, at_most=10))
    assert left(place) == 10


def test_what_the_database_works_out_is_not_overwritten(place: Place) -> None:
    shop = things(
        place,
        10,
        "CREATE TABLE other (id INT)",
        "ALTER TABLE things ADD twice BIGINT GENERATED ALWAYS AS (barred * 2) STORED",
    )
    assert "worked out" in str(fails(Unsupported, lambda: shop.overwrite(ROWS, {"twice": 1}, at_most=10)))


def test_a_table_that_goes_away_is_drift(place: Place) -> None:
    shop = things(place)
    assert shop.count(ROWS) == 10
    place.execute("DROP TABLE things")
    fails(Drifted, lambda: shop.count(ROWS))
    fails(Drifted, lambda: shop.erase(ROWS, at_most=10))


def test_a_mark_shows_that_a_row_is_restricted(place: Place) -> None:
    shop = things(place)
    some = Selection(THINGS, OneOf("id", (1, 2)))
    assert shop.restrict(some, on=True) == 2
    assert shop.restrict(ROWS, on=True) == 8
    assert shop.restrict(some, on=False) == 2


def test_views_are_seen_when_they_are_declared(place: Place) -> None:
    things(place, 10, "CREATE VIEW seen AS SELECT id FROM things")
    declared = {
        "shop.seen": Shape(collection="shop.seen", table="seen", key=("id",), home_zone="Europe/Oslo")
    }
    assert place.connector(SHAPES).describe().collection("seen") is None
    shop = place.connector(declared)
    assert shop.describe().collection("seen") is not None
    assert shop.count(Selection("shop.seen")) == 10


@pytest.mark.parametrize("place", [ONLY_MARIADB], indirect=True)
def test_texts_that_are_equal_to_the_database_alone_are_two(place: Place) -> None:
    """Its collation takes Kari, kari and "kari " for one; a selection does not, a UNIQUE constraint does."""
    shop = things(place, 0)
    place.execute(
        "INSERT INTO things (id, name) VALUES (1, 'Kari'), (2, 'kari'), (3, 'kari '), (4, 'kåri'), (5, 'other')"
    )
    assert shop.count(Selection(THINGS, OneOf("name", ("kari",)))) == 1
    assert shop.erase(Selection(THINGS, OneOf("name", ("kari ",))), at_most=1) == 1
    place.execute("DELETE FROM things WHERE id IN (2, 4)", "ALTER TABLE things ADD UNIQUE (name)")
    shop.describe()
    fails(
        Unsupported, lambda: shop.rectify(Selection(THINGS, OneOf("id", (5,))), {"name": "KARI"}, at_most=1)
    )
    assert place.rows("SELECT name FROM things WHERE id = 5") == [("other",)]


@pytest.mark.parametrize("place", [ONLY_POSTGRES], indirect=True)
def test_rows_that_a_policy_hides_are_never_counted_as_gone(place: Place) -> None:
    shop = things(place)
    place.execute(
        "ALTER TABLE things ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE things FORCE ROW LEVEL SECURITY",
        "CREATE POLICY few ON things USING (id < 3)",
    )
    assert "row level" in str(fails(Unsupported, lambda: shop.count(ROWS)))


@pytest.mark.parametrize("place", [ONLY_POSTGRES], indirect=True)
def test_partitions_are_rows_of_their_table_and_another_schema_is_another_database(place: Place) -> None:
    place.execute(
        "DROP SCHEMA IF EXISTS \"Old Shop\" CASCADE",
        "CREATE SCHEMA \"Old Shop\"",
        "CREATE TABLE \"Old Shop\".things (id int, at timestamptz, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE TABLE \"Old Shop\".things_2024 PARTITION OF \"Old Shop\".things FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
        "CREATE TABLE \"Old Shop\".things_rest PARTITION OF \"Old Shop\".things DEFAULT",
        "INSERT INTO \"Old Shop\".things SELECT n, timestamptz '2024-12-31 22:30+00' + n * interval '1 hour' FROM generate_series(0, 3) n",
    )  # fmt: skip
    shape = Shape(collection=THINGS, table="things", key=("id", "at"), home_zone="Europe/Oslo")
    shop = SqlConnector("shop", f"{place.url}&schema=Old%20Shop", {THINGS: shape}, clock=clock)
    seen = shop.describe()
    assert [one.name for one in seen.collections] == ["things"]
    assert seen.target.endswith("?schema=Old Shop")
    assert seen.collections[0].columns[1].type is ColumnType.TIMESTAMP_TZ
    new_year = Selection(THINGS, NotBefore("at", date(2025, 1, 1)))
    assert sorted(shop.find(new_year, ("id", "at"))) == [
        (1, "2025-01-01 00:30:00"), (2, "2025-01-01 01:30:00"), (3, "2025-01-01 02:30:00"),
    ]  # fmt: skip
    whole = Selection(THINGS, All((new_year.where, Null("id", yes=False))))
    assert shop.erase(whole, at_most=3) == 3
    assert place.rows('SELECT id FROM "Old Shop".things') == [(0,)]
    place.execute('DROP SCHEMA "Old Shop" CASCADE')


@pytest.mark.parametrize("place", [ONLY_POSTGRES], indirect=True)
def test_the_role_of_the_tests_has_no_power_over_policies(place: Place) -> None:
    assert place.rows("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") == [
        (False,)
    ]
