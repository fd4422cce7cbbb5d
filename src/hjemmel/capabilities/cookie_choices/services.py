"""The deeds of cookie choices: some were kept, and old ones were erased. A ledger line counts them, and names no browser."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hjemmel.capabilities.cookie_choices.models import CookieChoice
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.website.cookie_choice import Kept
from hjemmel.engine.ports import Actor


def keep(choices: Sequence[Kept], actor: Actor, at: datetime) -> None:
    """All of these, or none."""
    with deed("cookie-choices-kept", actor, {"choices": len(choices)}, at):
        CookieChoice.objects.bulk_create(
            CookieChoice(
                browser=one.choice.id,
                revision=one.choice.revision,
                categories=" ".join(one.choice.categories),
                services=" ".join(one.choice.services),
                lang=one.choice.lang,
                is_change=one.choice.is_change,
                asked_not_to=one.choice.asked_not_to,
                version=one.version,
                made_at=one.at,
            )
            for one in choices
        )


def forget(before: datetime, actor: Actor, at: datetime) -> int:
    """Those made before this are erased; returns how many."""
    with deed("cookie-choices-forgotten", actor, {}, at):
        found, _ = CookieChoice.objects.filter(made_at__lt=before).delete()
    return int(found)
