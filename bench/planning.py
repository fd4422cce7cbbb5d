"""Planning a sweep of a million rows, against SQL written by hand that answers the same questions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.engine.ports import MemoryFacts, Stores

from hjemmel.core.facts import Facts
from hjemmel.core.plan import Plan
from hjemmel.engine.house import House

from . import by_hand, shop
from .measure import Result, median, timed, times

RUNS = 3
LIMIT = 1.2


def planning() -> Iterator[Result]:
    """Both are asked in turn; their answers must be equal to the row."""
    with tempfile.TemporaryDirectory(prefix="hjemmel-bench-") as folder:
        file = Path(folder, "shop.db")
        shop.make(file, shop.accounts(), shop.orders())
        facts = shop.facts()
        house = house_of(file, facts)
        numbers = by_hand.plan(file, facts)
        found = answers(house.preview_sweep(shop.TODAY))
        if found != numbers:
            raise AssertionError(f"the plan says {found}, by hand it is {numbers}")
        pairs = [
            (timed(lambda: house.preview_sweep(shop.TODAY))[0], timed(lambda: by_hand.plan(file, facts))[0])
            for _ in range(RUNS)
        ]
    ours, theirs = median([one for one, _ in pairs]), median([other for _, other in pairs])
    yield Result(
        name="planning",
        what=f"sweep plan over {shop.ORDERS:,} orders of {shop.ACCOUNTS + shop.WITHOUT_ORDERS:,} accounts",
        against=f"SQL by hand: {theirs}",
        budget=f"<= {LIMIT} x",
        measured=str(ours),
        took=ours,
        ratio=times(ours, theirs),
        is_met=ours.wall <= LIMIT * theirs.wall,
        is_met_by_cpu=ours.cpu <= LIMIT * theirs.cpu,
        note="both say: " + ", ".join(f"{name} {number:,}" for name, number in sorted(numbers.items())),
    )


def house_of(file: Path, facts: Facts) -> House:
    stores = Stores(facts=MemoryFacts.of(*facts))
    declared = shop.data_map()
    return House(
        map=declared,
        connectors={"shop": shop.connector(file, declared)},
        plans=stores.plans,
        facts=stores.facts,
        evidences=stores.evidences,
        clock=lambda: shop.NOW,
    )


def answers(plan: Plan) -> dict[str, int]:
    """The plan's numbers by the names that the SQL by hand gives them."""
    found = {
        f"{_table(action.rows.collection)} {action.verb.value}": action.expected for action in plan.actions
    }
    for refusal in plan.refusals:
        found[f"{_table(refusal.collection)} {_why(refusal.because.rule)}"] = refusal.rows
    return found


def _table(collection: str) -> str:
    return collection.partition(".")[2]


def _why(rule: str) -> str:
    return {"restriction": "restricted", "2026-14": "held", "books": "statute"}.get(rule, rule)
