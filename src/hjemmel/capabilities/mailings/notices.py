"""Notices by e-mail as they are kept, and the two notes around each: begun before, outcome after. What is bound in the ledger
goes through the services."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q

from hjemmel.capabilities.mailings.models import StoredNotice
from hjemmel.capabilities.mailings.store import TRY_AGAIN_AFTER, WAITING
from hjemmel.core.mail.delivery import Delivery, Outcome

LATER, ACCEPTED, UNCERTAIN = Delivery.LATER.value, Delivery.ACCEPTED.value, Delivery.UNCERTAIN.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One notice whose outcome is not told of in the ledger yet."""

    person: str
    outcome: str
    receipt: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPerson:
    """What became of the notice to one person, and when."""

    outcome: str
    at: datetime
    came_back: bool


def tried(at: datetime) -> frozenset[str]:
    """Those who get no notice by e-mail now: it has been tried, and the server has not asked us to come back by now."""
    again = Q(outcome=LATER, ended_at__lte=at - TRY_AGAIN_AFTER)
    return frozenset(StoredNotice.objects.exclude(again).values_list("person", flat=True))


def begin(person: str, mark: str, receipt: str, at: datetime) -> str | None:
    """On disk before the notice leaves, so that it leaves once: its reference. None if somebody else has begun."""
    reference = secrets.token_hex(16)
    with transaction.atomic():
        StoredNotice.objects.filter(person=person, outcome=LATER, ended_at__lte=at - TRY_AGAIN_AFTER).delete()
        _, made = StoredNotice.objects.get_or_create(
            person=person,
            defaults={"mark": mark, "reference": reference, "receipt": receipt, "begun_at": at},
        )
    return reference if made else None


def not_begun(reference: str) -> None:
    """The notice did not leave: the server was gone before."""
    StoredNotice.objects.filter(reference=reference, outcome=WAITING).delete()


def end(reference: str, outcome: Outcome, at: datetime) -> None:
    StoredNotice.objects.filter(reference=reference).update(
        ended_at=at, outcome=outcome.delivery.value, code=outcome.code, status=outcome.status
    )


def break_off(before: datetime) -> int:
    """Those begun before then by somebody who never told how it ended: nobody knows, and they get it no second time."""
    gone = StoredNotice.objects.filter(outcome=WAITING, begun_at__lte=before)
    return gone.update(outcome=UNCERTAIN, ended_at=F("begun_at"))


def unbound() -> tuple[Ended, ...]:
    ended = StoredNotice.objects.filter(line=None, ended_at__isnull=False).order_by("ended_at", "person")
    return tuple(
        Ended(person=person, outcome=outcome, receipt=receipt, at=at)
        for person, outcome, receipt, at in ended.values_list("person", "outcome", "receipt", "ended_at")
    )


def of_persons(persons: tuple[str, ...]) -> Mapping[str, OfPerson]:
    """What became of the notices to these, of those that were begun."""
    return {
        one.person: OfPerson(
            outcome=one.outcome, at=one.ended_at or one.begun_at, came_back=one.bounced_at is not None
        )
        for one in StoredNotice.objects.filter(person__in=persons)
    }


def outcomes() -> Mapping[str, int]:
    """How many notices have each outcome; the empty one was begun, and nobody knows."""
    return dict(StoredNotice.objects.values_list("outcome").annotate(many=Count("pk")).order_by())


def with_reference(reference: str) -> tuple[str, datetime] | None:
    """Whose notice it is, and when it was taken by the server."""
    found = StoredNotice.objects.filter(reference=reference, outcome=ACCEPTED).first()
    return (found.person, found.ended_at) if found and found.ended_at else None


def come_back() -> frozenset[str]:
    """The addresses that notices have come back from for good."""
    return frozenset(StoredNotice.objects.filter(bounce__startswith="5.").values_list("mark", flat=True))
