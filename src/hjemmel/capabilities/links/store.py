"""Reading what was found at links. Writing goes through the services."""

from __future__ import annotations

from hjemmel.capabilities.links.models import LinkTrial
from hjemmel.core.website.outgoing_link import Found, LinkTried


def tried() -> tuple[LinkTried, ...]:
    """Every trial that is remembered, the oldest first."""
    rows = LinkTrial.objects.order_by("tried_at", "pk").values_list("address", "tried_at", "found")
    return tuple(LinkTried(address=address, at=at, found=Found(found)) for address, at, found in rows)
