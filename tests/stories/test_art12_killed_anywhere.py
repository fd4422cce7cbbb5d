"""Art. 12 and 17: a request over three databases, killed with `kill -9` at any point and gone on with by whoever comes next.

A real process is killed, between any two changes of anything: in Hjemmel's own databases (SQLite) and in the company's own on
SQLite, PostgreSQL and MariaDB. Another one goes on from what is there. Then everything is as if nothing had
happened: the same rows, the same facts, the same receipts, each step once, and nothing of anybody else touched."""

from __future__ import annotations

import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from tests.connectors.engines import Place, needs
from tests.core.grounds.company import DECLARATION
from tests.database import fresh
from tests.examples import spread
from tests.stories.death import Death, in_a_process

from hjemmel.capabilities.declarations.models import PublishedVersion
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.compile import load
from hjemmel.core.ledger.chain import Verified
from hjemmel.core.request import Method, Outcome, State, Way
from hjemmel.core.rights.right import Right
from hjemmel.desk import clock, keys, requests
from hjemmel.desk.published import published
from hjemmel.desk.requests import Details
from hjemmel.engine.ports import Actor

NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
KARI, OLA = 7, 8
MAIL = {KARI: "kari@a.example", OLA: "ola@a.example"}
Rows = dict[str, list[tuple[object, ...]]]

pytestmark = [
    pytest.mark.story,
    pytest.mark.slow,
    *needs("postgres"),
    next(mark for mark in needs("mariadb") if mark.name == "skipif"),
]

ON_SQLITE = (
    "CREATE TABLE accounts (id INTEGER PRIMARY KEY, kind TEXT, name TEXT, email TEXT, no_offers BOOLEAN, created_at TEXT)",
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, account_id INTEGER, placed_at TEXT, total INTEGER)",
    "CREATE TABLE invoices (id INTEGER PRIMARY KEY, account_id INTEGER, year INTEGER, amount INTEGER)",
)
ON_POSTGRES = (
    "CREATE TABLE contacts (id BIGINT PRIMARY KEY, account_id BIGINT, status TEXT, ended_on DATE)",
    "CREATE TABLE talks (id BIGINT PRIMARY KEY, contact_id BIGINT, note TEXT, at TIMESTAMP, important BOOLEAN)",
    "CREATE TABLE limits (id BIGINT PRIMARY KEY, contact_id BIGINT, from_at TIMESTAMP, lifted_at TIMESTAMP)",
)
ON_MARIADB = (
    "CREATE TABLE readers (id BIGINT PRIMARY KEY, email VARCHAR(120), basis VARCHAR(20), given_at DATETIME, left_at DATETIME)",
    "CREATE TABLE sends (id BIGINT PRIMARY KEY, reader_id BIGINT, subject VARCHAR(80), at DATETIME)",
)
ELSEWHERE = (
    "CREATE TABLE controllers (id INTEGER PRIMARY KEY)",
    "CREATE TABLE agreements (id INTEGER PRIMARY KEY, controller_id INTEGER, signed_on TEXT, valid_to TEXT)",
    "CREATE TABLE instructions (id INTEGER PRIMARY KEY, controller_id INTEGER, received_on TEXT, ended_on TEXT)",
    "CREATE TABLE jobs (id INTEGER PRIMARY KEY, completed_on TEXT, instruction_id INTEGER, extended_to TEXT, reason TEXT, approver TEXT)",
    "CREATE TABLE addressees (job_id INTEGER, ref TEXT, full_name TEXT, PRIMARY KEY (job_id, ref))",
)


# ---- the company --------------------------------------------------------------------------------------------


