"""Whether the codes in the web log can be traced back: each is held against addresses that are known, by every way to work a
code out that takes no key."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, Literal

from hjemmel.core.declaration.promises import LogCodesProbe
from hjemmel.core.declaration.web_traces import BlockTrace, LogLineTrace
from hjemmel.core.promise import Measurement

from .sight import Sight, nothing
from .words import in_en, in_nb

Address = IPv4Address | IPv6Address

_NEAR: Final = ("127.0.0.0/29", "10.0.0.0/24", "192.168.0.0/23", "172.17.0.0/29")
"""Addresses that stand in nearly every log: those of the house itself."""
_HASHES: Final = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
_SHORTEST: Final = 6
"""Shorter codes fit too much to tell anything."""
_SHORT_V4, _SHORT_V6 = 24, 48
"""Bits of an address that is shortened."""


def log_codes(probe: LogCodesProbe, sight: Sight) -> Measurement:
    """Each line is a case. A code that is an address, or fits one that is known, is a breach."""
    log = sight.map.declaration.web_log
    lines = [
        (one.collection, one.meaning.code)
        for one in sight.traces(LogLineTrace)
        if isinstance(one.meaning, LogLineTrace)
    ]
    if log is None or not lines:
        return nothing(
            sight, "Ingen tabell i deklarasjonen er en logg.", "No table in the declaration is a log."
        )
    if log.address == "whole":
        return nothing(
            sight,
            "Deklarasjonen sier at adressene står hele.",
            "The declaration says that the addresses stand whole.",
        )
    systems = frozenset(collection.partition(".")[0] for collection, _ in lines)
    counted: dict[str, int] = {}
    for collection, column in lines:
        if collection.partition(".")[0] in sight.observed:
            for row in sight.read(collection, (column,)):
                code = str(row[column] or "").strip()
                if code and code != "-":
                    counted[code] = counted.get(code, 0) + 1
    known = set(_known(sight))
    bare = {code for code in counted if _is_bare(code, log.address)}
    traced = _traced(counted.keys() - bare, known) if log.address == "pseudonymised" else set()
    found = sum(counted[code] for code in bare), sum(counted[code] for code in traced)
    return Measurement(
        at=sight.now,
        cases=sum(counted.values()),
        breaches=sum(found),
        in_scope=systems,
        observed=sight.observed,
        missing_nb=probe.needs.nb if probe.needs and counted else "",
        missing_en=probe.needs.en if probe.needs and counted else "",
        seen_nb=f"Linjer lest: {in_nb(sum(counted.values()))}. Med hele adressen: {in_nb(found[0])}. Med en kode som kan regnes"
        f" ut av adressen: {in_nb(found[1])}. Adresser kodene ble prøvd mot: {in_nb(len(known))}.",
        seen_en=f"Lines read: {in_en(sum(counted.values()))}. With the whole address: {in_en(found[0])}. With a code that can be"
        f" worked out from the address: {in_en(found[1])}. Addresses the codes were tried against: {in_en(len(known))}.",
    )


def _known(sight: Sight) -> Iterator[Address]:
    """Those of the house, and those that are blocked."""
    for net in _NEAR:
        yield from ip_network(net)
    for trace in sight.traces(BlockTrace):
        if isinstance(trace.meaning, BlockTrace) and trace.collection.partition(".")[0] in sight.observed:
            for row in sight.read(trace.collection, (trace.meaning.address,)):
                found = _address(str(row[trace.meaning.address] or ""))
                if found:
                    yield found


def _is_bare(code: str, promised: Literal["pseudonymised", "shortened", "whole"]) -> bool:
    found = _address(code)
    if found is None:
        return False
    bits = _SHORT_V4 if isinstance(found, IPv4Address) else _SHORT_V6
    is_short = int(found) == int(ip_network((int(found), bits), strict=False).network_address)
    return promised != "shortened" or not is_short


def _address(text: str) -> Address | None:
    try:
        return ip_address(text.strip().strip("[]"))
    except ValueError:
        return None


def _traced(codes: Iterable[str], known: Iterable[Address]) -> set[str]:
    """The codes that fit an address, whole or cut short, with a letter before or without."""
    looked_for: dict[str, set[str]] = {}
    for code in codes:
        for part in {code, code[1:], code.rpartition(":")[2], code.rpartition("-")[2]}:
            if len(part) >= _SHORTEST:
                looked_for.setdefault(part.casefold(), set()).add(code)
    lengths = sorted({len(part) for part in looked_for})
    found: set[str] = set()
    for one in known:
        for form in _written_otherwise(one):
            found |= looked_for.get(form.casefold(), set())
        for form in _digests(one):
            for length in lengths:
                found |= looked_for.get(form[:length].casefold(), set())
    return found


def _written_otherwise(address: Address) -> Iterator[str]:
    """The address in another dress. It fits whole alone: many addresses begin alike."""
    text, packed = str(address), address.packed
    yield from (str(int(address)), packed.hex(), text.replace(".", "-"), text.replace(".", "_"), text[::-1])
    yield from (base64.b64encode(given).decode().rstrip("=") for given in (text.encode(), packed))


def _digests(address: Address) -> Iterator[str]:
    """What anybody can work out of an address without a key."""
    for given in (str(address).encode(), address.packed):
        yield f"{zlib.crc32(given):08x}"
        for name in _HASHES:
            digest = hashlib.new(name, given, usedforsecurity=False).digest()
            yield digest.hex()
            yield base64.b64encode(digest).decode()
            yield base64.urlsafe_b64encode(digest).decode()
            yield base64.b32encode(digest).decode()
