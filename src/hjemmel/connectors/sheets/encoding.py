"""Which signs a text file is written in, found by reading all of it once, a piece at a time."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from hjemmel.connectors.sheets.faults import Fault, Reason, Unreadable
from hjemmel.connectors.sheets.sheet import SheetFinding

WINDOWS = "cp1252"
_CHUNK = 1 << 20
_LONGEST_LINE = 8 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# æ, ø, å, Æ, Ø, Å and é as UTF-8 that has been read as Windows-1252, and the sign for "could not be read".
_MISREAD = re.compile("Ã[¦¸¥†˜…©]|\ufffd".encode())
# The same letters in UTF-8, met in a file that is not UTF-8.
_UTF8_LETTERS = re.compile(rb"\xc3[\xa6\xb8\xa5\x86\x98\x85\xa9]")
_OVERLAP = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    name: str
    findings: tuple[SheetFinding, ...] = ()


def encoding_of(file: BinaryIO, told: str | None = None) -> Encoding:
    """What its mark says; else UTF-8 if all of it is; else Windows-1252, as older Norwegian exports are.

    Raises Unreadable if it is none of them, or no text."""
    file.seek(0)
    start = file.read(4)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    for name in (told,) if told else (marked,) if marked else ("utf-8", WINDOWS):
        seen = _read(file, name)
        if seen is not None:
            return Encoding(name=name, findings=seen)
    raise Unreadable(Reason.NO_ENCODING)


def _read(file: BinaryIO, name: str) -> tuple[SheetFinding, ...] | None:
    """What is odd about the file if it is read so; None if it cannot be."""
    try:
        "".encode(name)  # a name may be of something else than signs, such as a way of packing
        decoder = codecs.getincrementaldecoder(name)("strict")
    except LookupError:
        return None
    file.seek(0)
    faults: set[Fault] = set()
    before, unbroken = b"", 0
    is_wide = name.startswith(("utf-16", "utf-32"))
    while True:
        chunk = file.read(_CHUNK)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeError:
            return None
        if not chunk:
            return tuple(SheetFinding(fault=fault) for fault in sorted(faults, key=lambda one: one.value))
        if not is_wide and b"\0" in chunk:
            raise Unreadable(Reason.NO_TABLE)
        # A line is held in memory whole, so a file without lines is no table.
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        unbroken = unbroken + len(chunk) if last < 0 else len(chunk) - last
        if unbroken > _LONGEST_LINE:
            raise Unreadable(Reason.NO_TABLE)
        faults |= _odd(before + chunk, name)
        before = chunk[-_OVERLAP:]


def _odd(content: bytes, name: str) -> set[Fault]:
    if name == WINDOWS:
        return {Fault.TWO_ENCODINGS} if _UTF8_LETTERS.search(content) else set()
    return {Fault.DAMAGED_LETTERS} if name.startswith("utf-8") and _MISREAD.search(content) else set()
