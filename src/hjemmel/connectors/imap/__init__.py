"""Shared mailboxes over IMAP: one row for each person that a message is from or to.

A message is read as it stands, and goes whole or not at all. Nothing of it is ever changed, not even that it was read."""

from __future__ import annotations

from .address import ImapServer, imap_server
from .connector import ImapConnector, is_ours
from .letter import Attachment, Letter, attached, letter
from .session import Mailbox, Session

__all__ = [
    "Attachment", "ImapConnector", "ImapServer", "Letter", "Mailbox", "Session", "attached", "imap_server", "is_ours",
    "letter",
]  # fmt: skip
