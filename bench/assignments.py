"""Receiving a large address file as an upload does: sealed as it comes, looked through, kept in parts.

In a process of its own with databases of its own: `python -m bench.assignments FOLDER` is that process."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from django.core.management import call_command

from hjemmel.capabilities.declarations.services import publish
from hjemmel.core.assignments.assignment import AtEnd, Channel, Instruction, Use
from hjemmel.core.sharing.agreement import Clause, SignedDocument, Ticked
from hjemmel.desk import assignments, clock, keys
from hjemmel.engine.ports import Actor
from hjemmel.profiles.vocabulary import FIRST_NAMES, LAST_NAMES, STREETS

from .measure import Result, Took, peak, timed
from .profiles import file_of

ROWS, AT_ONCE = 5_000_000, 20_000
ROWS_A_SECOND = 50_000
MEGABYTES = 150
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")


def receiving() -> Iterator[Result]:
    """Five million rows from the first byte to the commit."""
    with tempfile.TemporaryDirectory(prefix="hjemmel-bench-") as folder:
        told = json.loads(_process(Path(folder)))
    took = Took(*told["took"])
    rate, by_cpu = ROWS / took.wall, ROWS / took.cpu
    yield Result(
        name="assignments",
        what=f"receive an address file of {ROWS:,} rows ({told['bytes'] / 1e6:.0f} MB): rows a second",
        budget=f">= {ROWS_A_SECOND:,}",
        measured=f"{rate:,.0f} ({by_cpu:,.0f})",
        took=took,
        is_met=rate >= ROWS_A_SECOND,
        is_met_by_cpu=by_cpu >= ROWS_A_SECOND,
        note="sealed as it comes, read through twice, kept sealed in SQLite",
    )
    yield Result(
        name="assignments",
        what="memory while it is received",
        budget=f"<= {MEGABYTES} MB",
        measured=f"{told['peak']:.0f} MB",
        took=took,
        is_met=told["peak"] <= MEGABYTES,
        is_met_by_cpu=False,
        note=f"{told['before']:.0f} MB before",
    )


def _process(folder: Path) -> str:
    environ = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'hjemmel.sqlite3'}",
        "HJEMMEL_KEYS": str(folder / "keys"),
        "HJEMMEL_MASTER_KEY_FILE": str(folder / "master.keys"),
        "SECRET_KEY": "only for the benchmark",
        "TMPDIR": str(folder),
    }
    command = [sys.executable, "-m", "bench.assignments"]
    done = subprocess.run(command, env=environ, check=True, capture_output=True, text=True)
    return done.stdout


def main() -> None:
    keys.make_store()
    call_command("migrate", verbosity=0)
    keys.prepare(HJEMMEL)
    publish(file_of("mailhouse").read_bytes(), HJEMMEL, clock.now())
    id = _ready()
    before = peak()
    size = sum(map(len, _parts()))
    took, _ = timed(lambda: assignments.receive(id, _parts(), Channel.UPLOAD, HJEMMEL))
    print(json.dumps({"took": [took.wall, took.cpu], "bytes": size, "peak": peak(), "before": before}))


def _ready() -> str:
    controller = assignments.add_controller("316228046", "Furulia Lag", "post@furulia.example", HJEMMEL)
    document = SignedDocument(digest="a" * 64, title="Avtale", signed=date(2026, 1, 5))
    ticked = [Ticked(clause=one, place="2") for one in Clause]
    assignments.keep_agreement(controller, document, None, ticked, HJEMMEL)
    id = assignments.open_assignment(controller, "Medlemspost", HJEMMEL)
    instruction = Instruction(
        reference="1", digest="b" * 64, received_on=assignments.today(), uses=frozenset((Use.PRINT,)),
        at_end=AtEnd.ERASE, basis="f", informed=True,
    )  # fmt: skip
    assignments.instruct(id, instruction, HJEMMEL)
    return id


def _parts() -> Iterator[bytes]:
    chance = random.Random(1)
    rows = "".join(
        f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)};{chance.choice(STREETS)} {number % 99};"
        f"{number % 9000 + 1000};Hamar;K{number}\n"
        for number in range(AT_ONCE)
    ).encode()
    yield b"Navn;Adresse;Postnr;Poststed;Kundenr\n"
    for _ in range(ROWS // AT_ONCE):
        yield rows


if __name__ == "__main__":
    main()
