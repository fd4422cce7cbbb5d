"""Writing to the ledger: the only way in. Every service of every capability does its deed inside `deed`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from hjemmel.capabilities.ledger import store
from hjemmel.capabilities.ledger.models import LedgerEntry, LedgerHead, LedgerNode, SignedHead
from hjemmel.core.ledger import checkpoint
from hjemmel.core.ledger.chain import Entry, Head, entry_after
from hjemmel.core.ledger.tree import Growing
from hjemmel.engine.ports import Actor, Plain
from hjemmel.engine.vault.signing import Signer


@contextmanager
def deed(kind: str, actor: Actor, content: Mapping[str, Plain], at: datetime) -> Iterator[Entry]:
    """One transaction with one ledger line; what is done inside stands or falls with the line.

    Writers come one at a time: on SQLite because the transaction begins as a writer, elsewhere because the
    row of the head is locked until the commit."""
    with transaction.atomic():
        head = _locked()
        entry = entry_after(head, at, kind, actor.id, content)
        _add([entry], head)
        yield entry


def note(kind: str, actor: Actor, content: Mapping[str, Plain], at: datetime) -> Entry:
    """A line about something that leaves no other trace, such as that somebody looked a person up."""
    with deed(kind, actor, content, at) as entry:
        return entry


def notes(kind: str, actor: Actor, contents: Iterable[Mapping[str, Plain]], at: datetime) -> Head:
    """A line for each of these, all of them or none; returns where the ledger ends then."""
    with transaction.atomic():
        before = head = _locked()
        entries = []
        for content in contents:
            entry = entry_after(head, at, kind, actor.id, content)
            entries.append(entry)
            head = Head(seq=entry.seq, digest=entry.digest)
        _add(entries, before)
        return head


def sign(signer: Signer, at: datetime) -> checkpoint.SignedHead:
    """The newest head signed, and kept. One that is signed already is given as it was. No line tells of it: then there
    would always be one more to sign."""
    with transaction.atomic():
        size = _locked().seq
        known = store.signed_at(size)
        if known:
            return known
        signed = signer.sign(size, store.root(size), at)
        SignedHead.objects.create(size=size, note=signed.written())
        return signed


def _locked() -> Head:
    # By hand, as what follows: every deed passes here, and the ORM took longer over it than the database did.
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD + lock)
        found = cursor.fetchone()
    if found:
        return Head(seq=found[0], digest=found[1])
    first, _ = LedgerHead.objects.select_for_update().get_or_create(pk=1)
    return first.value()


def _add(entries: Sequence[Entry], before: Head) -> None:
    """Lines that come after `before`, which is locked; with the nodes of the tree that they make complete."""
    if not entries:
        return
    # A batch is a thousand lines and more; both kinds of database understand these words.
    with connection.cursor() as cursor:
        cursor.executemany(_LINE, entries)
        if nodes := _nodes(entries, before):
            cursor.executemany(_NODE, nodes)
        cursor.execute(_ENDS, [entries[-1].seq, entries[-1].digest])


def _nodes(entries: Sequence[Entry], before: Head) -> list[tuple[int, bytes]]:
    if len(entries) == 1 and not before.seq & 1:
        # Every other line completes nothing but itself.
        return []
    tree = Growing(before.seq, store.peaks_of(before))
    found = []
    for entry in entries:
        leaf, made = tree.add(bytes.fromhex(entry.digest))
        found += [(leaf + up, made[up]) for up in range(1, len(made))]
    return found


_LINE = f"INSERT INTO {LedgerEntry._meta.db_table} ({', '.join(Entry._fields)}) VALUES (%s, %s, %s, %s, %s, %s, %s)"
_HEAD = f"SELECT seq, digest FROM {LedgerHead._meta.db_table} WHERE id = 1"
_ENDS = f"UPDATE {LedgerHead._meta.db_table} SET seq = %s, digest = %s WHERE id = 1"
_NODE = f"INSERT INTO {LedgerNode._meta.db_table} (place, digest) VALUES (%s, %s)"
