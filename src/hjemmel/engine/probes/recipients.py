"""Those who receive data: whether what is kept of their agreements says what was promised. The gate that lets data go is not asked:
each thing is looked for anew here, in what was read in the documents. The file's own word can break a promise, never keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from hjemmel.core.agreement import Clause, KeptAgreement
from hjemmel.core.business_register import Named, Receipt, Unasked
from hjemmel.core.declaration.company import Recipient
from hjemmel.core.declaration.promises import AgreementsProbe
from hjemmel.core.moment import local_day
from hjemmel.core.period import Period
from hjemmel.core.promise import Measurement
from hjemmel.core.recipients import BOUND, about, who_must_agree
from hjemmel.core.statutes import adequacy, is_third_country

from .sight import Sight
from .statements import is_said, published
from .words import EN, NB, in_en, in_nb

SOON = timedelta(days=30)
"""What ends within this is at risk: so long it takes to get a new signature or a new report."""
LOOKED_UP_FOR = Period(years=1)
CHECKED_FOR = Period(years=1)
MOST_TOLD = 3


class Answer(Enum):
    THERE = "there"
    MISSING = "missing"
    BROKEN = "broken"
    NOT_ASKED = "not_asked"
    """Nothing to judge."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What one recipient's papers say of one need, as a sentence; and the last day they say it, if they are to end."""

    answer: Answer
    nb: str = ""
    en: str = ""
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """All there is about one recipient."""

    name: str
    recipient: Recipient
    kept: KeptAgreement | None
    looked_up: Named | None
    must_agree: bool
    proof_within: Period | None
    sight: Sight
    today: date

    @property
    def who(self) -> str:
        return self.recipient.name


def agreements(probe: AgreementsProbe, sight: Sight) -> Measurement:
    """Every need of every recipient the promise is about."""
    who = tuple(_papers(name, probe, sight) for name in about(probe, sight.map.declaration))
    tried = [_NEEDS[need](papers) for need in probe.needs for papers in who]
    today = local_day(sight.now, sight.map.zone)
    seen = _measured(tried, today, sight, _all_there(probe, len(who), tried))
    return published(seen, sight) if "named" in probe.needs else seen


def recipients(sight: Sight) -> Measurement:
    """The published list names those the declaration names, and nobody else has an agreement with us."""
    declared, today = sight.map.declaration.recipients, local_day(sight.now, sight.map.zone)
    tried = [_named(_papers(name, None, sight)) for name in declared]
    tried += [
        Tried(
            Answer.BROKEN,
            f"Avtalen «{one.document.title}» er lagt inn for en mottaker som ikke står i deklarasjonen.",
            f"The agreement “{one.document.title}” is kept for a recipient that the declaration does not name.",
        )
        for one in sight.kept.agreements
        if one.recipient not in declared and all(day is None or day >= today for day in _ends(one))
    ]
    tried += [_has_papers(_papers(name, None, sight)) for name in who_must_agree(sight.map.declaration)]
    nb = f"{in_nb(len(declared))} mottakere står i deklarasjonen, og de samme i erklæringen på begge språk."
    en = f"{in_en(len(declared))} recipients stand in the declaration, and the same in the statement in both languages."
    return published(_measured(tried, today, sight, (nb, en)), sight)


def _papers(name: str, probe: AgreementsProbe | None, sight: Sight) -> Papers:
    return Papers(
        name=name,
        recipient=sight.map.declaration.recipients[name],
        kept=next((one for one in sight.kept.agreements if one.recipient == name), None),
        looked_up=next((one for one in sight.kept.looked_up if one.key == f"recipients.{name}"), None),
        must_agree=name in who_must_agree(sight.map.declaration),
        proof_within=probe.proof_within if probe else None,
        sight=sight,
        today=local_day(sight.now, sight.map.zone),
    )


# ---- what is needed ---------------------------------------------------------------------------------------------