@dataclass
class Company:
    """Four databases of its own and Hjemmel's two, which can be put back as they were before anybody asked."""

    folder: Path
    postgres: Place
    mariadb: Place
    actor: Actor = field(default=HJEMMEL)

    def put_back(self) -> None:
        self.postgres.empty()
        self.postgres.execute(*ON_POSTGRES, *_filled("contacts"), *_filled("talks"))
        self.mariadb.empty()
        self.mariadb.execute(*ON_MARIADB, *_filled("readers"), *_filled("sends"))
        for name, tables in (("shop", ON_SQLITE), ("press", ELSEWHERE)):
            (self.folder / f"{name}.db").unlink(missing_ok=True)
            with closing(sqlite3.connect(self.folder / f"{name}.db")) as database, database:
                for statement in tables:
                    database.execute(statement)
                if name == "shop":
                    for table in ("accounts", "orders", "invoices"):
                        for statement in _filled(table):
                            database.execute(statement)
        for alias in connections:
            kept, used = self.folder / f"before.{alias}", Path(connections[alias].settings_dict["NAME"])
            connections[alias].close()
            if kept.exists():
                for left in used.parent.glob(f"{used.name}*"):
                    left.unlink()
                shutil.copyfile(kept, used)

    def keep(self) -> None:
        """From now on this is how Hjemmel's own databases were before anybody asked."""
        for alias in connections:
            connections[alias].close()
            shutil.copyfile(connections[alias].settings_dict["NAME"], self.folder / f"before.{alias}")

    def rows(self) -> Rows:
        with closing(sqlite3.connect(self.folder / "shop.db")) as shop:
            found: Rows = {
                name: shop.execute(f"SELECT * FROM {name} ORDER BY id").fetchall()
                for name in ("accounts", "orders", "invoices")
            }
        for name in ("contacts", "talks"):
            found[name] = self.postgres.rows(f"SELECT * FROM {name} ORDER BY id")
        for name in ("readers", "sends"):
            found[name] = self.mariadb.rows(f"SELECT * FROM {name} ORDER BY id")
        return found


def _filled(table: str) -> Iterator[str]:
    """Kari and Ola have the same of everything."""
    for who in (KARI, OLA):
        rows = {
            "accounts": [(who, "person", f"Navn {who}", MAIL[who], 0, "2026-01-01")],
            "orders": [(10 * who + n, who, f"2026-03-0{n}", 100) for n in (1, 2, 3)],
            "invoices": [(10 * who + n, who, 2026, 100) for n in (1, 2)],
            "contacts": [(10 * who + n, who, "ny", None) for n in (1, 2)],
            "talks": [(10 * who + n, 10 * who + 1, "om noe", "2026-03-20 10:00:00", True) for n in (1, 2)],
            "readers": [(who, MAIL[who], "consent", "2026-03-01 10:00:00", None)],
            "sends": [(10 * who + n, who, "nytt", "2026-03-10 10:00:00") for n in (1, 2)],
        }[table]
        for row in rows:
            yield f"INSERT INTO {table} VALUES ({', '.join(map(_literal, row))})"


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return str(value).upper() if isinstance(value, bool | int) else f"'{value}'"


@pytest.fixture
def company(
    postgres: Place, mariadb: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Company]:
    for _ in fresh():
        found = Company(tmp_path, postgres, mariadb)
        found.put_back()
        monkeypatch.setenv("SHOP_URL", f"sqlite:///{tmp_path / 'shop.db'}")
        monkeypatch.setenv("PRESS_URL", f"sqlite:///{tmp_path / 'press.db'}")
        monkeypatch.setenv("CRM_URL", postgres.url)
        monkeypatch.setenv("LETTER_URL", mariadb.url)
        clock.use(lambda: NOW)
        keys.prepare(HJEMMEL)
        _published()
        found.actor = create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.APPROVER, HJEMMEL, NOW)
        found.keep()
        # Read once, for all the processes that begin here.
        assert published().map.collections
        yield found
        clock.use(clock.machine)


def _published() -> None:
    """As it is, without the sentences that a statement to the public needs."""
    content = DECLARATION.encode()
    compiled = load(content).map
    assert compiled
    line = note("declaration-published", HJEMMEL, {"version": 1, "declaration": compiled.digest}, NOW)
    PublishedVersion.objects.create(
        number=1,
        digest=compiled.digest,
        content=content,
        published_at=NOW,
        applies_at=NOW,
        published_by=HJEMMEL.id,
        line=line.seq,
    )


