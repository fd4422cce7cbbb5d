"""Reading the web log, its blocks and searches. Writing goes through the services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Sum

from hjemmel.capabilities.web_log.models import (
    AddressBlock,
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
