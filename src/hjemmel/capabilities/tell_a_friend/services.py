"""The deeds of trials: one was sent, and its address was sought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.tell_a_friend.models import StoredFriendTrial
from hjemmel.engine.ports import Actor


def sent(sent_at: datetime, actor: Actor) -> None:
    with deed("friend-trial-sent", actor, {}, sent_at):
        StoredFriendTrial.objects.create(sent_at=sent_at)


def sought(
    sent_at: datetime, found_in: Sequence[str], unread: Sequence[str], actor: Actor, at: datetime
) -> None:
    """The trial that was sent then was looked for everywhere."""
    content = {"found_in": " ".join(found_in), "unread": " ".join(unread)}
    with deed("friend-trial-sought", actor, content, at):
        StoredFriendTrial.objects.filter(sent_at=sent_at).update(sought_at=at, **content)
