"""The telling of changes as it is kept: one run a version, and the two notes around each e-mail, begun before, outcome after.

What is bound in the ledger goes through the services."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q

from hjemmel.capabilities.mailings.models import StoredChangeNotice, StoredChangeRun
from hjemmel.capabilities.mailings.store import TRY_AGAIN_AFTER, WAITING, about, key_of
from hjemmel.core.facts import About
from hjemmel.core.mail.change_run import ChangeRun
from hjemmel.core.mail.delivery import Delivery, Outcome

LATER, UNCERTAIN = Delivery.LATER.value, Delivery.UNCERTAIN.value
ACCEPTED, REFUSED = Delivery.ACCEPTED.value, Delivery.REFUSED.value
LISTED, LETTER, UNREACHABLE = "listed", "letter", "unreachable"
"""On the list for letters, gone as one, and without any address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who need not be told of a version any more, or not now."""

    marks: frozenset[str]
    """By e-mail: it was taken, or nobody knows whether it was."""
    later: frozenset[str]
    """The server has asked us to come back, and not by now."""
    closed: frozenset[str]
    """The server did not take it, or it came back for good: these get a letter."""
    settled: frozenset[About]
    """A letter has gone, or somebody has said that there is no address."""
    listed: tuple[About, ...]


def told(version: int, at: datetime) -> Told:
    found = StoredChangeNotice.objects.filter(version=version)
    came_back = Q(bounce__startswith="5.") | Q(outcome=REFUSED)
    again = Q(outcome=LATER, ended_at__lte=at - TRY_AGAIN_AFTER)
    by_mail = found.exclude(mark="")

    def without_mail(*outcomes: str) -> tuple[About, ...]:
        rows = found.filter(mark="", outcome__in=outcomes).order_by("pk").values_list("collection", "key")
        return tuple(about(collection, key) for collection, key in rows)

    return Told(
        marks=frozenset(by_mail.exclude(came_back).exclude(outcome=LATER).values_list("mark", flat=True)),
        later=frozenset(by_mail.filter(outcome=LATER).exclude(again).values_list("mark", flat=True)),
        closed=frozenset(by_mail.filter(came_back).values_list("mark", flat=True)),
        settled=frozenset(without_mail(LETTER, UNREACHABLE)),
        listed=without_mail(LISTED),
    )


def begin(version: int, person: About, mark: str, receipt: str, at: datetime) -> str | None:
    """On disk before the e-mail leaves, so that it leaves once: its reference. None if somebody else has begun."""
    reference = secrets.token_hex(16)
    with transaction.atomic():
        StoredChangeNotice.objects.filter(
            version=version, mark=mark, outcome=LATER, ended_at__lte=at - TRY_AGAIN_AFTER
        ).delete()
        _, made = StoredChangeNotice.objects.get_or_create(
            version=version,
            mark=mark,
            defaults={
                "collection": person.collection,
                "key": key_of(person),
                "reference": reference,
                "receipt": receipt,
                "begun_at": at,
            },
        )
    return reference if made else None


def not_begun(reference: str) -> None:
    """The e-mail did not leave: the server was gone before."""
    StoredChangeNotice.objects.filter(reference=reference, outcome=WAITING).delete()


def end(reference: str, outcome: Outcome, at: datetime) -> None:
    StoredChangeNotice.objects.filter(reference=reference).update(
        ended_at=at, outcome=outcome.delivery.value, code=outcome.code, status=outcome.status
    )


def break_off(before: datetime) -> int:
    """Those begun before then by somebody who never told how it ended: nobody knows, and they get it no second time."""
    gone = StoredChangeNotice.objects.filter(outcome=WAITING, begun_at__lte=before)
    return gone.update(outcome=UNCERTAIN, ended_at=F("begun_at"))


def keep_without_mail(
    version: int,
    persons: Collection[About],
    receipt: str,
    outcome: str,
    at: datetime,
    line: int | None = None,
) -> None:
    """These are on the list for letters, or have no address at all. Who stood there already stays."""
    StoredChangeNotice.objects.bulk_create(
        (
            StoredChangeNotice(
                version=version,
                collection=person.collection,
                key=key_of(person),
                reference=secrets.token_hex(16),
                receipt=receipt,
                begun_at=at,
                outcome=outcome,
                ended_at=at if line else None,
                line=line,
            )
            for person in persons
        ),
        ignore_conflicts=True,
    )


def unbound(version: int) -> tuple[tuple[int, str, str], ...]:
    """Number, outcome and receipt of those whose outcome is not told of in the ledger yet."""
    ended = StoredChangeNotice.objects.filter(version=version, line=None, ended_at__isnull=False)
    return tuple(ended.order_by("pk").values_list("pk", "outcome", "receipt"))


def outcomes(version: int) -> Mapping[str, int]:
    """How many have each outcome; the empty one was begun, and nobody knows."""
    found = StoredChangeNotice.objects.filter(version=version)
    return dict(found.values_list("outcome").annotate(many=Count("pk")).order_by())


def bounced(version: int) -> int:
    return StoredChangeNotice.objects.filter(version=version, bounce__startswith="5.").count()


def is_ours(reference: str) -> bool:
    return StoredChangeNotice.objects.filter(reference=reference).exclude(mark="").exists()


def come_back() -> frozenset[str]:
    """The addresses that these have come back from for good."""
    found = StoredChangeNotice.objects.filter(bounce__startswith="5.")
    return frozenset(found.values_list("mark", flat=True))


def run(version: int) -> ChangeRun | None:
    found = StoredChangeRun.objects.filter(pk=version).first()
    return _value(found) if found else None


def runs() -> tuple[ChangeRun, ...]:
    return tuple(_value(found) for found in StoredChangeRun.objects.order_by("version"))


def looked(version: int, at: datetime, *, concerned: int, waiting: int, by_letter: int) -> None:
    """How far the run had come at that moment. It is complete from when nobody was first seen to be left, until somebody is."""
    is_complete = not waiting and not by_letter
    found, _ = StoredChangeRun.objects.get_or_create(
        version=version, defaults={"begun_at": at, "looked_at": at}
    )
    found.looked_at, found.concerned, found.waiting, found.by_letter = at, concerned, waiting, by_letter
    found.complete_at = (found.complete_at or at) if is_complete else None
    found.save()


def _value(found: StoredChangeRun) -> ChangeRun:
    return ChangeRun(
        version=found.version,
        begun_at=found.begun_at,
        looked_at=found.looked_at,
        concerned=found.concerned,
        waiting=found.waiting,
        by_letter=found.by_letter,
        complete_at=found.complete_at,
    )
