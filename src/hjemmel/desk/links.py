"""Links to others' pages that we publish: each is tried every week, as a reader would follow it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hjemmel.capabilities.links import services, store
from hjemmel.connectors import outgoing as connector
from hjemmel.core.website.outgoing_link import Found, LinkTried, is_due, last, last_known, outgoing
from hjemmel.desk import clock
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.ports import Actor

REMEMBERED: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link, and what was there the last time."""

    address: str
    last: LinkTried | None
    is_dead: bool
    """The newest answer says that the page is gone."""


def try_all(actor: Actor, look: Callable[[str], Found] = connector.look) -> int:
    """Try every link that is due; returns how many were. Two that do this at the same time try them twice, and no harm is done."""
    try:
        data_map = published().map
    except NothingPublished:
        return 0
    tried, now = store.tried(), clock.now()
    due = [one for one in outgoing(data_map) if is_due(tried, one, now)]
    found = [LinkTried(address=one, at=clock.now(), found=look(one)) for one in due]
    if found:
        services.keep(found, now - REMEMBERED, actor, clock.now())
    return len(found)


def views() -> tuple[LinkView, ...]:
    """Every link there is now. Raises NothingPublished."""
    tried = store.tried()
    return tuple(
        LinkView(
            address=one,
            last=last(tried, one),
            is_dead=(known := last_known(tried, one)) is not None and known.found is Found.DEAD,
        )
        for one in outgoing(published().map)
    )
