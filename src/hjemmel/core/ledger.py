"""The chain: what a ledger line is, what seals it to the one before, and whether a chain is whole.

Over the chain stands a tree (tree.py), whose root is signed from time to time. Pure: lines are stored elsewhere. No line
holds personal data; that is its writer's duty."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from json.encoder import encode_basestring
from typing import NamedTuple

from .tree import Growing

BEGINNING = "0" * 64
"""What the first line is chained to."""


class Entry(NamedTuple):
    """One line, as stored. Every field is part of its digest, so each is kept as the text that was sealed.

    A tuple, for a million of them are read at a time."""

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
    NOT_AS_SIGNED = "not as signed"
    """The lines are chained, but they are not those that were signed: somebody has chained them anew."""
    TREE = "tree"
    """A kept node of the tree is not that of the lines: proofs made from it would not hold."""


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


def entry_holds(entry: Entry) -> bool:
    """Whether the line by itself is what was sealed."""
    return _digest(*entry[:-1]) == entry.digest


def verify(
    entries: Iterable[Entry],
    head: Head | None = None,
    *,
    signed: Mapping[int, bytes] | None = None,
    nodes: Iterable[tuple[int, bytes]] | None = None,
) -> Verified | BrokenAt:
    """Whether the lines, in their order, form one whole chain, ending in `head` if that is known.

    `signed` are roots that were signed, by how many lines they were over; `nodes` are all kept nodes above the leaves,
    by their places in order. Reads one line at a time, so a chain of any length takes no more memory than one line."""
    seq, digest, tree = 0, BEGINNING, Growing()
    witnesses = dict(signed or {})
    kept = None if nodes is None else iter(nodes)
    for entry in entries:
        fault = _fault(entry, seq + 1, digest)
        if fault:
            return BrokenAt(seq=seq + 1, why=fault)
        seq, digest = entry.seq, entry.digest
        leaf, made = tree.add(bytes.fromhex(digest))
        if kept is not None and len(made) > 1 and not _is_kept(kept, leaf, made):
            return BrokenAt(seq=seq, why=Fault.TREE)
        if seq in witnesses and witnesses.pop(seq) != tree.root():
            return BrokenAt(seq=seq, why=Fault.NOT_AS_SIGNED)
    if any(size > seq for size in witnesses) or (head and seq < head.seq):
        return BrokenAt(seq=seq + 1, why=Fault.CUT_SHORT)
    if head and (head.seq, head.digest) != (seq, digest):
        return BrokenAt(seq=seq, why=Fault.NOT_THE_HEAD)
    return Verified(count=seq, head=digest)


def _is_kept(nodes: Iterator[tuple[int, bytes]], leaf: int, made: Sequence[bytes]) -> bool:
    """Whether the next nodes are those above this leaf."""
    return all(next(nodes, None) == (leaf + up, made[up]) for up in range(1, len(made)))


def _fault(entry: Entry, seq: int, prev: str) -> Fault | None:
    if entry.seq != seq:
        return Fault.OUT_OF_ORDER
    if entry.prev != prev:
        return Fault.UNCHAINED
    return None if entry_holds(entry) else Fault.CHANGED


def _digest(seq: int, at: str, kind: str, actor: str, content: str, prev: str) -> str:
    # The content goes in as the text it is stored as: a space added to it is a change too. Written out by hand, for a
    # million lines are verified at a time; a test holds it to `canonical`.
    quoted = encode_basestring
    sealed = (
        f'{{"actor":{quoted(actor)},"at":{quoted(at)},"content":{quoted(content)},"kind":{quoted(kind)},'
        f'"prev":{quoted(prev)},"seq":{seq}}}'
    )
    return hashlib.sha256(sealed.encode()).hexdigest()
