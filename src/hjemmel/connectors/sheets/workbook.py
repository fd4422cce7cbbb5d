"""What stands around the cells of a workbook: its sheets, how its numbers are shown, and the texts its cells share."""

from __future__ import annotations

import posixpath
import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass

from hjemmel.connectors.sheets.faults import Fault, Reason, Unreadable
from hjemmel.connectors.sheets.package import Package, Parser
from hjemmel.connectors.sheets.sheet import Limits, SheetFinding
from hjemmel.connectors.sheets.shown import BUILT_IN, PLAIN, Shown, shown_as

LONGEST_TEXT = 32_767
"""What a cell of a workbook can hold."""
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_MOST_STYLES = 70_000  # a workbook may have 65,490
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """One sheet of the workbook, and the part of the package where it stands."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    sheets: tuple[SheetPart, ...]
    styles: tuple[Shown, ...]
    texts: SharedTexts
    since_1904: bool
    must_compute: bool
    """Whoever wrote it did not compute its formulas: the values beside them mean nothing."""
    findings: tuple[SheetFinding, ...]

    def chosen(self, name: str | None) -> SheetPart:
        """The sheet of that name, or the first that is not hidden. Raises Unreadable."""
        shown = [sheet for sheet in self.sheets if not sheet.is_hidden] or list(self.sheets)
        found = shown if name is None else [sheet for sheet in self.sheets if sheet.name == name]
        if not found:
            raise Unreadable(Reason.NO_SHEET)
        return found[0]


class SharedTexts:
    """The texts that cells refer to by number, as one run of bytes: a tenth of what as many strings would take."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        self._too_long: set[int] = set()

    def add(self, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            self._too_long.add(len(self))
            text = ""
        self._bytes += text.encode("utf-8", "replace")
        self._ends.append(len(self._bytes))
        if len(self._bytes) + 8 * len(self._ends) > self._limit:
            raise Unreadable(Reason.TOO_LARGE)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode()

    def is_too_long(self, number: int) -> bool:
        return number in self._too_long


def workbook(package: Package, limits: Limits) -> Workbook:
    """Read all but the sheets themselves. Raises Unreadable."""
    if not package.has(_WORKBOOK):
        raise Unreadable(Reason.OTHER_ARCHIVE)
    book = _Book()
    _read(package, _WORKBOOK, book.start)
    targets = _targets(package)
    sheets = tuple(
        SheetPart(name=name, part=targets[key], is_hidden=state != "visible")
        for name, key, state in book.sheets
        if key in targets and package.has(targets[key])
    )
    return Workbook(
        sheets=sheets,
        styles=_styles(package, targets.get("styles")),
        texts=_texts(package, targets.get("sharedStrings"), limits),
        since_1904=book.since_1904,
        must_compute=book.must_compute,
        findings=tuple(SheetFinding(fault=fault) for fault in _ignored(package)),
    )


def local(tag: str) -> str:
    """The tag without the prefix that some programs write before each."""
    return tag.rpartition(":")[2]


def unescaped(text: str) -> str:
    """`_x000D_` stands for a sign that XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Book:
    """Gathers from xl/workbook.xml."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.since_1904 = False
        self.must_compute = False

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        if name == "sheet":
            key = next((value for one, value in attributes.items() if local(one) == "id"), "")
            self.sheets.append((attributes.get("name", ""), key, attributes.get("state", "visible")))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "calcPr":
            self.must_compute = attributes.get("fullCalcOnLoad") in ("1", "true")


def _targets(package: Package) -> dict[str, str]:
    """Which part each relation of the workbook leads to; styles and shared texts by their kind."""
    found: dict[str, str] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if local(tag) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        kind = attributes.get("Type", "").rpartition("/")[2]
        found[kind if kind in ("styles", "sharedStrings") else attributes.get("Id", "")] = part

    if package.has(_RELATIONS):
        _read(package, _RELATIONS, start)
    return found


def _styles(package: Package, part: str | None) -> tuple[Shown, ...]:
    """How each style of a cell shows a number."""
    own: dict[int, str] = {}
    formats: list[int] = []
    inside = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal inside
        name = local(tag)
        if name == "numFmt":
            own[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyles"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            formats.append(_number(attributes.get("numFmtId")))
        if len(own) + len(formats) > _MOST_STYLES:
            raise Unreadable(Reason.TOO_LARGE)

    if part is None or not package.has(part):
        return ()
    _read(package, part, start)
    known = {number: shown_as(code) for number, code in own.items()}
    return tuple(known.get(number) or BUILT_IN.get(number, PLAIN) for number in formats)


def _texts(package: Package, part: str | None, limits: Limits) -> SharedTexts:
    texts = SharedTexts(limits.texts)
    if part is None or not package.has(part):
        return texts
    gathering = _Texts(texts)

    def prepare(parser: Parser) -> None:
        parser.StartElementHandler = gathering.start
        parser.EndElementHandler = gathering.end
        parser.CharacterDataHandler = gathering.data

    for _ in package.parse(part, prepare):
        pass
    return texts


class _Texts:
    """Gathers from xl/sharedStrings.xml: the runs of a text are joined, and its reading aid for Japanese is left out."""

    def __init__(self, texts: SharedTexts) -> None:
        self._texts = texts
        self._pieces: list[str] = []
        self._length = 0
        self._in_text = self._in_aid = False

    def start(self, tag: str, _: Attributes) -> None:
        name = local(tag)
        self._in_text = name == "t" and not self._in_aid
        self._in_aid = self._in_aid or name == "rPh"

    def data(self, text: str) -> None:
        # A text that is too long is told to be so; the rest of it needs no place.
        if self._in_text and self._length <= LONGEST_TEXT:
            self._pieces.append(text)
            self._length += len(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        self._in_text = False
        if name == "rPh":
            self._in_aid = False
        elif name == "si":
            self._texts.add(unescaped("".join(self._pieces)))
            self._pieces.clear()
            self._length = 0


def _ignored(package: Package) -> list[Fault]:
    names = package.names
    found = []
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in names):
        found.append(Fault.MACROS)
    if any(name.startswith("xl/externallinks/") or name == "xl/connections.xml" for name in names):
        found.append(Fault.EXTERNAL_LINKS)
    return found


def _read(package: Package, part: str, start: Callable[[str, Attributes], None]) -> None:
    def prepare(parser: Parser) -> None:
        parser.StartElementHandler = start

    for _ in package.parse(part, prepare):
        pass


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 0
