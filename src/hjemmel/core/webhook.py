"""A webhook: something has happened, told to a program by reference. Signed by the Standard Webhooks convention.

Pure. What is told never holds a name, an address, or a key that may be one."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from .ledger.chain import canonical

SECRET_PREFIX = "whsec_"
_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
)
MOST_TRIES = len(_AFTER) + 1


class EventKind(Enum):
    """What a program can be told of."""

    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    OBJECTION_MADE = "objection.made"
    PERSON_ERASED = "person.erased"
    PLAN_DONE = "plan.done"
    PROMISE_TURNED = "promise.turned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that has happened. `id` is the same however often it is read from what is stored."""

    id: str
    kind: EventKind
    at: datetime
    data: tuple[tuple[str, object], ...]

    @property
    def body(self) -> str:
        """What is sent, and signed, to the letter."""
        at = self.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return canonical({"type": self.kind.value, "timestamp": at, "data": dict(self.data)})


def event_id(kind: EventKind, *parts: object) -> str:
    """The same for the same thing: telling of it twice is telling of it once."""
    named = canonical([kind.value, *map(str, parts)])
    return f"msg_{hashlib.sha256(named.encode()).hexdigest()[:32]}"


def written_secret(key: bytes) -> str:
    """A secret as its holder has it."""
    return SECRET_PREFIX + base64.b64encode(key).decode()


def signature(key: bytes, id: str, timestamp: int, body: str) -> str:
    """The header `webhook-signature`."""
    signed = f"{id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after so many failed tries; None: it is dead."""
    return at + _AFTER[tries - 1] if tries <= len(_AFTER) else None
