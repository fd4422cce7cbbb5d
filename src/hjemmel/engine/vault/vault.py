"""The vault: seals and opens rows, finds by blind indexes, changes and destroys the keys of subjects.

It keeps no subject's key between two calls, so a key that is destroyed is of no use to any process from the next call
on. Open one for a piece of work, not for the life of a process."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ..ports import KeyStore, OpenRow, SealedRow, SealedValues, WrappedKey
from .blind import BlindIndex, Index, marks_key, webhook_key
from .faults import Destroyed, MasterKeyMissing, NoKey, NotOpened, StillSealed
from .masters import MasterKey, Masters
from .sealing import KEY_BYTES, NONCE_BYTES, Place, SubjectKey, version_of
from .signing import Signer

INDEX_ROOT = "hjemmel.index"
"""The key that index keys come from lies among the subjects' keys, so that it is wrapped and rotated as they are."""
SIGNING_ROOT = "hjemmel.signing"
"""What the key that signs the ledger comes from lies there too, from the first time that something is signed."""
ROUNDS = 10
"""How often a change of key looks for values that came while it worked."""
_SUBJECT = re.compile(r"[A-Za-z0-9_-]{8,64}")

_Held = Mapping[str, Mapping[int, SubjectKey]]
"""Keys by subject and version."""


class Vault:
    """Raises MasterKeyMissing, and can't be had, when anything is wrapped under a master key that is not here."""

    def __init__(self, store: KeyStore, masters: Masters) -> None:
        wanted = store.masters()
        missing = [name for name in wanted if name not in masters.names]
        if missing:
            raise MasterKeyMissing(missing, masters.where)
        self.store = store
        self.masters = masters
        self._indexes: dict[Index, BlindIndex] = {}
        if not wanted:
            store.add([self._current.wrap(_new_key(INDEX_ROOT, 1))])

    # ---- keys of subjects

    def admit(self, subjects: Collection[str]) -> None:
        """Let these have a key each, those that have none. Raises Destroyed for one whose key was destroyed."""
        _checked(subjects)
        for gone in self.store.destroyed(subjects):
            raise Destroyed(gone)
        have = {key.subject for key in self.store.keys(subjects)}
        self.store.add([self._current.wrap(_new_key(one, 1)) for one in subjects if one not in have])

    def without_key(self, subjects: Collection[str]) -> frozenset[str]:
        """Those whose values nobody can open any more: their keys are destroyed, or were never made."""
        _checked(subjects)
        return frozenset(subjects) - {key.subject for key in self.store.keys(subjects)}

    def destroy(self, subjects: Collection[str]) -> None:
        """Destroy every key of these subjects. What was sealed for them is noise from now on, in every copy."""
        _checked(subjects)
        self.store.destroy(subjects)

    # ---- values

    def seal(self, rows: Sequence[OpenRow]) -> list[SealedRow]:
        """Each row sealed with its subject's newest key. Raises NoKey for a subject that was not admitted.

        Call it inside the transaction that writes the values: see SealedValues."""
        held = self._held({row.subject for row in rows})
        nonces = _nonces(sum(len(row.values) for row in rows))
        return [self._sealed(row, held, nonces) for row in rows]

    def open(self, rows: Sequence[SealedRow]) -> list[OpenRow]:
        """Each row in clear text. Raises NoKey or NotOpened; then none of the rows is given."""
        held = self._held({row.subject for row in rows})
        return [self._opened(row, held) for row in rows]

    def index(self, index: Index) -> BlindIndex:
        """What makes the tokens of this index."""
        known = self._indexes.get(index)
        if known is None:
            known = self._indexes[index] = BlindIndex(self._index_root.raw(), index)
        return known

    def marks_key(self) -> bytes:
        """The key of the marks by which facts know addresses: it lives and is wrapped as the keys of indexes are."""
        return marks_key(self._index_root.raw())

    def webhook_key(self, endpoint: str) -> bytes:
        """The key that signs what this endpoint is told."""
        return webhook_key(self._index_root.raw(), endpoint)

    def signer(self) -> Signer:
        """What signs the ledger's heads, always with the same key; the first time it is made."""
        found = self._held([SIGNING_ROOT])
        if SIGNING_ROOT not in found:
            self.store.add([self._current.wrap(_new_key(SIGNING_ROOT, 1))])
            # Read again, for another process may have been first.
            found = self._held([SIGNING_ROOT])
        return Signer(found[SIGNING_ROOT][1].raw())

    # ---- a change of key

    def rekey(self, subjects: Collection[str], values: SealedValues) -> None:
        """Give each subject a new key, seal with it what is left of the values, destroy the old key.

        So what was overwritten before is noise in older copies. Killed anywhere, `finish_rekeying` goes on; so does
        calling it again. A subject without a key is passed by."""
        _checked(subjects)
        # What is overwritten after a change of key that broke off may be sealed with its new key already: so that
        # change is ended first, and its new key goes too.
        self._finish(_with_several(self.store.keys(subjects)), values)
        newest = [
            self._current.wrap(_new_key(key.subject, key.version + 1)) for key in self.store.keys(subjects)
        ]
        self.store.add(newest)
        self._finish(subjects, values)

    def finish_rekeying(self, values: SealedValues, count: int = 500) -> int:
        """Go on with changes of key that broke off, this many; returns with how many."""
        subjects = self.store.unfinished(count)
        self._finish(subjects, values)
        return len(subjects)

    def _finish(self, subjects: Collection[str], values: SealedValues) -> None:
        wrapped = self.store.keys(subjects)
        held = self._unwrapped(wrapped)
        self._seal_anew(subjects, values, held)
        self.store.forget([key for key in wrapped if key.version < max(held[key.subject])])

    def _seal_anew(self, subjects: Collection[str], values: SealedValues, held: _Held) -> None:
        for _ in range(ROUNDS):
            old = [row for row in values.rows_of(subjects) if row.subject in held and _is_old(row, held)]
            if not old:
                return
            nonces = _nonces(sum(len(row.values) for row in old))
            values.replace([(row, self._sealed(self._opened(row, held), held, nonces)) for row in old])
        raise StillSealed(
            "sealed values with an old key keep coming; the old key is kept, and nothing is lost"
        )

    # ---- inside

    @property
    def _current(self) -> MasterKey:
        current = self.masters.current
        if current is None:
            raise MasterKeyMissing(["(none has been made)"], self.masters.where)
        return current

    @cached_property
    def _index_root(self) -> SubjectKey:
        found = self._held([INDEX_ROOT])
        if INDEX_ROOT not in found:
            raise NoKey(INDEX_ROOT)
        return found[INDEX_ROOT][1]

    def _held(self, subjects: Collection[str]) -> _Held:
        return self._unwrapped(self.store.keys(subjects))

    def _unwrapped(self, keys: Iterable[WrappedKey]) -> _Held:
        held: dict[str, dict[int, SubjectKey]] = {}
        for key in keys:
            held.setdefault(key.subject, {})[key.version] = self.masters.unwrap(key)
        return held

    def _sealed(self, row: OpenRow, held: _Held, nonces: Iterator[bytes]) -> SealedRow:
        keys = held.get(row.subject)
        if not keys:
            raise NoKey(row.subject)
        newest = keys[max(keys)]
        values = {
            column: None if text is None else newest.seal(_place(row, column), text, next(nonces))
            for column, text in row.values.items()
        }
        return SealedRow(subject=row.subject, table=row.table, row=row.row, values=values)

    def _opened(self, row: SealedRow, held: _Held) -> OpenRow:
        keys = held.get(row.subject)
        if not keys:
            raise NoKey(row.subject)
        values = {
            column: None if sealed is None else _open(keys, _place(row, column), sealed)
            for column, sealed in row.values.items()
        }
        return OpenRow(subject=row.subject, table=row.table, row=row.row, values=values)


