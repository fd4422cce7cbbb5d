"""The sweep of an ordinary day: fifty collections, and nothing is due."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from tests.engine.ports import Stores

from hjemmel.engine.house import House

from . import plain
from .measure import Result, median, timed, within

COLLECTIONS, ROWS, RUNS = 50, 20_000, 3
LIMIT = 2.0


def daily() -> Iterator[Result]:
    names = [f"visits_{number}" for number in range(1, COLLECTIONS + 1)]
    declared, stores = plain.data_map(names), Stores()
    with tempfile.TemporaryDirectory(prefix="hjemmel-bench-") as folder:
        address = f"sqlite:///{Path(folder, 'house.db')}"
        engine = sa.create_engine(address)
        plain.make(engine, names, ROWS)
        engine.dispose()
        house = House(
            map=declared,
            connectors={"house": plain.connector(address, declared)},
            plans=stores.plans,
            facts=stores.facts,
            evidences=stores.evidences,
            clock=lambda: plain.NOW,
        )
        found = [timed(house.plan_sweep) for _ in range(RUNS)]
    assert all(not plan.actions and not plan.made_from.unreached for _, plan in found), found
    yield within(
        "daily",
        f"a sweep with nothing due over {COLLECTIONS} collections of {ROWS:,} rows",
        LIMIT,
        median([took for took, _ in found]),
    )
