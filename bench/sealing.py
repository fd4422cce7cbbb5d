"""Sealing as an import does it: keys made, fields sealed, tokens made, rows and keys written to their two databases.

In a process of its own with databases of its own: `python -m bench.sealing FOLDER` is that process."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from django.core.management import call_command

from hjemmel.capabilities.keys.ports import StoredKeys
from hjemmel.core.normal import Normal
from hjemmel.desk import keys
from hjemmel.engine.ports import Actor, OpenRow, SealedRow
from hjemmel.engine.vault.blind import BlindIndex, Index
from hjemmel.engine.vault.masters import MasterKey, Masters
from hjemmel.engine.vault.rotation import rotate
from hjemmel.engine.vault.vault import Vault
from hjemmel.profiles.vocabulary import FIRST_NAMES, LAST_NAMES, STREETS

from .measure import Result, Took, timed, within

ROWS, BATCH = 20_000, 1_000
MANY, LOOKUPS = 1_000_000, 200
SEALS_A_SECOND, ROWS_A_SECOND = 20_000, 3_000
LOOKUP = 0.005
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
TABLE = "people"
EMAIL = Index(table=TABLE, column="email", normal=Normal.EMAIL)
PHONE = Index(table=TABLE, column="phone", normal=Normal.PHONE)
NAME = Index(table=TABLE, column="name", normal=Normal.NAME, prefixes=(3,))
SCHEMA = """
    CREATE TABLE people (id TEXT PRIMARY KEY, subject TEXT, name BLOB, email BLOB, phone BLOB, street BLOB, place BLOB,
        note BLOB, email_token INTEGER, phone_token INTEGER, name_token INTEGER);
    CREATE INDEX by_email ON people (email_token);
    CREATE INDEX by_phone ON people (phone_token);
    CREATE INDEX by_name ON people (name_token);
    CREATE TABLE beginnings (token INTEGER, id TEXT, PRIMARY KEY (token, id)) WITHOUT ROWID;
    CREATE TABLE many (id TEXT PRIMARY KEY, subject TEXT, email BLOB, email_token INTEGER);
