"""For systems without a query language: rows are read as they come, tested here, and checked before they change.

It knows neither files nor APIs: a `Source` gives it the rows. Nothing is held but what a check needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from hjemmel.core.declaration.layouts import ColumnLayout
from hjemmel.core.observation import CollectionSeen, ColumnSeen, ColumnType, ReferenceSeen
from hjemmel.core.selection import Scalar, Selection, Within, every, walk
from hjemmel.core.shape import Shape

from .protocol import Drifted, Unsupported
from .rowtest import Row, Test, only, own_columns, row_test
from .values import KEY_MARK, as_text, filled, fitted, misfit

New = Callable[[Row], Mapping[str, Scalar]]
"""What is put into a row."""
Odd = Callable[[Scalar], str | None]
"""Why a value can't stand anywhere in this kind of system; None if it can."""

COLUMN_TYPES = {
    "text": ColumnType.TEXT,
    "integer": ColumnType.INTEGER,
    "number": ColumnType.NUMBER,
    "boolean": ColumnType.BOOLEAN,
    "date": ColumnType.DATE,
}


class Source(Protocol):
    """Where the rows come from."""

    def seen(self, shape: Shape) -> CollectionSeen:
        """The columns as they are now. Raises Drifted if the collection is not there."""

    def rows(self, rows: Selection, shape: Shape) -> Iterator[Row]:
        """At least those rows for which the selection is true; each has every column of `seen`."""


class Rowwise:
    """Selections over a source, and the checks that come before a change."""

    def __init__(self, shapes: Mapping[str, Shape], source: Source, *, read_only: bool) -> None:
        self._shapes, self._source, self._read_only = shapes, source, read_only

    def shape(self, rows: Selection) -> Shape:
        shape = self._shapes.get(rows.collection)
        if shape is None:
            raise Drifted(rows.collection, "there is no such collection", "plan again")
        return shape

    def test(self, rows: Selection) -> Test:
        """The selection as a function of one row. Rows that it refers to are read now."""
        shape = self.shape(rows)
        self.require(rows, own_columns(rows.where))
        for part in walk(rows.where):
            if isinstance(part, Within) and part.rows.collection in self._shapes:
                self.require(part.rows, part.theirs)
        return row_test(every(only(shape), rows.where), shape, self.matching)

    def matching(self, rows: Selection) -> Iterator[Row]:
        test = self.test(rows)
        return filter(test, self._source.rows(rows, self.shape(rows)))

    def require(self, rows: Selection, fields: Iterable[str]) -> None:
        seen = self._source.seen(self.shape(rows))
        for field in fields:
            if seen.column(field) is None:
                raise Drifted(rows.collection, f"there is no column {field}", "plan again")

    # ---- before a change -----------------------------------------------------------------------------

    def erasable(self, rows: Selection, at_most: int) -> int:
        """How many rows go. Raises before anything is touched, if there are more or others refer to them."""
        count = self._counted(rows, at_most)
        if count:
            self._refuse_if_referred_to(rows)
        return count

    def changeable(
        self,
        rows: Selection,
        values: Mapping[str, Scalar],
        new: New,
        at_most: int,
        odd: Odd = lambda value: None,
    ) -> int:
        """How many rows change. Raises before anything is touched, if a value can't stand in its column."""
        self.require(rows, values)
        count = self._counted(rows, at_most)
        self._refuse_misfits(rows, values, new, odd)
        self._refuse_doubles(rows, values, new)
        return count

    def overwriting(self, rows: Selection, values: Mapping[str, Scalar]) -> New:
        """The blanks for a row, its key put in where they ask for it."""
        key = self.shape(rows).key
        return lambda row: {
            name: filled(value, [row[part] for part in key]) for name, value in values.items()
        }

    def typed(self, rows: Selection, new: New) -> New:
        """The same, each value in the type of its column."""
        seen = self._source.seen(self.shape(rows))
        types = {column.name: column.type for column in seen.columns}
        return lambda row: {name: fitted(value, types[name]) for name, value in new(row).items()}

    def _counted(self, rows: Selection, at_most: int) -> int:
        if self._read_only:
            raise Unsupported(rows.collection, "the system is opened for reading only", "let a person do it")
        count = sum(1 for _ in self.matching(rows))
        if count > at_most:
            raise Drifted(rows.collection, f"{count} rows match, and {at_most} were approved", "plan again")
        return count

    def _refuse_misfits(self, rows: Selection, values: Mapping[str, Scalar], new: New, odd: Odd) -> None:
        seen = self._source.seen(self.shape(rows))
        for name in values:
            if name in seen.key:
                raise _unfit(rows, f"{name} is part of the key")
        columns = [column for column in seen.columns if column.name in values]
        follows_the_row = any(isinstance(value, str) and KEY_MARK in value for value in values.values())
        for row in self.matching(rows):
            put = new(row)
            reasons = (misfit(one, put[one.name]) or odd(put[one.name]) for one in columns)
            reason = next((found for found in reasons if found), None)
            if reason:
                raise _unfit(rows, reason)
            if not follows_the_row:
                return

    def _refuse_doubles(self, rows: Selection, values: Mapping[str, Scalar], new: New) -> None:
        shape = self.shape(rows)
        for unique in self._source.seen(shape).unique:
            if not set(unique).intersection(values):
                continue
            test, taken = self.test(rows), set()
            for row in self._source.rows(Selection(rows.collection), shape):
                after = {**row, **new(row)} if test(row) else row
                text = tuple(as_text(after[name]) for name in unique)
                if None in text:
                    continue
                if text in taken:
                    raise Unsupported(
                        rows.collection,
                        f"{', '.join(unique)} must be unique (UNIQUE)",
                        "put {key} in the blank",
                    )
                taken.add(text)

    def _refuse_if_referred_to(self, rows: Selection) -> None:
        table = self.shape(rows).table
        for name, shape in self._shapes.items():
            for reference in self._source.seen(shape).references:
                if reference.target != table:
                    continue
                keys = {
                    tuple(as_text(row[part]) for part in reference.target_columns)
                    for row in self.matching(rows)
                }
                goes: Test = self.test(rows) if shape.table == table else lambda row: False
                others = self._source.rows(Selection(name), shape)
                if any(
                    tuple(as_text(row[part]) for part in reference.columns) in keys
                    for row in others
                    if not goes(row)
                ):
                    what = f"rows of {shape.table} refer to these"
                    raise Unsupported(rows.collection, what, "erase those first, or overwrite")


