"""Posting a webhook over HTTP: to the public internet over TLS and nowhere else, unless the endpoint is said to lie inside.

The name is looked up once, every address it has is judged, and the connection goes to one that was judged: a name
that changes its answer in between leads nowhere. Redirects are not followed, and of an answer only its status is read."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Final
from urllib.parse import SplitResult, urlsplit

TIMEOUT: Final = 10.0
NOTHING: Final = 0
"""The status where nothing answered."""
USER_AGENT: Final = "Hjemmel"


class AddressRefused(ValueError):
    """No webhook goes to this address. Says why; does not repeat it."""


class ToAddress(HTTPConnection):
    """A connection to an address that has been judged, whatever the name says by now."""

    def __init__(self, where: SplitResult, address: str, tls: ssl.SSLContext | None) -> None:
        port = where.port or (443 if tls else 80)
        super().__init__(where.hostname or "", port, timeout=TIMEOUT)
        self.address = address
        self.tls = tls

    def connect(self) -> None:
        raw = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self.tls.wrap_socket(raw, server_hostname=self.host) if self.tls else raw


def check(url: str, *, is_inside: bool) -> SplitResult:
    """Raises AddressRefused for what no webhook goes to, as far as the address itself tells."""
    try:
        where = urlsplit(url)
        port = where.port
    except ValueError:
        raise AddressRefused("this is no address") from None
    if where.scheme not in ("https", "http") or not where.hostname or port == 0:
        raise AddressRefused("an address begins with https://")
    if where.username is not None or where.password is not None or where.fragment:
        raise AddressRefused("an address holds no user, no password and no fragment")
    if any(sign <= " " or sign == "\x7f" for sign in url):
        raise AddressRefused("an address holds no spaces and no control signs")
    if where.scheme == "http" and not (is_inside and _is_loopback(where.hostname)):
        raise AddressRefused("only https is used, but for this machine itself when it is said to lie inside")
    return where


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, is_inside: bool, tls: ssl.SSLContext | None = None
) -> int:
    """The status of the answer, or NOTHING. Raises AddressRefused, and sends nothing, to an address inside that is not
    said to be."""
    where = check(url, is_inside=is_inside)
    context = (tls or ssl.create_default_context()) if where.scheme == "https" else None
    try:
        address = judged(where, is_inside=is_inside)
        connection = ToAddress(where, address, context)
        try:
            path = (where.path or "/") + (f"?{where.query}" if where.query else "")
            connection.request("POST", path, body, {"User-Agent": USER_AGENT, **headers})
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, HTTPException):
        return NOTHING


def judged(where: SplitResult, *, is_inside: bool) -> str:
    """An address of the name, if every one may be reached. Raises AddressRefused, or OSError if there is none."""
    found = socket.getaddrinfo(where.hostname, where.port or 443, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not is_inside and not all(map(_is_public, addresses)):
        raise AddressRefused("the name leads to an address that is not public")
    if where.scheme == "http" and not all(ipaddress.ip_address(one).is_loopback for one in addresses):
        raise AddressRefused("without TLS only this machine itself is reached")
    return addresses[0]


def _is_public(address: str) -> bool:
    one = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(one, "ipv4_mapped", None) or getattr(one, "sixtofour", None)
    return one.is_global and not one.is_multicast and (mapped is None or mapped.is_global)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
