"""People who were taken into the register before a visitor comes."""

from __future__ import annotations

from collections.abc import Sequence

from hjemmel.capabilities.register.new import New, Origin
from hjemmel.capabilities.register.services import take
from hjemmel.desk import clock, keys
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor


def taken(actor: Actor, news: Sequence[New], origin: Origin) -> list[str]:
    """Rows taken into the register by staff, one call at a time, as they would be."""
    rows = take(published().map, keys.vault(actor), news, origin, actor, clock.now())
    return [row.id for row in rows]
