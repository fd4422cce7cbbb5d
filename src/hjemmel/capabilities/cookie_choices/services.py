"""The deeds of cookie choices: some were kept, and old ones were erased. A ledger line counts them, and names no browser."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from hjemmel.capabilities.cookie_choices.models import CookieChoice
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.website.cookie_choice import Kept
from hjemmel.engine.ports import Actor


def keep(choices: Sequence[Kept], actor: Actor, at: datetime) -> None:
    """All of these, or none."""
    # By hand: some hundred visitors may choose in a second.
    with deed("cookie-choices-kept", actor, {"choices": len(choices)}, at), connection.cursor() as cursor:
        cursor.executemany(_CHOICE, [_row(one) for one in choices])


def forget(before: datetime, actor: Actor, at: datetime) -> int:
    """Those made before this are erased; returns how many."""
    with deed("cookie-choices-forgotten", actor, {}, at):
        found, _ = CookieChoice.objects.filter(made_at__lt=before).delete()
    return int(found)


def _row(kept: Kept) -> tuple[object, ...]:
    """In the order of `_COLUMNS`."""
    choice = kept.choice
    return (
        choice.id,
        choice.revision,
        " ".join(choice.categories),
        " ".join(choice.services),
        choice.lang,
        choice.is_change,
        choice.asked_not_to,
        kept.version,
        connection.ops.adapt_datetimefield_value(kept.at),
    )


_COLUMNS = (
    "browser",
    "revision",
    "categories",
    "services",
    "lang",
    "is_change",
    "asked_not_to",
    "version",
    "made_at",
)
_CHOICE = (
    f"INSERT INTO {CookieChoice._meta.db_table} ({', '.join(_COLUMNS)})"
    f" VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
)
