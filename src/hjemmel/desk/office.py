"""What the office can see and do: the one door between its pages (and the commands) and everything below.

Each function that changes anything takes the actor who does it. Nothing here knows of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hjemmel.capabilities.ledger import services as ledger_services
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.ledger.store import LedgerLine
from hjemmel.capabilities.plans import ports as plan_ports
from hjemmel.capabilities.plans import services as plan_services
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.plans.store import KeptPlan
from hjemmel.core.action import Verb
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.drift import Drift
from hjemmel.core.facts import About
from hjemmel.core.plan import Plan
from hjemmel.core.promise import Evidence
from hjemmel.core.receipt import Receipt
from hjemmel.desk import access, clock, tasks
from hjemmel.desk.house import house
from hjemmel.desk.matrix import Matrix, matrix
from hjemmel.desk.promises import PromisesView, promises_of
from hjemmel.desk.published import published
from hjemmel.desk.who_got import who_got
from hjemmel.desk.why import WhyView, why_view
from hjemmel.engine.house import Refused
from hjemmel.engine.lookup import Found
from hjemmel.engine.ports import Actor, Watcher

HJEMMEL = plan_ports.HJEMMEL
NEWEST = 20
COMINGS_AND_GOINGS = ("staff-signed-in", "staff-signed-out")
"""Lines that tell that somebody was there, and nothing of what was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The figures of a plan, in rows, by what happens to them."""

    erased: int
    overwritten: int
    left: int
    asked: int
    unknown: int
    systems: int

    @property
    def changed(self) -> int:
        return self.erased + self.overwritten

    @classmethod
    def of(cls, plan: Plan) -> Sums:
        acted = [action for action in plan.actions if not action.by_hand]
        return cls(
            erased=sum(action.expected for action in acted if action.verb is Verb.ERASE),
            overwritten=sum(action.expected for action in acted if action.verb is Verb.OVERWRITE),
            left=sum(refusal.rows for refusal in plan.refusals if not refusal.unknown),
            asked=sum(action.expected for action in plan.actions if action.by_hand),
            unknown=sum(refusal.rows for refusal in plan.refusals if refusal.unknown),
            systems=len({action.rows.system for action in acted}),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan with what became of it, and the titles of what it touches."""

    kept: KeptPlan
    titles: Mapping[str, Text]
    is_stale: bool
    """Made from another declaration than the one that stands. Other changes show when it is approved."""
    is_overtaken: bool
    """A later sweep has been made, and looked at everything anew: it is the one to decide about."""

    @property
    def plan(self) -> Plan:
        return self.kept.plan

    @property
    def sums(self) -> Sums:
        return Sums.of(self.plan)

    @property
    def done(self) -> Sums:
        """What the receipts say was done; the rest as planned."""
        touched = dict.fromkeys(Verb, 0)
        for receipt in self.kept.outcomes.values():
            touched[Verb(receipt.verb)] += receipt.touched
        return replace(self.sums, erased=touched[Verb.ERASE], overwritten=touched[Verb.OVERWRITE])

    @property
    def can_be_approved(self) -> bool:
        # What somebody has asked for is approved where the request stands, by its rules.
        is_past = (
            self.kept.approval or self.plan.forecast or self.plan.batch or self.is_stale or self.is_overtaken
        )
        return not is_past and bool(self.plan.actions)

    @property
    def ran_by_itself(self) -> bool:
        return self.kept.approval is not None and not self.kept.approval.is_by_a_person

    @property
    def can_go_on(self) -> bool:
        """It was approved and is not at its end: what has no receipt, or left rows, can still be done."""
        is_begun = self.kept.approval is not None and not self.plan.batch
        return is_begun and not self.kept.is_done and not self.is_stale

    @property
    def waits(self) -> bool:
        """It can be approved, and nobody has said no for now."""
        return self.can_be_approved and self.kept.set_aside_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftView:
    """The field-to-purpose matrix, and where the systems differ from it."""

    matrix: Matrix
    drift: Drift
    unreached: tuple[Text, ...]
    by_hand: tuple[Text, ...]
    """What no program reads: there is nothing to compare."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    """What waits for a decision, and what has happened."""

    at: datetime
    promises: PromisesView
    waiting: tuple[PlanView, ...]
    drift: DriftView
    lines: tuple[LedgerLine, ...]


# ---- seeing ------------------------------------------------------------------------------------------------


def now() -> datetime:
    return clock.now()


def current_map() -> DataMap:
    """The map of the published declaration. Raises NothingPublished."""
    return published().map


def promises_view() -> PromisesView:
    return promises_of(current_map())


def today_view() -> TodayView:
    return TodayView(
        at=now(),
        promises=promises_view(),
        waiting=tuple(view for view in plans_view() if view.waits)[:3],
        drift=drift_view(),
        lines=ledger.lines(6, but=COMINGS_AND_GOINGS),
    )


def plans_view() -> tuple[PlanView, ...]:
    """The newest sweeps first. Plans for requests stand with their requests."""
    data_map = current_map()
    last = plans.newest_sweep()
    return tuple(_plan_view(kept, data_map, last) for kept in plans.newest(NEWEST))


def plan_view(digest: str) -> PlanView | None:
    kept = plans.kept(digest)
    return _plan_view(kept, current_map(), plans.newest_sweep()) if kept else None


def drift_view() -> DriftView:
    """The declaration beside what the systems have just now."""
    data_map = current_map()
    found = house(HJEMMEL).drift()
    systems = data_map.declaration.systems
    return DriftView(
        matrix=matrix(data_map),
        drift=found,
        unreached=tuple(
            systems[name].title
            for name in found.unreached
            if name in systems and systems[name].connect.keeper is None
        ),
        by_hand=tuple(one.title for one in systems.values() if one.connect.keeper is not None),
        at=now(),
    )


# ---- doing -------------------------------------------------------------------------------------------------


def make_sweep(actor: Actor, day: date | None = None) -> Plan:
    """Make the plan for everything that is due, today or (a forecast) on a day to come."""
    return house(actor).plan_sweep(day)


def approve_and_run(digest: str, actor: Actor, watcher: Watcher | None = None) -> Sequence[Receipt]:
    """Approve the plan in the actor's name, carry it out, and have the promises judged again. `watcher` is told how far it
    has come.

    A plan that was approved and is not at its end is gone on with; that it was, and by whom, is noted.
    Raises Refused for the plan of a request, which is approved with the request and by its rules."""
    open_house = house(actor)
    kept = plans.kept(digest)
    if kept is not None and kept.plan.batch:
        raise Refused("this plan was made for a request; approve it on the page of the request")
    if kept is None or kept.approval is None or kept.is_done:
        open_house.approve(digest, actor)
    else:
        ledger_services.note("plan-gone-on-with", actor, {"plan": digest}, now())
    tasks.open_for(digest, actor)
    receipts = open_house.advance(digest, actor, watcher)
    open_house.judge(actor)
    return receipts


def set_aside(digest: str, actor: Actor) -> None:
    plan_services.set_aside(digest, actor, now())


def why(query: str, actor: Actor, *, purpose: str = "", case: str = "") -> WhyView:
    """Why we hold what we hold about this person. That it was asked is noted; of whom is not.

    With a purpose that the actor works with: the values it uses, too. Raises NotAllowed for another one."""
    return _seen(house(actor).why(query.strip()), actor, purpose, case)


def why_about(about: About, actor: Actor, *, purpose: str = "", case: str = "") -> WhyView:
    """The same of the person whose own row this is."""
    return _seen(house(actor).why_about(about), actor, purpose, case)


def found(query: str, actor: Actor) -> Found:
    """The same for a program or a terminal: rows with their grounds. That it was asked is noted."""
    answer = house(actor).why(query.strip())
    told = {"found": bool(answer.rows), "data": sum(len(answers) for _, _, answers in answer.rows)}
    ledger_services.note("person-looked-up", actor, told, now())
    return answer


def judge_promises(actor: Actor) -> Sequence[Evidence]:
    return house(actor).judge(actor)


# ---- inside ------------------------------------------------------------------------------------------------


def _plan_view(kept: KeptPlan, data_map: DataMap, last: KeptPlan | None) -> PlanView:
    places = {action.rows.collection for action in kept.plan.actions}
    places |= {refusal.collection for refusal in kept.plan.refusals}
    return PlanView(
        kept=kept,
        titles={place: title_of(place, data_map) for place in places},
        is_stale=kept.plan.made_from.declaration != data_map.digest,
        is_overtaken=last is not None
        and kept.plan.kind == last.plan.kind
        and not kept.plan.forecast
        and kept.plan.digest != last.plan.digest,
    )


def title_of(place: str, data_map: DataMap) -> Text:
    system, _, name = place.partition(".")
    declared = data_map.declaration.systems.get(system)
    if declared is None:
        return Text(nb=place, en=place)
    found = declared.collections.get(name)
    return found.title if found else declared.title


def _seen(found: Found, actor: Actor, purpose: str, case: str) -> WhyView:
    values = None
    if purpose:
        access.check(actor, purpose, case)
        values = access.permitted(found, actor, purpose)
    view = why_view(current_map(), found.rows, found.unreached, values)
    if values:
        access.note_shown(actor, purpose, access.columns_in(values), access.people_in(found), case)
    else:
        told = {"found": view.is_found, "data": view.count}
        ledger_services.note("person-looked-up", actor, told, now())
    return replace(view, got=who_got(current_map(), found))
