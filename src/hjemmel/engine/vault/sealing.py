"""One value, sealed and opened with the key of its subject: AES-256-GCM, bound to its place.

A sealed value is: format (1 byte, 1), version of the subject's key (4), nonce (12), text encrypted, tag (16). The text is
UTF-8, filled up to a multiple of 32 bytes so that its length tells little. What binds it, as associated data: format,
subject, version, table, column and row. Format and binding are written out in docs/sealing.md; change neither: a new
one gets a new number."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .faults import NotOpened

FORMAT = 1
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
BLOCK = 32
"""Texts of up to 31 bytes are all the same length when sealed, and so on."""

_HEADER = struct.Struct(">BI")
_LENGTH = struct.Struct(">I")
_TEXT_AT = _HEADER.size + NONCE_BYTES
_SHORTEST = _TEXT_AT + BLOCK + TAG_BYTES
_END = b"\x80"


class Place(NamedTuple):
    """Where a value lies. A sealed value opens here and nowhere else. A tuple, for there is one for each value."""

    table: str
    column: str
    row: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of row {self.row}"


class SubjectKey:
    """The key of one subject, ready for use. It is shown nowhere: not by `repr`, not in a fault."""

    __slots__ = ("_head", "_made", "_raw", "subject", "version")

    def __init__(self, subject: str, version: int, raw: bytes) -> None:
        self.subject = subject
        self.version = version
        self._raw = raw
        self._made: AESGCM | None = None
        self._head = bytes([FORMAT]) + _part(subject) + _LENGTH.pack(version)

    def __repr__(self) -> str:
        return f"SubjectKey({self.subject!r}, {self.version})"

    @property
    def _cipher(self) -> AESGCM:
        # Most keys are only wrapped, and seal nothing before they are read again.
        if self._made is None:
            self._made = AESGCM(self._raw)
        return self._made

    def raw(self) -> bytes:
        """The key itself, for wrapping it anew."""
        return self._raw

    def seal(self, place: Place, text: str, nonce: bytes) -> bytes:
        """The text, sealed for this place. A nonce must never be used twice with one key: draw it at random."""
        encrypted = self._cipher.encrypt(nonce, _filled(text), self._bound(place))
        return _HEADER.pack(FORMAT, self.version) + nonce + encrypted

    def open(self, place: Place, sealed: bytes) -> str:
        """What was sealed here. Raises NotOpened."""
        if version_of(sealed, place) != self.version:
            raise NotOpened(str(place))
        nonce, encrypted = sealed[_HEADER.size : _TEXT_AT], sealed[_TEXT_AT:]
        try:
            return _emptied(self._cipher.decrypt(nonce, encrypted, self._bound(place)))
        except InvalidTag:
            raise NotOpened(str(place)) from None

    def _bound(self, place: Place) -> bytes:
        # Tables and columns are few and come again and again; a row comes with its columns.
        return self._head + _known_part(place.table) + _known_part(place.column) + _rows_part(place.row)


def version_of(sealed: bytes, place: Place) -> int:
    """Which of the subject's keys a value was sealed with. Raises NotOpened for what is no sealed value."""
    if len(sealed) < _SHORTEST or sealed[0] != FORMAT:
        raise NotOpened(str(place))
    version: int = _HEADER.unpack_from(sealed)[1]
    return version


def _part(text: str) -> bytes:
    """With its length before it, so that no two lists of parts give the same bytes."""
    encoded = text.encode()
    return _LENGTH.pack(len(encoded)) + encoded


_known_part = lru_cache(maxsize=1024)(_part)
_rows_part = lru_cache(maxsize=8)(_part)


def _filled(text: str) -> bytes:
    # Any text goes through, half a surrogate pair too: an encoding error would carry the text in its report.
    encoded = text.encode("utf-8", "surrogatepass") + _END
    return encoded + bytes(-len(encoded) % BLOCK)


def _emptied(filled: bytes) -> str:
    return filled[: filled.rindex(_END)].decode("utf-8", "surrogatepass")
