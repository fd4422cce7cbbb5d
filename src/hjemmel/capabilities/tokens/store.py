"""Reading tokens, counting their requests, and keeping answers for a day. What gives or takes access is a deed of services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from hjemmel.capabilities.tokens.models import KeptAnswer, Requests, StoredToken
from hjemmel.core.entrance.token import AccessToken, Right, fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered before. `status` None: somebody is working on it."""

    request: str
    begun_at: datetime
    status: int | None
    sealed: bytes | None


def with_secret(id: str, secret: str) -> AccessToken | None:
    """The token of this number, if the secret is its own. Whether it still lets in, is not asked here."""
    found = StoredToken.objects.filter(pk=id).first()
    return _value(found) if found and fits(found.salt, secret, found.digest) else None


def all_tokens() -> tuple[AccessToken, ...]:
    """The newest first."""
    return tuple(map(_value, StoredToken.objects.order_by("-made_at", "pk")))


def names(ids: Iterable[str]) -> Mapping[str, str]:
    return dict(StoredToken.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def used(id: str, on: date) -> None:
    StoredToken.objects.filter(pk=id).exclude(used_on=on).update(used_on=on)


# ---- how often ---------------------------------------------------------------------------------------------


def counted(id: str, at: datetime, window: timedelta, most: int) -> datetime | None:
    """Count one request. None if it is among the first `most` of its window; else when the next window begins."""
    with transaction.atomic():
        found = Requests.objects.select_for_update().filter(pk=id).first()
        if found is None or not found.since <= at < found.since + window:
            Requests.objects.update_or_create(pk=id, defaults={"since": at, "count": 1})
            return None
        if found.count >= most:
            return found.since + window
        Requests.objects.filter(pk=id).update(count=found.count + 1)
        return None


# ---- asked again -------------------------------------------------------------------------------------------


def forget_answers(before: datetime) -> int:
    """Erase what was begun no later; returns how many."""
    gone, _ = KeptAnswer.objects.filter(begun_at__lte=before).delete()
    return gone


def begin(id: str, key: str, request: str, at: datetime, stale: timedelta, kept: timedelta) -> Answer | None:
    """None if this is the first with that key, and the caller is to answer it; else what there is.

    Work that was begun and came to no answer within `stale` was killed: whoever asks again may do it. What is
    older than `kept` is forgotten, for every token."""
    forget_answers(at - kept)
    KeptAnswer.objects.filter(token=id, key=key, status__isnull=True, begun_at__lte=at - stale).delete()
    try:
        with transaction.atomic():
            KeptAnswer.objects.create(token_id=id, key=key, request=request, begun_at=at)
    except IntegrityError:
        found = KeptAnswer.objects.filter(token=id, key=key).first()
        if found is None:
            # It was dropped between the two looks: the one who had it came to no answer.
            return begin(id, key, request, at, stale, kept)
        sealed = None if found.answer is None else bytes(found.answer)
        return Answer(request=found.request, begun_at=found.begun_at, status=found.status, sealed=sealed)
    return None


def keep(id: str, key: str, status: int, sealed: bytes) -> None:
    KeptAnswer.objects.filter(token=id, key=key).update(status=status, answer=sealed)


def drop(id: str, key: str) -> None:
    """It came to no answer that is worth keeping: it may be asked again."""
    KeptAnswer.objects.filter(token=id, key=key, status__isnull=True).delete()


def _value(found: StoredToken) -> AccessToken:
    return AccessToken(
        id=found.id,
        name=found.name,
        purposes=frozenset(found.purposes.split()),
        rights=frozenset(Right(name) for name in found.rights.split()),
        made_at=found.made_at,
        expires_at=found.expires_at,
        ended_at=found.ended_at,
        used_on=found.used_on,
        reviewed_at=found.reviewed_at,
    )
