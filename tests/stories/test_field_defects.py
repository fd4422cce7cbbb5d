"""Defects that were seen in other tools of the trade, each a test of ours, by the number under which it was noted.

Those of keys and ledgers (B1-B6) stand where keys and ledgers are tried; docs/rights.md names each."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from tests.engine.ports import ANE, Stores
from tests.engine.worlds import compiled, house, text_of
from tests.examples import length

from hjemmel.connectors.protocol import Connector
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.answer.reason import Reasons
from hjemmel.core.compile import load
from hjemmel.core.facts import About
from hjemmel.core.plan import Plan
from hjemmel.core.request import Extended, Life, Noticed, Received, Step, Way, WhyExtended, due
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right
from hjemmel.core.selection import Listed, walk
from hjemmel.engine.house import House
from hjemmel.engine.their_rows import TheirRows

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)
DECLARED = """
hjemmel: 1
organisation: {name: Prøve AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects: {person: {title: {nb: kunde, en: customer}}}
categories: {contact: {title: {nb: kontakt, en: contact}}}
systems:
  shop:
    title: {nb: butikk, en: shop}
    connect: {kind: sql, url: "${SHOP_URL}"}
    mode: act
    backup: {kept: 35 days, taken_before_act: 2026-01-01}
    collections:
      customers:
        title: {nb: kunder, en: customers}
        key: [part, id]
        about: {kind: person}
        identity: {email: email}
        when_due: overwrite
        fields:
          - {columns: [name], category: contact}
          - {columns: [email], category: contact, blank: "gone-{key}@invalid.example"}
          - {columns: [made], category: none, why: clock}
          - {columns: [part, id], category: none, why: key}
      addresses:
        title: {nb: adresser, en: addresses}
        key: [id]
        about: {kind: person}
        when_due: overwrite
        fields:
          - {columns: [street], category: contact, blank: gone}
          - {columns: [made], category: none, why: clock}
          - {columns: [id], category: none, why: key}
  post:
    title: {nb: post, en: post}
    connect: {kind: sql, url: "${POST_URL}"}
    mode: act
    backup: {kept: 35 days, taken_before_act: 2026-01-01}
    collections:
      orders:
        title: {nb: ordrer, en: orders}
        key: [id]
        about: {via: [c_part, c_id]}
        references: {address_id: shop.addresses.id}
        composite_references: [{columns: [c_part, c_id], to: shop.customers, theirs: [part, id]}]
        when_due: erase
        fields:
          - {columns: [note], category: contact}
          - {columns: [made], category: none, why: clock}
          - {columns: [id, c_part, c_id, address_id], category: none, why: keys}
      lines:
        title: {nb: linjer, en: lines}
        key: [id]
        about: {via: order_id}
        references: {order_id: post.orders.id}
        when_due: erase
        fields:
          - {columns: [text], category: contact}
          - {columns: [made], category: none, why: clock}
          - {columns: [id, order_id], category: none, why: keys}
purposes:
  use:
    title: {nb: bruk, en: use}
    for: [person]
    basis: legitimate_interests
    keep:
      - {in: [shop.customers], categories: [contact], after: shop.customers.made, period: 5 years}
      - {in: [shop.addresses], categories: [contact], after: shop.addresses.made, period: 5 years}
      - {in: [post.orders], categories: [contact], after: post.orders.made, period: 5 years}
      - {in: [post.lines], categories: [contact], after: post.lines.made, period: 5 years}
"""
MAP = compiled(DECLARED)
MADE = "2026-01-15"
TABLES = {
    "shop": (
        "CREATE TABLE customers (part, id, name TEXT, email TEXT NOT NULL UNIQUE, made TEXT, PRIMARY KEY (part, id))",
        "CREATE TABLE addresses (id INTEGER PRIMARY KEY, street TEXT, made TEXT)",
    ),
    "post": (
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, c_part, c_id, address_id, note TEXT, made TEXT)",
        "CREATE TABLE lines (id INTEGER PRIMARY KEY, order_id REFERENCES orders (id), text TEXT, made TEXT)",
    ),
}
Rows = Mapping[str, Sequence[tuple[object, ...]]]


class Shop:
    """Two databases: customers and addresses in one, what they ordered in the other."""

    def __init__(self, folder: Path, rows: Rows, tables: Mapping[str, Sequence[str]] = TABLES) -> None:
        self.folder, self.stores = folder, Stores()
        for system, statements in tables.items():
            with closing(sqlite3.connect(self.file(system))) as database, database:
                for statement in statements:
                    database.execute(statement)
                for name, found in rows.items():
                    if name.startswith(system):
                        marks = ", ".join("?" * len(found[0]))
                        database.executemany(
                            f"INSERT INTO {name.partition('.')[2]} VALUES ({marks})", list(found)
                        )
        self.connectors: dict[str, Connector] = {
            system: SqlConnector(
                system,
                f"sqlite:///{self.file(system)}",
                {one.name: one.shape for one in MAP.in_system(system)},
                clock=lambda: NOW,
            )
            for system in tables
        }

    def file(self, system: str) -> Path:
        return self.folder / f"{system}.db"

    @property
    def house(self) -> House:
        return house(MAP, self.connectors, NOW.date(), self.stores)

    def rows(self, system: str, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.file(system))) as database:
            return database.execute(query).fetchall()

    def grant(self, *asks: Ask) -> Plan:
        plan = self.house.plan_request(*asks, actor=ANE)
        self.house.approve(plan.digest, ANE, looked_at=plan.reviews)
        receipts = self.house.advance(plan.digest, ANE)
        assert all(receipt.is_true for receipt in receipts)
        return plan


def erasing(*keys: tuple[object, ...], id: str = "E" * 16, **also: int) -> Ask:
    about = [About(collection="shop.customers", key=key) for key in keys]  # type: ignore[arg-type]
    about += [About(collection=f"shop.{name}", key=(key,)) for name, key in also.items()]
    return Ask(id=id, right=Right.ERASURE, about=tuple(about), at=NOW)


def customer(part: object, id: object) -> tuple[object, ...]:
    return (part, id, f"n{part}{id}", f"{part}-{id}@a.example", MADE)


@pytest.mark.story
@pytest.mark.parametrize("key", [(0, 5), (0, 0), ("", 5), ("", ""), (False, 7)])
def test_d1_an_empty_part_of_a_key_is_a_part_of_the_key(tmp_path: Path, key: tuple[object, ...]) -> None:
    keys = [(0, 5), (0, 0), ("", 5), ("", ""), (0, 7), (1, 5), (5, 0), ("a", 5)]
    shop = Shop(tmp_path, {"shop.customers": [customer(*one) for one in keys]})
    before = shop.rows("shop", "SELECT * FROM customers")
    shop.grant(erasing(key))
    after = shop.rows("shop", "SELECT * FROM customers")
    changed = {old[:2] for old, new in zip(before, after, strict=True) if old != new}
    assert changed == {key}


@pytest.mark.story
def test_d1_a_key_that_is_not_whole_refuses(tmp_path: Path) -> None:
    rows = [customer(1, 5), ("x", None, "nobody", "x@a.example", MADE)]
    shop = Shop(tmp_path, {"shop.customers": rows})
    plan = shop.grant(erasing((1, 5), ("x", None)))
    assert sum(action.expected for action in plan.actions) == 1
    assert ("x", None, "nobody", "x@a.example", MADE) in shop.rows("shop", "SELECT * FROM customers")


@pytest.mark.story
@pytest.mark.parametrize(
    "column", ["name TEXT NOT NULL", "name TEXT NOT NULL UNIQUE"], ids=["NOT NULL", "UNIQUE too"]
)
def test_d2_what_a_column_cannot_take_is_known_when_the_plan_is_made(tmp_path: Path, column: str) -> None:
    tables = {**TABLES, "shop": [one.replace("name TEXT", column) for one in TABLES["shop"]]}
    shop = Shop(tmp_path, {"shop.customers": [customer(1, 5)]}, tables)
    plan = shop.house.preview_request(erasing((1, 5)))
    assert plan.actions == ()
    (refusal,) = [one for one in plan.refusals if one.because.rule == "no-room"]
    assert (refusal.collection, refusal.rows, refusal.unknown) == ("shop.customers", 1, True)


@pytest.mark.story
def test_d3_a_batch_that_fails_leaves_every_row_as_it_was_and_is_done_whole_the_next_time(
    tmp_path: Path,
) -> None:
    stop = (
        "CREATE TRIGGER stop BEFORE UPDATE ON customers WHEN old.id = 30 BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    tables = {**TABLES, "shop": [*TABLES["shop"], stop]}
    shop = Shop(tmp_path, {"shop.customers": [customer(1, n) for n in range(40)]}, tables)
    before = shop.rows("shop", "SELECT * FROM customers")
    wanted = erasing(*((1, n) for n in range(40)))
    plan = shop.house.plan_request(wanted, actor=ANE)
    shop.house.approve(plan.digest, ANE)
    with pytest.raises(Exception, match="shop"):
        shop.house.advance(plan.digest, ANE)
    assert shop.rows("shop", "SELECT * FROM customers") == before
    with closing(sqlite3.connect(shop.file("shop"))) as database, database:
        database.execute("DROP TRIGGER stop")
    shop.grant(replace(wanted, id="F" * 16))
    assert shop.rows("shop", "SELECT count(*) FROM customers WHERE name IS NULL") == [(40,)]


@pytest.mark.story
def test_d4_whatever_is_left_halfway_can_still_be_reached(tmp_path: Path) -> None:
    """What refers goes first, and the row by which the person is known goes last."""
    rows: Rows = {
        "shop.customers": [customer(1, 5)],
        "post.orders": [(1, 1, 5, None, "n", MADE)],
        "post.lines": [(1, 1, "t", MADE)],
    }
    order = [
        action.rows.collection
        for action in Shop(tmp_path, rows).house.preview_request(erasing((1, 5))).actions
    ]
    assert order == ["post.lines", "post.orders", "shop.customers"]
    for steps in range(len(order)):
        folder = tmp_path / str(steps)
        folder.mkdir()
        shop = Shop(folder, rows)
        plan = shop.house.plan_request(erasing((1, 5)), actor=ANE)
        shop.house.approve(plan.digest, ANE)
        for action in plan.actions[:steps]:
            connector = shop.connectors[action.rows.system]
            found = shop.house._resolver(shop.stores.facts.read(), NOW.date()).resolve(action.rows)
            connector.erase(found, at_most=1)
        (found,) = shop.house.homes("1-5@a.example")
        again = shop.house.preview_request(replace(erasing((1, 5)), id="N" * 16, about=(found,)))
        assert [action.rows.collection for action in again.actions] == order[steps:]


@pytest.mark.story
def test_d5_a_row_that_another_persons_data_refers_to_stays_and_the_refusal_says_so(tmp_path: Path) -> None:
    rows: Rows = {
        "shop.customers": [customer(1, 5), customer(1, 6)],
        "shop.addresses": [(1, "shared", MADE), (2, "own", MADE)],
        "post.orders": [(1, 1, 5, 1, "n", MADE), (2, 1, 6, 1, "n", MADE), (3, 1, 5, 2, "n", MADE)],
    }
    shop = Shop(tmp_path, rows)
    wanted = erasing((1, 5), addresses=1)
    wanted = replace(wanted, about=(*wanted.about, About(collection="shop.addresses", key=(2,))))
    plan = shop.grant(wanted)
    (refusal,) = [one for one in plan.refusals if one.collection == "shop.addresses"]
    assert (refusal.because.rule, refusal.rows) == ("shared", 1)
    assert shop.rows("shop", "SELECT id, street FROM addresses") == [(1, "shared"), (2, "gone")]


@pytest.mark.story
def test_d6_two_ways_to_a_table_do_not_add_up_to_somebody_elses_rows(tmp_path: Path) -> None:
    """Customer (1, 5) and customer (5, 1): no order of the one is reached by a part of the other's key."""
    rows: Rows = {
        "shop.customers": [customer(1, 5), customer(5, 1), customer(1, 1)],
        "shop.addresses": [(5, "own", MADE)],
        "post.orders": [
            (n, *key, 5, "n", MADE) for n, key in enumerate([(1, 5), (5, 1), (1, 1), (None, 5), (1, None)], 1)
        ],
    }
    shop = Shop(tmp_path, rows)
    shop.grant(erasing((1, 5), addresses=5))
    assert [row[0] for row in shop.rows("post", "SELECT id FROM orders ORDER BY id")] == [2, 3, 4, 5]


class Counted:
    """The statements that reach the databases: how many, and how long the longest is with its values."""

    def __init__(self) -> None:
        self.statements = self.longest = self.most_values = 0

    def __call__(self, _: object, __: object, text: str, values: object, *___: object) -> None:
        many = isinstance(values, list)
        self.statements += 1
        self.longest = max(self.longest, len(text))
        if not many and isinstance(values, (tuple, dict)):
            self.most_values = max(self.most_values, len(values))


def counted(folder: Path, people: int) -> Counted:
    folder.mkdir()
    rows: Rows = {
        "shop.customers": [customer("c", n) for n in range(people)],
        "post.orders": [(n, "c", n, None, "n", MADE) for n in range(people)],
        "post.lines": [(n, n, "t", MADE) for n in range(people)],
    }
    shop, found = Shop(folder, rows), Counted()
    event.listen(sa.Engine, "before_cursor_execute", found)
    try:
        shop.grant(erasing(*(("c", n) for n in range(people))))
    finally:
        event.remove(sa.Engine, "before_cursor_execute", found)
    assert shop.rows("post", "SELECT count(*) FROM orders") == [(0,)]
    assert shop.rows("shop", "SELECT count(*) FROM customers WHERE name IS NOT NULL") == [(0,)]
    return found


@pytest.mark.story
@pytest.mark.slow
def test_d7_keys_travel_between_systems_in_bounded_parts_however_many_there_are(tmp_path: Path) -> None:
    few, many = counted(tmp_path / "few", length(10_000)), counted(tmp_path / "many", length(50_000))
    assert many.longest <= few.longest + 20, (few.longest, many.longest)
    assert many.most_values == few.most_values


@pytest.mark.story
def test_d9_the_number_of_statements_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    few, many = counted(tmp_path / "few", 500), counted(tmp_path / "many", 4_000)
    assert many.statements <= few.statements + 20, (few.statements, many.statements)


def reading(folder: Path, orders: int) -> tuple[float, int]:
    """Rows a second that one person's orders are read at with their grounds, the best of three; and the most memory taken
    while they go by."""
    folder.mkdir()
    rows: Rows = {
        "shop.customers": [customer("c", 1)],
        "post.orders": [(n, "c", 1, None, "n", MADE) for n in range(orders)],
        "post.lines": [(n, n, "t", MADE) for n in range(orders)],
    }
    shop, about = Shop(folder, rows), About(collection="shop.customers", key=("c", 1))

    def read() -> int:
        theirs = TheirRows(shop.house, [about], Reasons(MAP))
        return sum(len(batch) for one in theirs.collections() for batch in theirs.batches(one))

    took = []
    for _ in range(3):
        begun = process_time()
        assert read() == 2 * orders + 1
        took.append(process_time() - begun)
    tracemalloc.start()
    read()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (2 * orders + 1) / min(took), most


@pytest.mark.story
@pytest.mark.slow
def test_d8_ten_times_the_rows_take_ten_times_the_time(tmp_path: Path) -> None:
    few, _ = reading(tmp_path / "few", 4_551)
    many, _ = reading(tmp_path / "many", 45_501)
    assert many >= 0.8 * few, (few, many)


@pytest.mark.story
@pytest.mark.slow
def test_d10_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    _, few = reading(tmp_path / "few", 20_000)
    _, many = reading(tmp_path / "many", 80_000)
    assert many <= 1.5 * few, (few, many)


DIGEST = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from tests.stories.test_field_defects import Shop, customer, erasing, MADE
rows = {{"shop.customers": [customer(1, n) for n in range(5)], "post.orders": [(n, 1, n, None, "n", MADE) for n in range(5)]}}
print(Shop(Path({folder!r}), rows).house.preview_request(erasing((1, 1), (1, 3))).digest)
"""


@pytest.mark.story
def test_d11_the_same_request_gives_the_same_plan_in_any_process(tmp_path: Path) -> None:
    found = set()
    for seed in ("0", "1", "42"):
        folder = tmp_path / "shop"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        done = subprocess.run(
            [sys.executable, "-c", DIGEST.format(path=sys.path, folder=str(folder))],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(done.stdout.strip())
    assert len(found) == 1
    assert len(found.pop()) == 64


@pytest.mark.story
def test_d12_the_deadline_is_one_month_and_an_extension_is_on_record_with_its_reason_and_notice() -> None:
    came, at = date(2026, 2, 2), datetime(2026, 2, 2, 9, tzinfo=UTC)
    received = Received(at=at, by="staff-1", way=Way.EMAIL, received_on=came, right=Right.ACCESS)
    extended = Extended(at=at, by="staff-1", reason=WhyExtended.COMPLEX)
    told = Noticed(at=at, by="staff-1", on=date(2026, 2, 20), way=Way.EMAIL)

    def ends(*steps: Step) -> date:
        return due(Life(id="aaaabbbbccccdddd", steps=(received, *steps)), None).day

    assert ends() == date(2026, 3, 2)
    assert ends(extended) == date(2026, 3, 2), "nobody was told of it"
    assert ends(extended, told) == date(2026, 5, 4), "2 May 2026 is a Saturday"


@pytest.mark.story
def test_d13_no_is_a_country_and_a_word() -> None:
    unquoted = load(text_of("gifts").replace('country: "NO"', "country: NO").encode())
    assert 'country: "NO"' in text_of("gifts") and unquoted.map is not None
    countries = {one.country for one in unquoted.map.declaration.recipients.values()}
    assert "NO" in countries and False not in countries


@pytest.mark.story
def test_a_stored_plan_names_people_by_a_list_and_by_nothing_else(tmp_path: Path) -> None:
    shop = Shop(tmp_path, {"shop.customers": [customer(1, 5)]})
    plan = shop.house.preview_request(erasing((1, 5)))
    lists = {
        (part.kind, part.name)
        for action in plan.actions
        for part in walk(action.rows.where)
        if isinstance(part, Listed)
    }
    assert ("request", "E" * 16) in lists
    assert "a.example" not in repr(plan).replace("invalid.example", "")
