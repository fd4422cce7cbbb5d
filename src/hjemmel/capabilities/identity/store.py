"""Reading checks. Writing goes through the services."""

from __future__ import annotations

from datetime import datetime

from hjemmel.capabilities.identity.models import Check, Visit
from hjemmel.engine.ports import SealedRow


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


# ---- visits to one's own page ------------------------------------------------------------------------------

VISITS, ADDRESS, SIGN = "identity_visit", "address", "sign"


def visit(link: str) -> Visit | None:
    """The visit whose secret has this digest, unless it is over."""
    found: Visit | None = Visit.objects.filter(link=link, ended_at=None).first() if link else None
    return found


def sealed(visit: Visit) -> SealedRow | None:
    """Where answers to a visitor go, and what led to them; None: the visit is over."""
    stored = {ADDRESS: visit.address, SIGN: visit.sign}
    values = {name: bytes(value) for name, value in stored.items() if value is not None}
    return SealedRow(subject=visit.pk, table=VISITS, row=visit.pk, values=values) if values else None


def visits_since(since: datetime, **whose: str) -> int:
    """How many codes have been asked for since then: all, for an address (`mark`) or from one place (`visitor`)."""
    return int(Visit.objects.filter(asked_at__gte=since, **whose).count())


def visits_past(at: datetime) -> tuple[str, ...]:
    """Those whose time is over, and that still hold something."""
    return tuple(Visit.objects.filter(ended_at=None, expires_at__lte=at).values_list("pk", flat=True))


def has_old_visits(before: datetime) -> bool:
    """Something still stands for an address or a place of so long ago."""
    return bool(Visit.objects.filter(asked_at__lt=before).exclude(mark="", visitor="").exists())


def requests_of(mark: str) -> tuple[str, ...]:
    """The requests that came by the page from this address, and whose code showed who asks; the newest first."""
    found = Check.objects.filter(mark=mark, proof="IDENTITY").order_by("-asked_at")
    return tuple(found.values_list("request", flat=True))
