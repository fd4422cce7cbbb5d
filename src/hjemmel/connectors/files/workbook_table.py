"""A sheet of a workbook as records that can be written back: the XML of the rows that change is exchanged, and all else
in the workbook stays byte for byte. A row that goes leaves its place empty, so that no other row moves.

A text that goes is taken out of the texts that cells share, too. What could hold a copy of a cell elsewhere (formulas,
pivot tables, comments, links, macros, pictures ...) makes a change refused: reading is always allowed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final
from xml.sax.saxutils import escape

from hjemmel.core.selection import Scalar

from ..protocol import Unsupported
from ..sheets import Limits
from ..sheets.package import Package, Parser
from ..sheets.sheet import Sheet
from ..sheets.workbook import LONGEST_TEXT, Workbook, local, workbook
from ..sheets.xlsx_sheet import XlsxSheet
from ..values import as_text
from .csv_table import Cells, Decide, Spoiled

NOTHING: Final = "\0"
"""No sign of XML, so no cell can hold it."""
_LIMITS: Final = Limits()
_PARTS: Final = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/(app|core|custom)\.xml|xl/(workbook|styles|sharedstrings)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/theme/.*|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/.*"
    r"|xl/printersettings/.*"
)
_BESIDE_ROWS: Final = frozenset(
    (
        "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter",
        "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "printOptions", "pageMargins",
        "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors",
    )
)  # fmt: skip
"""Parts of a sheet that hold no copy of a cell."""
_UNSAYABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\r|_x(?=[0-9A-Fa-f]{4}_)")
_UTF_8: Final = re.compile(
    rb"\xef?\xbb?\xbf?<(\?xml[^>]*encoding=[\"']utf-8[\"'][^>]*>|(?!\?xml)|\?xml(?![^>]*encoding))", re.I
)

Edits = list[tuple[int, int, bytes]]
"""From, to, and what comes in between, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookForm:
    """Which sheet, and where its headings are, found out once."""

    sheet: str | None
    header_row: int
    width: int
    empty_is_null: bool


def opened(file: BinaryIO, sheet: str | None, header_row: int | None) -> Sheet:
    package = Package(file, _LIMITS)
    book = workbook(package, _LIMITS)
    return XlsxSheet(package, book, book.chosen(sheet), header_row, _LIMITS)


def records(file: BinaryIO, form: BookForm) -> Iterator[Cells]:
    """The rows under the heading, streamed. Raises Spoiled."""
    for _, cells in _rows(file, form):
        yield cells


def odd(value: Scalar) -> str | None:
    return "a cell does not hold so long a text" if len(as_text(value) or "") > LONGEST_TEXT else None


def rewrite(old: BinaryIO, new: BinaryIO, form: BookForm, decide: Decide, place: str) -> int:
    """The same workbook with the rows changed that `decide` changes; how many there were.

    Raises Unsupported for a workbook in which a value could live on elsewhere."""
    fates = {number: fate for number, cells in _rows(old, form) if (fate := decide(cells)) is None or fate}
    package = Package(old, _LIMITS)
    book = workbook(package, _LIMITS)
    _refuse_copies(package, place)
    chosen = book.chosen(form.sheet)
    sheet = _Editing(fates, book, place)
    _follow(package, chosen.part, sheet.prepare)
    used = set(sheet.kept)
    for other in book.sheets:
        if other.part != chosen.part:
            elsewhere = _Editing({}, book, place, is_other=True)
            _follow(package, other.part, elsewhere.prepare)
            used |= elsewhere.kept
    edits = {chosen.part.lower(): sheet.edits}
    gone = sheet.gone - used
    if gone:
        texts = _Texts(gone)
        _follow(package, "xl/sharedStrings.xml", texts.prepare)
        edits["xl/sharedstrings.xml"] = texts.edits
    _copy(old, new, package, edits, place)
    return len(fates)


def _rows(file: BinaryIO, form: BookForm) -> Iterator[tuple[int, Cells]]:
    package = Package(file, _LIMITS)
    book = workbook(package, _LIMITS)
    sheet = XlsxSheet(package, book, book.chosen(form.sheet), form.header_row, _LIMITS)
    for row in sheet.rows(nothing=NOTHING):
        if row.findings:
            raise Spoiled(row.number, row.findings[0].fault)
        empty = (NOTHING, "") if form.empty_is_null else (NOTHING,)
        yield row.number, [None if cell in empty else cell for cell in row.cells]


def _refuse_copies(package: Package, place: str) -> None:
    for name in package.names:
        if not name.endswith("/") and not _PARTS.fullmatch(name):
            part = name.removeprefix("xl/").partition("/")[0].partition(".")[0]
            raise _copy_found(place, part)


def _copy_found(place: str, what: str) -> Unsupported:
    return Unsupported(
        place,
        f"the workbook has {what[:40]}, where a value could live on or be lost",
        "keep the list in a workbook of its own, or change it by hand",
    )


def _follow(package: Package, part: str, prepare: object) -> None:
    for _ in package.parse(part, prepare):  # type: ignore[arg-type]
        pass


