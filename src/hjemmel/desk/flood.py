"""How much comes from each place in a minute. In memory alone, in each process by itself, and gone with the minute."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

MINUTE: Final = timedelta(minutes=1)


@dataclass(slots=True)
class Flood:
    """So many are taken from one place in a minute."""

    from_one_place: int
    since: datetime | None = None
    seen: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self, place: str, now: datetime) -> bool:
        """One more has come from there, and it is more than is taken."""
        with self.lock:
            if self.since is None or abs(now - self.since) >= MINUTE:
                self.since, self.seen = now, {}
            self.seen[place] = self.seen.get(place, 0) + 1
            return self.seen[place] > self.from_one_place
