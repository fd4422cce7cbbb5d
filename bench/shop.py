"""A webshop of a million orders in SQLite: its declaration, its rows, and the facts that stand about its people.

Most of it has been swept before; a few per cent is due, and something is wrong with a few dates, as it always is."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About, Facts, Hold, HoldKind, Restricted

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ORDERS, ACCOUNTS, WITHOUT_ORDERS = 1_000_000, 100_000, 4_000
HELD, RESTRICTED = 400, 300

DECLARATION = """
hjemmel: 1
organisation: {name: Prøvebutikken AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects:
  customer: {title: {nb: kunde, en: customer}}
categories:
  contact: {title: {nb: kontaktopplysninger, en: contact details}}
  delivery: {title: {nb: levering, en: delivery}}
  voucher: {title: {nb: bilag, en: voucher}}
systems:
  shop:
    title: {nb: butikk, en: shop}
    connect: {kind: sql, url: "${SHOP_URL}"}
    mode: act
    backup: {kept: 35 days, taken_before_act: 2026-01-01}
    collections:
      accounts:
        title: {nb: kunder, en: customers}
        key: [id]
        about: {kind: customer}
        identity: {email: email}
        when_due: erase
        fields:
          - {columns: [name], category: contact, blank: gone}
          - {columns: [email], category: contact, blank: "gone-{key}@invalid.example"}
          - {columns: [created_on], category: none, why: clock}
          - {columns: [id], category: none, why: key}
      orders:
        title: {nb: ordrer, en: orders}
        key: [id]
        about: {via: account_id}
        references: {account_id: shop.accounts.id}
        when_due: erase
        fields:
          - {columns: [note], category: delivery}
          - {columns: [total], category: voucher}
          - {columns: [placed_on], category: none, why: clock}
          - {columns: [id, account_id], category: none, why: keys}
events:
  active: {of: shop.accounts, latest: [shop.orders.placed_on], if_none: shop.accounts.created_on, remember: REMEMBER}
  booked: {of: shop.orders, first_day_after_financial_year: placed_on}
purposes:
  deliver:
    title: {nb: levere, en: deliver}
    for: [customer]
    basis: contract
    keep:
      - {in: [shop.orders], categories: [delivery], after: shop.orders.placed_on, period: 1 year}
      - {in: [shop.accounts], categories: [contact], after: active, period: 3 years}
  books:
    title: {nb: regnskap, en: books}
    for: [customer]
    basis: legal_obligation
    law: bokforingsloven-13-primary
    keep:
      - {in: [shop.orders], categories: [voucher], after: booked, period: 5 years}
"""

TABLES = """
CREATE TABLE accounts (id INTEGER PRIMARY KEY, name TEXT, email TEXT, created_on DATE NOT NULL);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    placed_on DATE NOT NULL,
    note TEXT,
    total INTEGER NOT NULL
);
"""
INDEXES = """
CREATE INDEX accounts_created_on ON accounts (created_on);
CREATE INDEX orders_placed_on ON orders (placed_on);
CREATE INDEX orders_account_id ON orders (account_id);
ANALYZE;
"""


def data_map(*, remember: bool = False) -> DataMap:
    found = load(DECLARATION.replace("REMEMBER", str(remember).lower()).encode())
    assert found.map is not None, [str(finding) for finding in found.findings]
    return found.map


def connector(file: Path, declared: DataMap) -> SqlConnector:
    shapes = {one.name: one.shape for one in declared.in_system("shop")}
    return SqlConnector("shop", f"sqlite:///{file}", shapes, clock=lambda: NOW)


def make(file: Path, accounts: Iterator[tuple[object, ...]], orders: Iterator[tuple[object, ...]]) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.executescript(TABLES)
        database.executemany("INSERT INTO accounts VALUES (?, ?, ?, ?)", accounts)
        database.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", orders)
        database.executescript(INDEXES)


def accounts() -> Iterator[tuple[object, ...]]:
    """The last of them have no orders; some of all have been overwritten by sweeps before."""
    chance = random.Random(1)
    for number in range(1, ACCOUNTS + WITHOUT_ORDERS + 1):
        created: object = _day(chance, date(2014, 1, 1), date(2020, 12, 31))
        if number > ACCOUNTS:
            created = "2020-02-30" if number % 40 == 0 else _day(chance, date(2022, 1, 1), TODAY)
        if number % 25 == 2:
            yield number, "gone", f"gone-{number}@invalid.example", created
        else:
            yield number, f"Kunde {number}", f"kunde{number}@post.example", created


def orders() -> Iterator[tuple[object, ...]]:
    """Accounts have ten each. One in 25 left three years ago or more, one in 25 before the vouchers' five years."""
    chance = random.Random(2)
    for number in range(1, ORDERS + 1):
        account = number % ACCOUNTS + 1
        match account % 25:
            case 0 | 2:
                placed = _day(chance, date(2021, 1, 1), date(2023, 10, 1))
            case 1:
                placed = _day(chance, date(2015, 1, 1), date(2020, 12, 31))
            case _:
                placed = _day(chance, date(2021, 1, 1), TODAY)
        if number % 1_000 == 7:
            placed = chance.choice(("2022-02-30", "2019-11-31", "0000-00-00"))
        has_note = placed > "2025-11-23" or chance.random() < 0.03
        yield (
            number,
            account,
            placed,
            "ring på hos naboen" if has_note else None,
            chance.randrange(100, 9_000),
        )


def facts() -> Facts:
    """One dispute with many people in it, and people who have had their data restricted (Art. 18)."""
    chance = random.Random(3)
    chosen = chance.sample(range(1, ACCOUNTS + 1), HELD + RESTRICTED)
    hold = Hold(
        id="2026-14",
        title="Tvist",
        kind=HoldKind.STATUTORY,
        home="shop.accounts",
        keys=frozenset((number,) for number in chosen[:HELD]),
        reason="a dispute",
        law="Art. 17(3)(e)",
        approver="Ane Furuseth",
        begins_on=date(2026, 9, 1),
        review_on=date(2027, 3, 1),
    )
    at = datetime(2026, 10, 1, 9, tzinfo=UTC)
    restricted = (
        Restricted(about=About(collection="shop.accounts", key=(one,)), at=at) for one in chosen[HELD:]
    )
    return Facts.gathered([hold, *restricted])


def _day(chance: random.Random, first: date, last: date) -> str:
    return (first + timedelta(days=chance.randrange((last - first).days + 1))).isoformat()
