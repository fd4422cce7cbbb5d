"""Reading what is kept of cookie choices. Writing goes through the services."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from hjemmel.capabilities.cookie_choices.models import CookieChoice
from hjemmel.core.website.cookie_choice import Choice, Kept


def of_browser(id: str) -> tuple[Kept, ...]:
    """Every choice that this browser has made, the first first."""
    return tuple(map(_kept, CookieChoice.objects.filter(browser=id).order_by("made_at", "pk")))


def newest() -> Kept | None:
    row = CookieChoice.objects.order_by("-made_at", "-pk").first()
    return _kept(row) if row else None


def counted(since: datetime) -> dict[tuple[str, ...], int]:
    """How many choices were made since then, by the categories that were said yes to."""
    rows = CookieChoice.objects.filter(made_at__gte=since).values_list("categories").annotate(Count("pk"))
    return {tuple(said.split()): count for said, count in rows}


def is_any(before: datetime) -> bool:
    return bool(CookieChoice.objects.filter(made_at__lt=before).exists())


def _kept(row: CookieChoice) -> Kept:
    return Kept(
        choice=Choice(
            id=row.browser,
            revision=row.revision,
            categories=tuple(row.categories.split()),
            services=tuple(row.services.split()),
            lang=row.lang,
            is_change=row.is_change,
            asked_not_to=row.asked_not_to,
        ),
        version=row.version,
        at=row.made_at,
    )
