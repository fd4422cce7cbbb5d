"""What may come in the way of a sweep while it runs: nothing is lost, nothing that may stay is taken."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from hjemmel.connectors.protocol import Unreachable, Unsupported
from hjemmel.core.plan import Plan
from hjemmel.engine.house import Refused

from .ports import ANE, Stores
from .salon import NEW, OLD, File, declared, hold, salon, swept, visits

MANY = 12_000
"""Three batches."""
BATCH = 5_000


@pytest.fixture
def file(tmp_path: Path) -> File:
    made = File(tmp_path)
    made.execute(visits(1, MANY, OLD), visits(MANY + 1, MANY + 10, NEW))
    return made


def test_a_hold_that_is_placed_while_a_sweep_runs_wins(file: File) -> None:
    stores = Stores()
    house = salon(file.url, stores=stores)

    def placed(plan: Plan, action: int, done: int) -> None:
        if done == BATCH:
            stores.facts.record([hold(1)], ANE, house.clock())

    with pytest.raises(Refused, match="facts changed while it ran"):
        swept(house, placed)
    assert file.left() == MANY + 10 - BATCH, "not one row went after the hold was placed"
    ((receipt,),) = stores.plans.done.values()
    assert (receipt.touched, receipt.left) == (BATCH, MANY - BATCH), "what was done before has its receipt"
    kept = file.rows("SELECT count(*) FROM visit WHERE customer_id = 1")
    swept(house)
    assert file.rows("SELECT count(*) FROM visit WHERE customer_id = 1") == kept, "the next sweep leaves them"
    assert file.rows(f"SELECT count(*) FROM visit WHERE customer_id = 0 AND made = '{OLD}'") == [(0,)]


def test_a_hold_that_comes_while_rows_go_in_one_statement_takes_it_back(tmp_path: Path) -> None:
    few = File(tmp_path)
    few.execute(visits(1, 100, OLD))
    stores, asked = Stores(), []
    house = salon(few.url, stores=stores)

    def placed(plan: Plan, action: int, done: int) -> None:
        asked.append(done)
        if len(asked) == 2:
            assert few.left() == 100, "what the statement does is not to be seen before its end"
            stores.facts.record([hold(1)], ANE, house.clock())

    with pytest.raises(Refused, match="facts changed while it ran"):
        swept(house, placed)
    assert few.left() == 100
    ((receipt,),) = stores.plans.done.values()
    assert (receipt.touched, receipt.left) == (0, 100)
    swept(house)
    assert few.rows("SELECT DISTINCT customer_id FROM visit") == [(1,)], (
        "what is held stays, and the rest goes"
    )


def test_a_fact_that_changes_no_ground_stops_nothing(file: File) -> None:
    stores = Stores()
    house = salon(file.url, stores=stores)

    def told(plan: Plan, action: int, done: int) -> None:
        stores.facts.record([], ANE, house.clock())

    swept(house, told)
    assert file.left() == 10


def test_rows_that_come_while_it_runs_wait_for_the_next_sweep_and_their_number_is_told(file: File) -> None:
    stores = Stores()
    house = salon(file.url, stores=stores)

    def grown(plan: Plan, action: int, done: int) -> None:
        if done == BATCH:
            file.execute(visits(20_001, 20_007, OLD))

    digest = swept(house, grown)
    (receipt,) = stores.plans.receipts(digest)
    assert (receipt.touched, receipt.left) == (MANY, 7), "no more than were approved, and the rest is counted"
    house.advance(digest, ANE)
    assert file.left() == 10


def test_a_table_that_grew_between_plan_and_run_is_not_touched(file: File) -> None:
    with pytest.raises(Exception, match="more rows match"):
        swept(salon(file.url), before=lambda: file.execute(visits(20_001, 20_001, OLD)))
    assert file.left() == MANY + 11


def test_rows_that_become_new_while_it_runs_stay(file: File) -> None:
    """Each batch asks again: a visit that was moved to another day after the keys were laid down is due no longer."""

    def moved(plan: Plan, action: int, done: int) -> None:
        if done == BATCH:
            file.execute(f"UPDATE visit SET made = '{NEW}' WHERE id > {MANY - 100}")

    swept(salon(file.url), moved)
    assert file.left() == 10 + 100


def test_who_watches_is_told_how_far_it_has_come(file: File) -> None:
    told: list[tuple[int, int]] = []
    swept(salon(file.url), lambda plan, action, done: told.append((action, done)))
    assert told == [(0, 0), (0, 0), (0, BATCH), (0, 2 * BATCH), (0, MANY)]


def test_a_pause_that_is_declared_is_kept_between_batches(file: File) -> None:
    rested: list[float] = []
    gentle = declared(("mode: act", "mode: act\n    sweeps: {pause: 250}"))
    house = salon(file.url, data_map=gentle)
    object.__setattr__(house, "rest", rested.append)
    swept(house)
    assert rested == [0.25, 0.25, 0.25]


def test_a_foreign_key_that_the_declaration_does_not_know_is_refused_and_nothing_is_lost(file: File) -> None:
    file.execute(
        "CREATE TABLE receipt (id INTEGER PRIMARY KEY, visit_id INTEGER REFERENCES visit (id))",
        "INSERT INTO receipt VALUES (1, 7000)",
    )
    with pytest.raises(Unsupported, match="rows of receipt refer to these") as refused:
        swept(salon(file.url))
    assert refused.value.remedy == "erase those first, or overwrite"
    assert (file.left(), file.left("receipt")) == (MANY + 10, 1)


def test_a_disk_that_is_full_leaves_every_row_whole_and_the_sweep_is_gone_on_with(tmp_path: Path) -> None:
    """Emptied rows become longer than they were, and there is no room for them."""
    file = File(tmp_path)
    file.execute(
        "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
        " INSERT INTO customer SELECT i, 'k', '2020-01-01' FROM n",
        "VACUUM",
    )
    longer = declared(
        (
            "fields:\n          - {columns: [email], category: use}",
            'fields:\n          - {columns: [email], category: use, blank: "slettet-{key}@invalid.example"}',
        )
    )
    stores = Stores()
    (pages,) = file.rows("PRAGMA page_count")[0]

    def full(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(Pool, "connect", full)
    try:
        small = salon(file.url, stores=stores, data_map=longer)
        plan = small.plan_sweep()
        small.approve(plan.digest, ANE)
        with pytest.raises(Unreachable):
            small.advance(plan.digest, ANE)
    finally:
        event.remove(Pool, "connect", full)
    emails = {text for (text,) in file.rows("SELECT email FROM customer WHERE id >= 10")}
    assert all(text == "k" or str(text).startswith("slettet-") for text in emails) and "k" in emails
    salon(file.url, stores=stores, data_map=longer).advance(plan.digest, ANE)
    assert file.rows("SELECT count(*) FROM customer WHERE email = 'k'") == [(0,)]
