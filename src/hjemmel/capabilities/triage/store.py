"""Reading triage. Writing goes through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hjemmel.capabilities.triage.models import TriageItem
from hjemmel.capabilities.triage.services import COLUMN, TABLE
from hjemmel.core.intake.triage import Decision, Triaged
from hjemmel.engine.ports import SealedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing, without its content."""

    id: str
    channel: str
    received_on: date
    decision: Decision | None
    decided_on: date | None
    law: str


def waiting() -> tuple[Thing, ...]:
    return tuple(map(_thing, TriageItem.objects.filter(decision__isnull=True).order_by("received_on", "pk")))


def decided(count: int) -> tuple[Thing, ...]:
    """Those decided on, the newest first."""
    there = TriageItem.objects.filter(decision__isnull=False).order_by("-decided_on", "pk")
    return tuple(map(_thing, there[:count]))


def triaged() -> tuple[Triaged, ...]:
    """All that ever came, for the probe."""
    return tuple(
        Triaged(
            received_on=one.received_on,
            decision=Decision(one.decision) if one.decision else None,
            decided_on=one.decided_on,
            law=one.law,
        )
        for one in TriageItem.objects.order_by("received_on")
    )


def sealed(id: str) -> SealedRow | None:
    """Its content as it stands; None if it is gone."""
    found = TriageItem.objects.filter(pk=id, text__isnull=False).first()
    return SealedRow(subject=id, table=TABLE, row=id, values={COLUMN: bytes(found.text)}) if found else None


def _thing(one: TriageItem) -> Thing:
    return Thing(
        id=one.pk,
        channel=one.channel,
        received_on=one.received_on,
        decision=Decision(one.decision) if one.decision else None,
        decided_on=one.decided_on,
        law=one.law,
    )
