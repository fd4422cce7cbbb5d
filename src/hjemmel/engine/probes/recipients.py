"""Those who receive data: whether what is kept of their agreements says what was promised. The gate that lets data go is not asked:
each thing is looked for anew here, in what was read in the documents. The file's own word can break a promise, never keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from hjemmel.core.declaration.company import Recipient
from hjemmel.core.declaration.promises import AgreementsProbe
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.output.vocabulary import country
from hjemmel.core.period import Period
from hjemmel.core.promise import Measurement
from hjemmel.core.sharing.agreement import Clause, KeptAgreement
from hjemmel.core.sharing.business_register import Named, Receipt, Unasked
from hjemmel.core.sharing.recipients import BOUND, about, who_must_agree
from hjemmel.core.statutes import adequacy, is_third_country

from .disclosures import first_given
from .sight import Sight
from .statements import is_said, published
from .words import EN, NB, in_en, in_nb

SOON = timedelta(days=30)
"""What ends within this is at risk: so long it takes to get a new signature or a new report."""
LOOKED_UP_FOR = Period(years=1)
CHECKED_FOR = Period(years=1)
MOST_NAMED = 3


class Answer(Enum):
    THERE = "there"
    MISSING = "missing"
    BROKEN = "broken"
    NOT_ASKED = "not_asked"
    """Nothing to judge."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What one recipient's papers say of one need, as a sentence with {} for who it is; and the last day they say it, if they
    are to end."""

    answer: Answer
    nb: str = ""
    en: str = ""
    ends: date | None = None
    who: str = ""


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
    first_given: date | None = None
    """The first day on record that it was given anything, where that is asked."""

    @property
    def who(self) -> str:
        return self.recipient.name


def agreements(probe: AgreementsProbe, sight: Sight) -> Measurement:
    """Every need of every recipient the promise is about."""
    who = tuple(_papers(name, probe, sight) for name in about(probe, sight.map.declaration))
    if "annex" in probe.needs:
        first = first_given(sight)
        who = tuple(replace(one, first_given=first.get(one.name)) for one in who)
    tried = [replace(_NEEDS[need](papers), who=papers.who) for need in probe.needs for papers in who]
    today = local_day(sight.now, sight.map.zone)
    seen = _measured(tried, today, sight, _all_there(probe, len(who), tried))
    if probe.unproved:
        seen = replace(seen, missing_nb=probe.unproved.nb, missing_en=probe.unproved.en)
    return published(seen, sight) if "named" in probe.needs else seen


def recipients(sight: Sight) -> Measurement:
    """The published list names those the declaration names, and nobody else has an agreement with us."""
    declared, today = sight.map.declaration.recipients, local_day(sight.now, sight.map.zone)
    papers = [_papers(name, None, sight) for name in declared]
    tried = [replace(_named(one), who=one.who) for one in papers]
    tried += [
        Tried(
            Answer.BROKEN,
            f"Avtalen «{one.document.title}» er lagt inn for en mottaker som ikke står i deklarasjonen.",
            f"The agreement “{one.document.title}” is kept for a recipient that the declaration does not name.",
        )
        for one in sight.kept.agreements
        if one.recipient not in declared and all(day is None or day >= today for day in _ends(one))
    ]
    tried += [replace(_has_papers(one), who=one.who) for one in papers if one.must_agree]
    nb = f"Deklarasjonen og erklæringen på begge språk nevner de samme mottakerne: {in_nb(len(declared))}."
    en = f"The declaration and the statement in both languages name the same recipients: {in_en(len(declared))}."
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
        return Tried(answer, "Det finnes ingen avtale med {}.", "There is no agreement with {}.")
    ends = [day for day in (declared and declared.valid_to, *_ends(kept)) if isinstance(day, date)]
    begins = [one for one in (declared and declared.signed, kept and kept.document.signed) if isinstance(one, date)]  # fmt: skip
    if ends and min(ends) < of.today:
        return Tried(
            Answer.BROKEN,
            f"Avtalen med {{}} gikk ut {NB.date(min(ends))}.",
            f"The agreement with {{}} ended on {EN.date(min(ends))}.",
        )
    if max(begins) > of.today:
        return Tried(
            Answer.BROKEN,
            f"Avtalen med {{}} gjelder først fra {NB.date(max(begins))}.",
            f"The agreement with {{}} is in force only from {EN.date(max(begins))}.",
        )
    if kept is None:
        return _not_put_in(of)
    last = min(ends, default=None)
    return Tried(Answer.THERE, *_ending("Avtalen med {}", "The agreement with {}", last), last)


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
            f"Avtalen med {{}} mangler det loven krever i bokstav {NB.listed(lacking)}.",
            f"The agreement with {{}} lacks what the law asks for in {EN.listed([f'({letter})' for letter in lacking])}.",
        )
    if of.kept is None:
        return _not_put_in(of)
    unread = [clause.value for clause in Clause if clause not in read]
    if unread:
        return Tried(
            Answer.MISSING,
            f"Ingen har sett etter bokstav {NB.listed(unread)} i avtalen med {{}}.",
            f"Nobody has looked for {EN.listed([f'({letter})' for letter in unread])} in the agreement with {{}}.",
        )
    return Tried(Answer.THERE)


def _annex(of: Papers) -> Tried:
    if of.kept is None:
        return _not_put_in(of)
    if of.kept.annex is None or of.kept.annex.signed > of.today:
        return Tried(
            Answer.BROKEN,
            "Sikkerhetsvedlegget er ikke signert av {}.",
            "The security annex is not signed by {}.",
        )
    if of.first_given is not None and of.first_given < of.kept.annex.signed:
        return Tried(
            Answer.BROKEN,
            f"Fikk opplysninger {NB.date(of.first_given)}, før sikkerhetsvedlegget var signert: {{}}.",
            f"Received data on {EN.date(of.first_given)}, before the security annex was signed: {{}}.",
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
            f"Dokumentasjonen fra {{}} gikk ut {NB.date(ends)}.",
            f"The proof from {{}} ended on {EN.date(ends)}.",
        )
    if not lasting:
        return Tried(
            Answer.MISSING,
            "Dokumentasjon fra {} er ikke lagt inn.",
            "No proof from {} has been put in.",
        )
    words = _ending("Dokumentasjonen fra {}", "The proof from {}", ends)
    return Tried(Answer.THERE, *words, ends)


def _sub_processors(of: Papers) -> Tried:
    if of.kept is None:
        return _not_put_in(of)
    if of.kept.sub_processors is None:
        return Tried(
            Answer.MISSING,
            "Det er ikke sagt hvilke underdatabehandlere {} bruker.",
            "It is not said which sub-processors {} uses.",
        )
    seen = {one.country for one in of.kept.transfers}
    outside = [
        one for one in of.kept.sub_processors if is_third_country(one.country) and one.country not in seen
    ]
    if outside:
        return Tried(
            Answer.MISSING,
            f"{outside[0].name}, som er underdatabehandler for {{}}, er utenfor EØS, og overføringen er ikke kontrollert.",
            f"{outside[0].name}, a sub-processor of {{}}, is outside the EEA, and the transfer has not been checked.",
        )
    return Tried(Answer.THERE)


def _named(of: Papers) -> Tried:
    called = of.recipient.called
    if of.sight.statements and not (
        is_said(of.sight, called.nb, called.en)
        and is_said(of.sight, of.recipient.does.nb, of.recipient.does.en)
    ):
        return Tried(
            Answer.BROKEN,
            "Ikke nevnt i erklæringen med navn og oppgave: {}.",
            "Not named in the statement with its task: {}.",
        )
    return Tried(Answer.THERE)


def _looked_up(of: Papers) -> Tried:
    answer = of.looked_up.answer if of.looked_up else Unasked.NOT_YET
    if isinstance(answer, Receipt):
        ends = local_day(answer.at, of.sight.map.zone) + LOOKED_UP_FOR
        if not answer.is_good:
            return Tried(
                Answer.BROKEN,
                "Enhetsregisteret sier noe annet om {} enn vi gjør.",
                "Enhetsregisteret says something else about {} than we do.",
            )
        if ends < of.today:
            return Tried(Answer.MISSING, *_LOOK_UP[Unasked.NOT_YET])
        words = _ending("Oppslaget av {} i Enhetsregisteret", "The look-up of {} in Enhetsregisteret", ends)
        return Tried(Answer.THERE, *words, ends)
    kinds = {Unasked.ABROAD: Answer.NOT_ASKED, Unasked.BAD_NUMBER: Answer.BROKEN}
    return Tried(kinds.get(answer, Answer.MISSING), *_LOOK_UP[answer])


_LOOK_UP: Mapping[Unasked, tuple[str, str]] = {
    Unasked.ABROAD: (
        "Etablert i utlandet, og derfor ikke slått opp i Enhetsregisteret: {}.",
        "Established abroad, and so not looked up in Enhetsregisteret: {}.",
    ),
    Unasked.BAD_NUMBER: (
        "Organisasjonsnummeret til {} er feil.",
        "The organisation number of {} is wrong.",
    ),
    Unasked.NO_NUMBER: (
        "Uten organisasjonsnummer i deklarasjonen, og derfor ikke slått opp: {}.",
        "Without an organisation number in the declaration, and so not looked up: {}.",
    ),
    Unasked.NOT_YET: (
        "Ikke slått opp i Enhetsregisteret det siste året: {}.",
        "Not looked up in Enhetsregisteret in the last year: {}.",
    ),
    Unasked.NO_ANSWER: (
        "Enhetsregisteret svarte ikke om {}.",
        "Enhetsregisteret did not answer about {}.",
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
            f"Opplysninger i {country(NB, beyond[0])} som deklarasjonen ikke sier noe om: {{}}.",
            f"Data in {country(EN, beyond[0])} that the declaration does not tell of: {{}}.",
        )
    if declared is None:
        if is_third_country(of.recipient.country):
            return Tried(
                Answer.BROKEN,
                "Utenfor EØS uten at en overføring er deklarert: {}.",
                "Outside the EEA, and no transfer is declared: {}.",
            )
        return Tried(Answer.NOT_ASKED)
    if declared.mechanism == "adequacy" and not adequacy(declared.country, of.today):
        return Tried(
            Answer.BROKEN,
            f"EU-kommisjonens godkjenning av vernet i {country(NB, declared.country)} gjelder ikke lenger.",
            f"The European Commission's approval of the protection in {country(EN, declared.country)} is no longer in force.",
        )
    checks = [one for one in kept if one.country == declared.country]
    last = max(checks, key=lambda one: one.checked_on, default=None)
    if last is None or last.checked_on + CHECKED_FOR < of.today:
        return Tried(
            Answer.MISSING,
            "Overføringen til {} er ikke kontrollert det siste året.",
            "The transfer to {} has not been checked in the last year.",
        )
    if last.mechanism not in (declared.mechanism, declared.fallback):
        return Tried(
            Answer.BROKEN,
            "Overføringen til {} bygger på noe annet enn deklarasjonen sier.",
            "The transfer to {} rests on something else than the declaration says.",
        )
    ends = last.checked_on + CHECKED_FOR
    words = _ending("Kontrollen av overføringen til {}", "The check of the transfer to {}", ends)
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
        "Den signerte avtalen med {} er ikke lagt inn.",
        "The signed agreement with {} has not been put in.",
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
    return Measurement(
        at=sight.now,
        cases=len(broken) + len(missing) + len(there),
        breaches=len(broken),
        seen_nb=_told(broken, NB) if broken else all_there[0],
        seen_en=_told(broken, EN) if broken else all_there[1],
        missing_nb=_told(missing, NB),
        missing_en=_told(missing, EN),
        risk_nb=_told(soon, NB),
        risk_en=_told(soon, EN),
    )


def _day(one: Tried) -> date:
    return one.ends or date.max


def _told(tried: Iterable[Tried], tongue: Tongue) -> str:
    """What is said of several is said once, and names the first few."""
    named: dict[str, list[str]] = {}
    for one in tried:
        named.setdefault(tongue.pick(one.nb, one.en), []).append(one.who)
    return " ".join(sentence.replace("{}", _first(who, tongue)) for sentence, who in named.items())


def _first(who: Sequence[str], tongue: Tongue) -> str:
    rest = len(who) - MOST_NAMED
    more = [tongue.pick(f"{rest} til", f"{rest} more")] if rest > 0 else []
    return tongue.listed([*who[:MOST_NAMED], *more])


_WORDS: Mapping[str, tuple[str, str]] = {
    "valid": ("en avtale som gjelder", "an agreement in force"),
    "clauses": ("alle punktene som loven krever", "every clause that the law asks for"),
    "annex": ("et signert sikkerhetsvedlegg", "a signed security annex"),
    "proof": ("dokumentasjon som gjelder", "proof that is current"),
    "sub_processors": (
        "svar på hvilke underdatabehandlere de bruker",
        "an answer on which sub-processors they use",
    ),
    "named": ("navn og oppgave i erklæringen", "name and task in the statement"),
    "looked_up": ("svar fra Enhetsregisteret", "an answer from Enhetsregisteret"),
    "transfer": ("en kontroll av det overføringen bygger på", "a check of what the transfer rests on"),
}


def _all_there(probe: AgreementsProbe, many: int, tried: Sequence[Tried]) -> tuple[str, str]:
    abroad = [one for one in tried if one.answer is Answer.NOT_ASKED and one.nb]
    what = [_WORDS[need] for need in probe.needs]
    nb = f"{in_nb(many)} {'mottaker' if many == 1 else 'mottakere'} er prøvd. Lagt inn og i orden: {NB.listed([one[0] for one in what])}."
    en = f"{in_en(many)} {'recipient was' if many == 1 else 'recipients were'} tried. Put in and in order: {EN.listed([one[1] for one in what])}."
    return f"{nb} {_told(abroad, NB)}".strip(), f"{en} {_told(abroad, EN)}".strip()
