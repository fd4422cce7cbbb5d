"""The deeds of tasks: one is asked for, a step is added, a link is given to whoever may answer from outside.

Each is one ledger line, with the task's random reference and nothing about anybody. Asking twice for the same is one task."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.tasks import store
from hjemmel.capabilities.tasks.models import StoredTask, StoredTaskStep
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.plan import plain
from hjemmel.core.tasks.task import (
    Asked,
    Assigned,
    Counted,
    NotPossible,
    Overtaken,
    Reminded,
    Shown,
    Task,
    TaskStep,
    Ticked,
    Vouched,
    What,
    Written,
    may_come,
)
from hjemmel.engine.ports import Actor, Plain

REFERENCE_BYTES = 10
KINDS: Mapping[type, str] = {
    Asked: "task-asked",
    Assigned: "task-assigned",
    Written: "task-keeper-written-to",
    Shown: "task-shown",
    Reminded: "task-reminded",
    Ticked: "task-ticked",
    Counted: "task-counted",
    Vouched: "task-vouched",
    NotPossible: "task-not-possible",
    Overtaken: "task-overtaken",
}
"""What the ledger calls each step."""
_TOLD = {"days", "left", "found", "how_many", "why", "until"}
"""What of a step stands in its line, besides which task it is."""


class NotNow(ValueError):
    """The task is at its end, or is of another kind: the step was not taken."""


def ask(what: What, actor: Actor, at: datetime) -> str:
    """Somebody must do this. Returns the task's reference: of the one there is, where it has been asked for before."""
    with transaction.atomic():
        known = StoredTask.objects.select_for_update().filter(of=what.of).first()
        if known is not None:
            return str(known.pk)
        id = b32encode(secrets.token_bytes(REFERENCE_BYTES)).decode().lower()
        step = Asked(at=at, by=actor.id, what=what)
        with deed(KINDS[Asked], actor, _line(Task(id=id, steps=(step,)), step), at) as line:
            StoredTask.objects.create(id=id, of=what.of, plan=what.plan, request=what.request)
            _store(id, 0, step, line.seq)
    return id


def add(id: str, step: TaskStep, actor: Actor, *, link: str = "", until: date | None = None) -> None:
    """Note that this has happened. `link`: the digest of a new one, in place of the one before. What ends the task ends
    its link. Raises NotNow."""
    with transaction.atomic():
        stored = StoredTask.objects.select_for_update().filter(pk=id).first()
        task = store.task(id)
        if stored is None or task is None or not may_come(task, step):
            raise NotNow(id)
        after = Task(id=id, steps=(*task.steps, step))
        with deed(KINDS[type(step)], actor, _line(after, step), step.at) as line:
            _store(id, len(task.steps), step, line.seq)
            if link:
                stored.link, stored.link_until = link, until
            if not after.state.is_open:
                stored.link, stored.link_until = "", None
            stored.save()


def _line(task: Task, step: TaskStep) -> dict[str, Plain]:
    told: dict[str, Plain] = {"task": task.id, "system": task.what.system, "request": task.what.request}
    written = plain(step)
    if isinstance(written, dict):
        told.update({name: value for name, value in written.items() if name in _TOLD})
    return {name: value for name, value in told.items() if value != ""}


def _store(id: str, number: int, step: TaskStep, line: int) -> None:
    StoredTaskStep.objects.create(
        task_id=id, number=number, at=step.at, body=canonical(plain(step)), line=line
    )
