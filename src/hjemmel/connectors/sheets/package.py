"""The zip that a workbook is, opened with suspicion: what is in it, how large it says to be, and its parts as a stream.

Nothing is unpacked to disk. Macros, links to other files and pictures are never opened."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.parsers import expat

from hjemmel.connectors.sheets.faults import Reason, Unreadable
from hjemmel.connectors.sheets.sheet import Limits

_CHUNK = 1 << 16
_LONGEST_TAG = 1 << 20
_SMALL = 10 << 20
"""A part this small may be packed as tightly as it likes."""
_LARGEST_DIRECTORY = 4 << 20
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

Parser = expat.XMLParserType


class Package:
    """The parts of a workbook by name. Raises Unreadable for what is no workbook."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._limits = limits
        _check_directory(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, UnicodeError, ValueError, NotImplementedError):
            raise Unreadable(Reason.DAMAGED) from None
        self._parts = {info.filename.lstrip("/").lower(): info for info in self._zip.infolist()}
        self._refuse_others()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def has(self, name: str) -> bool:
        return name.lower() in self._parts

    def pieces(self, name: str) -> Iterator[bytes]:
        """The part, unpacked a piece at a time and never beyond what it says to be."""
        part = self._part(name)
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_CHUNK):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise Unreadable(Reason.DAMAGED) from None

    def parse(self, name: str, prepare: Callable[[Parser], None]) -> Iterator[None]:
        """Read the part as XML, with the handlers that `prepare` sets; stops after each piece, for the caller to go on.

        A document type is refused: no workbook has one, and it is how XML is made to grow or to reach out."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        prepare(parser)
        fed = 0
        try:
            for piece in self.pieces(name):
                parser.Parse(piece, False)
                fed += len(piece)
                # Expat holds an unfinished tag in memory whole; one that never ends is an attack.
                if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                    raise Unreadable(Reason.BOMB)
                yield
            parser.Parse(b"", True)
        except (expat.ExpatError, UnicodeError):
            raise Unreadable(Reason.DAMAGED) from None
        yield

    def _part(self, name: str) -> zipfile.ZipInfo:
        part = self._parts.get(name.lower())
        if part is None or part.compress_type not in _PACKINGS:
            raise Unreadable(Reason.DAMAGED)
        if part.file_size > _SMALL and part.file_size > self._limits.ratio * max(part.compress_size, 1):
            raise Unreadable(Reason.BOMB)
        if part.file_size > self._limits.unpacked:
            raise Unreadable(Reason.TOO_LARGE)
        return part

    def _refuse_others(self) -> None:
        names = self._parts
        if any(info.flag_bits & 1 for info in names.values()):
            raise Unreadable(Reason.PROTECTED)
        if any(name.endswith(".iwa") or name == "index.zip" for name in names):
            raise Unreadable(Reason.NUMBERS)
        if "mimetype" in names:
            raise Unreadable(Reason.OPENDOCUMENT)
        if "xl/workbook.bin" in names:
            raise Unreadable(Reason.BINARY_WORKBOOK)
        if "[content_types].xml" not in names:
            raise Unreadable(Reason.OTHER_ARCHIVE)


def _refuse_doctype(*_: object) -> None:
    raise Unreadable(Reason.BOMB)


def _check_directory(file: BinaryIO) -> None:
    """The directory is read into memory whole, so its size is looked at first. Zip64 hides it, and no sheet needs that."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - (1 << 16) - 64)
    file.seek(start)
    end = file.read()
    at = end.rfind(_END)
    if at < 0 or len(end) < at + 22:
        raise Unreadable(Reason.DAMAGED)
    (directory,) = struct.unpack_from("<I", end, at + 12)
    if directory > _LARGEST_DIRECTORY or end[max(0, at - 20) : at].startswith(_END_64):
        raise Unreadable(Reason.TOO_LARGE)
