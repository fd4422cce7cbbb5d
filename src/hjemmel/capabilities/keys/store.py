"""Reading and keeping wrapped keys. What destroys any is a deed, and stands in the services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import connections, transaction
from django.db.models import Count, Sum

from hjemmel.capabilities.keys.models import RetiredMaster, StoredKey, Tombstone
from hjemmel.capabilities.keys.router import DATA, KEYS
from hjemmel.engine.ports import WrappedKey
from hjemmel.engine.vault.faults import MasterKeyRetired

CHUNK = 500
_COLUMNS = ("subject", "version", "master", "wrapped")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Buried:
    """Which keys of a subject were destroyed: those up to a version, or all for good."""

    subject: str
    last: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """Keys that should be gone and are there: the key store has come back from a backup, or a deed was killed."""

    keys: int
    """Of subjects whose keys were destroyed for good."""
    returned: tuple[str, ...]
    """Subjects whose newest key is one that had been replaced."""


def masters() -> tuple[str, ...]:
    """The master keys that anything is wrapped under. One look in the index each, however many keys there are."""
    found: list[str] = []
    while True:
        after = StoredKey.objects.filter(master__gt=found[-1] if found else "")
        name = after.order_by("master").values_list("master", flat=True).first()
        if name is None:
            return tuple(found)
        found.append(name)


def keys(subjects: Collection[str]) -> list[WrappedKey]:
    found = (_of_subjects(KEYS, _KEYS_OF, part) for part in parts(subjects))
    return [_value(*row) for rows in found for row in rows]


def add(wrapped: Sequence[WrappedKey]) -> None:
    """See KeyStore.add. Committed when it returns, whatever becomes of the transaction on the data."""
    with transaction.atomic(using=KEYS, durable=True), connections[KEYS].cursor() as cursor:
        _refuse_retired(wrapped)
        gone = destroyed({key.subject for key in wrapped})
        # By hand, for an import makes thousands a second; both kinds of database understand it.
        cursor.executemany(
            "INSERT INTO keys_wrapped (subject, version, master, wrapped) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (subject, version) DO NOTHING",
            [
                (key.subject, key.version, key.master, key.wrapped)
                for key in wrapped
                if key.subject not in gone
            ],
        )


def destroyed(subjects: Collection[str]) -> frozenset[str]:
    """Which of these either database remembers as destroyed for good."""
    found = (for_good(alias, part) for part in parts(subjects) for alias in (KEYS, DATA))
    return frozenset(chain.from_iterable(found))


def for_good(alias: str, subjects: Sequence[str]) -> frozenset[str]:
    """Which of these one of the databases remembers as destroyed for good. A few at a time."""
    return frozenset(subject for (subject,) in _of_subjects(alias, _DESTROYED_OF, subjects))


def _of_subjects(alias: str, asked: str, subjects: Sequence[str]) -> list[tuple[Any, ...]]:
    """By hand, for an import asks this of thousands a second, and putting so long a list together takes longer than
    the answer."""
    if not subjects:
        return []
    with connections[alias].cursor() as cursor:
        cursor.execute(f"{asked} ({', '.join(['%s'] * len(subjects))})", list(subjects))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


_KEYS_OF = f"SELECT {', '.join(_COLUMNS)} FROM {StoredKey._meta.db_table} WHERE subject IN"
_DESTROYED_OF = f"SELECT subject FROM {Tombstone._meta.db_table} WHERE last IS NULL AND subject IN"


def unfinished(count: int) -> tuple[str, ...]:
    counted = StoredKey.objects.values("subject").annotate(keys=Count("pk")).filter(keys__gt=1)
    return tuple(counted.order_by("subject").values_list("subject", flat=True)[:count])


def under(master: str, count: int) -> list[WrappedKey]:
    found = StoredKey.objects.filter(master=master).order_by("pk").values_list(*_COLUMNS)
    return [_value(*row) for row in found[:count]]


def rewrap(pairs: Sequence[tuple[WrappedKey, WrappedKey]]) -> None:
    """Each by itself only where the old one still stands: it may have been destroyed since it was read."""
    changes = [(new.wrapped, new.master, old.subject, old.version, old.wrapped) for old, new in pairs]
    with transaction.atomic(using=KEYS, durable=True), connections[KEYS].cursor() as cursor:
        _refuse_retired([new for _, new in pairs])
        cursor.executemany(
            "UPDATE keys_wrapped SET wrapped = %s, master = %s"
            " WHERE subject = %s AND version = %s AND wrapped = %s",
            changes,
        )


def retire(master: str) -> bool:
    """See KeyStore.retire. Who writes keys looks for this in the same transaction, so none comes in between."""
    with transaction.atomic(using=KEYS, durable=True):
        if StoredKey.objects.filter(master=master).exists():
            return False
        RetiredMaster.objects.get_or_create(name=master)
        return True


def counts() -> Mapping[str, int]:
    """How many keys are wrapped under each master key."""
    counted = StoredKey.objects.values("master").annotate(keys=Count("pk")).order_by("master")
    return dict(counted.values_list("master", "keys"))


def buried() -> Iterator[Buried]:
    """All that either database remembers as destroyed; a subject may come twice."""
    for alias in (KEYS, DATA):
        for stone in Tombstone.objects.using(alias).order_by("pk").iterator(chunk_size=CHUNK):
            yield Buried(subject=stone.subject, last=stone.last)


def destroyed_at(at: datetime) -> tuple[str, ...]:
    """Subjects whose keys were destroyed for good by the deed of that moment."""
    stones = Tombstone.objects.using(DATA).filter(at=at, last__isnull=True)
    return tuple(stones.order_by("subject").values_list("subject", flat=True))


def remember_the_same() -> bool:
    """Whether both databases remember the same keys as destroyed, told by counts: an older copy has fewer."""
    found = [
        Tombstone.objects.using(alias).aggregate(Count("pk"), Count("last"), Sum("last"))
        for alias in (KEYS, DATA)
    ]
    return found[0] == found[1]


def living_again(graves: Iterable[Buried]) -> Living:
    """What of these is there all the same."""
    count = 0
    returned: list[str] = []
    for part in parts(graves):
        last = {grave.subject: grave.last for grave in part}
        newest: Counter[str] = Counter()
        for key in keys(last):
            count += last[key.subject] is None
            newest[key.subject] = max(key.version, newest[key.subject])
        returned += [one for one, version in newest.items() if version <= (last[one] or 0)]
    return Living(keys=count, returned=tuple(sorted(returned)))


def together(graves: Iterable[Buried]) -> tuple[Buried, ...]:
    """One for each subject, the one that says most."""
    found: dict[str, Buried] = {}
    for grave in graves:
        known = found.setdefault(grave.subject, grave)
        if known.last is not None and (grave.last is None or grave.last > known.last):
            found[grave.subject] = grave
    return tuple(found.values())


def parts(of: Iterable[T]) -> Iterator[list[T]]:
    """A few at a time, so that no statement grows with what it is about."""
    rest = iter(of)
    while part := list(islice(rest, CHUNK)):
        yield part


def _refuse_retired(keys: Sequence[WrappedKey]) -> None:
    retired = RetiredMaster.objects.filter(name__in={key.master for key in keys}).first()
    if retired:
        raise MasterKeyRetired(retired.name)


def _value(subject: str, version: int, master: str, wrapped: bytes) -> WrappedKey:
    return WrappedKey(subject=subject, version=version, master=master, wrapped=bytes(wrapped))
