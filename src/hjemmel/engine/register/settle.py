"""Changes the keys of subjects whose rows were erased or blanked, so that older copies of the database tell no more of
them than what is left.

Subjects are announced before their rows are touched, and settled after. Killed anywhere between, they stay announced,
and whoever settles next does the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Protocol

from hjemmel.engine.chunks import chunks
from hjemmel.engine.ports import SealedValues
from hjemmel.engine.vault.vault import Vault

from .layout import SealedTable

AT_ONCE = 500
"""Subjects whose keys are changed at once."""


class RegisterRows(SealedValues, Protocol):
    """Where the rows of the register lie. What a method has changed is on disk when it returns."""

    def announce(self, subjects: Collection[str]) -> None:
        """Rows of these subjects are about to be erased or blanked."""
        ...

    def unsettled(self, count: int) -> Sequence[str]:
        """Some of those announced and not settled."""
        ...

    def without_home(self, subjects: Collection[str]) -> AbstractSet[str]:
        """Those whose own row is gone."""
        ...

    def change(self, vault: Vault, table: SealedTable, row: str, values: Mapping[str, str | None]) -> None:
        """Put these in the sealed columns of a row, with what it is found by. Raises Unsupported for what no text may hold."""
        ...

    def settled(self, subjects: Collection[str]) -> None:
        """The keys of these are as they should be. What names began with goes where no name is left."""
        ...


@contextmanager
def keys_follow(vault: Callable[[], Vault], rows: RegisterRows, subjects: Collection[str]) -> Iterator[None]:
    """Inside it, rows of these subjects are erased or blanked; afterwards their keys are changed or destroyed.

    If that breaks off, in the middle or before, the keys follow what was done all the same."""
    opened = vault()
    for part in chunks(sorted(subjects), AT_ONCE):
        rows.announce(part)
    try:
        yield
    finally:
        # These by name, and not by what is still announced: another process may have settled them too early.
        for part in chunks(sorted(subjects), AT_ONCE):
            _settle(opened, rows, part)


def settle_all(vault: Callable[[], Vault], rows: RegisterRows) -> int:
    """Do what was announced and broke off; returns for how many subjects."""
    count = 0
    while subjects := rows.unsettled(AT_ONCE):
        _settle(vault(), rows, subjects)
        count += len(subjects)
    return count


def _settle(vault: Vault, rows: RegisterRows, subjects: Sequence[str]) -> None:
    gone = rows.without_home(subjects)
    if gone:
        vault.destroy(gone)
    vault.rekey([one for one in subjects if one not in gone], rows)
    rows.settled(subjects)
