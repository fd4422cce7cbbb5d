"""Reading what comes back: delivery status notifications (RFC 3464), from anybody's mail server, so nothing is trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from hjemmel.core.mail.delivery import Bounce

LARGEST = 1 << 20
_STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")
_REFERENCE = re.compile(r"<([0-9a-f]{32})@")


def bounce(content: bytes) -> Bounce | None:
    """What a message says has become of one of ours; None if it says nothing of that, or not of ours."""
    if len(content) > LARGEST:
        return None
    message = message_from_bytes(content)
    if message.get_content_type() != "multipart/report":
        return None
    status, reference = _status(message), _reference(message)
    return Bounce(reference=reference, status=status) if status and reference else None


def _status(message: Message) -> str:
    """The status of the recipient whose message failed. A success is no bounce."""
    for part in _parts(message, "message/delivery-status"):
        for fields in _inside(part):
            found = _STATUS.match(str(fields.get("Status", "")).strip())
            if found and str(fields.get("Action", "")).strip().lower() == "failed":
                return found[1]
    return ""


def _reference(message: Message) -> str:
    """From the id of the message that came back, whole or only its headers."""
    for kind in ("message/rfc822", "text/rfc822-headers"):
        for part in _parts(message, kind):
            text = "\n".join(_texts(part))
            found = _REFERENCE.search(text)
            if found:
                return found[1]
    return ""


def _texts(part: Message) -> Iterator[str]:
    for inner in _inside(part):
        yield str(inner.get("Message-ID", ""))
    payload = part.get_payload()
    if isinstance(payload, str):
        for line in payload.splitlines():
            if line.lower().startswith("message-id:"):
                yield line


def _inside(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (inner for inner in payload if isinstance(inner, Message))


def _parts(message: Message, kind: str) -> Iterator[Message]:
    return (part for part in message.walk() if part.get_content_type() == kind)
