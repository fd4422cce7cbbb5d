"""The facts that permissions rest on, laid out to be looked up a hundred thousand times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from ..facts import (
    AddressGiven,
    AddressKind,
    Child,
    ConsentAsked,
    ConsentGiven,
    Facts,
    ObjectionMade,
    Washed,
)
from .people import Subject

F = TypeVar("F", ConsentGiven, ConsentAsked, ObjectionMade, AddressGiven, Child)


class Told(NamedTuple):
    """What facts say of one person."""

    consents: Sequence[ConsentGiven] = ()
    asked: Sequence[ConsentAsked] = ()
    objections: Sequence[ObjectionMade] = ()
    addresses: Sequence[AddressGiven] = ()
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Facts by the row they are about, and suppressions by mark."""

    consents: Mapping[Subject, Sequence[ConsentGiven]]
    asked: Mapping[Subject, Sequence[ConsentAsked]]
    objections: Mapping[Subject, Sequence[ObjectionMade]]
    addresses: Mapping[Subject, Sequence[AddressGiven]]
    children: Mapping[Subject, Sequence[Child]]
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
            consents=_by_subject(facts.consents),
            asked=_by_subject(facts.asked),
            objections=_by_subject(facts.objections),
            addresses=_by_subject(facts.addresses),
            children=_by_subject(facts.children),
            suppressed=frozenset((one.kind, one.mark) for one in standing),
            has_marks=bool(standing or facts.addresses),
            marks_are_readable=all(is_ours(one.mark) for one in standing),
            washes=tuple(sorted(facts.washes, key=lambda wash: wash.register_of, reverse=True)),
            is_whole=not facts.unread,
        )

    def of_person(self, places: Sequence[Subject]) -> Told:
        """What facts say of any of these rows, which are one person's."""
        children = _at(places, self.children)
        return Told(
            _at(places, self.consents),
            _at(places, self.asked),
            _at(places, self.objections),
            _at(places, self.addresses),
            children[0].born_on if children else None,
        )


def _by_subject(facts: Iterable[F]) -> Mapping[Subject, Sequence[F]]:
    found: dict[Subject, list[F]] = {}
    for fact in facts:
        found.setdefault((fact.about.collection, fact.about.key), []).append(fact)
    return found


def _at(places: Sequence[Subject], facts: Mapping[Subject, Sequence[F]]) -> Sequence[F]:
    """Most people have none of most facts."""
    found = [facts[place] for place in places if place in facts] if facts else ()
    if len(found) == 1:
        return found[0]
    return [fact for some in found for fact in some] if found else ()
