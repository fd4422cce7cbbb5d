"""The chain: what a ledger line is, what seals it to the one before, and whether a chain is whole.

Over the chain stands a tree (tree.py), whose root is signed from time to time. Pure: lines are stored elsewhere. No line
holds personal data; that is its writer's duty."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from itertools import chain, islice, takewhile
from json.encoder import encode_basestring
from typing import NamedTuple

from .tree import BLOCK, Growing, levels, peaks

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


Line = tuple[int, str, str, str, str, str, str]
"""An entry as it is read, its fields in their order: to name them takes as long as to read them."""
Buffer = bytes | memoryview
"""As databases give them."""


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
    peaks: tuple[bytes, ...] = field(default=(), compare=False, repr=False)
    """Of the tree over the lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The last of lines that somebody else verifies: what comes after is verified as if these were whole.

    `peaks` are those of the tree over them; both parts are whole if the first ends as this says."""

    seq: int
    digest: str
    peaks: tuple[bytes, ...]


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
    lines: Iterable[Line],
    head: Head | None = None,
    *,
    signed: Mapping[int, bytes] | None = None,
    nodes: Iterable[tuple[int, Buffer]] | None = None,
    start: Start | None = None,
) -> Verified | BrokenAt:
    """Whether the lines, in their order, form one whole chain, ending in `head` if that is known.

    `signed` are roots that were signed, by how many lines they were over; `nodes` are all kept nodes above the leaves,
    by their places in order; those before `start` are left out of all three. A chain of any length takes no more memory than
    a thousand lines."""
    walk = _Walk(sorted((signed or {}).items()), None if nodes is None else iter(nodes), start)
    left = iter(lines)
    while block := list(islice(left, BLOCK)):
        if not walk.is_whole(block):
            broken = walk.first_fault(block)
            if broken:
                return broken
    seq, digest = walk.seq, walk.digest
    if walk.waits_for_more or (head and seq < head.seq):
        return BrokenAt(seq=seq + 1, why=Fault.CUT_SHORT)
    if head and (head.seq, head.digest) != (seq, digest):
        return BrokenAt(seq=seq, why=Fault.NOT_THE_HEAD)
    return Verified(count=seq, head=digest, peaks=walk.peaks)


class _Walk:
    """How far a chain is known to be whole. `roots` were signed, the shortest tree's first; `nodes` are the kept ones."""

    def __init__(
        self,
        roots: Sequence[tuple[int, bytes]],
        nodes: Iterator[tuple[int, Buffer]] | None,
        start: Start | None = None,
    ) -> None:
        self.seq, self.digest = (start.seq, start.digest) if start else (0, BEGINNING)
        self._roots = deque((size, root) for size, root in roots if size > self.seq)
        self._nodes = nodes
        known = dict(zip(peaks(start.seq), start.peaks, strict=True)) if start else {}
        self._tree = Growing(self.seq, known.__getitem__)

    @property
    def peaks(self) -> tuple[bytes, ...]:
        return self._tree.peaks

    @property
    def waits_for_more(self) -> bool:
        """More lines were signed than have come."""
        return bool(self._roots)

    def is_whole(self, block: Sequence[Line]) -> bool:
        """Whether nothing is wrong with a whole block of lines; then it goes on behind them. If not, it stays."""
        digests = _digests(block, self.seq, self.digest) if len(block) == BLOCK else None
        if digests is None:
            return False
        tree, found, end = self._tree.copy(), levels(digests), self.seq + BLOCK
        passed = list(takewhile(lambda root: root[0] <= end, self._roots))
        if any(tree.root_with(found, size - self.seq) != root for size, root in passed):
            return False
        if not self._next_nodes_are(tree.add_block(found)):
            return False
        for _ in passed:
            self._roots.popleft()
        self.seq, self.digest, self._tree = end, block[-1][-1], tree
        return True

    def first_fault(self, block: Iterable[Line]) -> BrokenAt | None:
        """The same line by line: where it breaks first, and how."""
        for line in block:
            entry = Entry._make(line)
            why = _fault(entry, self.seq + 1, self.digest)
            if why:
                return BrokenAt(seq=self.seq + 1, why=why)
            self.seq, self.digest = entry.seq, entry.digest
            place, made = self._tree.add(bytes.fromhex(entry.digest))
            if not self._next_nodes_are([(place + up, made[up]) for up in range(1, len(made))]):
                return BrokenAt(seq=self.seq, why=Fault.TREE)
            if (
                self._roots
                and self._roots[0][0] == self.seq
                and self._roots.popleft()[1] != self._tree.root()
            ):
                return BrokenAt(seq=self.seq, why=Fault.NOT_AS_SIGNED)
        return None

    def _next_nodes_are(self, made: list[tuple[int, bytes]]) -> bool:
        """Whether these are the kept nodes that come next; then they are behind us."""
        if self._nodes is None or not made:
            return True
        kept = list(islice(self._nodes, len(made)))
        if kept != made:
            self._nodes = chain(kept, self._nodes)
        return kept == made


def _digests(block: Iterable[Line], seq: int, prev: str) -> list[bytes] | None:
    """The digests of the lines that come after this one, if each is what was sealed and chained to the one before it.

    `prev` is a digest that was computed here: it holds nothing to quote."""
    found, sha256, quoted, names = [], hashlib.sha256, encode_basestring, _Quoted()
    for number, at, kind, actor, content, before, digest in block:
        seq += 1
        if number != seq or before != prev:
            return None
        # As `_digest` writes it, but what it would only do over again: a million lines are few actors' and of few kinds.
        sealed = (
            f'{{"actor":{names[actor]},"at":{quoted(at)},"content":{quoted(content)},"kind":{names[kind]},'
            f'"prev":"{prev}","seq":{seq}}}'
        )
        made = sha256(sealed.encode()).digest()
        if made.hex() != digest:
            return None
        found.append(made)
        prev = digest
    return found


class _Quoted(dict[str, str]):
    """Texts as JSON has them, each written once."""

    def __missing__(self, text: str) -> str:
        found = self[text] = encode_basestring(text)
        return found


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
