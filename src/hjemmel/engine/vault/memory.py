"""A key store without a disk: for tests, and to try things. It forgets everything when the process ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet

from ..ports import WrappedKey
from .faults import MasterKeyRetired


class MemoryKeys:
    """The engine's `KeyStore`, in memory."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, int], WrappedKey] = {}
        self._destroyed: set[str] = set()
        self._retired: set[str] = set()

    def masters(self) -> Sequence[str]:
        return sorted({key.master for key in self._keys.values()})

    def keys(self, subjects: Collection[str]) -> Sequence[WrappedKey]:
        wanted = set(subjects)
        return [key for key in self._keys.values() if key.subject in wanted]

    def add(self, keys: Sequence[WrappedKey]) -> None:
        self._refuse_retired(keys)
        for key in keys:
            if key.subject not in self._destroyed:
                self._keys.setdefault((key.subject, key.version), key)

    def destroyed(self, subjects: Collection[str]) -> AbstractSet[str]:
        return self._destroyed & set(subjects)

    def destroy(self, subjects: Collection[str]) -> None:
        self._destroyed.update(subjects)
        self.forget(self.keys(subjects))

    def forget(self, keys: Collection[WrappedKey]) -> None:
        for key in keys:
            self._keys.pop((key.subject, key.version), None)

    def unfinished(self, count: int) -> Sequence[str]:
        subjects = [subject for subject, _ in self._keys]
        return sorted({one for one in subjects if subjects.count(one) > 1})[:count]

    def under(self, master: str, count: int) -> Sequence[WrappedKey]:
        return [key for key in self._keys.values() if key.master == master][:count]

    def rewrap(self, pairs: Sequence[tuple[WrappedKey, WrappedKey]]) -> None:
        self._refuse_retired([new for _, new in pairs])
        for old, new in pairs:
            if self._keys.get((old.subject, old.version)) == old:
                self._keys[old.subject, old.version] = new

    def retire(self, master: str) -> bool:
        if master in self.masters():
            return False
        self._retired.add(master)
        return True

    def _refuse_retired(self, keys: Sequence[WrappedKey]) -> None:
        for key in keys:
            if key.master in self._retired:
                raise MasterKeyRetired(key.master)
