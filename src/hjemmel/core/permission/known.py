"""The facts that permissions rest on, laid out to be looked up a hundred thousand times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from ..facts import (
    About,
    AddressGiven,
    AddressKind,
    ConsentAsked,
    ConsentGiven,
    Facts,
    ObjectionMade,
    Washed,
)
from .people import Subject


class _Fact(Protocol):
    @property
    def about(self) -> About: ...


F = TypeVar("F", bound=_Fact)


@dataclass(frozen=True, slots=True)
class Known:
    """Facts by whom they are about, and suppressions by mark."""

    consents: dict[Subject, list[ConsentGiven]]
    asked: dict[Subject, list[ConsentAsked]]
    objections: dict[Subject, list[ObjectionMade]]
    addresses: dict[Subject, list[AddressGiven]]
    born: dict[Subject, date]
    suppressed: frozenset[tuple[AddressKind, str]]
    marks: frozenset[str]
    """All marks that suppressions were made with, to see whether their key is ours."""
    washes: tuple[Washed, ...]
    """The newest register first."""
    is_whole: bool
    """No system with facts was out of reach."""

    @property
    def has_marks(self) -> bool:
        """Some fact knows an address by its mark."""
        return bool(self.marks or self.addresses)

    @classmethod
    def of(cls, facts: Facts) -> Known:
        # A suppression that is lifted later is lifted by a newer word that takes its place: none waits for a day.
        standing = [one for one in facts.suppressions if one.lifted_at is None]
        return cls(
            consents=_by_subject(facts.consents),
            asked=_by_subject(facts.asked),
            objections=_by_subject(facts.objections),
            addresses=_by_subject(facts.addresses),
            born={_subject(child): child.born_on for child in facts.children},
            suppressed=frozenset((one.kind, one.mark) for one in standing),
            marks=frozenset(one.mark for one in standing),
            washes=tuple(sorted(facts.washes, key=lambda wash: wash.register_of, reverse=True)),
            is_whole=not facts.unread,
        )


def about(facts: dict[Subject, list[F]], subjects: Iterable[Subject]) -> Sequence[F]:
    """The facts about any of these rows, which are one person's."""
    if not facts:
        return ()
    return [fact for subject in subjects for fact in facts.get(subject, ())]


def _by_subject(facts: Iterable[F]) -> dict[Subject, list[F]]:
    found: dict[Subject, list[F]] = {}
    for fact in facts:
        found.setdefault(_subject(fact), []).append(fact)
    return found


def _subject(fact: _Fact) -> Subject:
    return fact.about.collection, tuple(fact.about.key)
