"""Sending mail: the address of the server, the message as it goes over the wire, SMTP, a folder in its place, bounces.

Nothing here knows who may be written to. No exception and no log line holds an address or a word of a message."""

from __future__ import annotations

from .bounces import bounce
from .folder import Folder
from .message import as_message
from .server import MailServer, server
from .smtp import Smtp

__all__ = ["Folder", "MailServer", "Smtp", "as_message", "bounce", "server"]
