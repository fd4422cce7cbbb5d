"""What kind of file it is, told by its content, and the sheet in it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from hjemmel.connectors.sheets.csv_sheet import CsvSheet
from hjemmel.connectors.sheets.encoding import encoding_of
from hjemmel.connectors.sheets.faults import Reason, Unreadable
from hjemmel.connectors.sheets.package import Package
from hjemmel.connectors.sheets.sheet import Limits, Sheet
from hjemmel.connectors.sheets.workbook import workbook
from hjemmel.connectors.sheets.xlsx_sheet import XlsxSheet

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"SQLite format 3",
    b"{\\rtf",
)
_PAGES = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta")
_START = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the file itself may not tell. None: find out."""

    sheet: str | None = None
    """The name of the sheet in a workbook; otherwise the first that is not hidden."""
    header_row: int | None = None
    """The row of the headings; otherwise the first that is not blank."""
    delimiter: str | None = None
    encoding: str | None = None


def open_sheet(file: BinaryIO, choice: Choice = Choice(), limits: Limits = Limits()) -> Sheet:  # noqa: B008
    """The table in an open, seekable file, which must stay open for as long as the sheet is read.

    Raises Unreadable, with a remedy, for whatever is no table or could do harm."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    start = file.read(_START)
    if not start.strip():
        raise Unreadable(Reason.EMPTY)
    if size > limits.file:
        raise Unreadable(Reason.TOO_LARGE)
    if start.startswith(b"PK"):
        package = Package(file, limits)
        book = workbook(package, limits)
        return XlsxSheet(package, book, book.chosen(choice.sheet), choice.header_row, limits)
    _refuse(file, start)
    encoding = encoding_of(file) if choice.encoding is None else encoding_of(file, choice.encoding)
    return CsvSheet(file, encoding, choice.delimiter, choice.header_row, limits)


def _refuse(file: BinaryIO, start: bytes) -> None:
    """Raise for what is known to be something else."""
    if start.startswith(_COMPOUND):
        raise Unreadable(Reason.PROTECTED if _is_encrypted(file) else Reason.OLD_XLS)
    if start.startswith(_OTHERS):
        raise Unreadable(Reason.NO_TABLE)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        raise Unreadable(Reason.WEB_PAGE)


def _is_encrypted(file: BinaryIO) -> bool:
    """A workbook with a password lies inside a compound file, as a stream of this name in its directory."""
    name = "EncryptedPackage".encode("utf-16-le")
    file.seek(0)
    before = b""
    while chunk := file.read(1 << 20):
        if name in before + chunk:
            return True
        before = chunk[-len(name) :]
    return False
