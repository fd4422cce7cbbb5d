"""Ticking tasks off, and what follows: the rows are counted at once, and a request whose last task is done is gone on with."""

from __future__ import annotations

from dataclasses import replace

from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.capabilities.tasks import services
from hjemmel.connectors.protocol import Failure
from hjemmel.core.request import State
from hjemmel.core.tasks.task import Counted, Found, TaskKind, TaskState, Vouched, WhyNot
from hjemmel.desk import clock, requests, tasks
from hjemmel.desk.house import house
from hjemmel.desk.tasks import NotNow, TaskView
from hjemmel.engine.house import House, Refused, Renumbered
from hjemmel.engine.ports import Actor


def tick(id: str, actor: Actor) -> None:
    """Somebody says that it is done. Where rows can be counted, they are, now.

    Raises NotNow, and a Failure where the system is away: then it is counted when it answers (`count_ticked`)."""
    one = tasks.view(id)
    if one is not None and one.what.kind is TaskKind.PAPER:
        # Its certificate is what shows it, and stands with the assignment.
        raise NotNow(id)
    tasks.tick(id, actor)
    go_on(id, actor)


def not_possible(id: str, why: WhyNot, actor: Actor) -> None:
    tasks.not_possible(id, why, actor)
    go_on(id, actor)


def vouch(id: str, found: Found, how_many: int, actor: Actor) -> None:
    """Whoever keeps the system answers for this: by the link, or by telling a member of staff, who notes it. Raises NotNow."""
    services.add(
        id,
        Vouched(
            at=clock.now(),
            by=actor.id,
            found=found,
            how_many=0 if found is Found.NOTHING else max(1, how_many),
        ),
        actor,
    )
    go_on(id, actor)


def go_on(id: str, actor: Actor) -> None:
    """Count what was ticked, and go on with the request it belongs to. Done again after a break, it changes nothing more."""
    one = tasks.view(id)
    if one is None:
        raise NotNow(id)
    if one.state in (TaskState.TICKED, TaskState.STILL_THERE) and one.what.kind is TaskKind.ROWS:
        _count(one, actor)
    _go_on_with(one.what.request)


def count_ticked(actor: Actor) -> int:
    """Count everything anew that somebody has ticked off and nobody has proven, and go on with requests that waited for
    no more than that. Returns how many tasks were proven. What a system that is away stops is told when the others are
    done."""
    proven, stopped = 0, None
    for one in tasks.views():
        try:
            if one.state in (TaskState.TICKED, TaskState.STILL_THERE):
                go_on(one.id, actor)
                after = tasks.view(one.id)
                proven += after is not None and after.state is TaskState.PROVEN
        except Failure as failure:
            stopped = failure
    for request in {one.what.request for one in tasks.views("all")}:
        _go_on_with(request)
    if stopped is not None:
        raise stopped
    return proven


def _count(one: TaskView, actor: Actor) -> None:
    what = one.what
    try:
        left = _house(what.request, actor).prove(what.plan, what.action, what.lost)
    except Renumbered:
        # Which rows these were can't be told: the task stays unproven, and a new plan takes its place.
        return
    services.add(one.id, Counted(at=clock.now(), by=actor.id, left=left), actor)


def _house(request: str, actor: Actor) -> House:
    opened = house(actor)
    return replace(opened, handover=requests.handover(request, actor)) if request else opened


def _go_on_with(request: str) -> None:
    view = requests.view(request) if request else None
    if view is not None and view.state is State.APPROVED and not tasks.is_waiting(request):
        try:
            requests.carry_out(request, HJEMMEL)
        except Refused:
            # Something has changed since it was approved: a person makes the plan anew.
            return
