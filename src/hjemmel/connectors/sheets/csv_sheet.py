"""CSV as rows of text. The delimiter is found from the file; cells are taken exactly as they stand."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from hjemmel.connectors.sheets.encoding import Encoding
from hjemmel.connectors.sheets.faults import Fault, Reason, Unreadable
from hjemmel.connectors.sheets.sheet import (
    NO_COLUMNS,
    Limits,
    Row,
    SheetFinding,
    header_findings,
    trimmed,
)

DELIMITERS = ("\t", ";", ",")
"""In the order in which they win a draw: the comma last, for Norwegian numbers and addresses have it in them."""
_SAMPLE = 1 << 16
_MOST_RECORDS = 200
# As a spreadsheet writes a long number that it was given no room for: 4,79123E+10.
_SHORTENED = re.compile(r"[+-]?\d([.,]\d+)?[eE]\+?\d+")
_TOLD = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


class CsvSheet:
    """A table in a text file."""

    kind = "csv"

    def __init__(
        self,
        file: BinaryIO,
        encoding: Encoding,
        delimiter: str | None,
        header_row: int | None,
        limits: Limits,
    ) -> None:
        self._file = file
        self._limits = limits
        self.encoding = encoding.name
        self._told = self._told_delimiter()
        self.delimiter = delimiter or self._told or self._found_delimiter()
        self.header_row, self.headers = self._header(header_row)
        self.findings = encoding.findings + header_findings(self.headers)

    @property
    def tells_delimiter(self) -> bool:
        """The first line says `sep=;`: it is no row, and is not counted as one."""
        return self._told is not None

    def rows(self, text_columns: Collection[int] = NO_COLUMNS) -> Iterator[Row]:
        width = len(self.headers)
        for number, cells in self._records():
            if number <= self.header_row:
                continue
            if cells is None:
                yield Row(number, (), (SheetFinding(fault=Fault.BAD_QUOTES),))
            elif len(cells) == width:
                findings = _shortened(cells, text_columns) if text_columns else ()
                yield Row(number, tuple(cells), findings)
            else:
                yield _ragged(number, cells, width, text_columns)

    def _records(self) -> Iterator[tuple[int, list[str] | None]]:
        """Each record that is not blank, with its number; None for one whose quotes do not match."""
        with self._text() as text:
            reader = csv.reader(text, delimiter=self.delimiter, strict=True)
            number = 0
            while True:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield number, None
                    continue
                if any(map(str.strip, cells)):
                    yield number, cells

    def _header(self, told: int | None) -> tuple[int, tuple[str, ...]]:
        for number, cells in self._records():
            if told is not None and number < told:
                continue
            if cells is None or (told is not None and number > told):
                break
            if len(cells) > self._limits.columns:
                raise Unreadable(Reason.TOO_LARGE)
            return number, trimmed(cells)
        raise Unreadable(Reason.NO_HEADER)

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        """The file as text from its first line of content, and the file itself left open afterwards."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self.encoding, newline="")
        try:
            if getattr(self, "_told", None):
                text.readline()
            yield text
        finally:
            text.detach()

    def _told_delimiter(self) -> str | None:
        """Some programs say it in a first line of its own, `sep=;`, which is no row."""
        with self._text() as text:
            told = _TOLD.fullmatch(text.readline(16))
        return told[1] if told else None

    def _found_delimiter(self) -> str:
        with self._text() as text:
            sample = text.read(_SAMPLE)
        if len(sample) == _SAMPLE:
            sample = sample[: sample.rfind("\n") + 1] or sample  # the last line was cut
        return max(DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> float:
    """How well the records agree on having several cells: the share with the usual number of them, times that number."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        for cells in reader:
            if cells:
                widths[len(cells)] += 1
            if widths.total() == _MOST_RECORDS:
                break
    except csv.Error:
        pass  # what came before it is enough to judge by
    if not widths:
        return 0.0
    usual, times = max(widths.items(), key=lambda one: (one[1], one[0]))
    return (times / widths.total()) ** 2 * (usual - 1)


def _ragged(number: int, cells: list[str], width: int, text_columns: Collection[int]) -> Row:
    """A row of another length than the heading. Blank cells at its end say nothing, and are let go."""
    if len(cells) < width:
        return Row(number, tuple(cells), (SheetFinding(fault=Fault.TOO_FEW_CELLS),))
    if any(map(str.strip, cells[width:])):
        return Row(number, tuple(cells), (SheetFinding(fault=Fault.TOO_MANY_CELLS),))
    return Row(number, tuple(cells[:width]), _shortened(cells, text_columns))


def _shortened(cells: list[str], text_columns: Collection[int]) -> tuple[SheetFinding, ...]:
    return tuple(
        SheetFinding(fault=Fault.SHORTENED_NUMBER, column=column)
        for column in text_columns
        if column < len(cells) and _SHORTENED.fullmatch(cells[column].strip())
    )
