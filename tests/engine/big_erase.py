"""A process that can be killed: makes a big company, sweeps it, or looks at what became of it.

`python -m tests.engine.big_erase make|advance|plan|verify FOLDER ACCOUNTS ORDERS`"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from django.core.management import call_command
from tests.core.grounds.company import DECLARATION

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger.store import check
from hjemmel.capabilities.plans.ports import StoredEvidences, StoredPlans
from hjemmel.capabilities.plans.store import newest
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.compile import load
from hjemmel.core.ledger.chain import Verified
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor

NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
LAST_ORDER = "2025-04-15"
"""The relationship ended two months later, and the orders go 30 days after that."""


def house(folder: Path) -> House:
    data_map = load(DECLARATION.encode()).map
    assert data_map is not None
    connectors = {
        system: SqlConnector(
            system,
            f"sqlite:///{folder / system}.db",
            {one.name: one.shape for one in data_map.in_system(system)},
            clock=lambda: NOW,
        )
        for system in data_map.declaration.systems
    }
    return House(
        map=data_map,
        connectors=connectors,
        plans=StoredPlans(HJEMMEL),
        facts=StoredFacts(),
        evidences=StoredEvidences(),
        clock=lambda: NOW,
    )


def make(folder: Path, accounts: int, orders: int) -> None:
    """The systems, and a plan that a member of staff has approved."""
    data_map = load(DECLARATION.encode()).map
    assert data_map is not None
    for system in data_map.declaration.systems:
        with closing(sqlite3.connect(folder / f"{system}.db")) as database, database:
            for one in data_map.in_system(system):
                columns = ", ".join(
                    f"{name} INTEGER" if name.endswith("id") else name for name in one.columns
                )
                database.execute(
                    f"CREATE TABLE {one.shape.table} ({columns}, PRIMARY KEY ({', '.join(one.shape.key)}))"
                )
    with closing(sqlite3.connect(folder / "shop.db")) as database, database:
        database.executemany(
            "INSERT INTO accounts (id, name, email, kind, created_at) VALUES (?, 'gone', 'gone-' || ? || '@invalid.example', 'person', '2020-01-01')",
            ((number, number) for number in range(1, accounts + 1)),
        )
        database.executemany(
            "INSERT INTO orders (id, account_id, placed_at, total) VALUES (?, ?, ?, 1)",
            ((number, number % accounts + 1, LAST_ORDER) for number in range(1, orders + 1)),
        )
    call_command("migrate", verbosity=0)
    ane = create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.APPROVER, HJEMMEL, NOW)
    plan = house(folder).plan_sweep()
    house(folder).approve(plan.digest, ane)


if __name__ == "__main__":
    _, word, where, *sizes = sys.argv
    place = Path(where)
    match word:
        case "make":
            make(place, *map(int, sizes))
        case "advance":
            house(place).advance(newest(1)[0].plan.digest, HJEMMEL)
        case "plan":
            print(f"{len(house(place).preview_sweep().actions)} actions")
        case "verify":
            print("whole" if isinstance(check(), Verified) else "broken")
