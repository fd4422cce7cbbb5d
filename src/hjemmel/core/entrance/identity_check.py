"""How sure it must be who asks, and what a right code proves (Art. 12(6)). No I/O.

A code shows that whoever asks reads the mailbox. It shows who they are only where we had the address for a while, and one
person alone has it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from ..datamap import DataMap, FixedKind
from ..facts import About, AddressGiven
from ..moment import local_day
from ..permission.address import CHANGED_WITHIN
from ..request import Level, needs_proof
from ..rights.right import Right

DIGITS = 8
LASTS = timedelta(minutes=15)
TRIES = 5
"""With one code. After that another must be asked for."""
CODES = 3
"""For one request. After that somebody in the office finds out who asks."""


class Proof(Enum):
    """What a right code proves; or why it proves no more than that whoever asks reads the mailbox."""

    IDENTITY = ("viser hvem som spør", "shows who asks")
    NOBODY = (
        "viser ikke hvem som spør: ingen rader hos oss har denne adressen",
        "does not show who asks: no row of ours has this address",
    )
    SHARED = (
        "viser ikke hvem som spør: flere har denne adressen, eller den er en virksomhets",
        "does not show who asks: several have this address, or it is an organisation's",
    )
    NEW = (
        "viser ikke hvem som spør: vi har ikke hatt adressen i 30 dager, eller den er nettopp endret",
        "does not show who asks: we have not had the address for 30 days, or it was changed lately",
    )
    AGE_UNKNOWN = (
        "viser ikke hvem som spør: ingenting sier hvor lenge vi har hatt adressen",
        "does not show who asks: nothing tells how long we have had the address",
    )
    NOT_ENOUGH = (
        "viser ikke hvem som spør: erklæringen krever noe sikrere enn en kode her",
        "does not show who asks: the statement asks for something surer than a code here",
    )
    OUT_OF_SIGHT = (
        "viser ikke hvem som spør: et system svarer ikke",
        "does not show who asks: a system does not answer",
    )

    @property
    def nb(self) -> str:
        return str(self.value[0])

    @property
    def en(self) -> str:
        return str(self.value[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What is known of the address that the code went to."""

    whose: tuple[About, ...]
    """The own rows that it leads to."""
    mark: str
    given: tuple[AddressGiven, ...]
    """What facts tell of the addresses of these people."""
    since: tuple[date | None, ...]
    """From rows that tell: the day since which we have known the person."""
    is_persons: bool
    """It is not the mailbox of a firm."""
    is_whole: bool
    """Every system that may know somebody by it could be asked."""


def level_needed(data_map: DataMap, right: Right, whose: Collection[About]) -> Level | None:
    """How sure it must be who asks, before anything is done; None where saying it is enough (Art. 7(3), 21(3))."""
    if not needs_proof(right):
        return None
    check = data_map.declaration.identity_check
    stricter = frozenset(check.stricter_for) if check else frozenset()
    is_strict = bool(stricter) and any(word in stricter for word in _kinds_and_categories(data_map, whose))
    return Level.HIGH if is_strict and right in _GIVES_OR_TAKES else Level.ORDINARY


_GIVES_OR_TAKES = (Right.ACCESS, Right.PORTABILITY, Right.RECIPIENTS, Right.ERASURE, Right.RECTIFICATION)
"""With these somebody else could learn of a person, or harm them."""


def proved(data_map: DataMap, right: Right, address: Address, at: datetime) -> Proof:
    """What it proves that whoever asks has read the code."""
    check = data_map.declaration.identity_check
    if check is None or "known_channel" not in check.how:
        return Proof.NOT_ENOUGH
    if not address.is_whole:
        return Proof.OUT_OF_SIGHT
    if not address.whose:
        return Proof.NOBODY
    if not address.is_persons or _is_several(address.whose):
        return Proof.SHARED
    if level_needed(data_map, right, address.whose) is Level.HIGH:
        return Proof.NOT_ENOUGH
    return _by_age(address, local_day(at, data_map.zone), data_map.zone)


def proved_by_provider(
    data_map: DataMap, right: Right, address: Address, at: datetime, *, how: str, by_number: bool
) -> Proof:
    """What it proves that whoever asks has signed in with a declared provider, which vouches for this address; or for
    their national identity number, which nobody else has and nobody can have put there lately."""
    if not address.is_whole:
        return Proof.OUT_OF_SIGHT
    if not address.whose:
        return Proof.NOBODY
    if not address.is_persons or _is_several(address.whose):
        return Proof.SHARED
    if by_number:
        return Proof.IDENTITY
    if level_needed(data_map, right, address.whose) is Level.HIGH and how != "bankid":
        return Proof.NOT_ENOUGH
    return _by_age(address, local_day(at, data_map.zone), data_map.zone)


def _is_several(whose: Sequence[About]) -> bool:
    """Two rows of one collection are two people, until somebody says that they are one."""
    collections = [about.collection for about in whose]
    return len(set(collections)) < len(collections)


def _by_age(address: Address, today: date, zone: str) -> Proof:
    days = [day for day in address.since if day is not None]
    mine = [local_day(one.at, zone) for one in address.given if one.mark == address.mark]
    others = [local_day(one.at, zone) for one in address.given if one.mark != address.mark]
    if mine:
        # Since it last took another's place.
        days.append(min((day for day in mine if not others or day >= max(others)), default=today))
    elif others:
        return Proof.NEW
    if not days:
        return Proof.AGE_UNKNOWN
    return Proof.IDENTITY if max(days) + CHANGED_WITHIN <= today else Proof.NEW


def _kinds_and_categories(data_map: DataMap, whose: Collection[About]) -> Iterator[str]:
    """What `stricter_for` can name: the kinds of person these may be, and the categories and collections of rows that
    may be about them."""
    homes = {about.collection for about in whose}
    for collection in data_map.collections.values():
        for group in collection.groups:
            if any(group.whose.path_to(home) is not None for home in homes):
                yield group.category
                yield collection.name.partition(".")[2]
                kind = group.whose.kind
                yield from (kind.kind,) if isinstance(kind, FixedKind) else dict(kind.values).values()
