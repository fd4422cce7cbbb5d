"""What a header says: fields unfolded, encoded words decoded, and the addresses in it. Broken ones are read as far as
they can be, for a message that nobody can read is still about somebody."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from hjemmel.core.normal import Normal, normal

ROLES: Final = ("from", "sender", "reply_to", "to", "cc", "bcc")
"""The fields that people stand in, by the name of their column."""
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:[ \t]?(.*(?:\r?\n[ \t].*)*)", re.MULTILINE)
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_WORD = re.compile(r"=\?([^?\s]+)\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?)")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_ADDRESS_LIKE = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody that a message is from or to. `place` counts everybody in it, each once, in the order of `ROLES`."""

    place: int
    role: str
    address: str
    """In normal form."""
    name: str


class Header:
    """The fields of one message."""

    def __init__(self, raw: bytes) -> None:
        self._fields: dict[str, list[str]] = {}
        for found in _FIELD.finditer(raw):
            value = _FOLD.sub("", _text(found[2])).strip(" \t\r\n")
            self._fields.setdefault(found[1].decode("ascii").casefold(), []).append(value)

    def names(self) -> tuple[str, ...]:
        """The fields that are there, in small letters."""
        return tuple(self._fields)

    def value(self, field: str) -> str | None:
        """What stands there, decoded; several of one name after one another. None if the field is not there."""
        found = self._fields.get(field.casefold())
        return None if found is None else ", ".join(map(decoded, found))

    def moment(self, field: str) -> datetime | None:
        """What the field says is a moment; None if it is none."""
        try:
            found = parsedate_to_datetime((self._fields.get(field.casefold()) or [""])[0])
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None

    def parties(self) -> tuple[Party, ...]:
        """Everybody the message is from or to, each once."""
        found: dict[str, Party] = {}
        for role in ROLES:
            for name, address in self._addresses(role.replace("_", "-")):
                known = normal(Normal.EMAIL, address)
                if known and known not in found:
                    found[known] = Party(len(found) + 1, role, known, decoded(name).strip())
        return tuple(found.values())

    def _addresses(self, field: str) -> Iterator[tuple[str, str]]:
        for value in self._fields.get(field, ()):
            read = [(name, address) for name, address in getaddresses([value]) if "@" in address]
            # A line that can't be taken apart still names people.
            yield from read or [("", address) for address in _ADDRESS_LIKE.findall(value)]


def decoded(text: str) -> str:
    """With its encoded words (RFC 2047) read. A letter that two words share is put together first."""
    joined = _BETWEEN_WORDS.sub(r"\1", text)
    parts: list[str] = []
    waiting, charset, end = b"", "", 0
    for found in _WORD.finditer(joined):
        between, end_before = joined[end : found.start()], end
        end = found.end()
        data, its_charset = _bytes(found[2], found[3]), found[1].partition("*")[0].casefold()
        if data is None:
            parts += [_in_charset(waiting, charset), between, found[0]]
            waiting = b""
        elif waiting and not between and its_charset == charset and end_before:
            waiting += data
        else:
            parts += [_in_charset(waiting, charset), between]
            waiting, charset = data, its_charset
    parts += [_in_charset(waiting, charset), joined[end:]]
    return _CONTROL.sub(" ", "".join(parts))


def _bytes(encoding: str, text: str) -> bytes | None:
    """What the word holds; None if it is no such word."""
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return _HEX.sub(lambda found: bytes([int(found[1], 16)]), raw.replace(b"_", b" "))
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return None


def _in_charset(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset or "ascii")
    except (LookupError, ValueError):
        return _text(data)


def _text(data: bytes) -> str:
    """Bytes in a charset that nobody told: what old programs send."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
