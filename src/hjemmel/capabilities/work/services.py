"""The deeds of work that runs by itself. A job that goes well leaves no line of its own: what it did has lines where it was
done. That one fails, goes again, or is woken by a person, is told."""

from __future__ import annotations

from datetime import datetime

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.work.models import Wakeup
from hjemmel.engine.ports import Actor


class NotHeld(RuntimeError):
    """Another worker has taken it over meanwhile."""


def fail(
    name: str, holder: str, trouble: str, failures: int, again_at: datetime, actor: Actor, at: datetime
) -> None:
    """It went wrong for whoever holds it, and is tried again then. Raises NotHeld."""
    with deed("work-failed", actor, {"job": name, "trouble": trouble, "failures": failures}, at):
        if not Wakeup.objects.filter(pk=name, holder=holder).update(
            holder="", held_until=None, due_at=again_at, failures=failures, trouble=trouble
        ):
            raise NotHeld


def mend(name: str, holder: str, done: int, due_at: datetime, actor: Actor, at: datetime) -> None:
    """It went well after having failed. Raises NotHeld."""
    with deed("work-mended", actor, {"job": name}, at):
        if not Wakeup.objects.filter(pk=name, holder=holder).update(
            holder="", held_until=None, due_at=due_at, ended_at=at, done=done, failures=0, trouble=""
        ):
            raise NotHeld


def wake(name: str, actor: Actor, at: datetime) -> None:
    """Somebody wants it done now."""
    with deed("work-woken", actor, {"job": name}, at):
        Wakeup.objects.update_or_create(pk=name, defaults={"due_at": at})