def _valid(of: Papers) -> Tried:
    declared, kept = of.recipient.agreement, of.kept
    if declared is None and kept is None:
        answer = Answer.BROKEN if of.must_agree else Answer.MISSING
        return Tried(answer, f"{of.who} har ingen avtale.", f"{of.who} has no agreement.")
    ends = [day for day in (declared and declared.valid_to, *_ends(kept)) if isinstance(day, date)]
    begins = [one for one in (declared and declared.signed, kept and kept.document.signed) if isinstance(one, date)]  # fmt: skip
    if ends and min(ends) < of.today:
        return Tried(
            Answer.BROKEN,
            f"Avtalen med {of.who} gikk ut {NB.date(min(ends))}.",
            f"The agreement with {of.who} ended on {EN.date(min(ends))}.",
        )
    if max(begins) > of.today:
        return Tried(
            Answer.BROKEN,
            f"Avtalen med {of.who} gjelder først fra {NB.date(max(begins))}.",
            f"The agreement with {of.who} is in force only from {EN.date(max(begins))}.",
        )
    if kept is None:
        return _not_put_in(of)
    last = min(ends, default=None)
    return Tried(Answer.THERE, *_ending(f"Avtalen med {of.who}", f"The agreement with {of.who}", last), last)


def _ends(kept: KeptAgreement | None) -> tuple[date | None, ...]:
    return (kept.valid_to, kept.ended) if kept else ()


def _clauses(of: Papers) -> Tried:
    declared = of.recipient.agreement
    said = {clause for clause in Clause if declared is None or clause.value in declared.clauses}
    read = {one.clause: one.place for one in of.kept.ticked} if of.kept else {}
    lacking = [clause.value for clause in Clause if clause not in said or read.get(clause) == ""]
    if lacking:
        return Tried(
            Answer.BROKEN,
            f"Avtalen med {of.who} mangler bokstav {NB.listed(lacking)}.",
            f"The agreement with {of.who} lacks {EN.listed([f'({letter})' for letter in lacking])}.",
        )
    if of.kept is None:
        return _not_put_in(of)
    unread = [clause.value for clause in Clause if clause not in read]
    if unread:
        return Tried(
            Answer.MISSING,
            f"Bokstav {NB.listed(unread)} er ikke lett etter i avtalen med {of.who}.",
            f"{EN.listed([f'({letter})' for letter in unread])} has not been looked for in the agreement with {of.who}.",
        )
    return Tried(Answer.THERE)


def _annex(of: Papers) -> Tried:
    if of.kept is None:
        return _not_put_in(of)
    if of.kept.annex is None or of.kept.annex.signed > of.today:
        return Tried(
            Answer.BROKEN,
            f"{of.who} har ikke signert sikkerhetsvedlegget.",
            f"{of.who} has not signed the security annex.",
        )
    return Tried(Answer.THERE)


def _proof(of: Papers) -> Tried:
    lasting = [
        min(one.valid_to, one.dated + of.proof_within) if of.proof_within else one.valid_to
        for one in (of.kept.proofs if of.kept else ())
    ]
    declared = of.recipient.agreement.proof_valid_to if of.recipient.agreement else None
    ends = max(lasting, default=declared)
    if ends and ends < of.today:
        return Tried(
            Answer.BROKEN,
            f"Dokumentasjonen fra {of.who} gikk ut {NB.date(ends)}.",
            f"The proof from {of.who} ended on {EN.date(ends)}.",
        )
    if not lasting:
        return Tried(
            Answer.MISSING,
            f"Dokumentasjon fra {of.who} er ikke lagt inn.",
            f"No proof from {of.who} has been put in.",
        )
    words = _ending(f"Dokumentasjonen fra {of.who}", f"The proof from {of.who}", ends)
    return Tried(Answer.THERE, *words, ends)


def _sub_processors(of: Papers) -> Tried:
    if of.kept is None:
        return _not_put_in(of)
    if of.kept.sub_processors is None:
        return Tried(
            Answer.MISSING,
            f"Det er ikke sagt hvem {of.who} bruker i sin tur.",
            f"Nobody has said whom {of.who} uses in turn.",
        )
    seen = {one.country for one in of.kept.transfers}
    outside = [
        one for one in of.kept.sub_processors if is_third_country(one.country) and one.country not in seen
    ]
    if outside:
        return Tried(
            Answer.MISSING,
            f"{outside[0].name}, som {of.who} bruker, er utenfor EØS, og overføringen er ikke kontrollert.",
            f"{outside[0].name}, whom {of.who} uses, is outside the EEA, and the transfer has not been checked.",
        )
    return Tried(Answer.THERE)


def _named(of: Papers) -> Tried:
    title = of.recipient.title
    names = (title.nb, title.en) if title else (of.who, of.who)
    if of.sight.statements and not (
        is_said(of.sight, *names) and is_said(of.sight, of.recipient.does.nb, of.recipient.does.en)
    ):
        return Tried(
            Answer.BROKEN,
            f"{of.who} står ikke i erklæringen med det den gjør.",
            f"{of.who} does not stand in the statement with what it does.",
        )
    return Tried(Answer.THERE)


