"""The deeds of webhooks: an address is added or ended, and a round of sending is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.webhooks.models import Delivery, Endpoint, Seen
from hjemmel.engine.ports import Actor, Plain


class NoSuchEndpoint(LookupError):
    """No endpoint that stands has this number."""


def add(id: str, url: str, events: tuple[str, ...], is_inside: bool, actor: Actor, at: datetime) -> None:
    """From now on this address is told of these events. Nothing that was done before is told."""
    told: dict[str, Plain] = {"endpoint": id, "events": sorted(events), "inside": is_inside}
    with deed("webhook-added", actor, told, at) as line:
        Seen.objects.get_or_create(pk=1, defaults={"seq": line.seq})
        Endpoint.objects.create(
            id=id, url=url, events=" ".join(sorted(events)), is_inside=is_inside, made_at=at, line=line.seq
        )


def end(id: str, actor: Actor, at: datetime) -> None:
    """This address is told nothing more; what waited for it goes. Raises NoSuchEndpoint."""
    with deed("webhook-ended", actor, {"endpoint": id}, at):
        if not Endpoint.objects.filter(pk=id, ended_at__isnull=True).update(ended_at=at):
            raise NoSuchEndpoint
        Delivery.objects.filter(endpoint=id, next_at__isnull=False).delete()


def sent(counts: Mapping[str, int], before: datetime, actor: Actor, at: datetime) -> None:
    """Note what a round came to, and forget what was settled before that day."""
    with deed("webhooks-sent", actor, dict(counts), at):
        Delivery.objects.filter(next_at__isnull=True, made_at__lt=before).delete()
