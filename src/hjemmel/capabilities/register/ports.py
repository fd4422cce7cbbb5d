"""What the engine is handed: the register's rows, for sealing them anew when keys change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from hjemmel.capabilities.register import services, store
from hjemmel.capabilities.register.new import NotTaken
from hjemmel.connectors.protocol import Unsupported
from hjemmel.engine.ports import Actor, SealedRow
from hjemmel.engine.register.layout import SealedTable
from hjemmel.engine.vault.vault import Vault


class StoredRegister:
    """The engine's `RegisterRows`. `actor` is the one in whose name keys change."""

    def __init__(self, actor: Actor, clock: Callable[[], datetime]) -> None:
        self.actor = actor
        self.clock = clock

    def rows_of(self, subjects: Collection[str]) -> Iterable[SealedRow]:
        return store.rows_of(subjects)

    def replace(self, pairs: Sequence[tuple[SealedRow, SealedRow]]) -> None:
        store.replace(pairs)

    def announce(self, subjects: Collection[str]) -> None:
        services.announce(subjects, self.actor, self.clock())

    def unsettled(self, count: int) -> Sequence[str]:
        return store.unsettled(count)

    def without_home(self, subjects: Collection[str]) -> AbstractSet[str]:
        return store.without_home(subjects)

    def change(self, vault: Vault, table: SealedTable, row: str, values: Mapping[str, str | None]) -> None:
        try:
            services.change(vault, table, row, values, self.actor, self.clock())
        except NotTaken as refused:
            # Whoever reads why sees columns and kinds of signs; what was written stands in none of it.
            columns = ", ".join(sorted(values))
            raise Unsupported(
                table.name, f"{columns}: what was written is refused there", "write it on the person's page"
            ) from refused

    def settled(self, subjects: Collection[str]) -> None:
        services.settled(subjects, self.actor, self.clock())
