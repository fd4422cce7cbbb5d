"""Reading jobs, and taking hold of one. What is worth a line in the ledger goes through the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from hjemmel.capabilities.work.models import Wakeup


def known() -> Mapping[str, Wakeup]:
    return {one.name: one for one in Wakeup.objects.all()}


def meet(name: str, due_at: datetime) -> None:
    """A job that has not been seen before is due then. Two who meet it at the same time meet the same."""
    Wakeup.objects.bulk_create([Wakeup(name=name, due_at=due_at)], ignore_conflicts=True)


def take(name: str, holder: str, now: datetime, machine: datetime, until: datetime) -> bool:
    """Whether this worker got it: it is due, and nobody who lives has it. One statement, so that one worker gets it."""
    free = Q(held_until__isnull=True) | Q(held_until__lt=machine)
    took = Wakeup.objects.filter(free, pk=name, due_at__lte=now)
    return bool(took.update(holder=holder, held_until=until, began_at=now))


def hold(name: str, holder: str, until: datetime) -> bool:
    """This worker lives, and still has it."""
    return bool(Wakeup.objects.filter(pk=name, holder=holder).update(held_until=until))


def settle(name: str, holder: str, done: int, due_at: datetime, at: datetime) -> bool:
    """It came to its end. False if another worker has taken it over meanwhile: then that one settles it."""
    mine = Wakeup.objects.filter(pk=name, holder=holder)
    return bool(mine.update(holder="", held_until=None, due_at=due_at, ended_at=at, done=done))