def _open(keys: Mapping[int, SubjectKey], place: Place, sealed: bytes) -> str:
    version = version_of(sealed, place)
    if version not in keys:
        raise NotOpened(str(place))
    return keys[version].open(place, sealed)


def _is_old(row: SealedRow, held: _Held) -> bool:
    newest = max(held[row.subject])
    return any(
        sealed is not None and version_of(sealed, _place(row, column)) != newest
        for column, sealed in row.values.items()
    )


def _place(row: OpenRow | SealedRow, column: str) -> Place:
    return Place(row.table, column, row.row)


def _with_several(keys: Iterable[WrappedKey]) -> list[str]:
    counted = Counter(key.subject for key in keys)
    return [subject for subject, count in counted.items() if count > 1]


def _new_key(subject: str, version: int) -> SubjectKey:
    return SubjectKey(subject, version, os.urandom(KEY_BYTES))


def _nonces(count: int) -> Iterator[bytes]:
    """Drawn at random, all at once: asking the system for each would cost as much as sealing. Each is given once."""
    drawn = os.urandom(count * NONCE_BYTES)
    return (drawn[start : start + NONCE_BYTES] for start in range(0, len(drawn), NONCE_BYTES))


def _checked(subjects: Collection[str]) -> None:
    """A reference, not a name: it is written in places that outlive the person's data."""
    for one in subjects:
        if not _SUBJECT.fullmatch(one):
            raise ValueError("a subject is 8 to 64 letters, digits, - or _ without meaning")
