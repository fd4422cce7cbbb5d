"""The daily sweep: planned every night, and carried out by itself where a person has said yes to the same before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hjemmel.capabilities.declarations import store as declarations
from hjemmel.capabilities.ledger import services as ledger_services
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.plans import services as plan_services
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.tasks import store as tasks
from hjemmel.core.by_itself import Approved, Waits, Why, rules_of, waits
from hjemmel.core.plan import Plan
from hjemmel.core.receipt import outcomes
from hjemmel.core.tasks.task import TaskKind
from hjemmel.desk import clock, office
from hjemmel.desk.house import house
from hjemmel.desk.published import compiled, published
from hjemmel.engine.ports import Actor

LOOKED_BACK = 50
"""Lines among which the one of a plan that waits is sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """What became of a night's sweep."""

    plan: Plan
    waits: tuple[Waits, ...]
    touched: int


def tonight(actor: Actor) -> Tonight:
    """Plan everything that is due. What may run by itself is carried out; else it waits for a person, and the ledger says
    why."""
    plan = office.make_sweep(actor)
    kept = plans.kept(plan.digest)
    if not plan.actions or (kept is not None and kept.approval is not None):
        return Tonight(plan=plan, waits=(), touched=0)
    why = why_waits(plan, actor)
    if why:
        for_whom = {reason.value: [one.collection for one in why if one.why is reason] for reason in Why}
        ledger_services.note("plan-waits", actor, {"plan": plan.digest, **for_whom}, clock.now())
        return Tonight(plan=plan, waits=why, touched=0)
    plan_services.let_run(plan.digest, actor, clock.now())
    receipts = house(actor).advance(plan.digest, actor)
    office.judge_promises(actor)
    return Tonight(plan=plan, waits=(), touched=sum(one.touched for one in outcomes(receipts).values()))


def why_waits(plan: Plan, actor: Actor) -> tuple[Waits, ...]:
    """Why this sweep waits for a person; empty: it may run by itself."""
    acted = {action.rows.collection for action in plan.actions if not action.by_hand}
    given = frozenset(
        (task.what.verb, task.what.collection)
        for task in tasks.tasks()
        if task.what.kind is TaskKind.ROWS and task.state.is_open and not task.what.request
    )
    return waits(plan, published().map, _approved(), house(actor).sizes(acted), given)


def told_why(digest: str) -> tuple[Waits, ...]:
    """Why the plan waits, as the ledger says; empty where it does not, or it is long ago."""
    for line in ledger.lines_of("plan-waits", LOOKED_BACK):
        if line.content.get("plan") == digest:
            return tuple(Waits(str(name), why) for why in Why for name in line.content.get(why.value, ()))
    return ()


def _approved() -> Iterator[Approved]:
    for kept in plans.approved_by_people():
        rules = _rules(kept.made_from.declaration)
        if rules is not None:
            yield Approved(kept, rules)


@lru_cache(maxsize=32)
def _rules(declaration: str) -> str | None:
    """The rules of the version with this digest; None where it is not among those published, or compiles no more."""
    content = declarations.content(declaration)
    try:
        return None if content is None else rules_of(compiled(content))
    except ValueError:
        return None
