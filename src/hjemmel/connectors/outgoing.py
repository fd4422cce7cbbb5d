"""Trying a link as a reader would follow it: to the public internet alone, over TLS, and reading nothing of the page; and a
page or a form of our own, as a visitor would ask for it or send it.

Nothing is sent that tells who we are or who reads us. Redirects are followed a few times, each judged as the first."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from http.client import HTTPException
from typing import Final
from urllib.parse import SplitResult, urldefrag, urlencode, urljoin

from hjemmel.connectors.protocol import Unreachable
from hjemmel.connectors.webhook import AddressRefused, ToAddress, check, judged
from hjemmel.core.website.outgoing_link import Found

HOPS: Final = 6
GONE: Final = (404, 410)
ELSEWHERE: Final = (301, 302, 303, 307, 308)
LONGEST: Final = 4_000_000
"""So many bytes of a page of ours are read."""
HEADERS: Final = {"User-Agent": "Hjemmel", "Accept": "text/html, */*;q=0.5"}


def look(address: str, *, is_inside: bool = False, tls: ssl.SSLContext | None = None) -> Found:
    """Whether there is a page at this address. `is_inside`: this machine may be asked too. Never raises."""
    for _ in range(HOPS):
        try:
            where = check(urldefrag(address).url, is_inside=is_inside)
            status, location, _ = _asked(where, is_inside=is_inside, tls=tls)
        except (AddressRefused, OSError, HTTPException):
            return Found.NO_ANSWER
        if status in ELSEWHERE and location:
            address = urljoin(address, location)
            continue
        if status in GONE:
            return Found.DEAD
        return Found.WORKS if 200 <= status < 300 else Found.NO_ANSWER
    # Whoever is led round in a ring comes to no page.
    return Found.DEAD


def page(address: str, *, tls: ssl.SSLContext | None = None) -> str | None:
    """What a page of our own says to whoever asks for it, which may lie on this machine or within our walls. None if it does not
    come. Never raises."""
    for _ in range(HOPS):
        try:
            where = check(urldefrag(address).url, is_inside=True)
            status, location, content = _asked(where, is_inside=True, tls=tls, most=LONGEST)
        except (AddressRefused, OSError, HTTPException):
            return None
        if status in ELSEWHERE and location:
            address = urljoin(address, location)
            continue
        return content.decode("utf-8", "replace") if 200 <= status < 300 else None
    return None


def _asked(
    where: SplitResult, *, is_inside: bool, tls: ssl.SSLContext | None, most: int = 0
) -> tuple[int, str, bytes]:
    context = (tls or ssl.create_default_context()) if where.scheme == "https" else None
    connection = ToAddress(where, judged(where, is_inside=is_inside), context)
    try:
        path = (where.path or "/") + (f"?{where.query}" if where.query else "")
        connection.request("GET", path, headers=HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or "", answer.read(most)
    finally:
        connection.close()


def posted(address: str, form: Mapping[str, str], *, tls: ssl.SSLContext | None = None) -> dict[str, str]:
    """Send a form to a page of our own, which may lie on this machine or within our walls; the headers of the answer.
    Raises Unreachable."""
    try:
        where = check(address, is_inside=True)
        context = (tls or ssl.create_default_context()) if where.scheme == "https" else None
        connection = ToAddress(where, judged(where, is_inside=True), context)
        try:
            headers = {**HEADERS, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", where.path, urlencode(form), headers)
            return dict(connection.getresponse().getheaders())
        finally:
            connection.close()
    except (AddressRefused, OSError, HTTPException):
        raise Unreachable("site", "our own pages do not answer", "see whether they are up") from None
