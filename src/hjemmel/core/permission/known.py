"""The facts that permissions rest on, laid out to be looked up a hundred thousand times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..facts import (
    AddressGiven,
    AddressKind,
    ChannelDeclined,
    Child,
    ConsentAsked,
    ConsentGiven,
    Facts,
    ObjectionMade,
    Washed,
)
from .people import Subject


@dataclass(slots=True)
class Told:
    """What facts say of one person. Filled while facts are laid out, and only read from then on."""

    consents: tuple[ConsentGiven, ...] = ()
    asked: tuple[ConsentAsked, ...] = ()
    objections: tuple[ObjectionMade, ...] = ()
    addresses: tuple[AddressGiven, ...] = ()
    children: tuple[Child, ...] = ()
    declined: tuple[ChannelDeclined, ...] = ()

    @property
    def born_on(self) -> date | None:
        return self.children[0].born_on if self.children else None


NOTHING = Told()
"""What facts say of most people."""


@dataclass(frozen=True, slots=True)
class Known:
    """Facts by the row they are about, and suppressions by mark."""

    told: Mapping[Subject, Told]
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
            told=_told(facts),
            suppressed=frozenset((one.kind, one.mark) for one in standing),
            has_marks=bool(standing or facts.addresses),
            marks_are_readable=all(is_ours(one.mark) for one in standing),
            washes=tuple(sorted(facts.washes, key=lambda wash: wash.register_of, reverse=True)),
            is_whole=not facts.unread,
        )

    def of_person(self, places: Sequence[Subject]) -> Told:
        """What facts say of any of these rows, which are one person's."""
        known = self.told
        found = [known[place] for place in places if place in known]
        if not found:
            return NOTHING
        return found[0] if len(found) == 1 else _together(found)


def _told(facts: Facts) -> Mapping[Subject, Told]:
    found: defaultdict[Subject, Told] = defaultdict(Told)
    for consent in facts.consents:
        found[consent.about.collection, consent.about.key].consents += (consent,)
    for asked in facts.asked:
        found[asked.about.collection, asked.about.key].asked += (asked,)
    for objection in facts.objections:
        found[objection.about.collection, objection.about.key].objections += (objection,)
    for address in facts.addresses:
        found[address.about.collection, address.about.key].addresses += (address,)
    for child in facts.children:
        found[child.about.collection, child.about.key].children += (child,)
    for declined in facts.declined:
        found[declined.about.collection, declined.about.key].declined += (declined,)
    return found


def _together(several: Sequence[Told]) -> Told:
    return Told(
        tuple(one for told in several for one in told.consents),
        tuple(one for told in several for one in told.asked),
        tuple(one for told in several for one in told.objections),
        tuple(one for told in several for one in told.addresses),
        tuple(one for told in several for one in told.children),
        tuple(one for told in several for one in told.declined),
    )