# ---- a request, from wherever it stands ----------------------------------------------------------------------


def go_on(actor: Actor) -> None:
    """What the staff do next, as the request's page shows it, until it has been answered. A form that was sent and got no
    answer is sent again, if it did not come in."""
    found = requests.inbox("all")
    told = Details(name="Navn 7", contact=MAIL[KARI], identities=MAIL[KARI])
    id = found[0].id if found else requests.receive(Way.PHONE, NOW.date(), Right.ERASURE, told, actor)
    for _ in range(20):
        view = requests.view(id)
        assert view
        if view.state is State.DELIVERED:
            return
        NEXT[view.state](id, actor)
    raise AssertionError(view.state)


def _match(id: str, actor: Actor) -> None:
    requests.match(id, [one.about for one in requests.candidates(id, actor)], actor)


def _digest(id: str) -> str:
    kept = requests.plan(id)
    assert kept
    return kept.plan.digest


NEXT: dict[State, Callable[[str, Actor], Any]] = {
    State.RECEIVED: _match,
    State.MATCHED: lambda id, actor: requests.ask_identity(id, Method.IN_PERSON, actor),
    State.ASKED_WHO: lambda id, actor: requests.prove_identity(id, Method.IN_PERSON, actor),
    State.PROVEN: requests.make_plan,
    State.PLANNED: lambda id, actor: requests.review(id, _digest(id), actor),
    State.REVIEWED: lambda id, actor: requests.approve(id, _digest(id), actor),
    State.APPROVED: requests.carry_out,
    State.EXECUTED: lambda id, actor: requests.answer(id, Outcome.PARTLY, actor),
    State.ANSWERED: lambda id, actor: requests.deliver(id, NOW.date(), Way.POST, actor),
}


# ---- the end ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class End:
    """Everything that a request leaves behind."""

    rows: Rows
    steps: list[str]
    receipts: list[tuple[object, ...]]
    facts: str
    deeds: Counter[str]


def end_of(company: Company) -> End:
    (view,) = requests.inbox("all")
    kept = requests.plan(view.id)
    assert kept
    assert isinstance(ledger.check(), Verified)
    told = Counter(line.kind for line in ledger.lines(500) if line.kind.startswith("request-"))
    return End(
        rows=company.rows(),
        steps=[type(step).__name__ for step in view.life.steps],
        receipts=[(one.action, one.verb, one.collection, one.expected, one.left) for one in kept.receipts],
        facts=repr(StoredFacts().read()).replace(view.id, "ID"),
        deeds=told,
    )


def test_killed_at_any_point_and_gone_on_with_a_request_ends_as_if_nothing_had_happened(
    company: Company, tmp_path: Path
) -> None:
    counted = tmp_path / "points"

    def whole() -> None:
        death = Death(at=0)
        death.watch()
        go_on(company.actor)
        counted.write_text(f"{death.points} {' '.join(death.where)}")

    before = company.rows()
    assert in_a_process(whole) == 0
    number, *reached = counted.read_text().split()
    assert int(number) > 60
    assert set(reached) == {"hjemmel", "sqlite", "postgresql", "mysql"}, reached
    expected = end_of(company)
    assert [one for one in expected.rows["accounts"] if one[0] == OLA] == [
        one for one in before["accounts"] if one[0] == OLA
    ]
    assert expected.rows["invoices"] == before["invoices"], "the law keeps them"
    assert len(expected.rows["contacts"]) == 2 and len(expected.rows["readers"]) == 1
    assert all(left == 0 for *_, left in expected.receipts)
    assert set(expected.deeds.values()) == {1}, expected.deeds

    for point in spread(range(1, int(number) + 1), every=40):
        company.put_back()

        def dies(at: int = point) -> None:
            Death(at=at).watch()
            go_on(company.actor)

        assert in_a_process(dies) == -signal.SIGKILL, point
        assert in_a_process(lambda: go_on(company.actor)) == 0, point
        assert end_of(company) == expected, point
