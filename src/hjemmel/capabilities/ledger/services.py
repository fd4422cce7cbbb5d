"""Writing to the ledger: the only way in. Every service of every capability does its deed inside `deed`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from hjemmel.capabilities.ledger.models import LedgerEntry, LedgerHead
from hjemmel.core.ledger import Entry, entry_after
from hjemmel.engine.ports import Actor, Plain


@contextmanager
def deed(kind: str, actor: Actor, content: Mapping[str, Plain], at: datetime) -> Iterator[Entry]:
    """One transaction with one ledger line; what is done inside stands or falls with the line.

    Writers come one at a time: on SQLite because the transaction begins as a writer, elsewhere because the
    row of the head is locked until the commit."""
    with transaction.atomic():
        head, _ = LedgerHead.objects.select_for_update().get_or_create(pk=1)
        entry = entry_after(head.value(), at, kind, actor.id, content)
        LedgerEntry.objects.create(**{name: getattr(entry, name) for name in _FIELDS})
        LedgerHead.objects.filter(pk=1).update(seq=entry.seq, digest=entry.digest)
        yield entry


def note(kind: str, actor: Actor, content: Mapping[str, Plain], at: datetime) -> Entry:
    """A line about something that leaves no other trace, such as that somebody looked a person up."""
    with deed(kind, actor, content, at) as entry:
        return entry


_FIELDS = ("seq", "at", "kind", "actor", "content", "prev", "digest")
