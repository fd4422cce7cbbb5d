"""Reading tasks. Writing goes through the services."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from hjemmel.capabilities.tasks.models import StoredTask, StoredTaskStep
from hjemmel.core.revive import revive_task_step
from hjemmel.core.tasks.task import Task, TaskStep


def task(id: str) -> Task | None:
    found = _revived(StoredTaskStep.objects.filter(task_id=id))
    return found[0] if found else None


def tasks() -> tuple[Task, ...]:
    """All of them, the first that was asked for first."""
    return _revived(StoredTaskStep.objects.all())


def of_plan(digest: str) -> tuple[Task, ...]:
    return _revived(StoredTaskStep.objects.filter(task__plan=digest))


def of_request(id: str) -> tuple[Task, ...]:
    return _revived(StoredTaskStep.objects.filter(task__request=id))


def asked_by(of: str) -> Task | None:
    """The task that was asked for in these words."""
    found = _revived(StoredTaskStep.objects.filter(task__of=of))
    return found[0] if found else None


def behind(link: str, today: date) -> Task | None:
    """The task that a link leads to; None once it has been answered, or the link's day has passed."""
    if not link:
        return None
    stored = StoredTask.objects.filter(link=link, link_until__gte=today).first()
    return task(stored.pk) if stored else None


def _revived(steps: QuerySet[StoredTaskStep]) -> tuple[Task, ...]:
    found: dict[str, list[str]] = {}
    for id, body in steps.order_by("line", "number").values_list("task_id", "body"):
        found.setdefault(id, []).append(body)
    return tuple(Task(id=id, steps=tuple(_steps(bodies))) for id, bodies in found.items())


def _steps(bodies: Iterable[str]) -> Iterable[TaskStep]:
    return (revive_task_step(json.loads(body)) for body in bodies)
