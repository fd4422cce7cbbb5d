"""Whether the basis of a purpose holds, for one row: consents, objections, instructions of the controller."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..datamap import ConsentProof, FieldGroup, Mandate, ObjectionMark, Purpose, Whose
from ..facts import STANDING, About, Facts, Objection
from ..moment import local_day
from ..terms import Basis, Tri
from .children import age_to_consent
from .lists import by_guardian, children_under, consents_in_force, erasure_days, withdrawal_days, withdrawals
from .question import (
    NO,
    Question,
    above,
    always,
    any_of,
    every,
    happened,
    no,
    of_any,
    once,
    opposite,
    unknown,
    yes,
)
from .rows import Key, Row, Rows
from .whose import Kinds, Subjects, are_of
from .years import ONE_DAY

Places = frozenset[tuple[str, Key]]
"""Rows by their collections and keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """Whose consents to one purpose are in force, which of these the guardian gave, and who is too young to give one."""

    consents: Places
    days: Mapping[date, Places]
    """The same by the day on which they were given."""
    guarded: Places
    minors: Places


class Bases:
    """Reads the marks in the company's own rows and the facts that Hjemmel keeps; either may say it."""

    def __init__(self, subjects: Subjects, facts: Facts, today: date) -> None:
        self.subjects = subjects
        self.rows: Rows = subjects.rows
        self.map = subjects.rows.map
        self.facts = facts
        self.today = today
        self._children = _places(child.about for child in facts.children)
        self._given: dict[str, _Given] = {}
        """By purpose."""
        self._made: dict[tuple[str, tuple[Objection, ...]], frozenset[tuple[str, Key]]] = {}
        """By purpose and states: whose objections these are."""

    def holds(self, purpose: Purpose, group: FieldGroup, told: Kinds) -> Question:
        """The basis of the purpose holds for the group's subject, of whom these kinds are told."""
        by_basis: dict[Basis, set[str]] = {}
        for kind in purpose.kinds:
            by_basis.setdefault(purpose.basis[kind], set()).add(kind)
        return any_of(
            *(
                every(always(of_kind), self._basis_holds(basis, purpose, group))
                for basis, kinds in by_basis.items()
                if (of_kind := are_of(told, frozenset(kinds))) is not NO
            )
        )

    def consent(self, purpose: str, group: FieldGroup) -> Question:
        """A consent of the group's subject to the purpose is in force, by the company's rows or by facts."""
        by_rows = any_of(*(self._consent_by_rows(proof, purpose, group) for proof in self.map.consents))
        if self._children:
            # A row says that there is a consent, and not by whom: for a child that is not enough.
            by_rows = every(by_rows, opposite(self.subjects.is_listed(group.whose, self._children)))
        given = self._given.get(purpose)
        if given is None:
            given = self._given[purpose] = self._in_force(purpose)
        if not given.consents:
            return by_rows
        in_force = self._consent_kept(purpose, group, given)
        if self._children:
            guarded = self.subjects.is_listed(group.whose, given.guarded)
            in_force = every(
                in_force, any_of(guarded, opposite(self.subjects.is_listed(group.whose, given.minors)))
            )
        return any_of(by_rows, in_force)

    def _consent_by_rows(self, proof: ConsentProof, purpose: str, group: FieldGroup) -> Question:
        """What the rows tell, but for what was given by the day on which the person withdrew."""
        told = [self._consent_by(proof, purpose, group)]
        for day in withdrawal_days(self.facts, purpose, self.today, self.map.zone):
            on_that_day = _places(
                about for about, at in withdrawals(self.facts, purpose) if local_day(at, self.map.zone) == day
            )
            withdrawn = self.subjects.is_listed(group.whose, on_that_day)
            told.append(any_of(opposite(withdrawn), self._consent_by(proof, purpose, group, later_than=day)))
        return every(*told)

    def _consent_kept(self, purpose: str, group: FieldGroup, given: _Given) -> Question:
        """A consent that facts tell of is in force, and no row tells of a no since."""
        noes = [proof for proof in self.map.consents if proof.meaning.withdrawn]
        if not noes:
            return self.subjects.is_listed(group.whose, given.consents)
        return any_of(
            *(
                every(
                    self.subjects.is_listed(group.whose, places),
                    opposite(any_of(*(self._withdrawn_by(proof, purpose, group, day) for proof in noes))),
                )
                for day, places in given.days.items()
            )
        )

    def _withdrawn_by(self, proof: ConsentProof, purpose: str, group: FieldGroup, since: date) -> Question:
        """A row of this collection tells that the consent was withdrawn on this day or later."""
        meaning = proof.meaning
        told = self._is_to(proof, purpose)
        if told is None or meaning.withdrawn is None:
            return no
        if not self.rows.reaches(proof.collection):
            return self.subjects.said_at(proof.collection, proof.whose, group, unknown)
        before = happened(self.rows, proof.collection, meaning.withdrawn, since - ONE_DAY)
        told += [self._happened(proof.collection, meaning.withdrawn), opposite(before)]
        return self.subjects.said_at(proof.collection, proof.whose, group, once(every(*told)))

    def _is_to(self, proof: ConsentProof, purpose: str) -> list[Question] | None:
        """What makes a row speak of consent to the purpose; None where none does."""
        meaning = proof.meaning
        told = [
            _is_one_of(column, values if isinstance(values, tuple) else (values,))
            for column, values in meaning.only_if.items()
        ]
        if isinstance(meaning.to, str):
            return told if meaning.to == purpose else None
        words = [word for word, name in meaning.to.values.items() if name == purpose]
        return [_is_one_of(meaning.to.column, words), *told] if words else None

    def _in_force(self, purpose: str) -> _Given:
        age = age_to_consent(self.map.purposes[purpose])
        given = consents_in_force(self.facts, purpose, age, self.today, self.map.zone)
        by_day: dict[date, list[About]] = {}
        for one in given:
            by_day.setdefault(local_day(one.given_at, self.map.zone), []).append(one.about)
        return _Given(
            consents=_places(one.about for one in given),
            days={day: _places(abouts) for day, abouts in by_day.items()},
            guarded=_places(one.about for one in by_guardian(given)),
            minors=_places(children_under(self.facts, age, self.today)),
        )

    def objected(self, purpose: str, whose: Whose, *states: Objection) -> Question:
        """A fact says that the subject objected to the purpose, and that the objection is in such a state."""
        made = self._made.get((purpose, states))
        if made is None:
            made = self._made[purpose, states] = frozenset(
                (one.about.collection, tuple(one.about.key))
                for one in self.facts.objections
                if one.purpose == purpose and one.state in states
            )
        return self.subjects.is_listed(whose, made) if made else no

    def asked_to_be_erased(self, purpose: str, whose: Whose) -> Iterator[tuple[date, Question]]:
        """For each day: a fact says that the subject asked on it to be erased, and that it reaches this purpose."""
        for day in erasure_days(self.facts, purpose, self.today, self.map.zone):
            asked = _places(
                one.about
                for one in self.facts.erasures
                if one.purpose == purpose and local_day(one.at, self.map.zone) == day
            )
            yield day, self.subjects.is_listed(whose, asked)

    def _basis_holds(self, basis: Basis, purpose: Purpose, group: FieldGroup) -> Question:
        match basis:
            case Basis.CONSENT:
                consent = self.consent(purpose.name, group)
                if not purpose.direct_marketing:
                    return consent
                return every(consent, opposite(self.ended_by_objection(purpose, group)))
            case Basis.LEGITIMATE_INTERESTS:
                return opposite(self.ended_by_objection(purpose, group))
            case Basis.INSTRUCTION:
                return self._instructed(group.collection)
            case _:
                return yes

    def ended_by_objection(self, purpose: Purpose, group: FieldGroup) -> Question:
        """Art. 21: an objection that is upheld ends the ground; against direct marketing each one does, at once."""
        if not purpose.direct_marketing:
            return self.objected(purpose.name, group.whose, Objection.UPHELD)
        return any_of(
            self.objected(purpose.name, group.whose, *STANDING),
            *(self._marked(mark, group) for mark in self.map.objections if purpose.name in mark.meaning.to),
        )

    def _consent_by(
        self, proof: ConsentProof, purpose: str, group: FieldGroup, later_than: date | None = None
    ) -> Question:
        """The consent, as the rows of one collection tell it."""
        meaning = proof.meaning
        told = self._is_to(proof, purpose)
        if told is None:
            return no
        if not self.rows.reaches(proof.collection):
            return self.subjects.said_at(proof.collection, proof.whose, group, unknown)
        told.append(self._happened(proof.collection, meaning.given))
        if later_than is not None:
            told.append(opposite(happened(self.rows, proof.collection, meaning.given, later_than)))
        told += [
            opposite(self._happened(proof.collection, ended))
            for ended in (meaning.withdrawn, meaning.expires)
            if ended
        ]
        return self.subjects.said_at(proof.collection, proof.whose, group, once(every(*told)))

    def _marked(self, mark: ObjectionMark, group: FieldGroup) -> Question:
        """The objection, as the rows of one collection tell it."""
        column, word = mark.meaning.column, mark.meaning.when

        def objects(row: Row) -> Tri:
            value = row[column]
            return Tri.of(value is not None if word is None else value == word)

        reached = self.rows.reaches(mark.collection)
        return self.subjects.said_at(mark.collection, mark.whose, group, objects if reached else unknown)

    def _instructed(self, collection: str) -> Question:
        """Art. 28(3)(a): a documented instruction of the controller, under an agreement, both in force."""
        mandate = self.map.mandate
        if mandate is None:
            return unknown
        path = self.map.paths.get((collection, mandate.instructions))
        if path is None and collection != mandate.instructions:
            return unknown
        return above(self.rows, path or (), once(self._instruction_in_force(mandate)))

    def _instruction_in_force(self, mandate: Mandate) -> Question:
        received, ended = mandate.instruction.received, mandate.instruction.ended
        return every(
            self._happened(mandate.instructions, received),
            opposite(self._happened(mandate.instructions, ended)) if ended else yes,
            above(self.rows, mandate.instruction_to_controller, self._agreement_in_force(mandate)),
        )

    def _agreement_in_force(self, mandate: Mandate) -> Question:
        if not self.rows.sees(mandate.agreement_to_controller):
            return unknown
        signed = self._happened(mandate.agreements, mandate.agreement.signed)
        ended = happened(self.rows, mandate.agreements, mandate.agreement.valid_to, self.today - ONE_DAY)
        agreements = self.rows.downward(mandate.agreement_to_controller)
        return once(of_any(agreements, every(signed, opposite(ended))))

    def _happened(self, collection: str, column: str) -> Question:
        return happened(self.rows, collection, column, self.today)


def _places(abouts: Iterable[About]) -> Places:
    return frozenset((about.collection, tuple(about.key)) for about in abouts)


def basis_for(purpose: Purpose, told: Kinds) -> Basis | None:
    """The basis for the kinds that are told; None where they leave several, or none."""
    bases = {purpose.basis[kind] for kind in purpose.kinds if are_of(told, frozenset((kind,))) is not NO}
    return bases.pop() if len(bases) == 1 else None


def _is_one_of(column: str, values: Collection[object]) -> Question:
    return lambda row: Tri.of(row[column] in values)