"""


def sealing() -> Iterator[Result]:
    """Seals, an import, a look-up, and another master key for all of it."""
    with tempfile.TemporaryDirectory(prefix="hjemmel-bench-") as folder:
        told = json.loads(_process(Path(folder)))
    yield _rate("seal and write nothing", "values", ROWS * 6, SEALS_A_SECOND, Took(*told["seal"]))
    yield _rate(
        "import rows of 6 sealed fields with 3 tokens and beginnings of names", "rows", ROWS, ROWS_A_SECOND,
        Took(*told["import"]), "a key for each row's person, both databases committed every thousand rows",
    )  # fmt: skip
    took = Took(*told["lookup"])
    yield within(
        "sealing", f"one person by e-mail among {MANY:,}, opened", LOOKUP, took,
        f"median of {LOOKUPS}; {told['strangers']:.1f} strangers opened in vain for each",
    )  # fmt: skip
    yield _rate("another master key", "keys", ROWS, None, Took(*told["rotate"]))
    yield _rate("open again", "values", ROWS * 6, None, Took(*told["open"]))


def _rate(what: str, unit: str, count: int, wanted: int | None, took: Took, note: str = "") -> Result:
    return Result(
        name="sealing",
        what=f"{what}: {unit} a second",
        budget=f">= {wanted:,}" if wanted else "none set",
        measured=f"{count / took.wall:,.0f} ({count / took.cpu:,.0f})",
        took=took,
        is_met=not wanted or count / took.wall >= wanted,
        is_met_by_cpu=not wanted or count / took.cpu >= wanted,
        note=note,
    )


def _process(folder: Path) -> str:
    environ = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'hjemmel.sqlite3'}",
        "SECRET_KEY": "only for a bench",
        "HJEMMEL_KEYS": str(folder / "keys"),
    }
    command = [sys.executable, "-m", "bench.sealing", str(folder)]
    return subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout


# ---- the process that is measured ---------------------------------------------------------------------------


def _main(folder: Path) -> None:
    call_command("migrate", verbosity=0)
    keys.make_store()
    store = StoredKeys(HJEMMEL, lambda: datetime.now(UTC))
    masters = Masters([MasterKey.new()], "a bench")
    vault = Vault(store, masters)
    data = sqlite3.connect(folder / "data.sqlite3", isolation_level=None)
    data.execute("PRAGMA journal_mode=WAL")
    data.executescript(SCHEMA)
    rows = _people()
    told: dict[str, object] = {"import": _took(timed(lambda: _import(vault, data, rows))[0])}
    seal, sealed = timed(lambda: [row for part in _parts(rows) for row in vault.seal(part)])
    opening, _ = timed(lambda: [vault.open(part) for part in _parts(sealed)])
    told |= {"seal": _took(seal), "open": _took(opening)}
    _fill(vault, data, [row.subject for row in rows])
    told |= _looked_up(vault, data)
    both = Masters([masters.named(masters.names[0]), MasterKey.new()], "a bench")
    told["rotate"] = _took(timed(lambda: rotate(store, both))[0])
    print(json.dumps(told))


def _people() -> list[OpenRow]:
    chance = random.Random(1)
    return [
        OpenRow(
            subject=f"subject-{chance.randbytes(12).hex()}",
            table=TABLE,
            row=str(number),
            values={
                "name": f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}",
                "email": f"person{number}@eksempel.example",
                "phone": f"00 00 {number // 100 % 100:02} {number % 100:02}",
                "street": f"{chance.choice(STREETS)} {number % 90 + 1}",
                "place": "1706 Sarpsborg",
                "note": "Spurte om pris på krus med logo, og ønsker prøve før bestilling.",
            },
        )
        for number in range(ROWS)
    ]


def _import(vault: Vault, data: sqlite3.Connection, rows: Sequence[OpenRow]) -> None:
    email, phone, name = vault.index(EMAIL), vault.index(PHONE), vault.index(NAME)
    for part in _parts(rows):
        vault.admit([row.subject for row in part])
        data.execute("BEGIN IMMEDIATE")
        sealed = vault.seal(part)
        data.executemany(
            "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (one.row, one.subject, *one.values.values(), email.token(_text(row, "email")),
                 phone.token(_text(row, "phone")), name.token(_text(row, "name")))
                for row, one in zip(part, sealed, strict=True)
            ),
        )  # fmt: skip
        data.executemany(
            "INSERT INTO beginnings VALUES (?, ?)",
            ((token, row.row) for row in part for token in name.tokens_of_beginnings(_text(row, "name"))),
        )
        data.execute("COMMIT")


def _fill(vault: Vault, data: sqlite3.Connection, subjects: Sequence[str]) -> None:
    """A million addresses, sealed and indexed, to look one up among."""
    email = vault.index(EMAIL)
    for start in range(0, MANY, 10_000):
        rows = [_address(number, subjects[number % len(subjects)]) for number in range(start, start + 10_000)]
        data.execute("BEGIN IMMEDIATE")
        data.executemany(
            "INSERT INTO many VALUES (?, ?, ?, ?)",
            (
                (one.row, one.subject, one.values["email"], email.token(_text(row, "email")))
                for row, one in zip(rows, vault.seal(rows), strict=True)
            ),
        )
        data.execute("COMMIT")
    data.execute("CREATE INDEX many_by_email ON many (email_token)")


def _address(number: int, subject: str) -> OpenRow:
    return OpenRow(
        subject=subject, table="many", row=str(number), values={"email": f"a{number}@eksempel.example"}
    )


def _looked_up(vault: Vault, data: sqlite3.Connection) -> dict[str, object]:
    chance = random.Random(2)
    wanted = [chance.randrange(MANY) for _ in range(LOOKUPS)]
    took, opened = [], 0
    for number in wanted:
        one, found = timed(lambda number=number: _look_up(vault.index(EMAIL), vault, data, number))
        took.append(one)
        opened += found
    wall, cpu = statistics.median(one.wall for one in took), statistics.median(one.cpu for one in took)
    return {"lookup": (wall, cpu), "strangers": opened / LOOKUPS - 1}


def _look_up(index: BlindIndex, vault: Vault, data: sqlite3.Connection, number: int) -> int:
    """How many were opened; the right one is among them."""
    typed = f"A{number}@eksempel.example"
    found = data.execute("SELECT id, subject, email FROM many WHERE email_token = ?", (index.token(typed),))
    rows = [
        SealedRow(subject=subject, table="many", row=row, values={"email": sealed})
        for row, subject, sealed in found
    ]
    opened = vault.open(rows)
    assert typed.lower() in [one.values["email"] for one in opened]
    return len(opened)


def _text(row: OpenRow, column: str) -> str:
    return row.values[column] or ""


def _parts(rows: Sequence[OpenRow]) -> Iterator[Sequence[OpenRow]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _took(took: Took) -> tuple[float, float]:
    return took.wall, took.cpu


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
