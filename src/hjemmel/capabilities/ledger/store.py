"""The ledger as the engine sees it, and reading it. Nothing is written here but through the services."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hjemmel.capabilities.ledger.models import LedgerEntry, LedgerHead
from hjemmel.capabilities.ledger.services import note
from hjemmel.core.ledger import BrokenAt, Entry, Head, Verified, read_moment, verify
from hjemmel.engine.ports import Actor, Plain

CHUNK = 500


class StoredLedger:
    """The engine's `Ledger`, in our own database."""

    def append(self, kind: str, actor: Actor, content: Mapping[str, Plain], at: datetime) -> str:
        return note(kind, actor, content, at).digest


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


def entries() -> Iterator[Entry]:
    """All lines from the first, a few at a time."""
    for stored in LedgerEntry.objects.order_by("seq").iterator(chunk_size=CHUNK):
        yield stored.value()


def check() -> Verified | BrokenAt:
    """Whether the stored chain is whole."""
    return verify(entries(), head())


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
