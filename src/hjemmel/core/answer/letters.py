"""The letters: one for every right and every outcome, in bokmål and English, as one writes to a person.

Nothing here is about one company: names, purposes, periods and recipients come from the map, the law from `statutes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..datamap import DataMap
from ..identifiers import format_orgnr
from ..output.language import capital, ended, small
from ..output.statement.closing import contact
from ..output.statement.model import Block, Bullets, Link, Prose, Section, Sentence
from ..output.statement.writer import Writer
from ..rights.right import Right
from ..statutes import find
from .access_letter import access_sections, portability_sections, recipients_sections
from .erasure_letter import erasure_sections
from .letter import Case, Letter
from .outcome import (
    Access,
    Erasure,
    Extension,
    Lifting,
    NotIdentified,
    ObjectionPartly,
    ObjectionRejected,
    ObjectionUpheld,
    Outcome,
    Portability,
    Recipients,
    Rectification,
    Refused,
    Restriction,
    Withdrawal,
)
from .wording import ASKED_FOR, also_told, bullets, not_done_yet, paragraph, section, titles

AUTHORITY = "datatilsynet.no"


@dataclass(frozen=True, slots=True)
class _Body:
    """What one kind of letter says, without what all letters have."""

    title: tuple[str, str]
    lead: str
    sections: Sequence[Section]
    laws: Sequence[str]
    """The rules it rests on, by id."""
    can_complain: bool = True


def letter(data_map: DataMap, case: Case, outcome: Outcome) -> Letter:
    """The letter that answers the case with this outcome. The same values give the same letter."""
    w = Writer(data_map, case.lang)
    body = _body(w, case, outcome)
    organisation = data_map.declaration.organisation
    number = format_orgnr(organisation.orgnr) if organisation.orgnr else ""
    sender = (organisation.name, w.pick(f"org.nr. {number}", f"org. no. {number}") if number else "")
    sections = [*body.sections]
    if body.can_complain:
        sections.append(_complaint(w))
    sections.append(contact(w))
    sections.append(_law(w, case, body.laws))
    return Letter(
        lang=case.lang,
        organisation=organisation.name,
        sender=tuple(part for part in (*sender, organisation.address or "") if part),
        to=case.to,
        reference=case.reference,
        day=case.day,
        title=w.say(w.pick(*body.title)),
        lead=w.say(body.lead),
        sections=tuple(section for section in sections if section.blocks),
    )


def _body(w: Writer, case: Case, outcome: Outcome) -> _Body:
    match outcome:
        case Access():
            return _access(w, case, outcome)
        case Portability():
            return _portability(w, case, outcome)
        case Erasure():
            return _erasure(w, case, outcome)
        case Rectification():
            return _rectification(w, case, outcome)
        case Restriction():
            return _restriction(w, case, outcome)
        case Lifting():
            return _lifting(w, case, outcome)
        case ObjectionUpheld():
            return _upheld(w, case, outcome)
        case ObjectionRejected():
            return _rejected(w, case, outcome)
        case ObjectionPartly():
            return _partly_upheld(w, case, outcome)
        case Withdrawal():
            return _withdrawal(w, case, outcome)
        case Recipients():
            return _recipients(w, case, outcome)
        case Extension():
            return _extension(w, case, outcome)
        case Refused():
            return _refused(w, case, outcome)
        case NotIdentified():
            return _not_identified(w, case, outcome)


# ---- what was found ---------------------------------------------------------------------------------------------


def _access(w: Writer, case: Case, outcome: Access) -> _Body:
    day = w.tongue.date(case.received_on)
    told = outcome.told
    if not told.rows and not told.left_out:
        lead = w.pick(
            f"Du ba om innsyn {day}. Vi fant ingenting om deg{_where(told.unreached, told.by_hand, w)}.",
            f"You asked for access on {day}. We found nothing about you{_where(told.unreached, told.by_hand, w)}.",
        )
    else:
        lead = w.pick(
            f"Du ba om innsyn {day}. Her er det vi har om deg, hvorfor vi har det, og hvor lenge.",
            f"You asked for access on {day}. Here is what we hold about you, why, and for how long.",
        )
    return _Body(
        title=("Opplysningene vi har om deg", "The data we hold about you"),
        lead=lead,
        sections=access_sections(w, case, outcome),
        laws=("gdpr-15", "gdpr-12-1"),
        can_complain=w.declaration.rights is None or w.declaration.complaint is None,
    )


def _where(unreached: Sequence[object], by_hand: Sequence[object], w: Writer) -> str:
    if not unreached and not by_hand:
        return ""
    return w.pick(" der vi har lett så langt", " where we have looked so far")


def _portability(w: Writer, case: Case, outcome: Portability) -> _Body:
    day = w.tongue.date(case.received_on)
    lead = w.pick(
        f"Du ba {day} om å få ta med deg opplysningene dine.",
        f"On {day} you asked to take your data with you.",
    )
    if outcome.told.rows:
        lead += " " + w.pick(
            "Her er de du selv har gitt oss, i filer som andre kan lese inn.",
            "Here are those that you gave us yourself, in files that others can read.",
        )
    return _Body(
        title=("Opplysningene du kan ta med deg", "The data you can take with you"),
        lead=lead,
        sections=portability_sections(w, outcome),
        laws=("gdpr-20",),
    )


def _recipients(w: Writer, case: Case, outcome: Recipients) -> _Body:
    day = w.tongue.date(case.received_on)
    return _Body(
        title=("Hvem som har fått opplysninger om deg", "Who has received data about you"),
        lead=w.pick(
            f"Du spurte {day} hvem som har fått opplysninger om deg.",
            f"On {day} you asked who has received data about you.",
        ),
        sections=recipients_sections(w, outcome),
        laws=("gdpr-15", "gdpr-19"),
    )


# ---- what was done ----------------------------------------------------------------------------------------------


def _erasure(w: Writer, case: Case, outcome: Erasure) -> _Body:
    day = w.tongue.date(case.received_on)
    has_gone = bool(outcome.erased or outcome.overwritten)
    if outcome.kept and has_gone:
        title = ("Vi har slettet det vi kan slette", "We have erased what we can erase")
        nb, en = (
            "Det meste er borte. Noe må vi beholde, og det forklarer vi her.",
            "Some is gone. Some we must keep, and that is explained here.",
        )
        nb = "Noe er borte. Noe må vi beholde, og det forklarer vi her."
    elif outcome.kept:
        title = ("Opplysningene må beholdes en stund til", "The data must be kept for a while yet")
        nb, en = (
            "Vi kan ikke slette noe nå. Her står hva vi beholder, hvorfor, og hvor lenge.",
            "We cannot erase anything now. Here is what we keep, why, and for how long.",
        )
    elif has_gone:
        title = ("Opplysningene dine er slettet", "Your data are erased")
        nb, en = "Her står hva som er borte.", "Here is what is gone."
    else:
        title = ("Det var ingenting å slette", "There was nothing to erase")
        nb, en = "Vi fant ingenting om deg å slette.", "We found nothing about you to erase."
    return _Body(
        title=title,
        lead=w.pick(f"Du ba oss slette {day}. {nb}", f"You asked us to erase on {day}. {en}"),
        sections=erasure_sections(w, case, outcome),
        laws=(
            "gdpr-17",
            *(one.law for one in outcome.kept if one.law),
            *(("gdpr-12-4",) if outcome.kept else ()),
        ),
    )


def _rectification(w: Writer, case: Case, outcome: Rectification) -> _Body:
    day, number = w.tongue.date(case.received_on), w.tongue.number(outcome.rows)
    what = w.tongue.listed([w.text(one) for one in outcome.fields])
    if outcome.rows:
        places = w.pick(
            "ett sted" if outcome.rows == 1 else f"{number} steder",
            "one place" if outcome.rows == 1 else f"{number} places",
        )
        done = w.pick(f"Vi har rettet {what}, {places}.", f"We have corrected {what}, in {places}.")
    elif outcome.by_hand or outcome.unreached:
        done = w.pick("Rettingen er ikke ferdig.", "The correction is not finished.")
    elif outcome.kept:
        done = w.pick("Vi har ikke rettet noe.", "We have corrected nothing.")
    else:
        done = w.pick("Det var ikke noe å rette.", "There was nothing to correct.")
    blocks: list[Block] = [paragraph(w, done)]
    blocks += also_told(w, outcome.recipients, outcome.awaiting, "rettingen", "the correction")
    blocks += not_done_yet(w, outcome.by_hand, outcome.unreached)
    sections = [section(w, "main", "Hva vi har gjort", "What we have done", blocks)]
    if outcome.kept:
        kept = bullets(w, (ended(f"{capital(w.text(one.title))}: {w.text(one.why)}") for one in outcome.kept))
        sections.append(section(w, "kept", "Hva vi ikke har rettet", "What we have not corrected", kept))
    return _Body(
        title=("Opplysningene er rettet", "The data are corrected")
        if outcome.rows
        else ("Svar på at du ba om retting", "Answer to your request for correction"),
        lead=w.pick(f"Du ba oss rette opplysninger {day}.", f"You asked us to correct data on {day}."),
        sections=sections,
        laws=(
            "gdpr-16",
            *(("gdpr-19",) if outcome.recipients or outcome.awaiting else ()),
            *(("gdpr-12-4",) if outcome.kept else ()),
        ),
    )


_POINTS = {
    "18(1)(a)": (
        "Du sier at opplysningene er feil. Begrensningen gjelder mens vi undersøker det.",
        "You say that the data are wrong. The restriction stands while we look into it.",
    ),
    "18(1)(b)": (
        "Behandlingen var ikke lovlig, og du vil at opplysningene skal beholdes i stedet for å slettes.",
        "The processing was not lawful, and you want the data kept instead of erased.",
    ),
    "18(1)(c)": (
        "Vi trenger ikke opplysningene lenger, men du trenger dem for et rettskrav.",
        "We no longer need the data, but you need them for a legal claim.",
    ),
    "18(1)(d)": (
        "Du har gjort innsigelse. Begrensningen gjelder til den er avgjort.",
        "You have objected. The restriction stands until that is decided.",
    ),
}


def _restriction(w: Writer, case: Case, outcome: Restriction) -> _Body:
    begins = w.tongue.date(outcome.begins_on)
    reason = _POINTS.get(outcome.point)
    said = [
        w.pick(
            f"Fra {begins} lagrer vi opplysningene dine, men bruker dem ikke. Vi kan likevel bruke dem når du sier ja til det, for et rettskrav, for å verne en annens rettigheter eller av hensyn til viktige allmenne interesser.",
            f"From {begins} we store your data, but do not use them. We may still use them when you agree to it, for a legal claim, to protect somebody else's rights, or for reasons of important public interest.",
        ),
        *([w.pick(*reason)] if reason else []),
        w.pick(
            "Vi sier fra til deg før begrensningen oppheves.",
            "We tell you before the restriction is lifted.",
        ),
    ]
    blocks: list[Block] = [paragraph(w, *said)]
    blocks += also_told(w, outcome.recipients, outcome.awaiting, "begrensningen", "the restriction")
    blocks += not_done_yet(w, outcome.by_hand, ())
    return _Body(
        title=("Vi bruker ikke opplysningene dine nå", "We do not use your data for now"),
        lead=w.pick(
            f"Du ba {w.tongue.date(case.received_on)} om at opplysningene dine ikke skal brukes.",
            f"On {w.tongue.date(case.received_on)} you asked that your data not be used.",
        ),
        sections=[section(w, "main", "Hva det betyr", "What it means", blocks)],
        laws=("gdpr-18", *(("gdpr-19",) if outcome.recipients or outcome.awaiting else ())),
    )


def _lifting(w: Writer, case: Case, outcome: Lifting) -> _Body:
    """The notice before, and the answer after: what a person is told depends on whether the day has come."""
    ends, is_over = w.tongue.date(outcome.ends_on), outcome.ends_on <= case.day
    said = (
        ended(w.text(outcome.reason)),
        w.pick(
            f"Fra {ends} kan vi bruke opplysningene dine igjen, til de formålene vi har grunnlag for.",
            f"From {ends} we may use your data again, for the purposes that we have a basis for.",
        ),
        ""
        if is_over
        else w.pick(
            "Er du uenig, så skriv til oss før den dagen.",
            "If you disagree, write to us before that day.",
        ),
    )
    before = w.pick(
        "Vi har lagret opplysningene dine uten å bruke dem.", "We have stored your data without using them."
    )
    now = w.pick(f"Det tok slutt {ends}.", f"That ended on {ends}.")
    later = w.pick(f"Det tar slutt {ends}.", f"That ends on {ends}.")
    return _Body(
        title=("Begrensningen er hevet", "The restriction has been lifted")
        if is_over
        else ("Begrensningen oppheves", "The restriction is lifted"),
        lead=f"{before} {now if is_over else later}",
        sections=[section(w, "main", "Hvorfor", "Why", [paragraph(w, *said)])],
        laws=("gdpr-18",),
    )


def _upheld(w: Writer, case: Case, outcome: ObjectionUpheld) -> _Body:
    is_marketing, day = _is_marketing(w, outcome.purposes), w.tongue.date(case.received_on)
    return _Body(
        title=("Vi tar innsigelsen din til følge", "Your objection is upheld"),
        lead=w.pick(f"Du sa nei {day}. Det er vi enige i.", f"You objected on {day}. We agree.")
        if not is_marketing
        else w.pick(f"Du sa nei {day}, og det gjelder.", f"You said no on {day}, and that stands."),
        sections=_ended_uses(w, case, outcome),
        laws=_laws_of_upheld(w, outcome),
    )


def _ended_uses(w: Writer, case: Case, outcome: ObjectionUpheld) -> list[Section]:
    what = titles(w, outcome.purposes)
    said = [
        w.pick(
            f"Vi bruker ikke lenger opplysningene dine til dette: {what}.",
            f"We no longer use your data for this: {what}.",
        )
    ]
    if any(w.map.purposes[name].direct_marketing for name in outcome.purposes):
        said.append(
            w.pick(
                "Du får ikke flere reklamehenvendelser fra oss. Vi må huske at du har sagt nei, så vi kan holde det.",
                "You get no more advertising from us. We must remember that you said no, so that we can keep to it.",
            )
        )
    sections = [section(w, "main", "Hva vi har gjort", "What we have done", [paragraph(w, *said)])]
    return sections + (erasure_sections(w, case, outcome.erasure) if outcome.erasure else [])


def _laws_of_upheld(w: Writer, outcome: ObjectionUpheld) -> tuple[str, ...]:
    is_any = any(w.map.purposes[name].direct_marketing for name in outcome.purposes)
    general = () if _is_marketing(w, outcome.purposes) else ("gdpr-21-1",)
    return (*general, *(("gdpr-21-2", "gdpr-21-3") if is_any else ()))


def _rejected(w: Writer, case: Case, outcome: ObjectionRejected) -> _Body:
    what, day = titles(w, outcome.purposes), w.tongue.date(case.received_on)
    return _Body(
        title=("Vi tar ikke innsigelsen din til følge", "Your objection is not upheld"),
        lead=w.pick(
            f"Du gjorde innsigelse {day} mot dette: {what}. Vi fortsetter, og her er grunnen.",
            f"On {day} you objected to this: {what}. We go on, and here is why.",
        ),
        sections=[_why_we_go_on(w, outcome)],
        laws=("gdpr-21-1", "gdpr-12-4"),
    )


def _why_we_go_on(w: Writer, outcome: ObjectionRejected) -> Section:
    restricted = w.pick(
        "Begrensningen som gjaldt mens vi vurderte saken, er over når du har fått dette brevet.",
        "The restriction that stood while we considered the matter ends when you have received this letter.",
    )
    blocks = [paragraph(w, ended(w.text(outcome.reason))), paragraph(w, restricted)]
    return section(w, "on", "Hvorfor vi fortsetter", "Why we go on", blocks)


def _partly_upheld(w: Writer, case: Case, outcome: ObjectionPartly) -> _Body:
    day, what = w.tongue.date(case.received_on), titles(w, outcome.rejected.purposes)
    return _Body(
        title=("Vi tar innsigelsen din delvis til følge", "Your objection is upheld in part"),
        lead=w.pick(
            f"Du gjorde innsigelse {day}. Noe har vi sluttet med. Dette fortsetter vi med: {what}.",
            f"You objected on {day}. Some of it we have stopped. This goes on: {what}.",
        ),
        sections=[*_ended_uses(w, case, outcome.upheld), _why_we_go_on(w, outcome.rejected)],
        laws=tuple(dict.fromkeys(("gdpr-21-1", *_laws_of_upheld(w, outcome.upheld), "gdpr-12-4"))),
    )


def _withdrawal(w: Writer, case: Case, outcome: Withdrawal) -> _Body:
    what, day = titles(w, outcome.purposes), w.tongue.date(case.received_on)
    said = w.pick(
        f"Samtykket ditt til dette er slutt: {what}. Det vi gjorde før du trakk det, er fortsatt lovlig.",
        f"Your consent to this has ended: {what}. What we did before you withdrew it is still lawful.",
    )
    sections = [section(w, "main", "Hva vi har gjort", "What we have done", [paragraph(w, said)])]
    if outcome.erasure is not None:
        sections += erasure_sections(w, case, outcome.erasure)
    return _Body(
        title=("Samtykket ditt er trukket", "Your consent is withdrawn"),
        lead=w.pick(f"Du trakk samtykket ditt {day}.", f"You withdrew your consent on {day}."),
        sections=sections,
        laws=("gdpr-7-3",),
    )


# ---- what was not done ------------------------------------------------------------------------------------------


def _extension(w: Writer, case: Case, outcome: Extension) -> _Body:
    what, day, until = (
        _asked_for(w, outcome.right),
        w.tongue.date(case.received_on),
        w.tongue.date(outcome.until),
    )
    return _Body(
        title=("Vi trenger lengre tid", "We need more time"),
        lead=w.pick(
            f"Du ba om {what} {day}. Svaret kommer senere enn vi har lovet, men ikke senere enn {until}.",
            f"You asked for {what} on {day}. The answer comes later than we promised, but no later than {until}.",
        ),
        sections=[
            section(
                w,
                "main",
                "Hvorfor det tar tid",
                "Why it takes time",
                [paragraph(w, ended(w.text(outcome.reason)))],
            )
        ],
        laws=("gdpr-12-3",),
    )


def _refused(w: Writer, case: Case, outcome: Refused) -> _Body:
    what, day = _asked_for(w, outcome.right), w.tongue.date(case.received_on)
    return _Body(
        title=("Vi kan ikke gjøre det du ber om", "We cannot do what you ask"),
        lead=w.pick(
            f"Du ba om {what} {day}. Vi sier nei, og her er grunnen.",
            f"You asked for {what} on {day}. We refuse, and here is why.",
        ),
        sections=[section(w, "main", "Hvorfor", "Why", [paragraph(w, ended(w.text(outcome.reason)))])],
        laws=("gdpr-12-4", outcome.law),
    )


def _not_identified(w: Writer, case: Case, outcome: NotIdentified) -> _Body:
    what, day = _asked_for(w, outcome.right), w.tongue.date(case.received_on)
    said = [
        w.pick(
            "Vi er ikke sikre på at det er du som spør. Opplysninger om deg skal ikke havne hos andre, så vi må vite det først.",
            "We are not sure that it is you who asks. Data about you must not end up with others, so we must know that first.",
        ),
        w.pick(
            "Ta kontakt på en av måtene under, så fortsetter vi. Du skal ikke sende oss kopi av pass eller førerkort.",
            "Get in touch in one of the ways below, and we go on. Do not send us a copy of your passport or driving licence.",
        ),
    ]
    check = w.declaration.identity_check
    if check is not None and check.text is not None:
        said.insert(1, ended(w.text(check.text)))
    return _Body(
        title=("Vi må vite at det er deg", "We must know that it is you"),
        lead=w.pick(
            f"Vi fikk {day} en henvendelse om {what}. Vi kan ikke svare på den ennå.",
            f"On {day} we received a request for {what}. We cannot answer it yet.",
        ),
        sections=[section(w, "main", "Hva du kan gjøre", "What you can do", [paragraph(w, *said)])],
        laws=("gdpr-12-6",),
    )


# ---- what all letters have --------------------------------------------------------------------------------------


def _complaint(w: Writer) -> Section:
    """Art. 12(4), 15(1)(f): the authority, and the court."""
    complaint = w.declaration.complaint
    authority = Link(AUTHORITY, complaint.link if complaint else f"https://www.{AUTHORITY}")
    said = (
        w.say(
            w.pick(
                "Er du uenig, så si fra til oss. Da ser vi på saken på nytt.",
                "If you disagree, tell us. We then look at the matter again.",
            )
        ),
        w.say(
            w.pick(
                f"Du kan også klage til Datatilsynet ({AUTHORITY}). Det koster ingenting.",
                f"You can also complain to the Norwegian Data Protection Authority, Datatilsynet ({AUTHORITY}). It is free.",
            ),
            link=authority,
        ),
        w.say(
            w.pick(
                f"Du kan dessuten gå til domstolen{_venue(w)}.",
                f"You can also go to court{_venue(w)}.",
            )
        ),
    )
    return section(w, "disagree", "Hvis du er uenig", "If you disagree", [Prose(said)])


def _venue(w: Writer) -> str:
    complaint = w.declaration.complaint
    if complaint is None or complaint.venue is None:
        return ""
    return w.pick(
        f", for eksempel {complaint.venue} eller der du bor",
        f", for instance {complaint.venue} or where you live",
    )


def _law(w: Writer, case: Case, laws: Iterable[str]) -> Section:
    """The rules that the letter rests on, each with what it says."""
    items = tuple(_cited(w, case, dict.fromkeys(laws)))
    return section(
        w, "rules", "Reglene vi har fulgt", "The rules we have followed", [Bullets(items)] if items else []
    )


def _cited(w: Writer, case: Case, laws: Iterable[str]) -> Iterator[Sentence]:
    for law in laws:
        statute = find(law, case.day)
        if statute is not None:
            cite = capital(w.pick(statute.cite_nb, statute.cite_en))
            yield w.say(f"{cite}: {small(w.pick(statute.summary_nb, statute.summary_en))}", strong=f"{cite}:")


def _is_marketing(w: Writer, purposes: Iterable[str]) -> bool:
    return all(w.map.purposes[name].direct_marketing for name in purposes)


def _asked_for(w: Writer, right: Right) -> str:
    return w.text(ASKED_FOR[right])
