"""The ledger as the engine sees it, and reading it. Nothing is written here but through the services."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

from hjemmel.capabilities.ledger.models import LedgerEntry, LedgerHead, LedgerNode, SignedHead
from hjemmel.capabilities.ledger.parts import Part, begin, check_part, stored_lines
from hjemmel.core.ledger import checkpoint
from hjemmel.core.ledger.chain import BrokenAt, Entry, Fault, Head, Line, Start, Verified, read_moment
from hjemmel.core.ledger.checkpoint import read_head
from hjemmel.core.ledger.tree import BLOCK, EMPTY, Node, Read, consistency, inclusion, leaf, peaks
from hjemmel.core.ledger.tree import root as root_of

CHUNK = 2000
LONG = 100_000
"""So many lines are worth a second process."""
_ENDLESS = 2**63 - 1
_NODES = f"SELECT place, digest FROM {LedgerNode._meta.db_table}"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A line for a reader: time and content parsed."""

    seq: int
    at: datetime
    kind: str
    actor: str
    content: Mapping[str, Any]
    prev: str
    digest: str


def head() -> Head:
    found = LedgerHead.objects.filter(pk=1).first()
    return found.value() if found else Head()


def entries(last: int | None = None) -> Iterator[Entry]:
    """All lines from the first, to line `last` if it is given; a few at a time."""
    return map(Entry._make, _lines(last))


def _lines(last: int | None = None) -> Iterator[Line]:
    return stored_lines(connection, 0, _ENDLESS if last is None else last)


def check(kept_elsewhere: Iterable[checkpoint.SignedHead] = (), *, long: int = LONG) -> Verified | BrokenAt:
    """Whether the stored chain is whole, its tree with it, and both are what was signed: here, and as somebody has kept
    elsewhere. That those signatures hold is looked at before.

    One of `long` lines or more is verified in two parts at the same time, the second in a process of its own. Lines that are
    written meanwhile are left for the next time."""
    signed = {one.checkpoint.size: one.checkpoint.root for one in (*signed_heads(), *kept_elsewhere)}
    known = head()
    found = _in_two_parts(known, signed) if known.seq >= long else check_part(connection, Part(known, signed))
    return found if isinstance(found, BrokenAt) else _past_the_head() or found


def _in_two_parts(known: Head, signed: Mapping[int, bytes]) -> Verified | BrokenAt:
    middle = known.seq // 2 // BLOCK * BLOCK
    after = entry(middle + 1)
    kept = _digests(peaks(middle))
    if after is None or len(kept) < len(peaks(middle)):
        return check_part(connection, Part(known, signed))
    start = Start(seq=middle, digest=after.prev, peaks=tuple(kept[node] for node in peaks(middle)))
    other = begin(connection, Part(known, signed, start))
    before = {size: root for size, root in signed.items() if size <= middle}
    first = check_part(connection, Part(Head(seq=middle, digest=start.digest), before))
    second = other()
    if isinstance(first, BrokenAt):
        # Lines come after this part: it does not end too early or in another line, but they do not go on from it.
        if first.why is Fault.NOT_THE_HEAD:
            return BrokenAt(seq=middle + 1, why=Fault.UNCHAINED)
        return replace(first, why=Fault.OUT_OF_ORDER) if first.why is Fault.CUT_SHORT else first
    if first.peaks != start.peaks:
        return BrokenAt(seq=middle, why=Fault.TREE)
    return second


