"""Agreements with those who receive data (Art. 26, 28): what is kept of them, and who may receive.

Two things tell of an agreement. The declaration has the company's word: dates and clauses. What is kept has been read in the
signed document. Either of them can say no. Where nothing is kept, the word is enough to let data go, and never enough to prove
anything: `Standing.is_proven` is for that. Where neither says anything, the answer is UNKNOWN, and no data go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from ..declaration.company import Agreement, Recipient
from ..output.language import Tongue
from ..period import Period
from ..terms import Tri


class Clause(Enum):
    """What Art. 28(3) wants said in the agreement, by its letter."""

    INSTRUCTIONS = "a"
    CONFIDENTIALITY = "b"
    SECURITY = "c"
    SUB_PROCESSORS = "d"
    RIGHTS = "e"
    ASSISTANCE = "f"
    AT_END = "g"
    AUDITS = "h"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDocument:
    """The document by its sign: it is not kept itself."""

    digest: str
    title: str
    signed: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """Somebody looked for a clause in the document."""

    clause: Clause
    place: str
    """Where it stands, such as `5.2`; blank where it does not stand there."""

    @property
    def stands(self) -> bool:
        return bool(self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityAnnex:
    """What the recipient has signed of our security requirements."""

    digest: str
    signed: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What shows that the recipient follows the rules: a report, a certificate, a review of ours."""

    what: str
    dated: date
    valid_to: date

    def ends(self, within: Period | None = None) -> date:
        """The last day it shows anything; `within` is how old the company lets it be."""
        return min(self.valid_to, self.dated + within) if within else self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class SubProcessor:
    """Whom the processor uses in turn (Art. 28(2), 28(4))."""

    name: str
    country: str
    does: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferChecked:
    """Somebody looked at what a transfer out of the EEA rests on (Art. 44-49)."""

    country: str
    mechanism: str
    """As the declaration names it."""
    checked_on: date
    seen: str
    """What was looked at, such as the signed clauses, or the list that the recipient stands on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    due: date
    done: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAgreement:
    """What was read in a signed agreement. `recipient` is its key in the declaration."""

    recipient: str
    document: SignedDocument
    valid_to: date | None = None
    ticked: tuple[Ticked, ...] = ()
    """The clauses somebody has looked for. One that is not here has not been looked for yet."""
    annex: SecurityAnnex | None = None
    proofs: tuple[Proof, ...] = ()
    sub_processors: tuple[SubProcessor, ...] | None = None
    """None where nobody has said; nothing where there are none."""
    transfers: tuple[TransferChecked, ...] = ()
    reviews: tuple[Review, ...] = ()
    ended: date | None = None
    """The day it was ended before its time."""

    @property
    def found(self) -> Mapping[Clause, str]:
        return {one.clause: one.place for one in self.ticked if one.stands}

    @property
    def lacking(self) -> tuple[Clause, ...]:
        """Looked for, and not there."""
        return tuple(one.clause for one in self.ticked if not one.stands)

    @property
    def not_looked_for(self) -> tuple[Clause, ...]:
        looked_for = {one.clause for one in self.ticked}
        return tuple(clause for clause in Clause if clause not in looked_for)

    @property
    def last_day(self) -> date | None:
        return earliest(self.valid_to, self.ended)

    @property
    def next_review(self) -> date | None:
        return earliest(*(one.due for one in self.reviews if one.done is None))

    def best_proof(self, within: Period | None = None) -> Proof | None:
        """The one that lasts longest."""
        return max(self.proofs, key=lambda one: one.ends(within), default=None)

    def is_in_force(self, day: date) -> bool:
        return self.document.signed <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What the company has promised of a recipient, beyond what the law wants of its agreement."""

    annex: bool = False
    proof: bool = False
    proof_within: Period | None = None


NOTHING_MORE = Promised()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sentence in both languages, and the law it rests on."""

    nb: str
    en: str
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a recipient may receive data, and why. YES alone lets data go."""

    may: Tri
    reasons: tuple[Reason, ...]
    """All that says no; or all that is not known; or the one reason why it may."""
    is_proven: bool = False
    """All that is needed was read in documents that are kept, or nothing is needed."""
    until: date | None = None
    """The last day of what it rests on, if that is known."""

    @property
    def nb(self) -> str:
        return " ".join(reason.nb for reason in self.reasons)

    @property
    def en(self) -> str:
        return " ".join(reason.en for reason in self.reasons)

    @property
    def law(self) -> str:
        return self.reasons[0].law


