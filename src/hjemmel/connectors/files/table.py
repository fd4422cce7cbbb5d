"""One file of a collection, whatever its kind: its headings, its rows, and the same file with some of them changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hjemmel.core.declaration.layouts import FileLayout
from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import Scalar

from ..protocol import Drifted
from ..rowtest import Row
from ..sheets import Choice, Fault, Unreadable, open_sheet
from ..sheets.csv_sheet import CsvSheet
from ..sheets.sheet import Sheet
from ..sheets.xlsx_sheet import XlsxSheet
from ..values import fitted
from . import csv_table, log_lines, workbook_table
from .csv_table import Cells, CsvForm, Spoiled, exact_encoding
from .folder import Signature, changed, signature
from .log_lines import LogForm
from .whole_file import WHOLE, WholeForm, whole
from .workbook_table import BookForm

Form = CsvForm | BookForm | LogForm | WholeForm
Fate = Callable[[Row], Mapping[str, Scalar] | None]
"""What becomes of a row: new values, none of them if it stays, or None if it goes."""
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file as it was when it was looked at. Reading it after it changed is Drifted."""

    path: Path
    place: str
    name: str
    """Its name from the folder on; said to people, so that they find it."""
    known: Signature
    columns: tuple[str, ...]
    types: Mapping[str, ColumnType]
    form: Form

    def rows(self) -> Iterator[Row]:
        with self.path.open("rb") as file:
            self._refuse_if_changed(file)
            yield from map(self._row, self._with_place(self._records(file)))
            self._refuse_if_changed(file)

    def _records(self, file: BinaryIO) -> Iterator[Cells]:
        match self.form:
            case CsvForm():
                return csv_table.records(file, self.form)
            case LogForm():
                return log_lines.records(file, self.form)
            case WholeForm():
                return iter([self.form.cells])
            case BookForm():
                return workbook_table.records(file, self.form)

    @property
    def is_live(self) -> bool:
        """A server writes to it all the time: it is read as far as it went, and never changed."""
        return isinstance(self.form, LogForm) and self.form.is_live

    @property
    def goes_when_empty(self) -> bool:
        """The file itself goes when all its rows do."""
        return isinstance(self.form, LogForm | WholeForm)

    def rewrite(self, old: BinaryIO, new: BinaryIO, fate: Fate) -> int:
        numbers = {name: number for number, name in enumerate(self.columns)}

        def decide(cells: Cells) -> Mapping[int, Scalar] | None:
            put = fate(self._row(cells))
            return None if put is None else {numbers[name]: value for name, value in put.items()}

        if isinstance(self.form, CsvForm):
            return csv_table.rewrite(old, new, self.form, decide)
        if isinstance(self.form, LogForm):
            return log_lines.rewrite(old, new, self.form, decide)
        assert isinstance(self.form, BookForm), "a file as a whole is never rewritten"
        return workbook_table.rewrite(old, new, self.form, decide, self.place)

    def odd(self, value: Scalar) -> str | None:
        """Why the value can't be put into this file."""
        if isinstance(self.form, CsvForm):
            return csv_table.odd(value, self.form.encoding)
        if isinstance(self.form, LogForm):
            return log_lines.odd(value)
        if isinstance(self.form, WholeForm):
            return "a file as a whole can be erased, and not changed"
        return workbook_table.odd(value)

    def _row(self, cells: Cells) -> dict[str, object]:
        row: dict[str, object] = dict(zip(self.columns, cells, strict=True))
        for name, kind in self.types.items():
            row[name] = _typed(row[name], kind)
        return row

    def _with_place(self, found: Iterator[Cells]) -> Iterator[Cells]:
        try:
            yield from found
        except Spoiled as spoiled:
            row, fault = spoiled.args
            what = f"{self.name}, row {row}: {fault.said.en.removesuffix('.')}"
            raise Drifted(self.place, what, "mend the row in the file") from None
        except Unreadable as error:
            raise _unreadable(self.place, self.name, error) from None

    def _refuse_if_changed(self, file: BinaryIO) -> None:
        if not self.is_live and signature(os.fstat(file.fileno())) != self.known:
            raise changed(self.place)


def look(path: Path, place: str, name: str, layout: FileLayout, types: Mapping[str, ColumnType]) -> Table:
    """What the file is, and its headings. Raises Drifted where it is no table."""
    with path.open("rb") as file:
        known = signature(os.fstat(file.fileno()))
        if standing_columns(layout):
            own, columns = _own_form(file, path, name, layout)
            return Table(path=path, place=place, name=name, known=known, columns=columns, types={}, form=own)
        delimiter = "\t" if layout.delimiter == "tab" else layout.delimiter
        choice = Choice(
            sheet=layout.sheet, header_row=layout.header_row, delimiter=delimiter, encoding=layout.encoding
        )
        try:
            sheet = open_sheet(file, choice)
        except Unreadable as error:
            raise _unreadable(place, name, error) from None
        _refuse_headings(sheet, place, name)
        form = _csv_form(file, sheet, layout) if isinstance(sheet, CsvSheet) else _book_form(sheet, layout)
    names = {one.heading: column for column, one in layout.columns.items() if one.heading is not None}
    columns = tuple(names.get(heading, heading) for heading in sheet.headers)
    there = {column: kind for column, kind in types.items() if column in columns}
    return Table(path=path, place=place, name=name, known=known, columns=columns, types=there, form=form)


def standing_columns(layout: FileLayout) -> tuple[str, ...]:
    """The columns that such files have whatever is in them; none where their headings say it."""
    if layout.each == "file":
        return WHOLE
    return log_lines.columns_of(layout) if layout.log else ()


def _own_form(
    file: BinaryIO, path: Path, name: str, layout: FileLayout
) -> tuple[LogForm | WholeForm, tuple[str, ...]]:
    if layout.each == "file":
        return WholeForm(cells=whole(name, os.fstat(file.fileno()))), WHOLE
    form = log_lines.form_of(file, path, name, layout)
    return form, form.columns


def _csv_form(file: BinaryIO, sheet: CsvSheet, layout: FileLayout) -> CsvForm:
    encoding, mark = exact_encoding(file, sheet.encoding)
    return CsvForm(
        encoding=encoding,
        mark=mark,
        delimiter=sheet.delimiter,
        header_row=sheet.header_row,
        told=sheet.tells_delimiter,
        width=len(sheet.headers),
        empty_is_null=layout.empty == "null",
    )


def _book_form(sheet: Sheet, layout: FileLayout) -> BookForm:
    assert isinstance(sheet, XlsxSheet)
    return BookForm(
        sheet=layout.sheet,
        header_row=sheet.header_row,
        width=len(sheet.headers),
        empty_is_null=layout.empty == "null",
    )


def _refuse_headings(sheet: Sheet, place: str, name: str) -> None:
    for found in sheet.findings:
        if found.fault in (Fault.BLANK_HEADER, Fault.DUPLICATE_HEADER):
            number = (found.column or 0) + 1
            what = f"{name}, column {number}: {found.fault.said.en.removesuffix('.')}"
            raise Drifted(place, what, "give each column a heading of its own")


def _unreadable(place: str, name: str, error: Unreadable) -> Drifted:
    return Drifted(place, f"{name}: {error.what}", error.remedy)


def _typed(value: object, kind: ColumnType) -> object:
    """The text as the column's type has it; as it stands where it is none of that type."""
    if not isinstance(value, str):
        return value
    if kind is ColumnType.BOOLEAN and value.lower() in _TRUTHS:
        return _TRUTHS[value.lower()]
    found = fitted(value, kind)
    return value if found is None else found
