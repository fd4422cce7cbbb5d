"""Looking into the folder that stands in for a mail server: what a demo has sent. Nothing of it is run or fetched."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from hjemmel.connectors.mail import server
from hjemmel.connectors.mail.folder import ENDING
from hjemmel.connectors.protocol import Unsupported
from hjemmel.desk.published import published
from hjemmel.engine.wiring import filled

SHOWN: Final = 40
_LINK = re.compile(
    r"https://[^\s]+?(/(?:(?:nei|say-no|ja|say-yes)/[0-9a-f]{64}|(?:dine-data|your-data|svar|answer|oppdrag/sak|assignment/case)/[\w-]{43}))(?![\w-])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message as a person would see it, in plain text."""

    to: str
    subject: str
    at: datetime | None
    text: str
    links: tuple[str, ...]
    """The paths of the links in it that lead to pages of ours."""


def folder() -> Path | None:
    """The folder, if mail goes to one. Raises NothingPublished."""
    mail = published().map.declaration.mail
    address = filled(mail.server, os.environ) if mail else None
    try:
        found = server(address).folder if address else ""
    except Unsupported:
        return None
    return Path(found) if found else None


def letters() -> tuple[Letter, ...] | None:
    """The newest messages first; None where mail goes to a real server, and nobody may look into it from here."""
    found = folder()
    if found is None:
        return None
    files = sorted(
        found.glob(f"*{ENDING}"), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True
    )
    return tuple(_read(file) for file in files[:SHOWN])


def _read(file: Path) -> Letter:
    message = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default)
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body else ""
    return Letter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(str(message["Date"])) if message["Date"] else None,
        text=text,
        links=tuple(dict.fromkeys(_LINK.findall(text))),
    )