def _unfit(rows: Selection, reason: str) -> Unsupported:
    return Unsupported(rows.collection, reason, "declare another value for the column")


# ---- what the declaration says of columns ---------------------------------------------------------------


def seen_columns(
    names: Iterable[str],
    layouts: Mapping[str, ColumnLayout],
    key: Sequence[str],
    untold: ColumnType = ColumnType.TEXT,
) -> tuple[ColumnSeen, ...]:
    """The columns that are there, with what is declared of them; `untold` is the type of the others."""
    return tuple(_seen_column(name, layouts.get(name, _UNTOLD), name in key, untold) for name in names)


def collection_seen(
    shape: Shape,
    columns: tuple[ColumnSeen, ...],
    layouts: Mapping[str, ColumnLayout],
    references: Sequence[ReferenceSeen],
) -> CollectionSeen:
    there = {column.name for column in columns}
    return CollectionSeen(
        name=shape.table,
        columns=columns,
        key=shape.key if there.issuperset(shape.key) else (),
        unique=tuple((name,) for name, layout in layouts.items() if layout.unique and name in there),
        references=tuple(one for one in references if there.issuperset(one.columns)),
    )


_UNTOLD = ColumnLayout()


def _seen_column(name: str, layout: ColumnLayout, is_key: bool, untold: ColumnType) -> ColumnSeen:
    return ColumnSeen(
        name=name,
        type=COLUMN_TYPES[layout.type] if layout.type else untold,
        nullable=not (layout.required or is_key),
        length=layout.longest,
    )