class _Editing:
    """Follows the XML of a sheet: where the rows and cells that change begin and end, and which texts stay in use."""

    def __init__(
        self,
        fates: Mapping[int, Mapping[int, Scalar] | None],
        book: Workbook,
        place: str,
        *,
        is_other: bool = False,
    ) -> None:
        self._fates, self._place, self._is_other = fates, place, is_other
        self._texts = len(book.texts)
        self.edits: Edits = []
        self.kept: set[int] = set()
        self.gone: set[int] = set()
        self._depth = 0
        self._row = 0
        self._column = -1
        self._goes = False
        self._left: dict[int, Scalar] = {}
        self._open: tuple[int, bytes] | None = None
        self._cell: dict[str, str] = {}
        self._prefix = ""
        self._value: list[str] | None = None

    def prepare(self, parser: Parser) -> None:
        self._parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._close()
        name = local(tag)
        self._depth += 1
        if name == "f":
            raise _copy_found(self._place, "formulas")
        if self._depth == 2 and name not in _BESIDE_ROWS and not self._is_other:
            raise _copy_found(self._place, name)
        if name == "filterColumn" and not self._is_other:
            raise _copy_found(self._place, "a filter")
        if name == "row":
            self._begin_row(tag, attributes)
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            self._value = []

    def _end(self, tag: str) -> None:
        self._close()
        self._depth -= 1
        name = local(tag)
        if name == "v" and self._value is not None:
            self._note("".join(self._value))
            self._value = None
        elif name == "c" and self._column in self._left:
            cell = self._made(self._column, self._left.pop(self._column), self._cell.get("s"))
            self._open = (self._begun, cell)
        elif name == "row":
            self._end_row()

    def _data(self, text: str) -> None:
        self._close()
        if self._value is not None:
            self._value.append(text)

    def _begin_row(self, tag: str, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = -1
        self._prefix = tag.removesuffix("row")
        fate = self._fates.get(self._row, {})
        self._goes, self._left = fate is None, dict(fate or {})
        self._row_begun = self._parser.CurrentByteIndex

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = self._column + 1 if reference is None else _column_of(reference)
        self._begun, self._cell = self._parser.CurrentByteIndex, attributes
        self._insert_before(self._column)

    def _end_row(self) -> None:
        if self._goes:
            self._open = (self._row_begun, b"")
        elif self._left:
            self._begun = self._parser.CurrentByteIndex
            self._insert_before(1 << 20)

    def _insert_before(self, column: int) -> None:
        """Cells that the row does not have yet, and that stand to the left of here."""
        for missing in sorted(one for one in self._left if one < column):
            value = self._left.pop(missing)
            if value is not None:
                self.edits.append((self._begun, self._begun, self._made(missing, value, None)))

    def _close(self) -> None:
        """What ended with the last tag ends here, where the next thing begins."""
        if self._open is not None:
            start, into = self._open
            self._open = None
            self.edits.append((start, self._parser.CurrentByteIndex, into))

    def _note(self, stored: str) -> None:
        if self._cell.get("t") != "s" or not stored.isdecimal() or int(stored) >= self._texts:
            return
        (self.gone if self._goes or self._column in self._left else self.kept).add(int(stored))

    def _made(self, column: int, value: Scalar, style: str | None) -> bytes:
        """A cell with a text in it, which no spreadsheet takes for a formula."""
        p, text = self._prefix, as_text(value)
        head = f'<{p}c r="{_letters(column)}{self._row}"' + (f' s="{escape(style)}"' if style else "")
        if text is None:
            return f"{head}/>".encode()
        said = escape(_UNSAYABLE.sub(_escaped, text))
        return f'{head} t="inlineStr"><{p}is><{p}t xml:space="preserve">{said}</{p}t></{p}is></{p}c>'.encode()


@dataclass(slots=True)
class _Texts:
    """Follows the texts that cells share, and empties those that are gone."""

    gone: set[int]
    edits: Edits = field(default_factory=list)
    number: int = -1
    begun: int = 0
    prefix: str = ""
    open: bool = False
    parser: Parser | None = None

    def prepare(self, parser: Parser) -> None:
        self.parser = parser
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def start(self, tag: str, _: dict[str, str]) -> None:
        self.close()
        if local(tag) == "si":
            self.number += 1
            self.begun, self.prefix = self.at, tag.removesuffix("si")

    def end(self, tag: str) -> None:
        self.close()
        self.open = local(tag) == "si" and self.number in self.gone

    def close(self) -> None:
        if self.open:
            p = self.prefix
            self.edits.append((self.begun, self.at, f"<{p}si><{p}t></{p}t></{p}si>".encode()))
            self.open = False

    @property
    def at(self) -> int:
        assert self.parser is not None
        return self.parser.CurrentByteIndex


def _escaped(found: re.Match[str]) -> str:
    return "_x005F_x" if found[0] == "_x" else f"_x{ord(found[0]):04X}_"


def _column_of(reference: str) -> int:
    column = 0
    for letter in reference.rstrip("0123456789").upper():
        column = 26 * column + ord(letter) - 64
    return column - 1


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _copy(old: BinaryIO, new: BinaryIO, package: Package, edits: Mapping[str, Edits], place: str) -> None:
    """The package part for part, in its order, with the edits made."""
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for part in source.infolist():
            fresh = zipfile.ZipInfo(part.filename, part.date_time)
            fresh.compress_type, fresh.external_attr = part.compress_type, part.external_attr
            pieces = package.pieces(part.filename.lstrip("/"))
            changes = edits.get(part.filename.lstrip("/").lower())
            with target.open(fresh, "w", force_zip64=False) as out:
                for piece in pieces if changes is None else _edited(pieces, changes, place):
                    out.write(piece)


def _edited(pieces: Iterator[bytes], edits: Edits, place: str) -> Iterator[bytes]:
    """The stream with some of its bytes exchanged."""
    at, skip_to, waiting = 0, 0, iter(edits)
    edit = next(waiting, None)
    for piece in pieces:
        if at == 0 and not _UTF_8.match(piece):
            raise _copy_found(place, "another encoding than UTF-8")
        end = at + len(piece)
        while edit is not None and edit[0] < end:
            yield piece[max(skip_to - at, 0) : max(edit[0] - at, 0)]
            yield edit[2]
            skip_to = max(skip_to, edit[1])
            edit = next(waiting, None)
        yield piece[max(skip_to - at, 0) :]
        at = end
