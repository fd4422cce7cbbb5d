"""Reading the web log, its blocks and searches, and counting what comes from a place. Other writing goes through the services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Sum

from hjemmel.capabilities.web_log.models import (
    AddressBlock,
    FloodCount,
    PageCount,
    RefusedCount,
    StoredLogSearch,
    StoredPageView,
)
from hjemmel.core.website.security_event import Refused
from hjemmel.core.website.web_log import Block, LogSearch, PageView


def with_tokens(tokens: Iterable[str], at_most: int) -> tuple[PageView, ...]:
    """The newest lines that carry one of these, the newest first."""
    found = StoredPageView.objects.filter(token__in=list(tokens)).order_by("-at", "-pk")[:at_most]
    return tuple(PageView(at=row.at, token=row.token, page=row.page, status=row.status) for row in found)


def has_views(before: datetime) -> bool:
    return bool(StoredPageView.objects.filter(at__lt=before).exists())


def counts(since: date) -> tuple[tuple[date, str, int], ...]:
    """(day, page, views), in the order of days."""
    found = PageCount.objects.filter(day__gte=since).order_by("day", "page")
    return tuple(found.values_list("day", "page", "views"))


def refused(since: datetime) -> dict[Refused, int]:
    """How often each kind was refused since then."""
    found = RefusedCount.objects.filter(hour__gte=since).values("kind").annotate(all=Sum("number"))
    return {Refused(row["kind"]): row["all"] for row in found}


def blocks() -> tuple[Block, ...]:
    """Every block, the newest first."""
    return tuple(
        Block(
            id=row.id,
            mark=row.mark,
            reason=row.reason,
            case=row.case,
            placed_at=row.placed_at,
            until=row.until,
            lifted_at=row.lifted_at,
        )
        for row in AddressBlock.objects.order_by("-placed_at", "pk")
    )


def searches() -> tuple[LogSearch, ...]:
    """Every search, the newest first."""
    return tuple(
        LogSearch(
            at=row.at,
            account=row.account,
            purpose=row.purpose,
            case=row.case,
            request=row.request,
            found=row.found,
        )
        for row in StoredLogSearch.objects.order_by("-at", "-pk")
    )


# ---- how much comes from a place ---------------------------------------------------------------------------


def counted(kind: str, code: str, new: int, at: int, lasts: int) -> tuple[int, int]:
    """Count so many more; returns how many that is in this while, and when it ends. Times are seconds since 1970.

    A while that lies too far ahead was begun before the clock was set back, and counts as none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PAST, [at])
        cursor.execute(_COUNT, [kind, code, new, at + lasts, at + lasts, at + lasts])
        number, until = cursor.fetchone()
    return number, until


def forget_counts(at: int) -> int:
    """Erase every while that has passed; returns how many."""
    gone, _ = FloodCount.objects.filter(until__lte=at).delete()
    return gone


_TABLE = FloodCount._meta.db_table
_PAST = f"DELETE FROM {_TABLE} WHERE until <= %s"
_COUNT = f"""
INSERT INTO {_TABLE} (kind, code, number, until) VALUES (%s, %s, %s, %s) ON CONFLICT (kind, code) DO UPDATE SET
number = CASE WHEN {_TABLE}.until > %s THEN excluded.number ELSE {_TABLE}.number + excluded.number END,
until = CASE WHEN {_TABLE}.until > %s THEN excluded.until ELSE {_TABLE}.until END
RETURNING number, until
"""
