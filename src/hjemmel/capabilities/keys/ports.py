"""What the vault is handed: its `KeyStore`, in a database apart from the data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from hjemmel.capabilities.keys import services, store
from hjemmel.engine.ports import Actor, WrappedKey


class StoredKeys:
    """The vault's `KeyStore`. `actor` is the one who destroys keys through it."""

    def __init__(self, actor: Actor, clock: Callable[[], datetime]) -> None:
        self.actor = actor
        self.clock = clock

    def masters(self) -> Sequence[str]:
        return store.masters()

    def keys(self, subjects: Collection[str]) -> Sequence[WrappedKey]:
        return store.keys(subjects)

    def add(self, keys: Sequence[WrappedKey]) -> None:
        store.add(keys)

    def destroyed(self, subjects: Collection[str]) -> AbstractSet[str]:
        return store.destroyed(subjects)

    def destroy(self, subjects: Collection[str]) -> None:
        services.destroy(subjects, self.actor, self.clock())

    def forget(self, keys: Collection[WrappedKey]) -> None:
        services.forget(keys, self.actor, self.clock())

    def unfinished(self, count: int) -> Sequence[str]:
        return store.unfinished(count)

    def under(self, master: str, count: int) -> Sequence[WrappedKey]:
        return store.under(master, count)

    def rewrap(self, pairs: Sequence[tuple[WrappedKey, WrappedKey]]) -> None:
        store.rewrap(pairs)

    def retire(self, master: str) -> bool:
        return store.retire(master)
