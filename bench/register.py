"""A file of people into the sealed register, and one person's page in the office afterwards.

In a process of its own with databases of its own: `python -m bench.register FOLDER` is that process. Beside each stands
what somebody would write by hand for this one table alone: one pass over the bytes."""

from __future__ import annotations

import csv
import hmac
import io
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hjemmel.desk import ready  # noqa: F401

# isort: split
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.register.new import (
    NewDelivery,
    NewEnquiry,
    NewInvoice,
    NewMessage,
    NewOffer,
    NewRelation,
    Origin,
    RelationKind,
)
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.intake.imported import Stage, Terms
from hjemmel.desk import clock, imports, keys
from hjemmel.desk import register as desk
from hjemmel.desk.access import all_purposes, give
from hjemmel.engine.ports import Actor
from hjemmel.profiles.vocabulary import FIRST_NAMES, LAST_NAMES, STREETS

from .measure import Result, Took, median, timed, times, within
from .profiles import file_of

PEOPLE, OPENED = 10_000, 40
ROWS_A_SECOND, PAGE = 3_000, 0.050
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
HEADINGS = ("Navn", "E-post", "Mobil", "Adresse", "Postnr", "Poststed")
TERMS = Terms(
    columns=((0, "name"), (1, "email"), (2, "phone"), (3, "address"), (4, "postcode"), (5, "place")),
    source="person",
    channel="email",
    purposes=("deliver",),
    kind="contact",
    received_on=date(2026, 11, 20),
    told_on=date(2026, 11, 20),
)
ORIGIN = Origin(source="person", channel="phone", purposes=("deliver",), received_at=NOW, told_at=NOW)
DEALINGS = 6
"""Of each kind, with the one whose page is opened."""
BY_HAND = """
    CREATE TABLE people (id INTEGER PRIMARY KEY, key BLOB, name BLOB, email BLOB, phone BLOB, address BLOB,
        name_token BLOB, email_token BLOB, phone_token BLOB);
    CREATE INDEX by_name ON people (name_token);
    CREATE INDEX by_email ON people (email_token);
    CREATE INDEX by_phone ON people (phone_token);
"""


def register() -> Iterator[Result]:
    """An import of people, and the page of one of them, without values and with."""
    with tempfile.TemporaryDirectory(prefix="hjemmel-bench-") as folder:
        told = json.loads(_process(Path(folder)))
    took, by_hand = Took(*told["import"]), Took(*told["by_hand"])
    yield Result(
        name="register",
        what="import from CSV into the sealed register: rows a second",
        against=f"one pass by hand: {PEOPLE / by_hand.wall:,.0f} ({PEOPLE / by_hand.cpu:,.0f})",
        budget=f">= {ROWS_A_SECOND:,}",
        measured=f"{PEOPLE / took.wall:,.0f} ({PEOPLE / took.cpu:,.0f})",
        took=took,
        ratio=times(took, by_hand),
        is_met=PEOPLE / took.wall >= ROWS_A_SECOND,
        is_met_by_cpu=PEOPLE / took.cpu >= ROWS_A_SECOND,
        note=f"{PEOPLE:,} people of six columns, each looked through for numbers that may not be kept and compared with"
        " all who are there already; by hand the same values are read, sealed, given tokens and stored, and that is all",
    )
    for what, name in (
        ("a person's page, values hidden", "hidden"),
        ("a person's page, values shown", "shown"),
    ):
        yield within(
            "register",
            f"{what}, among {PEOPLE:,} people",
            PAGE,
            Took(*told[name]),
            f"{told['rows']} rows of the person's; {told[name + '_asked']} statements to the database; median of {OPENED}",
        )


def _process(folder: Path) -> str:
    environ = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'hjemmel.sqlite3'}",
        "SECRET_KEY": "only for a bench",
        "HJEMMEL_KEYS": str(folder / "keys"),
        "HJEMMEL_MASTER_KEY_FILE": str(folder / "master.keys"),
    }
    command = [sys.executable, "-m", "bench.register", str(folder)]
    return subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout


# ---- the process that is measured ---------------------------------------------------------------------------


