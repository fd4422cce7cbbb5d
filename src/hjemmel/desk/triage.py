"""Triage: what came unasked is put here with a last day, and is gone when somebody has decided. The door for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.triage import services, store
from hjemmel.capabilities.triage.store import Thing
from hjemmel.core.intake.triage import Decision, decide_by, working_days
from hjemmel.core.moment import local_day
from hjemmel.desk import access, clock
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

NEWEST = 20
LONGEST = 20_000


class NotReceived(ValueError):
    """Nothing was written, the day is to come, or the channel is not in the declaration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A thing that waits, and by when somebody must decide."""

    thing: Thing
    decide_by: date
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageView:
    waiting: tuple[Waiting, ...]
    decided: tuple[Thing, ...]
    working_days: int

    @property
    def overdue(self) -> int:
        return sum(one.is_overdue for one in self.waiting)


def view() -> TriageView:
    data_map = published().map
    days, today = working_days(data_map.declaration), local_day(clock.now(), data_map.zone)
    waiting = []
    for thing in store.waiting():
        last = decide_by(thing.received_on, days)
        waiting.append(Waiting(thing=thing, decide_by=last, is_overdue=today > last))
    return TriageView(waiting=tuple(waiting), decided=store.decided(NEWEST), working_days=days)


def receive(text: str, channel: str, received_on: date, actor: Actor) -> str:
    """Put it in triage, sealed. Raises NotReceived, VaultFault."""
    data_map = published().map
    today = local_day(clock.now(), data_map.zone)
    if not text.strip() or received_on > today or channel not in data_map.declaration.channels:
        raise NotReceived
    return services.receive(vault(actor), text.strip()[:LONGEST], channel, received_on, actor, clock.now())


def content(id: str, actor: Actor, purpose: str, case: str = "") -> str | None:
    """What came, for whoever must decide, and for one of their purposes. That it was read is noted. None if it is gone.

    It stands in no declared column: any purpose that uses values of people will do. Raises NotAllowed for another one."""
    access.check(actor, purpose, case)
    if not access.access(actor).used(purpose).columns:
        raise access.NotAllowed
    sealed = store.sealed(id)
    if sealed is None:
        return None
    (opened,) = vault(actor).open([sealed])
    note("triage-read", actor, {}, clock.now())
    access.note_shown(actor, purpose, (), 1, case)
    return opened.values[services.COLUMN]


def decide(id: str, decision: Decision, law: str, actor: Actor) -> None:
    """Raises NotDecided, VaultFault."""
    today = local_day(clock.now(), published().map.zone)
    services.decide(vault(actor), id, decision, law, today, actor, clock.now())
