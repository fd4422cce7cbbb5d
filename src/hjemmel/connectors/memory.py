"""A system that lives in memory: the reference for what a connector must do. For demonstrations and tests.

Tables are lists of dicts, changed in place. `seen` declares their schema; else it is read off the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from hjemmel.core.observation import CollectionSeen, ColumnSeen, Observation
from hjemmel.core.selection import Scalar, Selection, Within, every, walk
from hjemmel.core.shape import Shape, undeclared_table

from .protocol import Drifted, Mark, Unsupported, mark_of
from .rowtest import Row, only, own_columns, row_test
from .schema import schema_digest
from .values import as_text, column_type, filled, fitted, misfit, scalar

Tables = dict[str, list[dict[str, object]]]


def _now() -> datetime:
    return datetime.now(UTC)


class MemoryConnector:
    """A whole `Connector` without a database. Not for two threads at once."""

    def __init__(
        self,
        system: str,
        shapes: Mapping[str, Shape],
        tables: Tables,
        seen: Sequence[CollectionSeen] = (),
        *,
        clock: Callable[[], datetime] = _now,
        marks: Mapping[str, Mark] | None = None,
        read_only: bool = False,
    ) -> None:
        self._system, self._shapes, self._tables, self._clock = system, shapes, tables, clock
        self._declared = {table.name: table for table in seen}
        self._marks, self._read_only = marks or {}, read_only

    def describe(self) -> Observation:
        seen = tuple(self._seen(name) for name in sorted(self._tables))
        return Observation(
            system=self._system,
            at=self._clock(),
            target=f"memory:{self._system}",
            collections=seen,
            digest=schema_digest(seen),
        )

    def count(self, rows: Selection) -> int:
        return sum(1 for _ in self._matching(rows))

    def counts(self, several: Sequence[Selection]) -> Sequence[int]:
        return [self.count(rows) for rows in several]

    def find(self, rows: Selection, fields: Sequence[str]) -> Iterator[tuple[Scalar, ...]]:
        self._require(rows, fields)
        for row in self._matching(rows):
            yield tuple(scalar(row[field]) for field in fields)

    def export(self, rows: Selection, fields: Sequence[str]) -> Iterator[Mapping[str, object]]:
        self._require(rows, fields)
        for row in self._matching(rows):
            yield {field: row[field] for field in fields}

    def erase(self, rows: Selection, *, at_most: int) -> int:
        chosen = self._chosen(rows, at_most)
        table = self._shape(rows).table
        gone = {id(row) for row in chosen}
        self._refuse_if_referred_to(rows, chosen, gone)
        self._tables[table][:] = [row for row in self._tables[table] if id(row) not in gone]
        return len(chosen)

    def overwrite(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        shape = self._shape(rows)
        return self._put(rows, at_most, lambda row: _filled(values, row, shape), tuple(values))

    def restrict(self, rows: Selection, on: bool) -> int:
        unmarked, values = mark_of(self._marks, rows).change(rows, on)
        return self.rectify(unmarked, values, at_most=self.count(unmarked))

    def rectify(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        return self._put(rows, at_most, lambda row: values, tuple(values))

    def _put(
        self,
        rows: Selection,
        at_most: int,
        new: Callable[[Row], Mapping[str, Scalar]],
        columns: tuple[str, ...],
    ) -> int:
        self._require(rows, columns)
        chosen = self._chosen(rows, at_most)
        changes = [(row, new(row)) for row in chosen]
        self._refuse_misfits(rows, columns, changes)
        changes = [(row, self._fitted(rows, values)) for row, values in changes]
        self._refuse_doubles(rows, changes)
        for row, values in changes:
            row.update(values)
        return len(chosen)

    def _shape(self, rows: Selection) -> Shape:
        shape = self._shapes.get(rows.collection)
        table = undeclared_table(rows.collection)
        if shape is None and table in self._tables:
            return Shape.undeclared(rows.collection, self._seen(table).key)
        if shape is None or shape.table not in self._tables:
            raise Drifted(rows.collection, "there is no such collection", "plan again")
        return shape

    def _matching(self, rows: Selection) -> Iterator[dict[str, object]]:
        shape = self._shape(rows)
        self._require(rows, own_columns(rows.where))
        for part in walk(rows.where):
            if isinstance(part, Within) and part.rows.collection in self._shapes:
                self._require(part.rows, part.theirs)
        test = row_test(every(only(shape), rows.where), shape, self._matching)
        return (row for row in self._tables[shape.table] if test(row))

    def _chosen(self, rows: Selection, at_most: int) -> list[dict[str, object]]:
        if self._read_only:
            raise Unsupported(rows.collection, "the system is opened for reading only", "let a person do it")
        if rows.collection not in self._shapes:
            raise Drifted(rows.collection, "the declaration does not know it", "declare it, and plan again")
        chosen = list(self._matching(rows))
        if len(chosen) > at_most:
            raise Drifted(
                rows.collection, f"{len(chosen)} rows match, and {at_most} were approved", "plan again"
            )
        return chosen

    def _require(self, rows: Selection, fields: Iterable[str]) -> None:
        seen = self._seen(self._shape(rows).table)
        for field in fields:
            if seen.column(field) is None and seen.columns:
                raise Drifted(rows.collection, f"there is no column {field}", "plan again")

    def _seen(self, table: str) -> CollectionSeen:
        if table in self._declared:
            return self._declared[table]
        key = next((shape.key for shape in self._shapes.values() if shape.table == table), ())
        names = dict.fromkeys(name for row in self._tables[table] for name in row)
        columns = (
            ColumnSeen(
                name=name, type=column_type([row.get(name) for row in self._tables[table]]), nullable=True
            )
            for name in names
        )
        return CollectionSeen(name=table, columns=tuple(columns), key=key)

    def _fitted(self, rows: Selection, values: Mapping[str, Scalar]) -> dict[str, Scalar]:
        seen = self._seen(self._shape(rows).table)
        types = {column.name: column.type for column in seen.columns}
        return {name: fitted(value, types[name]) for name, value in values.items()}

    def _refuse_misfits(
        self, rows: Selection, columns: tuple[str, ...], changes: Sequence[tuple[Row, Row]]
    ) -> None:
        seen = self._seen(self._shape(rows).table)
        for name in columns:
            column = seen.column(name)
            reasons = (misfit(column, scalar(values[name])) for _, values in changes) if column else iter(())
            reason = next((reason for reason in reasons if reason), None)
            if name in seen.key:
                reason = f"{name} is part of the key"
            if reason:
                raise Unsupported(rows.collection, reason, "declare another value for the column")

    def _refuse_doubles(self, rows: Selection, changes: Sequence[tuple[Row, Row]]) -> None:
        shape = self._shape(rows)
        new = {id(row): {**row, **values} for row, values in changes}
        changed = {name for _, values in changes for name in values}
        for unique in self._seen(shape.table).unique:
            if not changed.intersection(unique):
                continue
            after = (new.get(id(row), row) for row in self._tables[shape.table])
            texts = [tuple(as_text(row[name]) for name in unique) for row in after]
            whole = [text for text in texts if None not in text]
            if len(set(whole)) < len(whole):
                what = f"{', '.join(unique)} must be unique (UNIQUE)"
                raise Unsupported(rows.collection, what, "put {key} in the blank")

    def _refuse_if_referred_to(self, rows: Selection, chosen: Sequence[Row], gone: set[int]) -> None:
        table = self._shape(rows).table
        for other, seen in self._declared.items():
            for reference in seen.references:
                if reference.target != table:
                    continue
                keys = {tuple(as_text(row[name]) for name in reference.target_columns) for row in chosen}
                left = (row for row in self._tables.get(other, ()) if id(row) not in gone)
                if any(tuple(as_text(row[name]) for name in reference.columns) in keys for row in left):
                    what = f"rows of {other} refer to these (FOREIGN KEY)"
                    raise Unsupported(rows.collection, what, "erase those first, or overwrite")


def _filled(values: Mapping[str, Scalar], row: Row, shape: Shape) -> Mapping[str, Scalar]:
    key = [row[name] for name in shape.key]
    return {name: filled(value, key) for name, value in values.items()}
