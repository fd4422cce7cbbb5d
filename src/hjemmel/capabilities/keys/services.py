"""Destroying keys: the deeds of this capability.

In this order: the ledger line and the tombstone beside the data, in one commit; then the key itself and a tombstone in
the key store, in another. Killed between the two, the tombstone stands, and `replay` or the next change of key does the
rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from hjemmel.capabilities.keys import store
from hjemmel.capabilities.keys.models import StoredKey, Tombstone
from hjemmel.capabilities.keys.router import DATA, KEYS
from hjemmel.capabilities.keys.store import Buried
from hjemmel.capabilities.ledger.services import deed
from hjemmel.engine.ports import Actor, WrappedKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay did to a key store that had come back from a backup."""

    destroyed: int
    """Keys that had come back and are gone again."""
    returned: tuple[str, ...]
    """Subjects whose only key is one that had been replaced: what was overwritten since is back with it. They are
    left, for their other values need that key. Overwrite again, and change their keys again."""


def destroy(subjects: Collection[str], actor: Actor, at: datetime) -> None:
    """Every key of these subjects goes, for good, when the transaction that this stands in commits."""
    graves = [Buried(subject=one, last=None) for one in sorted(set(subjects))]
    with deed("keys-destroyed", actor, {"subjects": len(graves)}, at):
        _bury(DATA, graves, at)
        transaction.on_commit(partial(_remove, graves, at), using=DATA)


def forget(keys: Collection[WrappedKey], actor: Actor, at: datetime) -> None:
    """These keys, replaced by newer ones of the same subjects, go when the transaction that this stands in commits."""
    if not keys:
        return
    last: dict[str, int] = {}
    for key in keys:
        last[key.subject] = max(key.version, last.get(key.subject, 0))
    graves = [Buried(subject=one, last=version) for one, version in sorted(last.items())]
    with deed("keys-replaced", actor, {"subjects": len(graves)}, at):
        _bury(DATA, graves, at)
        transaction.on_commit(partial(_remove, graves, at), using=DATA)


def replay(listed: Iterable[Buried], actor: Actor, at: datetime) -> Replayed:
    """Destroy again what either database or the list remembers as destroyed, and let both remember all of it."""
    graves = store.together([*store.buried(), *listed])
    again = store.living_again(graves)
    content = {"destroyed": again.keys, "returned": len(again.returned)}
    with deed("keys-replayed", actor, content, at):
        _bury(DATA, graves, at)
        transaction.on_commit(partial(_remove_for_good, graves, at), using=DATA)
    return Replayed(destroyed=again.keys, returned=again.returned)


def _remove(graves: Sequence[Buried], at: datetime) -> None:
    """Out of the key store, in one commit. The database is set to overwrite what it deletes."""
    with transaction.atomic(using=KEYS, durable=True):
        _bury(KEYS, graves, at)
        _remove_all(graves)
        for grave in graves:
            if grave.last is not None:
                StoredKey.objects.filter(subject=grave.subject, version__lte=grave.last).delete()


def _remove_for_good(graves: Sequence[Buried], at: datetime) -> None:
    """As after a restore. A key that was replaced is left: values may be sealed with it again, and a change of key
    finds them before it takes the key."""
    with transaction.atomic(using=KEYS, durable=True):
        _bury(KEYS, graves, at)
        _remove_all(graves)


def _remove_all(graves: Sequence[Buried]) -> None:
    for part in store.parts(grave.subject for grave in graves if grave.last is None):
        StoredKey.objects.filter(subject__in=part).delete()


def _bury(alias: str, graves: Sequence[Buried], at: datetime) -> None:
    """Tombstones in one of the databases, inside a transaction of it. What is destroyed for good stays so."""
    for part in store.parts(graves):
        for_good = store.for_good(alias, [grave.subject for grave in part])
        Tombstone.objects.using(alias).bulk_create(
            (
                Tombstone(subject=grave.subject, last=grave.last, at=at)
                for grave in part
                if grave.subject not in for_good
            ),
            update_conflicts=True,
            unique_fields=["subject"],
            update_fields=["last", "at"],
        )
