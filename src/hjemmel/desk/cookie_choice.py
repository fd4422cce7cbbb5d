"""The cookie choice: the question that stands now, and the choices that come in. Choices that come at once are kept at once,
in one transaction, and each is answered when it is on the disk."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from time import sleep
from typing import Final

from hjemmel.capabilities.cookie_choices import services, store
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.core.website import cookie_choice as core
from hjemmel.core.website.cookie_choice import Counted, Kept
from hjemmel.desk import clock
from hjemmel.desk.flood import Flood
from hjemmel.desk.published import compiled, published
from hjemmel.engine.ports import Actor

KEPT_FOR: Final = timedelta(days=2 * 365)
"""A choice lives for a year at most; what proves it is kept for one more, in which it can be asked about."""
LATELY: Final = timedelta(days=30)
FROM_ONE_PLACE: Final = 120
"""Choices from one place in a minute. A whole school behind one address chooses within that; a flood does not."""
GATHERED_FOR: Final = 0.004
"""Seconds that whoever writes waits for others first. A commit costs more than everything else about a choice together, and
nobody looks at a page while it is kept."""


class TooMany(RuntimeError):
    """So many choices have come from there lately that no more are taken just now."""


class NotKept(RuntimeError):
    """Whoever was to write it was stopped. The browser tells it again."""


@dataclass(slots=True)
class _Waiting:
    kept: Kept
    is_kept: bool = False
    fault: Exception | None = None
    settled: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class _Together:
    """Writers come one at a time. The first who waits writes for all who have come when the turn does."""

    waiting: list[_Waiting] = field(default_factory=list)
    list_lock: threading.Lock = field(default_factory=threading.Lock)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, kept: Kept) -> None:
        """On the disk when this returns. Raises what the database raised; then it is not."""
        mine = _Waiting(kept)
        with self.list_lock:
            self.waiting.append(mine)
            is_first = len(self.waiting) == 1
        if is_first:
            with self.turn:
                sleep(GATHERED_FOR)
                self._write()
        mine.settled.wait()
        if mine.fault is not None:
            raise mine.fault
        if not mine.is_kept:
            raise NotKept

    def _write(self) -> None:
        with self.list_lock:
            batch, self.waiting = self.waiting, []
        fault: Exception | None = None
        is_kept = False
        try:
            services.keep([one.kept for one in batch], HJEMMEL, clock.now())
            is_kept = True
        except Exception as found:  # noqa: BLE001  # each who waits is told of it, and raises it
            fault = found
        finally:
            # Whatever ended it: nobody waits for ever, and nobody is told that it is kept when it is not.
            for one in batch:
                one.is_kept, one.fault = is_kept, fault
                one.settled.set()


_together, _flood = _Together(), Flood(FROM_ONE_PLACE, kind="choices")


def question() -> core.Plain:
    """Raises NothingPublished."""
    return _question(published().version.content)


def take(sent: bytes, place: str) -> Kept:
    """Keep the choice; on the disk when this returns. Raises NoChoice, TooMany or NothingPublished."""
    now = clock.now()
    if _flood.is_over(place, clock.steady()):
        raise TooMany
    standing = published()
    choice = core.chosen(_asked(standing.version.content), sent)
    kept = Kept(choice=choice, version=standing.version.number, at=now)
    _together.keep(kept)
    return kept


def counted() -> Counted:
    """The choices of the last 30 days. Raises NothingPublished."""
    return core.counted(published().map, store.counted(clock.now() - LATELY))


def forget(actor: Actor) -> int:
    """Erase what is old enough; returns how many."""
    now = clock.now()
    before = now - KEPT_FOR
    return services.forget(before, actor, now) if store.is_any(before) else 0


@lru_cache(maxsize=4)
def _question(content: bytes) -> core.Plain:
    return core.question(compiled(content))


@lru_cache(maxsize=4)
def _asked(content: bytes) -> core.Asked | None:
    return core.asked(compiled(content))
