"""The cells of one sheet of a workbook as rows of text. Formulas are never run: their stored values are taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import repeat

from hjemmel.connectors.sheets.faults import Fault, Reason, Unreadable
from hjemmel.connectors.sheets.package import Package, Parser
from hjemmel.connectors.sheets.sheet import (
    NO_COLUMNS,
    Limits,
    Row,
    SheetFinding,
    header_findings,
    trimmed,
)
from hjemmel.connectors.sheets.shown import PLAIN, Form, Shown, text_of
from hjemmel.connectors.sheets.workbook import LONGEST_TEXT, Attributes, SheetPart, Workbook, local, unescaped

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_DIGITS = "0123456789"
_TRUTHS = {"1": "TRUE", "0": "FALSE"}


class XlsxSheet:
    """A sheet of a workbook."""

    kind = "xlsx"

    def __init__(
        self, package: Package, book: Workbook, part: SheetPart, header_row: int | None, limits: Limits
    ) -> None:
        self._package = package
        self._book = book
        self._part = part
        self._limits = limits
        self.header_row, self.headers = self._header(header_row)
        self.findings = (*book.findings, *self._about_the_choice(), *header_findings(self.headers))

    def rows(self, text_columns: Collection[int] = NO_COLUMNS, nothing: str = "") -> Iterator[Row]:
        """`nothing` stands where there is no cell, or one that holds nothing, not even a text without letters."""
        for row in self._rows(len(self.headers), text_columns, nothing):
            if row.number > self.header_row and (row.findings or _has_content(row.cells, nothing)):
                yield row

    def _header(self, told: int | None) -> tuple[int, tuple[str, ...]]:
        for row in self._rows(self._limits.columns, NO_COLUMNS):
            headers = trimmed(row.cells)
            if told is None and not headers:
                continue
            if told is not None and row.number < told:
                continue
            if not headers or (told is not None and row.number > told):
                break
            if row.is_spoiled:
                raise Unreadable(Reason.TOO_LARGE)
            return row.number, headers
        raise Unreadable(Reason.NO_HEADER)

    def _rows(self, width: int, text_columns: Collection[int], nothing: str = "") -> Iterator[Row]:
        reading = _Reading(self._book, width, frozenset(text_columns), nothing)
        for _ in self._package.parse(self._part.part, reading.prepare):
            if reading.rows:
                yield from reading.rows
                reading.rows = []

    def _about_the_choice(self) -> Iterator[SheetFinding]:
        if self._part.is_hidden:
            yield SheetFinding(fault=Fault.HIDDEN_SHEET)
        if len(self._book.sheets) > 1:
            yield SheetFinding(fault=Fault.OTHER_SHEETS)


class _Reading:
    """Follows the XML of a sheet, and lays down each row as it ends.

    Tags come first as most programs write them, without a prefix; `_named` is asked when that fails."""

    def __init__(self, book: Workbook, width: int, text_columns: frozenset[int], nothing: str) -> None:
        self.rows: list[Row] = []
        self._nothing = nothing
        self._book = book
        self._width = width
        self._text_columns = text_columns
        self._columns: dict[str, int] = {}
        # The row.
        self._number = 0
        self._cells: dict[int, str] = {}
        self._findings: list[SheetFinding] = []
        self._next_column = 0
        # The cell.
        self._cell: Attributes = {}
        self._pieces: list[str] = []
        self._length = 0
        self._takes_text = self._has_formula = self._has_value = self._in_aid = False

    def prepare(self, parser: Parser) -> None:
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._cell = attributes
        elif tag == "v":
            self._takes_text = self._has_value = True
        elif tag == "t":
            self._takes_text = not self._in_aid
            self._has_value = True
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "f":
            self._has_formula = True
        elif tag == "rPh":
            self._in_aid = True
        elif ":" in tag:
            self._start(local(tag), attributes)

    def _data(self, text: str) -> None:
        # A text that is too long is told to be so; the rest of it needs no place.
        if self._takes_text and self._length <= LONGEST_TEXT:
            self._pieces.append(text)
            self._length += len(text)

    def _end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag == "v" or tag == "t":  # noqa: PLR1714  # a set would be slower, and this runs for each cell
            self._takes_text = False
        elif tag == "row":
            self._end_row()
        elif tag == "rPh":
            self._in_aid = False
        elif ":" in tag:
            self._end(local(tag))

    # ---- rows ------------------------------------------------------------------------------------------------

    def _begin_row(self, attributes: Attributes) -> None:
        told = attributes.get("r")
        number = self._number + 1 if told is None else int(told) if told.isdecimal() and len(told) < 8 else 0
        if not self._number < number <= _LAST_ROW:
            raise Unreadable(Reason.DAMAGED)
        self._number = number
        self._cells = {}
        self._findings = []
        self._next_column = 0

    def _end_row(self) -> None:
        cells = self._cells
        if len(cells) == self._width:
            texts = tuple(cells.values())  # columns come in order, and none is missing
        else:
            texts = tuple(map(cells.get, range(self._width), repeat(self._nothing)))
        self.rows.append(Row(self._number, texts, tuple(self._findings)))

    # ---- cells -----------------------------------------------------------------------------------------------

    def _end_cell(self) -> None:
        column = self._column()
        pieces = self._pieces
        stored = pieces[0] if len(pieces) == 1 else "".join(pieces)
        if self._has_value or self._has_formula or self._cell.get("t") == "inlineStr":
            text, fault = self._text(stored)
        else:
            text, fault = self._nothing, None
        if column < self._width:
            self._cells[column] = text
            if fault is None and column in self._text_columns:
                fault = self._fault_of_text(text)
            if fault is not None:
                self._findings.append(SheetFinding(fault=fault, column=column))
        elif (text and text != self._nothing) or fault:
            self._note_outside()
        pieces.clear()
        self._length = 0
        self._has_formula = self._has_value = False

    def _column(self) -> int:
        """Where the cell says it stands; without a word, after the one before it."""
        reference = self._cell.get("r")
        if reference is None:
            column = self._next_column
        else:
            letters = reference.rstrip(_DIGITS)
            found = self._columns.get(letters)
            column = self._columns.setdefault(letters, _column_of(letters)) if found is None else found
        if not self._next_column <= column < _LAST_COLUMN:
            raise Unreadable(Reason.DAMAGED)
        self._next_column = column + 1
        return column

    def _text(self, stored: str) -> tuple[str, Fault | None]:
        kind = self._cell.get("t", "n")
        if self._has_formula and (
            self._book.must_compute or not self._has_value or (kind == "n" and not stored)
        ):
            return "", Fault.NOT_COMPUTED
        if kind == "s":
            return self._shared(stored)
        if kind == "n":
            return text_of(stored, self._shown(), self._book.since_1904) if stored else ("", None)
        if self._length > LONGEST_TEXT:
            return "", Fault.TOO_LONG
        return _other(kind, stored)

    def _shared(self, stored: str) -> tuple[str, Fault | None]:
        texts = self._book.texts
        if not (stored.isdecimal() and len(stored) < 10 and int(stored) < len(texts)):
            raise Unreadable(Reason.DAMAGED)
        number = int(stored)
        return ("", Fault.TOO_LONG) if texts.is_too_long(number) else (texts[number], None)

    def _shown(self) -> Shown:
        style = self._cell.get("s")
        if style is None:
            return PLAIN
        styles = self._book.styles
        return (
            styles[int(style)] if style.isdecimal() and len(style) < 7 and int(style) < len(styles) else PLAIN
        )

    def _fault_of_text(self, text: str) -> Fault | None:
        """What a spreadsheet made a number of, though the column is one of texts."""
        if not text or self._cell.get("t", "n") != "n":
            return None
        shown = self._shown()
        return None if shown.form is not Form.NUMBER or shown.zeros else Fault.NUMBER_FOR_TEXT

    def _note_outside(self) -> None:
        """A cell with content to the right of the headings; once a row."""
        finding = SheetFinding(fault=Fault.TOO_MANY_CELLS)
        if finding not in self._findings:
            self._findings.append(finding)


def _other(kind: str, stored: str) -> tuple[str, Fault | None]:
    if kind in ("str", "inlineStr"):
        return unescaped(stored), None
    if kind == "b":
        return (_TRUTHS[stored], None) if stored in _TRUTHS else ("", Fault.NO_NUMBER)
    if kind == "d":
        return stored.removesuffix("T00:00:00").removesuffix("Z"), None
    return "", Fault.ERROR_VALUE


def _has_content(cells: tuple[str, ...], nothing: str) -> bool:
    return any(map(str.strip, cells if not nothing else [cell for cell in cells if cell != nothing]))


def _column_of(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise Unreadable(Reason.DAMAGED)
    column = 0
    for letter in letters.upper():
        column = 26 * column + ord(letter) - 64
    return column - 1
