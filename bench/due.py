"""A tenth of ten million rows is due: the sweep against a batched DELETE by hand, on SQLite and on PostgreSQL.

Both erase in batches of as many rows, each its own transaction. `python -m bench.due FOLDER ADDRESS` is the sweep."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from tests.connectors.servers import can_be_had, server

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.plans.ports import StoredEvidences, StoredPlans
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor

from . import plain
from .measure import Result, Took, peak, timed, times
from .own_process import told

ROWS = 10_000_000
DUE = ROWS // 10
BATCH = 5_000
SPEED, MEMORY = 0.8, 150
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")


def due() -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="hjemmel-bench-") as name:
        folder = Path(name)
        yield from _measured("SQLite", folder, f"sqlite:///{folder / 'house.db'}")
    if not can_be_had("postgres"):
        print("  no postgresql on this machine: a sweep there was not measured", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="hjemmel-bench-") as name, server("postgres") as found:
        address = sa.make_url(found.url).set(drivername="postgresql+psycopg")
        yield from _measured("PostgreSQL", Path(name), address.render_as_string(hide_password=False))


def _measured(database: str, folder: Path, address: str) -> Iterator[Result]:
    engine = sa.create_engine(address)
    plain.make(engine, ["visits", "by_hand"], ROWS, due_each=10)
    theirs, gone = timed(lambda: _by_hand(engine))
    engine.dispose()
    ours = told("bench.due", folder, address)
    assert gone == ours["touched"] == DUE, (gone, ours)
    took, what = Took(*ours["took"]), f"{DUE:,} due of {ROWS:,} rows swept, {database}"
    yield Result(
        name="due",
        what=what,
        against=f"a batched DELETE by hand: {theirs}",
        budget=f">= {SPEED} x its speed",
        measured=str(took),
        took=took,
        ratio=times(took, theirs),
        is_met=theirs.wall >= SPEED * took.wall,
        is_met_by_cpu=database == "SQLite" and theirs.cpu >= SPEED * took.cpu,
        note=f"both in batches of {BATCH:,} rows, each its own transaction; the sweep also plans anew what it rests on,"
        " asks before each batch whether that still stands, and counts afterwards what is left",
    )
    yield Result(
        name="due",
        what=f"memory while {what}",
        budget=f"<= {MEMORY} MB",
        measured=f"{ours['peak']:.0f} MB",
        took=took,
        is_met=ours["peak"] <= MEMORY,
        is_met_by_cpu=False,
        note=f"the process had {ours['before']:.0f} MB before it began",
    )


def _by_hand(engine: sa.Engine) -> int:
    some = f"SELECT id FROM by_hand WHERE made_on < '{plain.DUE_BEFORE}' LIMIT {BATCH}"
    gone = 0
    while True:
        with engine.begin() as connection:
            erased = connection.execute(sa.text(f"DELETE FROM by_hand WHERE id IN ({some})")).rowcount
        gone += erased
        if erased < BATCH:
            return gone


def _swept(address: str) -> dict[str, object]:
    declared = plain.data_map(["visits"])
    house = House(
        map=declared,
        connectors={"house": plain.connector(address, declared)},
        plans=StoredPlans(HJEMMEL),
        facts=StoredFacts(),
        evidences=StoredEvidences(),
        clock=lambda: plain.NOW,
    )
    approver = create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.APPROVER, HJEMMEL, plain.NOW)
    before = peak()
    plan = house.plan_sweep()
    house.approve(plan.digest, approver)
    took, receipts = timed(lambda: house.advance(plan.digest, approver))
    return {
        "before": before,
        "peak": peak(),
        "took": (took.wall, took.cpu),
        "touched": sum(one.touched for one in receipts if one.is_true),
    }


if __name__ == "__main__":
    print(json.dumps(_swept(sys.argv[2])))
