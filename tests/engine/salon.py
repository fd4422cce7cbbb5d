"""A salon with very many visits: what sweeps at scale are tried on. `python -m tests.engine.salon ADDRESS` sweeps it,
and can be killed."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from tests.connectors.tables import clock

from hjemmel.connectors.protocol import Partial, Unreachable
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import Fact, Hold, HoldKind
from hjemmel.engine.house import House
from hjemmel.engine.ports import Watcher

from .ports import ANE, Stores
from .worlds import compiled, house

TODAY = date(2026, 11, 23)
OLD, NEW = "2024-11-23", "2024-11-24"
"""The last day that is over after two years, and the first that is not."""

DECLARATION = """
hjemmel: 1
organisation: {name: Prøvesalongen AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects: {customer: {title: {nb: kunde, en: customer}}}
categories: {use: {title: {nb: bruk, en: use}}}
systems:
  salon:
    title: {nb: salongen, en: the salon}
    connect: {kind: sql, url: "${SALON_URL}"}
    mode: act
    backup: {kept: 35 days, taken_before_act: 2026-01-01}
    collections:
      customer:
        title: {nb: kunder, en: customers}
        key: [id]
        about: {kind: customer}
        identity: {email: email}
        when_due: overwrite
        fields:
          - {columns: [email], category: use}
          - {columns: [id, made], category: none, why: key and clock}
      visit:
        title: {nb: besøk, en: visits}
        key: [id]
        about: {via: customer_id}
        references: {customer_id: salon.customer.id}
        when_due: erase
        fields:
          - {columns: [note], category: use}
          - {columns: [id, customer_id, made], category: none, why: keys and clock}
purposes:
  use:
    title: {nb: følge opp, en: look after}
    for: [customer]
    basis: legitimate_interests
    keep:
      - {in: [salon.customer], categories: [use], after: salon.customer.made, period: 5 years}
      - {in: [salon.visit], categories: [use], after: salon.visit.made, period: 2 years}
"""
MAKE = (
    "CREATE TABLE customer (id INTEGER PRIMARY KEY, email VARCHAR(80), made DATE)",
    "CREATE TABLE visit (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer (id), note VARCHAR(80), made DATE)",
    "CREATE INDEX visit_made ON visit (made)",
    "INSERT INTO customer VALUES (0, 'a@post.example', '2026-01-01'), (1, 'b@post.example', '2026-01-01')",
)


def visits(first: int, last: int, made: str) -> str:
    """These visits as one statement, every other of each customer; SQLite and PostgreSQL both take it."""
    return (
        f"WITH RECURSIVE n (i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
        f" INSERT INTO visit SELECT i, i % 2, 'besøk', DATE('{made}') FROM n"
    )


def declared(*changes: tuple[str, str]) -> DataMap:
    text = DECLARATION
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return compiled(text)


def connector(url: str, data_map: DataMap | None = None) -> SqlConnector:
    shapes = {one.name: one.shape for one in (data_map or declared()).in_system("salon")}
    return SqlConnector("salon", url, shapes, clock=clock)


def salon(
    url: str, *facts: Fact, stores: Stores | None = None, data_map: DataMap | None = None, day: date = TODAY
) -> House:
    data_map = data_map or declared()
    return house(data_map, {"salon": connector(url, data_map)}, day, stores, *facts)


def hold(key: int) -> Hold:
    """Everything of this customer is kept for a dispute."""
    return Hold(
        id="2026-14", title="tvist", kind=HoldKind.STATUTORY, home="salon.customer", keys=frozenset({(key,)}),
        reason="tvist", law="gdpr-17-3-e", approver="Ane Furuseth", begins_on=date(2026, 2, 1), review_on=date(2027, 2, 1),
    )  # fmt: skip


def swept(house: House, watcher: Watcher | None = None, before: Callable[[], None] = lambda: None) -> str:
    """Plan, approve, carry out; the plan's digest. `before`: what happens between the plan and its end."""
    plan = house.plan_sweep()
    house.approve(plan.digest, ANE)
    before()
    house.advance(plan.digest, ANE, watcher)
    return plan.digest


class File:
    """The salon in a SQLite file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "salon.db"
        self.execute(*MAKE)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def execute(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.path)) as database, database:
            for statement in statements:
                database.execute(statement)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as database:
            return database.execute(query).fetchall()

    def left(self, table: str = "visit") -> int:
        return int(str(self.rows(f"SELECT count(*) FROM {table}")[0][0]))


STOPPED = 3

if __name__ == "__main__":
    try:
        swept(salon(sys.argv[1]))
    except (Partial, Unreachable):
        # A lock, as somebody's may: no fault of the program.
        sys.exit(STOPPED)
