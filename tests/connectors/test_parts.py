"""A table that is stored in parts by day: a part all of whose rows are due is emptied at once, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import event
from tests.connectors.engines import Place, needs

from hjemmel.connectors.protocol import Drifted, Failure
from hjemmel.connectors.sql import SqlConnector
from hjemmel.connectors.sql.connector import PARTS_FROM
from hjemmel.core.selection import Among, Before, Selection, every, negate
from hjemmel.core.shape import Shape

pytestmark = needs("postgres")

VISITS = "shop.visits"
SHAPES = {VISITS: Shape(collection=VISITS, table="visits", key=("id", "made"), home_zone="Europe/Oslo")}
EACH = PARTS_FROM
"""Rows of each year."""
NOBODYS_YET = 999_999
YEARS = (2019, 2020, 2021)
OVER = Before("made", date(2021, 1, 1))
DUE = Selection(VISITS, OVER)
"""Two whole years."""
HELD = Selection(VISITS, every(OVER, negate(Among(("id",), frozenset({(7,)})))))
"""All but one visit of the first year."""


@pytest.fixture
def place(postgres: Place) -> Iterator[Place]:
    postgres.empty()
    postgres.execute(
        "CREATE TABLE visits (id BIGINT NOT NULL, made DATE NOT NULL, note TEXT, PRIMARY KEY (id, made))"
        " PARTITION BY RANGE (made)",
        *(
            f"CREATE TABLE visits_{year} PARTITION OF visits FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
            for year in YEARS
        ),
        *(
            f"INSERT INTO visits SELECT {number * EACH} + i, DATE '{year}-01-01' + i % 365, 'n'"
            f" FROM generate_series(1, {EACH}) i"
            for number, year in enumerate(YEARS)
        ),
    )
    yield postgres


def left(place: Place) -> list[int]:
    """How many rows each year has."""
    return [int(str(place.rows(f"SELECT count(*) FROM visits_{year}")[0][0])) for year in YEARS]


def stored_in(place: Place) -> list[object]:
    """Where each year lies on disk: emptied at once, a part lies in another place."""
    return [place.rows(f"SELECT pg_relation_filenode('visits_{year}')")[0][0] for year in YEARS]


def emptied(place: Place, before: list[object]) -> list[bool]:
    return [one != other for one, other in zip(before, stored_in(place), strict=True)]


def shop(place: Place) -> SqlConnector:
    return place.connector(SHAPES)


def test_parts_that_are_due_to_the_last_row_are_emptied_at_once(place: Place) -> None:
    before = stored_in(place)
    assert shop(place).erase(DUE, at_most=2 * EACH) == 2 * EACH
    assert (left(place), emptied(place, before)) == ([0, 0, EACH], [True, True, False])


def test_a_part_in_which_one_row_is_held_goes_row_by_row_and_that_row_stays(place: Place) -> None:
    before = stored_in(place)
    assert shop(place).erase(HELD, at_most=2 * EACH) == 2 * EACH - 1
    assert (left(place), emptied(place, before)) == ([1, 0, EACH], [False, True, False])
    assert place.rows("SELECT id FROM visits_2019") == [(7,)]


def test_rows_of_days_that_are_over_can_still_come_in_afterwards(place: Place) -> None:
    shop(place).erase(DUE, at_most=2 * EACH)
    place.execute("INSERT INTO visits VALUES (1, '2019-05-01', 'late')")
    assert left(place) == [1, 0, EACH]


def test_more_rows_than_were_approved_are_refused_and_none_goes(place: Place) -> None:
    with pytest.raises(Drifted, match="more rows match"):
        shop(place).erase(DUE, at_most=2 * EACH - 1)
    assert left(place) == [EACH, EACH, EACH]


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TRIGGER noted BEFORE DELETE ON visits FOR EACH ROW EXECUTE FUNCTION noted()",
        "CREATE TRIGGER noted AFTER DELETE ON visits_2019 FOR EACH STATEMENT EXECUTE FUNCTION noted()",
    ],
)
def test_what_the_owner_wants_done_when_rows_go_is_done(place: Place, made: str) -> None:
    place.execute(
        "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$", made
    )
    before = stored_in(place)
    assert shop(place).erase(DUE, at_most=2 * EACH) == 2 * EACH
    assert left(place) == [0, 0, EACH]
    assert not emptied(place, before)[0], "its trigger is not passed over"


def test_a_part_that_somebody_is_using_is_not_waited_for(place: Place) -> None:
    before = stored_in(place)
    reading = place.direct.execution_options(isolation_level="REPEATABLE READ").connect()
    # The pool of the test has one connection: the connector has its own.
    with reading, reading.begin():
        reading.exec_driver_sql("SELECT count(*) FROM visits_2019")
        assert shop(place).erase(DUE, at_most=2 * EACH) == 2 * EACH
    assert (left(place), emptied(place, before)) == ([0, 0, EACH], [False, True, False])


def test_a_row_that_is_moved_while_nobody_looks_keeps_its_part(place: Place) -> None:
    """Between the count and the lock somebody gives the part a row that is not due: then it is not emptied."""
    connector, before, begun = shop(place), stored_in(place), []
    held = negate(Among(("id",), frozenset({(NOBODYS_YET,)})))

    def late(_: object) -> None:
        begun.append(1)
        if len(begun) == 3:  # described, counted, and now the first part
            place.execute(f"INSERT INTO visits VALUES ({NOBODYS_YET}, '2019-12-31', 'held')")

    event.listen(connector._engine, "begin", late)
    try:
        assert connector.erase(Selection(VISITS, every(OVER, held)), at_most=2 * EACH) == 2 * EACH
    finally:
        event.remove(connector._engine, "begin", late)
    assert (left(place), emptied(place, before)) == ([1, 0, EACH], [False, True, False])


def test_leave_is_asked_before_each_part_and_taken_back_before_its_end(place: Place) -> None:
    asked: list[int] = []

    def once(done: int) -> bool:
        asked.append(done)
        return len(asked) < 4

    assert shop(place).watched(once).erase(DUE, at_most=2 * EACH) == EACH
    assert asked == [0, 0, EACH, 0, 0]
    assert sorted(left(place)) == [0, EACH, EACH]


@pytest.mark.parametrize(
    ("published", "at_once"),
    [
        ("CREATE PUBLICATION copied FOR TABLE visits WITH (publish = 'insert, update, delete')", False),
        (
            "CREATE PUBLICATION copied FOR TABLE visits WITH (publish = 'insert, delete', publish_via_partition_root)",
            False,
        ),
        ("CREATE PUBLICATION copied FOR TABLE visits_2019 WITH (publish = 'insert, update, delete')", False),
        ("CREATE PUBLICATION copied FOR TABLE visits", True),
    ],
    ids=["rows", "rows, by the table's own name", "rows of the part alone", "emptying too"],
)
def test_a_copy_that_is_not_told_of_emptied_tables_is_told_of_each_row(
    place: Place, published: str, at_once: bool
) -> None:
    place.execute("DROP PUBLICATION IF EXISTS copied", published)
    try:
        before = stored_in(place)
        assert shop(place).erase(DUE, at_most=2 * EACH) == 2 * EACH
        assert left(place) == [0, 0, EACH]
        assert emptied(place, before)[0] is at_once
    finally:
        place.execute("DROP PUBLICATION copied")


def test_two_workers_at_one_table_take_every_due_row_once_and_no_other(place: Place) -> None:
    """One may find a part in the other's hands: it does without, and what is left is found the next time."""
    with ThreadPoolExecutor(2) as workers:
        erasing = [workers.submit(shop(place).erase, HELD, at_most=2 * EACH) for _ in range(2)]
        taken, troubled = [], []
        for one in erasing:
            try:
                taken.append(one.result())
            except Failure as failure:
                taken.append(failure.done)
                troubled.append(failure)
    rest = sum(left(place)[:2]) - 1
    assert sum(taken) + rest == 2 * EACH - 1, troubled
    taken.append(shop(place).erase(HELD, at_most=2 * EACH))
    assert (sum(taken), left(place)) == (2 * EACH - 1, [1, 0, EACH])
    assert place.rows("SELECT id FROM visits_2019") == [(7,)]