def _past_the_head() -> BrokenAt | None:
    """Lines that were written by nobody who keeps the head."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT MAX(seq) FROM {LedgerEntry._meta.db_table}), (SELECT MAX(seq) FROM {LedgerHead._meta.db_table})"
        )
        last, known = cursor.fetchone()
    return BrokenAt(seq=last, why=Fault.NOT_THE_HEAD) if (last or 0) > (known or 0) else None


# ---- the tree


def peaks_of(head: Head) -> Read:
    """Gives the peaks of the tree that ends with this head. Every deed asks, so they are read with one question, by hand."""
    places = {node.place: node for node in peaks(head.seq) if node.level}
    known: dict[Node, bytes] = {}
    if head.seq & 1:
        known[Node(0, head.seq - 1)] = leaf(bytes.fromhex(head.digest))
    if places:
        with connection.cursor() as cursor:
            cursor.execute(f"{_NODES} WHERE place IN ({', '.join(['%s'] * len(places))})", list(places))
            known.update((places[place], bytes(digest)) for place, digest in cursor.fetchall())
    return known.__getitem__


def root(size: int) -> bytes:
    """The root of the tree over the first lines, so many."""
    return _read(lambda read: root_of(size, read))


def inclusion_of(seq: int, size: int) -> list[bytes]:
    """What shows that line `seq` is one of the first `size`. Raises ValueError if it is not."""
    return _read(lambda read: inclusion(seq - 1, size, read))


def consistency_of(old: int, new: int) -> list[bytes]:
    """What shows that the first `new` lines go on from the first `old`. Raises ValueError if there are more of those."""
    return _read(lambda read: consistency(old, new, read))


def signed_at(size: int) -> checkpoint.SignedHead | None:
    found = SignedHead.objects.filter(pk=size).first()
    return read_head(found.note) if found else None


def newest_signed() -> checkpoint.SignedHead | None:
    found = SignedHead.objects.order_by("-size").first()
    return read_head(found.note) if found else None


def signed_heads() -> Iterator[checkpoint.SignedHead]:
    """All that were signed, the shortest first."""
    for stored in SignedHead.objects.order_by("size").iterator(chunk_size=CHUNK):
        yield read_head(stored.note)


def _read(ask: Callable[[Read], T]) -> T:
    """Asked twice: first to hear which nodes it takes, then with all of them, read together."""
    wanted: list[Node] = []

    def listen(node: Node) -> bytes:
        wanted.append(node)
        return EMPTY

    ask(listen)
    return ask(_digests(wanted).__getitem__)


def _digests(wanted: Collection[Node]) -> dict[Node, bytes]:
    lines = {node.number + 1: node for node in wanted if node.level == 0}
    nodes = {node.place: node for node in wanted if node.level}
    found: dict[Node, bytes] = {}
    if lines:
        for seq, digest in LedgerEntry.objects.filter(seq__in=lines).values_list("seq", "digest"):
            found[lines[seq]] = leaf(bytes.fromhex(digest))
    if nodes:
        for place, digest in LedgerNode.objects.filter(place__in=nodes).values_list("place", "digest"):
            found[nodes[place]] = bytes(digest)
    return found


# ---- lines for readers


def lines(count: int, before: int | None = None, but: Collection[str] = ()) -> tuple[LedgerLine, ...]:
    """The newest lines first; those before line number `before` if it is given, and of no kind in `but`."""
    found = LedgerEntry.objects.exclude(kind__in=but).order_by("-seq")
    if before is not None:
        found = found.filter(seq__lt=before)
    return tuple(_line(stored.value()) for stored in found[:count])


def lines_after(seq: int, count: int) -> tuple[LedgerLine, ...]:
    """Those after line number `seq`, the oldest first."""
    found = LedgerEntry.objects.filter(seq__gt=seq).order_by("seq")[:count]
    return tuple(_line(stored.value()) for stored in found)


def entry(seq: int) -> Entry | None:
    """A line exactly as it was sealed."""
    found = LedgerEntry.objects.filter(pk=seq).first()
    return found.value() if found else None


def line(seq: int) -> LedgerLine | None:
    found = LedgerEntry.objects.filter(pk=seq).first()
    return _line(found.value()) if found else None


def lines_of(kind: str, count: int) -> tuple[LedgerLine, ...]:
    """The newest lines of one kind."""
    found = LedgerEntry.objects.filter(kind=kind).order_by("-seq")[:count]
    return tuple(_line(stored.value()) for stored in found)


def _line(entry: Entry) -> LedgerLine:
    return LedgerLine(
        seq=entry.seq,
        at=read_moment(entry.at),
        kind=entry.kind,
        actor=entry.actor,
        content=json.loads(entry.content),
        prev=entry.prev,
        digest=entry.digest,
    )