def _looked_up(of: Papers) -> Tried:
    answer = of.looked_up.answer if of.looked_up else Unasked.NOT_YET
    if isinstance(answer, Receipt):
        ends = local_day(answer.at, of.sight.map.zone) + LOOKED_UP_FOR
        if not answer.is_good:
            return Tried(
                Answer.BROKEN,
                f"{of.who} står ikke i Enhetsregisteret slik vi sier.",
                f"{of.who} does not stand in Enhetsregisteret as we say.",
            )
        if ends < of.today:
            return Tried(Answer.MISSING, *_LOOK_UP[Unasked.NOT_YET](of.who))
        words = _ending(f"Oppslaget av {of.who}", f"The look-up of {of.who}", ends)
        return Tried(Answer.THERE, *words, ends)
    kinds = {Unasked.ABROAD: Answer.NOT_ASKED, Unasked.BAD_NUMBER: Answer.BROKEN}
    return Tried(kinds.get(answer, Answer.MISSING), *_LOOK_UP[answer](of.who))


_LOOK_UP: Mapping[Unasked, Callable[[str], tuple[str, str]]] = {
    Unasked.ABROAD: lambda who: (
        f"{who} er etablert i utlandet og kan ikke slås opp i Enhetsregisteret.",
        f"{who} is established abroad and cannot be looked up in Enhetsregisteret.",
    ),
    Unasked.BAD_NUMBER: lambda who: (
        f"Organisasjonsnummeret til {who} er feil.",
        f"The organisation number of {who} is wrong.",
    ),
    Unasked.NO_NUMBER: lambda who: (
        f"{who} har ikke organisasjonsnummer i deklarasjonen og kan ikke slås opp.",
        f"{who} has no organisation number in the declaration and cannot be looked up.",
    ),
    Unasked.NOT_YET: lambda who: (
        f"{who} er ikke slått opp i Enhetsregisteret det siste året.",
        f"{who} has not been looked up in Enhetsregisteret in the last year.",
    ),
    Unasked.NO_ANSWER: lambda who: (
        f"Enhetsregisteret svarte ikke om {who}.",
        f"Enhetsregisteret did not answer about {who}.",
    ),
}


def _transfer(of: Papers) -> Tried:
    declared = of.recipient.transfer
    kept = of.kept.transfers if of.kept else ()
    places = {declared.country} if declared else {of.recipient.country}
    beyond = sorted({one.country for one in kept if is_third_country(one.country)} - places)
    if beyond:
        return Tried(
            Answer.BROKEN,
            f"{of.who} har opplysninger i {beyond[0]}, og det står ikke i deklarasjonen.",
            f"{of.who} has data in {beyond[0]}, and the declaration does not say so.",
        )
    if declared is None:
        if is_third_country(of.recipient.country):
            return Tried(
                Answer.BROKEN,
                f"{of.who} er utenfor EØS, og ingen overføring er deklarert.",
                f"{of.who} is outside the EEA, and no transfer is declared.",
            )
        return Tried(Answer.NOT_ASKED)
    if declared.mechanism == "adequacy" and not adequacy(declared.country, of.today):
        return Tried(
            Answer.BROKEN,
            f"Godkjenningen av vernet i {declared.country} gjelder ikke lenger.",
            f"The approval of the protection in {declared.country} is no longer in force.",
        )
    checks = [one for one in kept if one.country == declared.country]
    last = max(checks, key=lambda one: one.checked_on, default=None)
    if last is None or last.checked_on + CHECKED_FOR < of.today:
        return Tried(
            Answer.MISSING,
            f"Overføringen til {of.who} er ikke kontrollert det siste året.",
            f"The transfer to {of.who} has not been checked in the last year.",
        )
    if last.mechanism not in (declared.mechanism, declared.fallback):
        return Tried(
            Answer.BROKEN,
            f"Overføringen til {of.who} hviler på noe annet enn deklarasjonen sier.",
            f"The transfer to {of.who} rests on something else than the declaration says.",
        )
    ends = last.checked_on + CHECKED_FOR
    words = _ending(
        f"Kontrollen av overføringen til {of.who}", f"The check of the transfer to {of.who}", ends
    )
    return Tried(Answer.THERE, *words, ends)


