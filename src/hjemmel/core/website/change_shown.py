"""A change of the statement that is shown on the statement's own page for so many days (Art. 12(1)): whether it stood there when
the page was asked for, day by day. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from ..moment import local_day

PATHS = ("/personvern", "/privacy")
"""The page in each language, below the site's address."""


class Seen(Enum):
    """What stood on the page."""

    SHOWN = "shown"
    MISSING = "missing"
    """The page came without the change, in one language at least."""
    NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The page was asked for once, in each language."""

    at: datetime
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """A version that changed something, and what was seen of it."""

    version: int
    first: date
    """The day from which it applies."""
    until: date
    """The day on which it need not be shown any more."""
    looks: tuple[Look, ...] = ()

    def days(self, today: date) -> Iterator[date]:
        """Those on which it was to be shown, until today."""
        day = self.first
        while day < self.until and day <= today:
            yield day
            day += timedelta(days=1)

    def must_be_seen(self, day: date, today: date) -> bool:
        """Whether it was to be shown from that day's beginning to its end, and the day is over. On the first it began some time."""
        return self.first < day < today

    def on(self, day: date, zone: str) -> Seen | None:
        """What was seen that day; None if nobody looked. One answer without the change outweighs any with it."""
        seen = {look.seen for look in self.looks if local_day(look.at, zone) == day}
        return next((one for one in (Seen.MISSING, Seen.SHOWN, Seen.NO_ANSWER) if one in seen), None)


def stands_on(page: str, number: int) -> bool:
    """Whether the page tells, at its top, what this version changed."""
    _, _, notice = page.partition('<h2 id="nytt">')
    notice, _, _ = notice.partition("</aside>")
    return f'data-changed-in="{number}"' in notice
