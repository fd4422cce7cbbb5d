"""The address of a mail server, as it stands in the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

from hjemmel.connectors.protocol import Unsupported

PLACE: Final = "mail"
PORTS: Final = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
FOLDER: Final = "mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """`scheme` is smtp, smtps, smtp+starttls or mailbox; of a mailbox only `folder` is set."""

    scheme: str
    host: str = ""
    port: int = 0
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    folder: str = ""


def server(address: str) -> MailServer:
    """The server at this address. Raises Unsupported for one that is no address, or not safe.

    Mail goes in the clear to this machine alone: everywhere else TLS comes first."""
    parts = urlsplit(address)
    if parts.scheme == FOLDER:
        if not parts.path.strip("/"):
            raise Unsupported(PLACE, "the mailbox names no folder", "write mailbox:///folder")
        return MailServer(scheme=FOLDER, folder=unquote(parts.path))
    if parts.scheme not in PORTS:
        raise Unsupported(
            PLACE, "the address of the mail server is not understood",
            "write smtps://, smtp+starttls:// or, on this machine, smtp://",
        )  # fmt: skip
    try:
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    except ValueError:
        host, port = "", 0
    if not host:
        raise Unsupported(PLACE, "the address of the mail server names no host or port", "correct it")
    if parts.scheme == "smtp" and not _is_this_machine(host):
        raise Unsupported(
            PLACE, "mail would go over an open line", "write smtps:// or smtp+starttls:// in its place"
        )
    return MailServer(
        scheme=parts.scheme,
        host=host,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
