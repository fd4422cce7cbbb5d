"""What became of one message that was handed to a mail server, and what a bounce says. No words of the server are kept:
they may hold the address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Delivery(Enum):
    """UNCERTAIN: the connection broke after the message was handed over and before the answer; it is not sent again."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the server answered for one recipient: its code (RFC 5321) and, if it gave one, the status (RFC 3463)."""

    delivery: Delivery
    code: int = 0
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A message came back (RFC 3464). `reference` is the one that stood in its Message-ID."""

    reference: str
    status: str

    @property
    def is_for_good(self) -> bool:
        return self.status.startswith("5.")
