"""Reading checks. Writing goes through the services."""

from __future__ import annotations

from datetime import datetime

from hjemmel.capabilities.identity.models import Check


def of_request(request: str) -> Check | None:
    found: Check | None = Check.objects.filter(pk=request).first()
    return found


def behind(link: str) -> Check | None:
    """The check that a link leads to. `link`: the digest of its secret."""
    found: Check | None = Check.objects.filter(link=link).first() if link else None
    return found


def not_judged() -> tuple[str, ...]:
    """Requests whose right code was written, and nobody has said yet what it proves."""
    return tuple(Check.objects.filter(read_at__isnull=False, proof="").values_list("request", flat=True))


def asked_since(since: datetime, **whose: str) -> int:
    """How many forms have been sent since then: all, for an address (`mark`) or from one place (`visitor`)."""
    return int(Check.objects.filter(asked_at__gte=since, **whose).count())


def has_visitors(before: datetime) -> bool:
    """Something still stands for where a form was sent from so long ago."""
    return bool(Check.objects.filter(asked_at__lt=before).exclude(visitor="").exists())
