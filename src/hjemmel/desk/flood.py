"""How much comes from each place in a minute, or another while, to all processes together.

Each process counts in memory, and tells the others of it now and then in the house's own database, under a code that is made
with the installation's key and gone with the while. Whoever is over is refused from memory: a flood costs no look at the database.

In a process it is measured by `clock.steady`, and between them by the machine's clock, never by the product's: that one can be
moved, in a demo as on any machine, and would then let a flood in, or keep a whole school out."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Final

from django.db import DatabaseError
from django.utils.crypto import salted_hmac

from hjemmel.capabilities.web_log import store
from hjemmel.desk import clock

MINUTE: Final = 60.0
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
IN_TWENTY: Final = 20
"""Others are told of each twentieth of what is taken: so much more than that each process may let in."""


@dataclass(slots=True)
class _Seen:
    since: float
    number: int = 0
    told: int = 0
    """So many of these the others have been told of."""
    shut_until: float = 0.0


@dataclass(slots=True)
class Flood:
    """So many are taken from one place in a while. `kind`: what is counted with other processes; blank: in this one alone."""

    from_one_place: int
    lasts: float = MINUTE
    kind: str = ""
    digits: int = 32
    """How long the code is that stands for a place in the database. Four are shared by thousands of people: it leads to nobody."""
    since: float | None = None
    seen: dict[str, _Seen] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self, place: str, now: float) -> bool:
        """One more has come from there, and it is more than is taken."""
        with self.lock:
            mine = self._of(place, now)
            if now < mine.shut_until:
                return True
            mine.number += 1
            if mine.number > self.from_one_place:
                return True
            new = mine.number - mine.told
            if not self.kind or new < max(1, self.from_one_place // IN_TWENTY):
                return False
            mine.told = mine.number
        shut_for = self._together(place, new)
        if shut_for is None:
            return False
        mine.shut_until = now + shut_for
        return True

    def _of(self, place: str, now: float) -> _Seen:
        if self.since is None or now - self.since >= self.lasts:
            self.since = now
            self.seen = {name: one for name, one in self.seen.items() if now - one.since < self.lasts}
        found = self.seen.get(place)
        if found is None or now - found.since >= self.lasts:
            found = self.seen[place] = _Seen(now)
        return found

    def _together(self, place: str, new: int) -> float | None:
        """Seconds for which nothing more is taken from there; None if all processes together have not had too many."""
        at = clock.machine().timestamp()
        code = salted_hmac("hjemmel flood", f"{self.kind}\0{place}", algorithm="sha256").hexdigest()
        try:
            number, until = store.counted(self.kind, code[: self.digits], new, int(at), int(self.lasts))
        except DatabaseError:
            # Counted here alone, then: nobody is kept out because the database is busy.
            return None
        return max(0.0, until - at) if number > self.from_one_place else None


def forget() -> int:
    """Erase what was counted in a while that has passed; returns how much."""
    return store.forget_counts(int(clock.machine().timestamp()))
