"""Reading endpoints and deliveries, and the two notes around each try: taken before, outcome after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from hjemmel.capabilities.webhooks.models import Delivery, Endpoint, Seen
from hjemmel.core.webhook import Event, EventKind, next_try


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEndpoint:
    """An address that is told, and how it goes."""

    id: str
    url: str
    events: frozenset[EventKind]
    is_inside: bool
    made_at: datetime
    ended_at: datetime | None
    waiting: int = 0
    delivered: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A delivery that is to be tried now, by whoever got this."""

    id: int
    endpoint: KeptEndpoint
    event: str
    body: str
    tries: int


def endpoints() -> tuple[KeptEndpoint, ...]:
    """The newest first, each with how many deliveries wait, were delivered, and are dead."""
    counted: Mapping[str, Mapping[str, int]] = {
        row["endpoint"]: row
        for row in Delivery.objects.values("endpoint").annotate(
            waiting=Count("pk", filter=Q(next_at__isnull=False)),
            delivered=Count("pk", filter=Q(delivered_at__isnull=False)),
            dead=Count("pk", filter=Q(dead_at__isnull=False)),
        )
    }
    return tuple(_value(one, counted.get(one.id, {})) for one in Endpoint.objects.order_by("-made_at", "pk"))


def seen() -> int | None:
    """The last ledger line that events were read from; None: nobody was ever to be told anything."""
    return Seen.objects.filter(pk=1).values_list("seq", flat=True).first()


def keep(events: Sequence[Event], seq: int, at: datetime) -> int:
    """A delivery for each endpoint that is told of each event, and how far the ledger is read, in one commit.

    What is kept already stays as it is. Returns how many there were."""
    with transaction.atomic():
        standing = [_value(one, {}) for one in Endpoint.objects.filter(ended_at__isnull=True)]
        rows = [
            Delivery(
                endpoint_id=endpoint.id,
                event=event.id,
                kind=event.kind.value,
                body=event.body,
                made_at=at,
                next_at=at,
            )
            for event in events
            for endpoint in standing
            if event.kind in endpoint.events and endpoint.made_at <= event.at
        ]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        Seen.objects.filter(pk=1, seq__lt=seq).update(seq=seq)
    return len(rows)


def take(at: datetime, held: timedelta, after: int = 0) -> Due | None:
    """One delivery that is due, for the caller alone: nobody else gets it until it is held no longer.

    Killed before the outcome is noted, it is tried again: told twice, with the same number."""
    due = Delivery.objects.filter(next_at__lte=at, endpoint__ended_at__isnull=True).select_related("endpoint")
    for one in due.filter(pk__gt=after).order_by("pk")[:20]:
        if Delivery.objects.filter(pk=one.pk, next_at=one.next_at).update(next_at=at + held):
            return Due(
                id=one.pk, endpoint=_value(one.endpoint, {}), event=one.event, body=one.body, tries=one.tries
            )
    return None


def delivered(due: Due, status: int, at: datetime) -> None:
    Delivery.objects.filter(pk=due.id).update(
        tries=due.tries + 1, status=status, delivered_at=at, next_at=None
    )


def failed(due: Due, status: int, at: datetime) -> bool:
    """It is tried again later, or it is dead: then True."""
    again = next_try(due.tries + 1, at)
    dead_at = at if again is None else None
    Delivery.objects.filter(pk=due.id).update(
        tries=due.tries + 1, status=status, next_at=again, dead_at=dead_at
    )
    return again is None


def _value(one: Endpoint, counts: Mapping[str, int]) -> KeptEndpoint:
    return KeptEndpoint(
        id=one.id,
        url=one.url,
        events=frozenset(map(EventKind, one.events.split())),
        is_inside=one.is_inside,
        made_at=one.made_at,
        ended_at=one.ended_at,
        waiting=counts.get("waiting", 0),
        delivered=counts.get("delivered", 0),
        dead=counts.get("dead", 0),
    )
