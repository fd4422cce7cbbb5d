"""A CSV file as records that can be written back: what does not change keeps its letters, quotes and line ends."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final

from hjemmel.core.selection import Scalar

from ..sheets import Fault
from ..values import as_text

Cells = Sequence[object]
Decide = Callable[[Cells], Mapping[int, Scalar] | None]
"""What becomes of a record: new values by column, none of them if it stays, or None if it goes."""

_MARKS: Final = (
    ("utf-8", codecs.BOM_UTF8),
    ("utf-32-le", codecs.BOM_UTF32_LE),
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
_ENDS: Final = "\r\n"
_LONGEST: Final = 8 << 20
"""Letters of one record: more is no table."""
_FORMULA: Final = ("=", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-][\d .,()-]*")


class Spoiled(Exception):
    """Record `args[0]` can't be read; `args[1]` says how. Nothing may be decided about the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvForm:
    """How the file is written, found out once."""

    encoding: str
    mark: bytes
    delimiter: str
    header_row: int
    told: bool
    """The first line says `sep=;`, and is no record."""
    width: int
    empty_is_null: bool


def exact_encoding(file: BinaryIO, encoding: str) -> tuple[str, bytes]:
    """The encoding without the mark that the file begins with, and the mark."""
    file.seek(0)
    start = file.read(4)
    found = next(((name, mark) for name, mark in _MARKS if start.startswith(mark)), None)
    return found if found and encoding.startswith("utf") else (encoding, b"")


def records(file: BinaryIO, form: CsvForm) -> Iterator[Cells]:
    """The rows under the heading, streamed. Raises Spoiled."""
    with _lines(file, form) as lines:
        for _, pieces in _parsed(lines, form):
            if pieces is not None:
                yield _values(pieces, form)


def rewrite(old: BinaryIO, new: BinaryIO, form: CsvForm, decide: Decide) -> int:
    """The same file with the records changed that `decide` changes; how many there were. Raises Spoiled."""
    touched = 0
    new.write(form.mark)
    out = io.TextIOWrapper(new, encoding=form.encoding, newline="", write_through=False)
    with _lines(old, form) as lines:
        for text, pieces in _parsed(lines, form):
            change = {} if pieces is None else decide(_values(pieces, form))
            if change is None or change:
                touched += 1
            if change is None:
                continue
            out.write(text if not change or pieces is None else _changed(text, pieces, change, form))
    out.flush()
    out.detach()
    return touched


def odd(value: Scalar, encoding: str) -> str | None:
    """Why a value can't be put into the file: its letters, or that a spreadsheet would take it for a formula."""
    text = as_text(value) or ""
    if text.startswith(_FORMULA) or (text.startswith(("+", "-")) and not _NUMBER.fullmatch(text)):
        return "a spreadsheet would take the value for a formula"
    try:
        text.encode(encoding)
    except UnicodeError:
        return "the file's encoding lacks letters of the value"
    return None


@contextmanager
def _lines(file: BinaryIO, form: CsvForm) -> Iterator[io.TextIOWrapper]:
    file.seek(len(form.mark))
    text = io.TextIOWrapper(file, encoding=form.encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def _parsed(lines: io.TextIOWrapper, form: CsvForm) -> Iterator[tuple[str, list[str] | None]]:
    """Each record as it stands, and its cells as they stand; None for what is no row: headings, blank lines."""
    if form.told:
        yield lines.readline(), None
    number = 0
    while line := lines.readline(_LONGEST):
        number += 1
        pieces = _split(line.rstrip(_ENDS), form.delimiter)
        while pieces is None:
            more = lines.readline(_LONGEST)
            line += more
            if not more or len(line) > _LONGEST:
                raise Spoiled(number, Fault.BAD_QUOTES)
            if '"' in more:
                pieces = _split(line.rstrip(_ENDS), form.delimiter)
        if number <= form.header_row:
            yield line, None
        elif pieces is _BAD:
            raise Spoiled(number, Fault.BAD_QUOTES)
        elif not any(piece.strip() for piece in pieces):
            yield line, None
        else:
            yield line, _fitted(number, pieces, form.width)


_BAD: Final[list[str]] = ["", ""]


def _split(text: str, delimiter: str) -> list[str] | None:
    """The cells with their quotes; None if a quoted one goes on in the next line; _BAD if quotes stand wrongly."""
    if '"' not in text:
        return text.split(delimiter)
    pieces: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            end = _closing(text, at)
            if end is None:
                return None
            if end < len(text) and text[end] != delimiter:
                return _BAD
        else:
            found = text.find(delimiter, at)
            end = len(text) if found < 0 else found
        pieces.append(text[at:end])
        if end == len(text):
            return pieces
        at = end + 1


def _closing(text: str, at: int) -> int | None:
    """Where the quoted cell that begins here ends; None if it does not."""
    at += 1
    while (found := text.find('"', at)) >= 0:
        if not text.startswith('"', found + 1):
            return found + 1
        at = found + 2
    return None


def _fitted(number: int, pieces: list[str], width: int) -> list[str]:
    if len(pieces) < width:
        raise Spoiled(number, Fault.TOO_FEW_CELLS)
    if any(piece.strip() for piece in pieces[width:]):
        raise Spoiled(number, Fault.TOO_MANY_CELLS)
    return pieces


def _values(pieces: list[str], form: CsvForm) -> list[str | None]:
    values: list[str | None] = []
    for piece in pieces[: form.width]:
        if piece[:1] != '"':
            values.append(piece or None)
        else:
            text = piece[1:-1].replace('""', '"')
            values.append(text or (None if form.empty_is_null else ""))
    return values


def _changed(text: str, pieces: list[str], change: Mapping[int, Scalar], form: CsvForm) -> str:
    cells = list(pieces)
    for column, value in change.items():
        cells[column] = _cell(value, form)
    return form.delimiter.join(cells) + text[len(text.rstrip(_ENDS)) :]


def _cell(value: Scalar, form: CsvForm) -> str:
    text = as_text(value)
    if text is None or (not text and form.empty_is_null):
        return ""
    plain = (
        text and text == text.strip() and not any(sign in text for sign in (form.delimiter, '"', "\r", "\n"))
    )
    return text if plain else '"' + text.replace('"', '""') + '"'
