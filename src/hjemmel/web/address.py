"""Where a request comes from. Behind a proxy of ours it is what that proxy says; from anybody else such words are nothing.

Limits, blocks and the web log all read REMOTE_ADDR. It is put right here, once, before anything reads it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Place = IPv4Address | IPv6Address
FORWARDED: Final = "forwarded"
MOST: Final = 20
"""So many stations of a request are looked at, from the nearest. A longer way than that is made up."""
SAID_BY_PROXIES: Final = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
_FOR: Final = re.compile(r"(?:^|;)\s*for\s*=\s*\"?([^\";]+)\"?\s*(?:;|$)", re.IGNORECASE)
_WITH_PORT: Final = re.compile(r"\[([0-9a-fA-F:.]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """Whose word about where a request comes from is taken, and where they write it.

    One header alone is read: the other one would be the visitor's own to fill in."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    header: str = "HTTP_X_FORWARDED_FOR"

    def has(self, place: Place) -> bool:
        return any(place.version == one.version and place in one for one in self.networks)


def proxies(written: str) -> Proxies:
    """`10.0.0.5, 10.1.0.0/16`; with `forwarded` among them, the header of RFC 7239 is read. Raises ImproperlyConfigured."""
    words = [word.strip() for word in written.split(",") if word.strip()]
    try:
        networks = tuple(ipaddress.ip_network(word) for word in words if word.lower() != FORWARDED)
    except ValueError:
        raise ImproperlyConfigured(
            "HJEMMEL_PROXIES has something that is no address and no network"
        ) from None
    if len(networks) < len(words):
        return Proxies(networks=networks, header="HTTP_FORWARDED")
    return Proxies(networks=networks)


def where_from(peer: str, told: str, trusted: Proxies) -> str:
    """The address of whoever asks: read from the nearest station outwards, as far as each is a proxy of ours."""
    place = _place(peer)
    if place is None:
        return peer
    stations = _stations(told, trusted.header)
    while trusted.has(place):
        further = next(stations, None)
        if further is None:
            break
        place = further
    return str(place)


class AddressMiddleware:
    """REMOTE_ADDR becomes the visitor's own address; what strangers say in a proxy's name is taken away."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response
        self.trusted = proxies(settings.HJEMMEL_PROXIES)

    def __call__(self, request: Any) -> Any:
        peer = str(request.META.get("REMOTE_ADDR", ""))
        place = _place(peer)
        if place is None or not self.trusted.has(place):
            for name in SAID_BY_PROXIES:
                request.META.pop(name, None)
        told = str(request.META.get(self.trusted.header, ""))
        request.META["REMOTE_ADDR"] = where_from(peer, told, self.trusted)
        return self.get_response(request)


def _stations(told: str, header: str) -> Iterator[Place]:
    """The nearest first, until one that is no address."""
    # Cut at every comma: an address has none, and what a visitor wrote further out cannot reach across one.
    for said in reversed(told.split(",")[-MOST:]):
        if header == "HTTP_FORWARDED":
            found = _FOR.search(said)
            said = found[1] if found else ""
        place = _place(said)
        if place is None:
            return
        yield place


def _place(said: str) -> Place | None:
    """An address, with or without the port; None for anything else."""
    said = said.strip()
    ported = _WITH_PORT.fullmatch(said)
    try:
        place = ipaddress.ip_address((ported[1] or ported[2]) if ported else said)
    except ValueError:
        return None
    mapped = place.ipv4_mapped if isinstance(place, IPv6Address) else None
    return mapped or place
