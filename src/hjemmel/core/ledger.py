"""The chain: what a ledger line is, what seals it to the one before, and whether a chain is whole.

Pure: lines are stored elsewhere. No line holds personal data; that is its writer's duty."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

BEGINNING = "0" * 64
"""What the first line is chained to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line, as stored. Every field is part of its digest, so each is kept as the text that was sealed."""

    seq: int
    at: str
    kind: str
    actor: str
    content: str
    """Canonical JSON."""
    prev: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last line: enough to notice that lines are gone from the end."""

    seq: int = 0
    digest: str = BEGINNING


class Fault(Enum):
    """How a chain can be broken."""

    CHANGED = "changed"
    """The line is not what was sealed."""
    OUT_OF_ORDER = "out of order"
    """A line is missing, doubled or moved."""
    UNCHAINED = "unchained"
    """The line is not chained to the one before it."""
    CUT_SHORT = "cut short"
    """The chain ends before the line that is known to be its last."""
    NOT_THE_HEAD = "not the head"
    """The chain goes on past its known last line, or ends in another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    count: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenAt:
    """The first line that does not hold."""

    seq: int
    why: Fault


def canonical(value: object) -> str:
    """The one way to write a value as JSON: sorted keys, no spaces, no escapes but the needed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def moment(at: datetime) -> str:
    """The one way to write a point in time: the clock of UTC, to the microsecond, with no offset after it.

    So our own declaration can say of the column that its zone is UTC, and compare it as any other date."""
    if at.tzinfo is None:
        raise ValueError("a ledger line needs a moment with a zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def read_moment(text: str) -> datetime:
    """The point in time that `moment` wrote."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def entry_after(head: Head, at: datetime, kind: str, actor: str, content: Mapping[str, object]) -> Entry:
    """The line that comes after `head`, sealed to it."""
    seq, when, text = head.seq + 1, moment(at), canonical(content)
    digest = _digest(seq, when, kind, actor, text, head.digest)
    return Entry(seq=seq, at=when, kind=kind, actor=actor, content=text, prev=head.digest, digest=digest)


def verify(entries: Iterable[Entry], head: Head | None = None) -> Verified | BrokenAt:
    """Whether the lines, in their order, form one whole chain, ending in `head` if that is known.

    Reads one line at a time, so a chain of any length takes no more memory than one line."""
    last = Head()
    for entry in entries:
        fault = _fault(entry, last)
        if fault:
            return BrokenAt(seq=last.seq + 1, why=fault)
        last = Head(seq=entry.seq, digest=entry.digest)
    if head is None or head == last:
        return Verified(count=last.seq, head=last.digest)
    if last.seq < head.seq:
        return BrokenAt(seq=last.seq + 1, why=Fault.CUT_SHORT)
    return BrokenAt(seq=last.seq, why=Fault.NOT_THE_HEAD)


def _fault(entry: Entry, before: Head) -> Fault | None:
    if entry.seq != before.seq + 1:
        return Fault.OUT_OF_ORDER
    if entry.prev != before.digest:
        return Fault.UNCHAINED
    sealed = _digest(entry.seq, entry.at, entry.kind, entry.actor, entry.content, entry.prev)
    return None if sealed == entry.digest else Fault.CHANGED


def _digest(seq: int, at: str, kind: str, actor: str, content: str, prev: str) -> str:
    # The content goes in as the text it is stored as: a space added to it is a change too.
    sealed = {"seq": seq, "at": at, "kind": kind, "actor": actor, "content": content, "prev": prev}
    return hashlib.sha256(canonical(sealed).encode()).hexdigest()
