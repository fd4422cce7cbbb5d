"""The facts that permissions rest on, laid out to be looked up a hundred thousand times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

from ..facts import (
    AddressGiven,
    AddressKind,
    ConsentAsked,
    ConsentGiven,
    Facts,
    ObjectionMade,
    Washed,
)
from .people import Subject


@dataclass(frozen=True, slots=True)
class Told:
    """What facts say of one person."""

    consents: tuple[ConsentGiven, ...] = ()
    asked: tuple[ConsentAsked, ...] = ()
    objections: tuple[ObjectionMade, ...] = ()
    addresses: tuple[AddressGiven, ...] = ()
    born_on: date | None = None

    def __add__(self, other: Told) -> Told:
        """Of two rows that are one person's."""
        return Told(
            self.consents + other.consents,
            self.asked + other.asked,
            self.objections + other.objections,
            self.addresses + other.addresses,
            self.born_on or other.born_on,
        )


NOTHING = Told()


@dataclass(slots=True)
class _Gathering:
    """One row's facts while they are laid out."""

    consents: list[ConsentGiven] = field(default_factory=list)
    asked: list[ConsentAsked] = field(default_factory=list)
    objections: list[ObjectionMade] = field(default_factory=list)
    addresses: list[AddressGiven] = field(default_factory=list)
    born_on: date | None = None

    def told(self) -> Told:
        return Told(
            tuple(self.consents),
            tuple(self.asked),
            tuple(self.objections),
            tuple(self.addresses),
            self.born_on,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """Facts by the row they are about, and suppressions by mark."""

    told: dict[Subject, Told]
    suppressed: frozenset[tuple[AddressKind, str]]
    has_marks: bool
    """Some fact knows an address by its mark."""
    marks_are_readable: bool
    """All suppressions were made with the key at hand."""
    washes: tuple[Washed, ...]
    """The newest register first."""
    is_whole: bool
    """No system with facts was out of reach."""

    @classmethod
    def of(cls, facts: Facts, is_ours: Callable[[str], bool]) -> Known:
        """`is_ours` says of a mark whether it was made with the key at hand."""
        # A suppression that is lifted later is lifted by a newer word that takes its place: none waits for a day.
        standing = [one for one in facts.suppressions if one.lifted_at is None]
        return cls(
            told=_by_subject(facts),
            suppressed=frozenset((one.kind, one.mark) for one in standing),
            has_marks=bool(standing or facts.addresses),
            marks_are_readable=all(is_ours(one.mark) for one in standing),
            washes=tuple(sorted(facts.washes, key=lambda wash: wash.register_of, reverse=True)),
            is_whole=not facts.unread,
        )

    def of_person(self, places: Iterable[Subject]) -> Told:
        """What facts say of any of these rows, which are one person's."""
        told = self.told
        found = [told[place] for place in places if place in told]
        if len(found) == 1:
            return found[0]
        return reduce(Told.__add__, found, NOTHING)


def _by_subject(facts: Facts) -> dict[Subject, Told]:
    found: dict[Subject, _Gathering] = {}
    for consent in facts.consents:
        _of(found, consent.about.collection, consent.about.key).consents.append(consent)
    for asked in facts.asked:
        _of(found, asked.about.collection, asked.about.key).asked.append(asked)
    for objection in facts.objections:
        _of(found, objection.about.collection, objection.about.key).objections.append(objection)
    for given in facts.addresses:
        _of(found, given.about.collection, given.about.key).addresses.append(given)
    for child in facts.children:
        _of(found, child.about.collection, child.about.key).born_on = child.born_on
    return {place: one.told() for place, one in found.items()}


def _of(found: dict[Subject, _Gathering], collection: str, key: tuple[object, ...]) -> _Gathering:
    place = (collection, key)
    known = found.get(place)
    if known is None:
        known = found[place] = _Gathering()
    return known