def _has_papers(of: Papers) -> Tried:
    return Tried(Answer.THERE) if of.kept else _not_put_in(of)


_NEEDS: Mapping[str, Callable[[Papers], Tried]] = {
    "valid": _valid,
    "clauses": lambda of: Tried(Answer.NOT_ASKED) if _is_joint(of) else _clauses(of),
    "annex": _annex,
    "proof": lambda of: Tried(Answer.NOT_ASKED) if _is_joint(of) else _proof(of),
    "sub_processors": lambda of: Tried(Answer.NOT_ASKED) if _is_joint(of) else _sub_processors(of),
    "named": _named,
    "looked_up": _looked_up,
    "transfer": _transfer,
}


def _is_joint(of: Papers) -> bool:
    """Clauses, guarantees and sub-processors are what the law asks of processors alone."""
    roles = {of.recipient.role} if isinstance(of.recipient.role, str) else set(of.recipient.role.values())
    return roles & BOUND == {"joint_controller"}


def _not_put_in(of: Papers) -> Tried:
    return Tried(
        Answer.MISSING,
        f"Den signerte avtalen med {of.who} er ikke lagt inn.",
        f"The signed agreement with {of.who} has not been put in.",
    )


# ---- together ---------------------------------------------------------------------------------------------------


def _ending(nb: str, en: str, ends: date | None) -> tuple[str, str]:
    if ends is None:
        return "", ""
    return f"{nb} går ut {NB.date(ends)}.", f"{en} ends on {EN.date(ends)}."


def _measured(tried: Sequence[Tried], today: date, sight: Sight, all_there: tuple[str, str]) -> Measurement:
    broken = [one for one in tried if one.answer is Answer.BROKEN]
    missing = [one for one in tried if one.answer is Answer.MISSING]
    there = [one for one in tried if one.answer is Answer.THERE]
    soon = sorted((one for one in there if one.ends and one.ends - today <= SOON), key=_day)
    seen = Measurement(
        at=sight.now,
        cases=len(broken) + len(missing) + len(there),
        breaches=len(broken),
        seen_nb=all_there[0],
        seen_en=all_there[1],
        missing_nb=_told([one.nb for one in missing], "og {} til"),
        missing_en=_told([one.en for one in missing], "and {} more"),
        risk_nb=_told([one.nb for one in soon], "og {} til"),
        risk_en=_told([one.en for one in soon], "and {} more"),
    )
    if not broken:
        return seen
    return replace(
        seen,
        seen_nb=_told([one.nb for one in broken], "og {} til"),
        seen_en=_told([one.en for one in broken], "and {} more"),
    )


def _day(one: Tried) -> date:
    return one.ends or date.max


def _told(sentences: Iterable[str], more: str) -> str:
    """The first of them, each once, and how many more there are."""
    found = list(dict.fromkeys(sentences))
    rest = len(found) - MOST_TOLD
    told = " ".join(found[:MOST_TOLD])
    return f"{told[:-1]}, {more.format(rest)}." if rest > 0 else told


_WORDS: Mapping[str, tuple[str, str]] = {
    "valid": ("en avtale som gjelder", "an agreement in force"),
    "clauses": ("alle punktene som loven krever", "every clause that the law asks for"),
    "annex": ("et signert sikkerhetsvedlegg", "a signed security annex"),
    "proof": ("dokumentasjon som gjelder", "proof that is current"),
    "sub_processors": ("svar på hvem de bruker i sin tur", "an answer on whom they use in turn"),
    "named": ("navn og oppgave i erklæringen", "name and task in the statement"),
    "looked_up": ("svar fra Enhetsregisteret", "an answer from Enhetsregisteret"),
    "transfer": ("en kontroll av det overføringen hviler på", "a check of what the transfer rests on"),
}


def _all_there(probe: AgreementsProbe, many: int, tried: Sequence[Tried]) -> tuple[str, str]:
    nb = f"{in_nb(many)} mottakere er prøvd. Lagt inn og i orden: {NB.listed([_WORDS[one][0] for one in probe.needs])}."
    en = f"{in_en(many)} recipients were tried. Put in and in order: {EN.listed([_WORDS[one][1] for one in probe.needs])}."
    abroad = [one for one in tried if one.answer is Answer.NOT_ASKED and one.nb]
    if abroad:
        nb, en = " ".join([nb, *(one.nb for one in abroad)]), " ".join([en, *(one.en for one in abroad)])
    return nb, en