def _main(folder: Path) -> None:
    call_command("migrate", verbosity=0)
    clock.use(lambda: NOW)
    keys.prepare(HJEMMEL)
    publish(file_of("gifts_small").read_bytes(), HJEMMEL, NOW)
    content = _people()
    told: dict[str, object] = {"import": _took(timed(lambda: _import(content))[0])}
    told["by_hand"] = _took(timed(lambda: _import_by_hand(content, folder / "by_hand.sqlite3"))[0])
    (ane,) = desk.find(_email(PEOPLE // 2), HJEMMEL)
    told["rows"] = _deal_with(ane.id)
    office, page = _signed_in(), f"/kontor/register/{ane.id}"
    asked: dict[str, Callable[[], bytes]] = {
        "hidden": lambda: office.get(page).content,
        "shown": lambda: office.post(page, {"vis": "ja", "formal": "deliver"}).content,
    }
    assert _email(PEOPLE // 2).encode() in asked["shown"]()
    assert _email(PEOPLE // 2).encode() not in asked["hidden"]()
    for name, ask in asked.items():
        with CaptureQueriesContext(connection) as queries:
            ask()
        told[f"{name}_asked"] = len(queries)
        told[name] = _took(median([timed(ask)[0] for _ in range(OPENED)]))
    print(json.dumps(told))


def _people() -> bytes:
    chance, out = random.Random(3), io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADINGS)
    for number in range(PEOPLE):
        name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
        phone = f"00 {number // 10_000:02} {number // 100 % 100:02} {number % 100:02}"
        street = f"{chance.choice(STREETS)} {number % 90 + 1}"
        writer.writerow((name, _email(number), phone, street, "1706", "SARPSBORG"))
    return out.getvalue().encode()


def _email(number: int) -> str:
    return f"person{number}@eksempel.example"


def _import(content: bytes) -> None:
    file = imports.receive([content], HJEMMEL)
    imports.decide(file, TERMS, HJEMMEL)
    done = imports.take_some(file, HJEMMEL, seconds=600)
    assert done.stage is Stage.DONE and done.counts.taken == PEOPLE, done.counts


def _import_by_hand(content: bytes, file: Path) -> None:
    """The same people into one table of their own: read, sealed with a key each, given tokens, written."""
    master, root = AESGCM(AESGCM.generate_key(256)), os.urandom(32)
    with sqlite3.connect(file) as data:
        data.execute("PRAGMA journal_mode=WAL")
        data.executescript(BY_HAND)
        people = csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline=""), delimiter=";")
        next(people)
        data.executemany(
            "INSERT INTO people (key, name, email, phone, address, name_token, email_token, phone_token)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (_sealed_by_hand(master, root, *person) for person in people),
        )


def _sealed_by_hand(
    master: AESGCM, root: bytes, name: str, email: str, phone: str, street: str, postcode: str, place: str
) -> tuple[bytes, ...]:
    key, nonces = AESGCM.generate_key(256), os.urandom(60)
    seal = AESGCM(key).encrypt
    values = (name, email, phone, f"{street}, {postcode} {place}")
    return (
        nonces[:12] + master.encrypt(nonces[:12], key, None),
        *(
            (nonce := nonces[12 * at : 12 * at + 12]) + seal(nonce, value.encode(), None)
            for at, value in enumerate(values, start=1)
        ),
        *(hmac.digest(root, value.casefold().encode(), "sha256") for value in values[:3]),
    )


def _deal_with(person: str) -> int:
    """What a customer of some years has: a relation, enquiries, offers, deliveries and invoices. How many rows it makes."""
    days = [TODAY - timedelta(days=40 * number) for number in range(1, DEALINGS + 1)]
    moments = [datetime(day.year, day.month, day.day, 10, tzinfo=UTC) for day in days]
    news = [
        NewRelation(person=person, kind=RelationKind.CUSTOMER, began_on=days[-1]),
        *(NewOffer(person=person, reference=f"T-{day}", sent_on=day, expires_on=TODAY) for day in days),
        *(NewDelivery(person=person, reference=f"L-{day}", delivered_on=day) for day in days),
        *(
            NewInvoice(person=person, reference=f"F-{day}", issued_on=day, fiscal_year=day.year)
            for day in days
        ),
    ]
    enquiries = [NewEnquiry(person=person, topic="Pris på krus", opened_at=at) for at in moments]
    desk.take(news, ORIGIN, HJEMMEL)
    made = desk.take(enquiries, ORIGIN, HJEMMEL)
    messages = [
        NewMessage(enquiry=one.id, text="Hva koster hundre krus med logo?", sent_at=at)
        for one, at in zip(made, moments, strict=True)
    ]
    desk.take(messages, ORIGIN, HJEMMEL)
    return 1 + len(news) + len(enquiries) + len(messages)


def _signed_in() -> Client:
    staff = create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.APPROVER, HJEMMEL, NOW)
    give(staff.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
    office = Client(headers={"host": "localhost"})
    assert office.login(username="ane", password="en lang setning 42")
    return office


def _took(took: Took) -> tuple[float, float]:
    return took.wall, took.cpu


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
