"""After a restore: a plan of what was erased before and has come back, for a person to approve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hjemmel.capabilities.plans import store as plans
from hjemmel.core.plan import Plan
from hjemmel.desk.house import house
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor
from hjemmel.engine.replay import CarriedOut, in_backups_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    plan: Plan
    in_backups_until: Mapping[str, date]
    """For each system: the last day on which a backup may hold what was erased."""


def make(actor: Actor, since: date | None = None) -> Replay:
    """Plan what has come back; nothing is changed. Raises NothingPublished, or a Failure."""
    done = [CarriedOut(plan=plan, receipts=plans.receipts(plan.digest)) for plan in plans.approved()]
    return Replay(
        plan=house(actor).plan_replay(done, since),
        in_backups_until=in_backups_until(published().map, done),
    )
