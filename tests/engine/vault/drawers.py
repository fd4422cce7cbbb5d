"""A place for sealed values in tests: real enough to be copied, restored and interrupted."""

from collections.abc import Collection, Iterable, Sequence

from hjemmel.engine.ports import OpenRow, SealedRow
from hjemmel.engine.vault.vault import Vault

TABLE = "register_person"


class Drawers:
    """The vault's `SealedValues`, in memory."""

    def __init__(self, rows: Iterable[SealedRow] = ()) -> None:
        self.rows = {(row.table, row.row): row for row in rows}

    def copy(self) -> "Drawers":
        return Drawers(self.rows.values())

    def put(self, rows: Iterable[SealedRow]) -> None:
        self.rows.update({(row.table, row.row): row for row in rows})

    def rows_of(self, subjects: Collection[str]) -> Iterable[SealedRow]:
        return [row for row in self.rows.values() if row.subject in subjects]

    def replace(self, pairs: Sequence[tuple[SealedRow, SealedRow]]) -> None:
        for old, new in pairs:
            if self.rows.get((old.table, old.row)) == old:
                self.rows[old.table, old.row] = new


def person(subject: str, row: str, **values: str | None) -> OpenRow:
    return OpenRow(subject=subject, table=TABLE, row=row, values=values)


def filled(vault: Vault, people: Iterable[OpenRow]) -> Drawers:
    """These people admitted, sealed and put away."""
    rows = list(people)
    vault.admit({row.subject for row in rows})
    return Drawers(vault.seal(rows))
