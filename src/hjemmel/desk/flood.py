"""How much comes from each place in a minute, or another while. In memory alone, in each process by itself, and gone
with the while.

It is measured by `clock.steady`, and not by the product's clock: that one can be moved, in a demo as on any machine, and
would then let a flood in, or keep a whole school out."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Final

MINUTE: Final = 60.0
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


@dataclass(slots=True)
class Flood:
    """So many are taken from one place in a while."""

    from_one_place: int
    lasts: float = MINUTE
    since: float | None = None
    seen: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self, place: str, now: float) -> bool:
        """One more has come from there, and it is more than is taken."""
        with self.lock:
            if self.since is None or now - self.since >= self.lasts:
                self.since, self.seen = now, {}
            self.seen[place] = self.seen.get(place, 0) + 1
            return self.seen[place] > self.from_one_place
