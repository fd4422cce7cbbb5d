"""The deed of trying links. A ledger line counts what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.links.models import LinkTrial
from hjemmel.core.website.outgoing_link import Found, LinkTried
from hjemmel.engine.ports import Actor, Plain


def keep(trials: Sequence[LinkTried], before: datetime, actor: Actor, at: datetime) -> None:
    """Remember what was found, and forget what was found before that day."""
    counts: dict[str, Plain] = {one.value: sum(each.found is one for each in trials) for one in Found}
    with deed("links-tried", actor, counts, at):
        LinkTrial.objects.filter(tried_at__lt=before).delete()
        LinkTrial.objects.bulk_create(
            LinkTrial(address=one.address, tried_at=one.at, found=one.found.value) for one in trials
        )
