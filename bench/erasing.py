"""Sweeping a million due rows through the whole engine, in a process of its own whose memory is watched.

Hjemmel's own stores are the real ones, in a database of their own. `python -m bench.erasing FOLDER` is that process."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.plans.ports import StoredEvidences, StoredPlans
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor

from . import own_process, shop
from .measure import NO_BUDGET, Result, Took, peak, timed, times

ROWS, PEOPLE = 1_000_000, 50_000
LIMIT = 150
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
BY_HAND = "DELETE FROM orders WHERE placed_on < '2021-01-01' AND date(placed_on, '+0 days') IS placed_on"


def erasing() -> Iterator[Result]:
    """A million orders go, in batches, each checked again; the last activity of 50,000 people is remembered first."""
    with tempfile.TemporaryDirectory(prefix="hjemmel-bench-") as folder:
        for name in ("shop.db", "by_hand.db"):
            shop.make(Path(folder, name), _people(), _old_orders())
        theirs, _ = timed(lambda: _delete(Path(folder, "by_hand.db")))
        told = own_process.told("bench.erasing", Path(folder))
    took = Took(*told["took"])
    assert told["touched"] == ROWS, told
    peak, before = told["peak"], told["before"]
    yield Result(
        name="erasing",
        what=f"memory while sweeping {ROWS:,} due rows",
        budget=f"<= {LIMIT} MB",
        measured=f"{peak:.0f} MB",
        took=took,
        is_met=peak <= LIMIT,
        is_met_by_cpu=False,
        note=f"the process had {before:.0f} MB before it began (Django and SQLAlchemy loaded)",
    )
    yield Result(
        name="erasing",
        what=f"time to sweep {ROWS:,} due rows",
        against=f"one DELETE by hand: {theirs}",
        budget=NO_BUDGET,
        measured=f"{took}, {ROWS / took.wall:,.0f} rows/s",
        took=took,
        ratio=times(took, theirs),
        is_met=True,
        is_met_by_cpu=True,
        note=f"the sweep remembers a day for each of {told['remembered']:,} people, lays the keys down, erases in"
        " batches of their own transactions, repeats the test in each, and counts afterwards what is left;"
        " the DELETE is one transaction that keeps others waiting",
    )


def _delete(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA foreign_keys=ON")
        database.execute(BY_HAND)


def _people() -> Iterator[tuple[object, ...]]:
    for number in range(1, PEOPLE + 1):
        yield number, f"Kunde {number}", f"kunde{number}@post.example", "2018-05-04"


def _old_orders() -> Iterator[tuple[object, ...]]:
    for number in range(1, ROWS + 1):
        yield number, number % PEOPLE + 1, f"2019-{number % 12 + 1:02}-{number % 28 + 1:02}", None, 100


def _swept(folder: Path) -> dict[str, object]:
    """Plan and approve, then carry out the erasure of the orders; only the latter is measured."""
    declared = shop.data_map(remember=True)
    house = House(
        map=declared,
        connectors={"shop": shop.connector(folder / "shop.db", declared)},
        plans=StoredPlans(HJEMMEL),
        facts=StoredFacts(),
        evidences=StoredEvidences(),
        clock=lambda: shop.NOW,
    )
    approver = create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.APPROVER, HJEMMEL, shop.NOW)
    before = peak()
    plan = house.plan_sweep()
    house.approve(plan.digest, approver)
    took, receipts = timed(lambda: house.advance(plan.digest, approver))
    return {
        "before": before,
        "peak": peak(),
        "took": (took.wall, took.cpu),
        "touched": sum(one.touched for one in receipts if one.collection == "shop.orders"),
        "remembered": len(StoredFacts().read().remembered),
    }


if __name__ == "__main__":
    print(json.dumps(_swept(Path(sys.argv[1]))))
