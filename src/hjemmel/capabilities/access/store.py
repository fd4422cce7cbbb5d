"""Reading grants, reviews and accounts. Writing goes through the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth import get_user_model

from hjemmel.capabilities.access.models import StoredGrant, StoredReview
from hjemmel.core.entrance.access import Account, Grant, Review, WhyAll


def grants() -> tuple[Grant, ...]:
    """Every grant that was ever given, those that have ended included."""
    return _grants(StoredGrant.objects.order_by("pk"))


def grants_of(account: str) -> tuple[Grant, ...]:
    """The same of one account. Whoever is no member of staff has none."""
    number = account.removeprefix("staff-")
    if number == account or not number.isdecimal():
        return ()
    return _grants(StoredGrant.objects.filter(account_id=int(number)).order_by("pk"))


def reviews() -> tuple[Review, ...]:
    """The newest last."""
    found: dict[int, list[StoredReview]] = {}
    for row in StoredReview.objects.order_by("line"):
        found.setdefault(row.line, []).append(row)
    return tuple(
        Review(
            at=rows[0].at,
            by=rows[0].by,
            kept=frozenset(row.grant_id for row in rows if row.kept),
            ended=frozenset(row.grant_id for row in rows if not row.kept),
        )
        for rows in found.values()
    )


def accounts() -> tuple[Account, ...]:
    rows = get_user_model().objects.order_by("pk").values_list("pk", "is_active")
    return tuple(Account(id=f"staff-{number}", is_open=is_open) for number, is_open in rows)


def open_account(name: str) -> str | None:
    """The number of the open account with this user name."""
    found = (
        get_user_model().objects.filter(username=name, is_active=True).values_list("pk", flat=True).first()
    )
    return f"staff-{found}" if found else None


def user_names() -> Mapping[str, str]:
    rows = get_user_model().objects.order_by("pk").values_list("pk", "username")
    return {f"staff-{number}": name for number, name in rows}


def _grants(rows: Iterable[StoredGrant]) -> tuple[Grant, ...]:
    return tuple(
        Grant(
            id=row.pk,
            account=f"staff-{row.account_id}",
            purposes=frozenset(row.purposes.split()),
            kinds=frozenset(row.kinds.split()),
            begins=row.begins,
            ends=row.ends,
            given_at=row.given_at,
            given_by=row.given_by,
            why_all=WhyAll(row.why_all) if row.why_all else None,
            ended_at=row.ended_at,
        )
        for row in rows
    )
