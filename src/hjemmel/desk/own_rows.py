"""Hjemmel keeps what it says of its own database: what `own/hjemmel.yaml` no longer has a ground for goes every night, found
and erased by the same engine as a company's rows.

No person approves it each time: the periods come with the product and are the same for everybody. What follows the clock of
the machine, as sign-ins do, has an hourly job instead."""

from __future__ import annotations

import importlib.resources
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.plans.ports import StoredEvidences, StoredPlans
from hjemmel.capabilities.staff import store as staff
from hjemmel.core.action import Action
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import Fact, Facts, Hold, HoldKind
from hjemmel.desk import clock, own_database
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor
from hjemmel.engine.wiring import connect

SYSTEM, STAFF = "hjemmel", "hjemmel.staff"
BY_THE_MACHINES_CLOCK: Final = frozenset({"hjemmel.sessions", "hjemmel.failed_sign_ins"})


def erase_due(actor: Actor) -> int:
    """Erase or blank every row of our own database that is due; returns how many. A line of the ledger tells beforehand how
    many of which kind. Broken off, the next one does the rest. Raises a Failure.

    When the last accounts that may approve are due, they stay until there is another: nobody could open the office."""
    house = _house()
    actions = _due(house)
    kept = _the_last_approvers(house, actions)
    if kept:
        house = _house(kept)
        actions = _due(house)
    if not actions:
        return 0
    counts: Counter[str] = Counter()
    for action in actions:
        counts[action.rows.collection.partition(".")[2]] += action.expected
    note("own-rows-due", actor, dict(counts), clock.now())
    return sum(receipt.touched for receipt in house.do_at_once(actions))


def _due(house: House) -> Sequence[Action]:
    return [
        action
        for action in house.preview_sweep().actions
        if not action.by_hand and action.rows.collection not in BY_THE_MACHINES_CLOCK
    ]


def _the_last_approvers(house: House, actions: Sequence[Action]) -> Hold | None:
    """Keeps all of them, if all who may approve are due."""
    approvers = {int(one.removeprefix("staff-")) for one in staff.approvers()}
    due: set[int] = set()
    for action in actions:
        if action.rows.collection == STAFF:
            due |= {int(str(row["id"])) for row in house.connectors[SYSTEM].export(action.rows, ("id",))}
    if not approvers or not approvers <= due:
        return None
    return Hold(
        id="last-approvers",
        title="the last who may approve",
        kind=HoldKind.STATUTORY,
        home=STAFF,
        keys=frozenset((one,) for one in approvers),
        reason="nobody else could open the office",
        law="gdpr-32",
        approver="hjemmel",
        begins_on=house.today,
        review_on=house.today,
    )


# ---- the house ----------------------------------------------------------------------------------------------


def _house(*facts: Fact) -> House:
    declared = own()
    environment = {"HJEMMEL_DATABASE_URL": own_database.address()}
    return House(
        map=declared,
        connectors=connect(declared, environment, clock.now),
        plans=StoredPlans(),
        facts=_Standing(Facts.gathered(facts)),
        evidences=StoredEvidences(),
        clock=clock.now,
    )


@cache
def own() -> DataMap:
    """What Hjemmel declares of its own two databases. The file only watches them, for it can be connected as any system is,
    and a company begins by looking; here it is done."""
    content = importlib.resources.files("hjemmel").joinpath("own", "hjemmel.yaml").read_bytes()
    found = load(content.replace(b"    mode: watch", b"    mode: act", 1)).map
    assert found is not None, "own/hjemmel.yaml has errors"
    return found


@dataclass(frozen=True, slots=True)
class _Standing:
    """These facts and no others: what stands in our own store is about the company's rows."""

    facts: Facts

    def read(self, *kinds: type[Fact]) -> Facts:
        return self.facts

    def newest(self) -> int:
        return 0

    def record(self, *_: object) -> None:
        """Nothing is remembered: no ground here rests on a row that goes before it."""