def standing(
    recipient: Recipient,
    kept: KeptAgreement | None,
    day: date,
    promised: Promised = NOTHING_MORE,
    purpose: str | None = None,
) -> Standing:
    """May it receive data on this day? `purpose` matters where the recipient's role differs by purpose; without one,
    the strictest of its roles does."""
    roles = roles_of(recipient, purpose)
    if "processor" in roles:
        needed = _of_processor(recipient.agreement, kept, day, promised)
    elif "joint_controller" in roles:
        needed = _of_joint_controller(recipient.agreement, kept, day, promised)
    else:
        needed = _more(None, kept, day, promised)
    return _weighed(tuple(needed), _fine(roles))


def is_agreed(declared: Agreement | None, kept: KeptAgreement | None, day: date) -> bool:
    """Whether there is an agreement that is in force on this day, whatever the recipient's role: what is declared and
    what is kept may each say no."""
    return bool(declared or kept) and _in_force(declared, kept, day, _ARRANGEMENT).there is Tri.YES


def roles_of(recipient: Recipient, purpose: str | None = None) -> frozenset[str]:
    """Its role for a purpose; all its roles where none is named, or the purpose is not one of those told apart."""
    if isinstance(recipient.role, str):
        return frozenset({recipient.role})
    if purpose in recipient.role:
        return frozenset({recipient.role[purpose]})
    return frozenset(recipient.role.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Needed:
    """One thing that is needed: whether it is there, whether a document shows it, and to which day."""

    there: Tri
    reason: Reason
    is_proven: bool = False
    until: date | None = None


def _weighed(needed: Sequence[_Needed], fine: Reason) -> Standing:
    for answer in (Tri.NO, Tri.UNKNOWN):
        found = tuple(one.reason for one in needed if one.there is answer)
        if found:
            return Standing(may=answer, reasons=found)
    is_proven = all(one.is_proven for one in needed)
    return Standing(
        may=Tri.YES,
        reasons=(fine if is_proven else _on_our_word(fine),),
        is_proven=is_proven,
        until=earliest(*(one.until for one in needed)),
    )


def _of_processor(
    declared: Agreement | None, kept: KeptAgreement | None, day: date, promised: Promised
) -> Iterator[_Needed]:
    if declared is None and kept is None:
        yield _no("Det finnes ingen databehandleravtale.", "There is no processor agreement.", _DPA)
        return
    yield _in_force(declared, kept, day, _DPA)
    yield _clauses(declared, kept)
    yield from _more(declared, kept, day, promised)


def _of_joint_controller(
    declared: Agreement | None, kept: KeptAgreement | None, day: date, promised: Promised
) -> Iterator[_Needed]:
    if declared is None and kept is None:
        yield _no(
            "Det finnes ingen ordning mellom dere om hvem som svarer for hva.",
            "There is no arrangement between you about who answers for what.",
            _ARRANGEMENT,
        )
        return
    yield _in_force(declared, kept, day, _ARRANGEMENT)
    yield from _more(declared, kept, day, promised)


def _in_force(declared: Agreement | None, kept: KeptAgreement | None, day: date, law: str) -> _Needed:
    starts = max(_days(declared.signed if declared else None, kept.document.signed if kept else None))
    ends = earliest(declared.valid_to if declared else None, kept.last_day if kept else None)
    if starts > day:
        nb, en = NB.date(starts), EN.date(starts)
        return _no(f"Avtalen gjelder først fra {nb}.", f"The agreement is in force only from {en}.", law)  # fmt: skip
    if ends and ends < day:
        nb, en = NB.date(ends), EN.date(ends)
        return _no(f"Avtalen gikk ut {nb}.", f"The agreement ended on {en}.", law)
    return _Needed(there=Tri.YES, reason=_NONE, is_proven=kept is not None, until=ends)


def _clauses(declared: Agreement | None, kept: KeptAgreement | None) -> _Needed:
    said = set(declared.clauses) if declared else set()
    lacking = set(kept.lacking) if kept else set()
    if declared:
        lacking |= {clause for clause in Clause if clause.value not in said}
    if lacking:
        letters = sorted(clause.value for clause in lacking)
        return _no(
            f"Avtalen mangler det loven krever i bokstav {NB.listed(letters)}.",
            f"The agreement lacks what the law asks for in {EN.listed([f'({one})' for one in letters])}.",
            _DPA,
        )
    unseen = kept.not_looked_for if kept else tuple(Clause)
    if unseen and declared is None:
        return _unknown("Ingen har sett etter alle punktene som loven krever, i avtalen ennå.",
                        "Not every clause that the law asks for has been looked for in the agreement yet.", _DPA)  # fmt: skip
    return _Needed(there=Tri.YES, reason=_NONE, is_proven=not unseen)


def _more(
    declared: Agreement | None, kept: KeptAgreement | None, day: date, promised: Promised
) -> Iterator[_Needed]:
    """What we have promised, and any proof we have: one that has run out is no proof, promised or not."""
    if promised.annex:
        yield _annex(kept, day)
    if promised.proof or (declared and declared.proof_valid_to) or (kept and kept.proofs):
        yield _proof(declared, kept, day, promised)


def _annex(kept: KeptAgreement | None, day: date) -> _Needed:
    if kept is None:
        return _unknown("Sikkerhetsvedlegget er ikke lagt inn.", "The security annex has not been put in.", _SECURITY)  # fmt: skip
    if kept.annex is None or kept.annex.signed > day:
        return _no("Sikkerhetsvedlegget er ikke signert.", "The security annex is not signed.", _SECURITY)
    return _Needed(there=Tri.YES, reason=_NONE, is_proven=True)


def _proof(declared: Agreement | None, kept: KeptAgreement | None, day: date, promised: Promised) -> _Needed:
    best = kept.best_proof(promised.proof_within) if kept else None
    # A document outweighs the word: what the file says of proof counts only until there is one.
    ends = best.ends(promised.proof_within) if best else (declared.proof_valid_to if declared else None)
    if ends is None:
        return _unknown("Det er ikke lagt inn noe som viser at reglene følges.",
                        "Nothing has been put in that shows that the rules are followed.", _GUARANTEES)  # fmt: skip
    if ends < day:
        nb, en = NB.date(ends), EN.date(ends)
        return _no(f"Dokumentasjonen gikk ut {nb}.", f"The proof ended on {en}.", _GUARANTEES)
    return _Needed(there=Tri.YES, reason=_NONE, is_proven=best is not None, until=ends)


def _no(nb: str, en: str, law: str) -> _Needed:
    return _Needed(there=Tri.NO, reason=Reason(nb=nb, en=en, law=law))


def _unknown(nb: str, en: str, law: str) -> _Needed:
    return _Needed(there=Tri.UNKNOWN, reason=Reason(nb=nb, en=en, law=law))


def _on_our_word(fine: Reason) -> Reason:
    return Reason(
        nb=f"{fine.nb} Det er deklarasjonen som sier dette. Det signerte dokumentet er ikke lagt inn, eller ikke alle punktene er krysset av.",
        en=f"{fine.en} It is the declaration that says so. The signed document has not been put in, or not every clause is ticked.",
        law=fine.law,
    )


def _fine(roles: frozenset[str]) -> Reason:
    if "processor" in roles:
        return Reason(nb="Databehandleravtalen gjelder.", en="The processor agreement is in force.", law=_DPA)
    if "joint_controller" in roles:
        return Reason(nb="Ordningen mellom oss gjelder.", en="The arrangement between us is in force.", law=_ARRANGEMENT)  # fmt: skip
    if "independent_controller" in roles:
        return Reason(
            nb="Er selv behandlingsansvarlig og trenger ingen databehandleravtale.",
            en="Is a controller itself, and needs no processor agreement.",
            law=_CONTROLLER,
        )
    return Reason(nb="Er den vi behandler opplysningene for.", en="Is the one for whom we process the data.", law=_CONTROLLER)  # fmt: skip


def earliest(*days: date | None) -> date | None:
    return min(_days(*days), default=None)


def _days(*days: date | None) -> list[date]:
    return [day for day in days if day is not None]


NB, EN = Tongue("nb"), Tongue("en")
_DPA, _GUARANTEES, _SECURITY, _ARRANGEMENT = "gdpr-28-3", "gdpr-28", "gdpr-32", "gdpr-26"
_CONTROLLER = "gdpr-28"
"""Whom an agreement is wanted of: those who process on another's behalf, and nobody else."""
_NONE = Reason(nb="", en="", law="")
