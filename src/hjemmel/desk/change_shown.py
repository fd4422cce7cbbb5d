"""The statement's own page is asked for each day while a change is to be shown on it, as a visitor would: does it stand there?"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from hjemmel.capabilities.declarations import services, store
from hjemmel.capabilities.declarations.store import Version
from hjemmel.connectors import outgoing as connector
from hjemmel.core.changes import ChangeKind, changes
from hjemmel.core.moment import local_day
from hjemmel.core.period import Period
from hjemmel.core.website.change_shown import PATHS, ChangeShown, Look, Seen, stands_on
from hjemmel.desk import clock
from hjemmel.desk.published import NothingPublished, compiled, published
from hjemmel.engine.ports import Actor

SHOWN_FOR: Final = Period(days=30)
"""How long a change is shown, where nothing else is declared."""


def to_show() -> tuple[ChangeShown, ...]:
    """Every version that changed more than words, the oldest first, with what was seen of it."""
    versions, looks = sorted(store.versions(), key=lambda one: one.number), store.looks()
    return tuple(
        _shown(version, looks.get(version.number, ()))
        for before, version in pairwise(versions)
        if changes_more_than_words(before.content, version.content)
    )


@lru_cache(maxsize=16)
def changes_more_than_words(before: bytes, after: bytes) -> bool:
    """Whether what is done is another, and not its wording alone. Only that is shown."""
    found = changes(compiled(before), compiled(after)).items
    return any(one.kind is not ChangeKind.WORDING for one in found)


def look(actor: Actor, page: Callable[[str], str | None] = connector.page) -> int:
    """Ask for the page for each change that is to be shown today, and was not seen to be yet; returns how many were. Two that do this
    at the same time look twice, and no harm is done."""
    try:
        data_map = published().map
    except NothingPublished:
        return 0
    mail, today = data_map.declaration.mail, local_day(clock.now(), data_map.zone)
    due = [
        one
        for one in to_show()
        if one.first <= today < one.until and one.on(today, data_map.zone) in (None, Seen.NO_ANSWER)
    ]
    if mail is None or not due:
        return 0
    pages = [page(f"{mail.site.rstrip('/')}{path}") for path in PATHS]
    services.keep_looks({one.version: _seen(pages, one.version) for one in due}, actor, clock.now())
    return len(due)


def shown_until(version: Version) -> ChangeShown:
    """From when and until when what this version changed stands at the top of the page."""
    return _shown(version, ())


def _shown(version: Version, looks: tuple[Look, ...]) -> ChangeShown:
    data_map = compiled(version.content)
    declared = data_map.declaration.changes
    first = local_day(version.applies_at, data_map.zone)
    period = declared.banner if declared and declared.banner else SHOWN_FOR
    return ChangeShown(version=version.number, first=first, until=first + period, looks=looks)


def _seen(pages: list[str | None], number: int) -> Seen:
    came = [one for one in pages if one is not None]
    if not all(stands_on(one, number) for one in came):
        return Seen.MISSING
    return Seen.SHOWN if len(came) == len(pages) else Seen.NO_ANSWER
