"""A message as a person would read it: who wrote it, its subject, its text. What strangers send is never trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from html import unescape
from typing import Final

from .header import Header

_PLAIN: Final = ("plain", "html")
_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_EMPTY = re.compile(r"\n\s*\n\s*\n+")
_DEEPEST: Final = 200
"""Parts of one message that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    message_id: str
    sender: str = field(repr=False)
    """The address in normal form; empty where there is none."""
    name: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    header: Mapping[str, str] = field(repr=False)
    """Every field, by its name in small letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What is attached to a message, as it was before it was packed for the mail."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


def attached(raw: bytes) -> Iterator[Attachment]:
    """What has a file's name, or says that it is attached. Of a message that was cut, the last one is cut as well."""
    for part in _parts(message_from_bytes(raw)):
        name = part.get_filename() or ""
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and (name or "attachment" in _disposition(part)):
            yield Attachment(name=name, content=payload)


def letter(raw: bytes) -> Letter:
    """Reads any bytes at all; what can't be read is left out."""
    head, _, _ = raw.partition(b"\r\n\r\n")
    header = Header(head)
    writer = next((one for one in header.parties() if one.role in ("from", "reply_to")), None)
    return Letter(
        message_id=(header.value("message-id") or "").strip(),
        sender=writer.address if writer else "",
        name=writer.name if writer else "",
        subject=header.value("subject") or "",
        text=_text(message_from_bytes(raw)),
        header={name: header.value(name) or "" for name in header.names()},
    )


def _text(message: Message) -> str:
    """The first plain part; else the words of the first part in HTML. What is attached is not read."""
    found: dict[str, str] = {}
    for part in _parts(message):
        kind = part.get_content_subtype()
        if (
            part.get_content_maintype() == "text"
            and kind in _PLAIN
            and "attachment" not in _disposition(part)
        ):
            found.setdefault(kind, _decoded(part))
    text = found.get("plain") or _without_tags(found.get("html", ""))
    return _EMPTY.sub("\n\n", text.replace("\r\n", "\n").replace("\0", " ")).strip()


def _parts(message: Message) -> Iterator[Message]:
    waiting, seen = [message], 0
    while waiting and seen < _DEEPEST:
        part, seen = waiting.pop(0), seen + 1
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting = [one for one in payload if isinstance(one, Message)] + waiting
        else:
            yield part


def _disposition(part: Message) -> str:
    return str(part.get("Content-Disposition", "")).casefold()


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(str(part.get_content_charset() or "utf-8"))
    except (LookupError, ValueError):
        return data.decode("latin-1")


def _without_tags(html: str) -> str:
    return unescape(_TAG.sub(" ", _BREAK.sub("\n", _HIDDEN.sub(" ", html))))
