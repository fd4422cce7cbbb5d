"""The address of a mailbox, as it stands in the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

from ..protocol import Unsupported

PORTS: Final = {"imap": 143, "imaps": 993, "imap+starttls": 143}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapServer:
    """`scheme` is imap, imaps or imap+starttls."""

    scheme: str
    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)

    @property
    def target(self) -> str:
        """Which mailbox this is, without its password and without the name that it is opened by."""
        return f"{self.scheme}://{self.host}:{self.port}"


def imap_server(place: str, address: str) -> ImapServer:
    """The server at this address. Raises Unsupported for one that is no address, or not safe.

    A password goes in the clear to this machine alone: everywhere else TLS comes first."""
    parts = urlsplit(address)
    if parts.scheme not in PORTS:
        raise Unsupported(
            place, "the address of the mailbox is not understood",
            "write imaps://, imap+starttls:// or, on this machine, imap://",
        )  # fmt: skip
    try:
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    except ValueError:
        host, port = "", 0
    if not host or not parts.username or not parts.password:
        raise Unsupported(
            place,
            "the address of the mailbox names no host, user or password",
            "write imaps://user:password@host",
        )
    if parts.scheme == "imap" and not _is_this_machine(host):
        raise Unsupported(
            place, "the password would go over an open line", "write imaps:// or imap+starttls://"
        )
    return ImapServer(
        scheme=parts.scheme,
        host=host,
        port=port,
        user=unquote(parts.username),
        password=unquote(parts.password),
    )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
