"""Trying a mailbox: a message is sent to it, and must be found in it. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

EVERY: Final = timedelta(days=7)
"""How often each mailbox is tried."""
ARRIVES_WITHIN: Final = timedelta(hours=4)
"""What has not come by then does not come: people's mail doesn't either."""
NOT_FOUND, NOT_SENT = "not_found", "not_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One message of ours to one of our own mailboxes."""

    address: str
    sent_at: datetime
    found_at: datetime | None = None
    trouble: str = ""
    """`not_found`: it did not come. `not_sent`: our mail server did not take it, so it says nothing of the mailbox."""

    @property
    def is_open(self) -> bool:
        return self.found_at is None and not self.trouble

    def has_come_to_nothing(self, now: datetime) -> bool:
        return self.is_open and now - self.sent_at > ARRIVES_WITHIN


def is_due(trials: tuple[Trial, ...], now: datetime) -> bool:
    """Whether the mailbox is to be tried now, after these trials. One that was not sent is tried again the next time."""
    told = [one for one in trials if one.trouble != NOT_SENT]
    return not told or (not told[-1].is_open and now - told[-1].sent_at >= EVERY)
