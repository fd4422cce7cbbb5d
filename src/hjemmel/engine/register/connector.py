"""Hjemmel's own register as one system among the others: the connector of its database, and what is sealed in it.

Reading opens values. Changing lets the keys of the subjects follow, so that older copies of the database tell no more
than what is left: see `settle`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from hjemmel.connectors.protocol import Connector, Drifted, Unreachable, Unsupported
from hjemmel.connectors.schema import schema_digest
from hjemmel.connectors.values import key_text, scalar
from hjemmel.core.normal import normal
from hjemmel.core.observation import CollectionSeen, ColumnType, Observation
from hjemmel.core.selection import All, Among, OneOf, Scalar, Selection
from hjemmel.core.shape import Shape
from hjemmel.engine.chunks import chunks
from hjemmel.engine.ports import OpenRow, SealedRow
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.engine.vault.vault import Vault

from .layout import SUBJECT, TABLES, SealedTable
from .selections import Answerable, Keys
from .settle import RegisterRows, keys_follow, settle_all

AT_ONCE = 500
"""Rows opened at once: memory stays the same however many there are."""
CLOSED = "(no key)"
"""Shown for a value that nobody can open any more. It is there, so it is no blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Where the register is, and what opens it."""

    url: str
    vault: Callable[[], Vault]
    rows: RegisterRows


class RegisterConnector:
    """A `Connector`. Sealed columns are text to whoever asks; tokens are shown to nobody."""

    def __init__(
        self,
        system: str,
        inner: Connector,
        shapes: Mapping[str, Shape],
        vault: Callable[[], Vault],
        rows: RegisterRows,
        tables: Mapping[str, SealedTable] = TABLES,
    ) -> None:
        self._system, self._inner, self._shapes = system, inner, dict(shapes)
        self._vault, self._rows, self._tables = vault, rows, tables
        self._answerable = Answerable(self._shapes, self._table, self._keys_with)

    # -- reading

    def describe(self) -> Observation:
        with self._failing():
            self._vault()
        seen = self._inner.describe()
        shown = tuple(
            _shown(one, self._tables[one.name]) for one in seen.collections if one.name in self._tables
        )
        return replace(seen, collections=shown, digest=schema_digest(shown))

    def count(self, rows: Selection) -> int:
        return self._inner.count(self._known(rows))

    def counts(self, several: Sequence[Selection]) -> Sequence[int]:
        return self._inner.counts([self._known(rows) for rows in several])

    def find(self, rows: Selection, fields: Sequence[str]) -> Iterator[tuple[Scalar, ...]]:
        if not set(fields) & set(self._table(rows.collection).sealed):
            yield from self._inner.find(self._known(rows), fields)
            return
        for row in self.export(rows, fields):
            yield tuple(scalar(row[name]) for name in fields)

    def export(self, rows: Selection, fields: Sequence[str]) -> Iterator[Mapping[str, object]]:
        yield from self._opened(self._known(rows), fields)

    # -- changing

    def erase(self, rows: Selection, *, at_most: int) -> int:
        table = self._table(rows.collection)
        if not (table.sealed or table.is_home):
            return self._inner.erase(self._known(rows), at_most=at_most)
        with self._followed(rows, at_most) as chosen:
            return self._inner.erase(chosen, at_most=at_most)

    def overwrite(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        return self._change(rows, values, at_most, self._inner.overwrite)

    def rectify(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        table = self._table(rows.collection)
        sealed = {column: value for column, value in values.items() if column in table.sealed}
        if all(value is None for value in sealed.values()):
            return self._change(rows, values, at_most, self._inner.rectify)
        clear = {column: value for column, value in values.items() if column not in sealed}
        texts = {column: None if value is None else str(value) for column, value in sealed.items()}
        key = self._shapes[rows.collection].key
        with self._followed(rows, at_most) as chosen:
            keys = list(self._inner.find(chosen, key))
            # By their keys: what else they were chosen by may be what is changed first.
            these = Selection(rows.collection, Among(key, frozenset(keys)))
            if clear and keys:
                self._inner.rectify(these, clear, at_most=at_most)
            for one in keys:
                with self._failing():
                    self._rows.change(self._vault(), table, key_text(one), texts)
        return len(keys)

    def restrict(self, rows: Selection, on: bool) -> int:
        return self._inner.restrict(self._known(rows), on)

    def _change(
        self, rows: Selection, values: Mapping[str, Scalar], at_most: int, change: Callable[..., int]
    ) -> int:
        table = self._table(rows.collection)
        sealed = [column for column in values if column in table.sealed]
        if any(values[column] is not None for column in sealed):
            raise Unsupported(
                rows.collection,
                f"{', '.join(sealed)}: a sealed column's blank is NULL",
                "declare no other blank",
            )
        if not sealed:
            return change(self._known(rows), values, at_most=at_most)
        tokens = dict.fromkeys(table.tokens[column] for column in sealed if column in table.tokens)
        with self._followed(rows, at_most) as chosen:
            return change(chosen, {**values, **tokens}, at_most=at_most)

    @contextmanager
    def _followed(self, rows: Selection, at_most: int) -> Iterator[Selection]:
        """The rows as they are now, by their keys; whose rows they are is settled after."""
        with self._failing():
            settle_all(self._vault, self._rows)
        known, key = self._known(rows), self._shapes[rows.collection].key
        found = list(self._inner.find(known, (SUBJECT, *key)))
        if len(found) > at_most:
            raise Drifted(rows.collection, "there are more rows than were planned", "plan again")
        chosen = Among(key, frozenset(row[1:] for row in found))
        subjects = {str(row[0]) for row in found}
        with self._failing(), keys_follow(self._vault, self._rows, subjects):
            yield Selection(rows.collection, All((known.where, chosen)))

    # -- inside

    def _table(self, collection: str) -> SealedTable:
        shape = self._shapes.get(collection)
        table = self._tables.get(shape.table) if shape else None
        if table is None:
            raise Drifted(
                collection, "the register has no such table", "see docs/register.md for those it has"
            )
        return table

    def _known(self, rows: Selection) -> Selection:
        self._table(rows.collection)
        return self._answerable.of(rows)

    def _keys_with(self, collection: str, column: str, texts: Sequence[str]) -> Keys:
        index = self._table(collection).indexes.get(column)
        if index is None:
            raise Unsupported(collection, f"{column} is sealed and has no index", "ask by another column")
        with self._failing():
            tokens = self._vault().index(index)
            wanted = {normal(index.normal, text) for text in texts} - {""}
            made = tuple({tokens.token(text) for text in wanted})
        near = Selection(collection, OneOf(self._table(collection).tokens[column], made))
        key = self._shapes[collection].key
        return frozenset(
            tuple(scalar(row[name]) for name in key)
            for row in self._opened(near, (column, *key))
            if normal(index.normal, str(row[column])) in wanted
        )

    def _opened(self, rows: Selection, fields: Sequence[str]) -> Iterator[Mapping[str, object]]:
        table, shape = self._table(rows.collection), self._shapes[rows.collection]
        sealed = [name for name in fields if name in table.sealed]
        if not sealed:
            yield from self._inner.export(rows, fields)
            return
        found = self._inner.export(rows, tuple(dict.fromkeys((*fields, SUBJECT, *shape.key))))
        for part in chunks(found, AT_ONCE):
            with self._failing():
                texts = self._texts(part, table, shape, sealed)
            for row, values in zip(part, texts, strict=True):
                yield {name: values[name] if name in values else row[name] for name in fields}

    def _texts(
        self, rows: Sequence[Mapping[str, object]], table: SealedTable, shape: Shape, sealed: Sequence[str]
    ) -> list[Mapping[str, str | None]]:
        """The sealed values of each row in clear text."""
        vault = self._vault()
        closed = vault.without_key({str(row[SUBJECT]) for row in rows})
        lying = [_lying(row, table, shape, sealed) for row in rows]
        opened = iter(vault.open([row for row in lying if row.subject not in closed]))
        return [_noise(row).values if row.subject in closed else next(opened).values for row in lying]

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Faults of the vault as a failure of the system: without its keys, it is out of reach."""
        try:
            yield
        except VaultFault as fault:
            raise Unreachable(
                self._system, f"what is sealed does not open ({fault})", "see hjemmel keys status"
            ) from None


def _shown(seen: CollectionSeen, table: SealedTable) -> CollectionSeen:
    columns = tuple(
        replace(column, type=ColumnType.TEXT) if column.name in table.sealed else column
        for column in seen.columns
        if column.name not in table.tokens.values()
    )
    return replace(seen, columns=columns)


def _lying(row: Mapping[str, object], table: SealedTable, shape: Shape, sealed: Sequence[str]) -> SealedRow:
    values = {name: _bytes(row[name]) for name in sealed}
    key = key_text(row[name] for name in shape.key)
    return SealedRow(subject=str(row[SUBJECT]), table=table.name, row=key, values=values)


def _noise(row: SealedRow) -> OpenRow:
    values = {name: None if value is None else CLOSED for name, value in row.values.items()}
    return OpenRow(subject=row.subject, table=row.table, row=row.row, values=values)


def _bytes(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, bytes | memoryview) else None
