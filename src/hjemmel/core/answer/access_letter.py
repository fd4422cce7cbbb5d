"""What the letters of access, portability and recipients say: each kind of data with purposes, basis, period, source and
those who get it (Art. 15(1)), and by name what was not looked in or left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from ..output.language import capital, ended, is_infinitive, small, unique
from ..output.statement.closing import rights
from ..output.statement.model import Block, Bullets, Prose, Row, Section, Table
from ..output.statement.people import automated
from ..output.statement.sharing import recipient_row, transfers
from ..output.statement.uses import no_machine
from ..output.statement.writer import Writer
from ..output.vocabulary import BASIS, article
from ..terms import Basis, Role
from .letter import Case
from .outcome import Access, Choice, Given, Portability, Recipients
from .reason import Withheld
from .told import CollectionTold, KindOfData, LeftOut, Span, SystemTold, Told
from .wording import between, bullets, keepers_said, not_done_yet, paragraph, rows_of, section


def access_sections(w: Writer, case: Case, outcome: Access) -> list[Section]:
    told = outcome.told
    found = [_system(w, system) for system in told.systems if any(one.rows for one in system.collections)]
    sections = [
        section(w, "found", "Dette er svaret", "This is the answer", _found(w, told)),
        section(w, "missing", "Dette er ikke med", "This is not included", _missing(w, told)),
        *found,
        section(
            w, "purposes", "Hva vi bruker opplysningene til", "What we use the data for", _purposes(w, told)
        ),
        section(
            w, "recipients", "Hvem som får opplysningene", "Who receives the data", _recipients(w, outcome)
        ),
        section(
            w, "machine", "Avgjørelser tatt av maskiner", "Decisions made by machines", _machine(w, told)
        ),
        section(w, "choices", "Det du har valgt", "What you have chosen", _choices(w, outcome.choices)),
        rights(w),
    ]
    return [one for one in sections if one.blocks]


def portability_sections(w: Writer, outcome: Portability) -> list[Section]:
    told = outcome.told
    said = paragraph(
        w,
        w.pick(
            "Filene har de opplysningene du selv har gitt oss, og som vi bruker fordi du har samtykket eller har en avtale med oss. Det vi har fra andre, eller som blir til hos oss, får du ved å be om innsyn.",
            "The files have the data that you gave us yourself, and that we use because you have consented or have a contract with us. What we have from others, or what comes about with us, you get by asking for access.",
        ),
    )
    if not told.rows:
        said = paragraph(
            w,
            w.pick(
                "Vi har ingen opplysninger som du selv har gitt oss, og som bygger på samtykke eller avtale.",
                "We hold no data that you gave us yourself and that rest on consent or contract.",
            ),
        )
    blocks: list[Block] = [said, *bullets(w, (_sum(w, one) for one in told.collections if one.rows))]
    return [
        section(w, "found", "Dette er med", "This is included", blocks),
        *(
            one
            for one in [section(w, "missing", "Dette er ikke med", "This is not included", _missing(w, told))]
            if one.blocks
        ),
    ]


def recipients_sections(w: Writer, outcome: Recipients) -> list[Section]:
    blocks = [*_given(w, outcome.given), *_declared(w, outcome.declared)]
    if not blocks:
        blocks = [
            paragraph(w, w.pick("Ingen har fått opplysninger om deg.", "Nobody has received data about you."))
        ]
    blocks += not_done_yet(w, (), outcome.unreached)
    return [section(w, "recipients", "Hvem, når og hvorfor", "Who, when and why", blocks)]


# ---- what was found ---------------------------------------------------------------------------------------------


def _found(w: Writer, told: Told) -> list[Block]:
    collections = [one for one in told.collections if one.rows]
    if not collections:
        return []
    return [
        paragraph(
            w,
            w.pick(
                f"Vi fant {rows_of(w, told.rows)} om deg. Alt ligger i filene som følger med. Brevet forklarer hva de er.",
                f"We found {rows_of(w, told.rows)} about you. All of it is in the files that come with this letter. The letter explains what they are.",
            ),
        ),
        *bullets(w, (_sum(w, one) for one in collections)),
    ]


def _sum(w: Writer, one: CollectionTold) -> str:
    return ended(f"{capital(w.text(one.title))}: {rows_of(w, one.rows)}")


_LEFT_OUT = {
    Withheld.OF_SOMEBODY_ELSE: (
        "handler om en annen person, og er ikke med",
        "is about another person, and is not included",
    ),
    Withheld.TO_BE_REVIEWED: (
        "kan handle om andre. En medarbeider leser det før du får det",
        "may be about others. A member of staff reads it before you get it",
    ),
    Withheld.ON_INSTRUCTION: (
        "har vi på oppdrag fra en annen virksomhet. Det er den som svarer deg",
        "is held on instruction from another organisation. It is they who answer you",
    ),
    Withheld.OTHER_ROLE: (
        "gjelder deg i en annen rolle enn den du har spurt om",
        "concerns you in another role than the one you asked about",
    ),
}


def _missing(w: Writer, told: Told) -> list[Block]:
    blocks: list[Block] = [*not_done_yet(w, told.by_hand, told.unreached), *keepers_said(w, told.keepers)]
    return [*blocks, *bullets(w, (_left(w, one, left) for one, left in told.left_out))]


def _left(w: Writer, one: CollectionTold, left: LeftOut) -> str:
    what = f"{capital(w.text(one.title))}, {small(w.text(left.label))} ({rows_of(w, left.rows)})"
    return ended(f"{what}: {w.pick(*_LEFT_OUT[left.why])}")


# ---- each kind of data ------------------------------------------------------------------------------------------


def _system(w: Writer, system: SystemTold) -> Section:
    blocks: list[Block] = []
    for collection in system.collections:
        if collection.rows:
            blocks += _collection(w, collection)
    if system.run_by in w.declaration.recipients:
        name = w.declaration.recipients[system.run_by].name
        blocks.insert(
            0, paragraph(w, w.pick(f"Systemet driftes av {name}.", f"The system is run by {name}."))
        )
    return Section(
        id=f"system-{system.name}",
        part=system.name,
        heading=capital(w.text(system.title)),
        blocks=tuple(blocks),
    )


def _collection(w: Writer, collection: CollectionTold) -> Iterator[Block]:
    columns = (
        w.pick("Opplysning", "Data"),
        w.pick("Hvorfor vi har den", "Why we hold it"),
        w.pick("Hvor lenge", "For how long"),
        w.pick("Hvor den kommer fra", "Where it comes from"),
    )
    rows = tuple(_kinds(w, alike) for alike in kinds_told_alike(collection.kinds))
    if rows:
        yield Table(f"{capital(w.text(collection.title))} ({rows_of(w, collection.rows)})", columns, rows)


def kinds_told_alike(kinds: Iterable[KindOfData]) -> list[list[KindOfData]]:
    """Kinds of data of which the same is said, together."""
    found: dict[object, list[KindOfData]] = {}
    for kind in kinds:
        share = (kind.due == kind.rows, kind.due and kind.rows - kind.due, bool(kind.unknown))
        found.setdefault((kind.spans, kind.holds, kind.sources, share), []).append(kind)
    return list(found.values())


def _kinds(w: Writer, alike: Sequence[KindOfData]) -> Row:
    kind = alike[0]
    cells = (
        capital(w.tongue.listed(unique(w.text(one.label) for one in alike))),
        _whys(w, kind),
        ends(w, kind),
        capital(w.tongue.listed([w.text(one) for one in kind.sources])) or w.pick("Ikke oppgitt", "Not told"),
    )
    return Row(tuple(w.say(cell) for cell in cells))


def _whys(w: Writer, kind: KindOfData) -> str:
    parts = [_why(w, span) for span in kind.spans]
    parts += [ended(capital(w.text(hold.title))) for hold in kind.holds]
    if kind.due:
        parts.append(
            w.pick(
                f"Vi har ikke lenger grunnlag for {_some(w, kind.due, kind.rows)}, og sletter.",
                f"We no longer have a basis for {_some(w, kind.due, kind.rows)}, and erase.",
            )
        )
    if kind.unknown:
        parts.append(
            w.pick(
                "For noe av dette kan vi ikke avgjøre grunnlaget før alle systemene har svart.",
                "Of some of it the basis cannot be decided before all systems have answered.",
            )
        )
    return " ".join(parts)


def _some(w: Writer, number: int, of: int) -> str:
    return w.pick("dette", "this") if number == of else rows_of(w, number)


def _why(w: Writer, span: Span) -> str:
    title = capital(w.text(span.title))
    if span.basis is None:
        return ended(title)
    basis = f"{w.text(BASIS[span.basis])}, {article(w.tongue, span.basis)}"
    law = w.cite(span.law) if span.law and not span.law.startswith("gdpr") else ""
    return ended(f"{title} ({w.tongue.listed([basis, law]) if law else basis})")


def ends(w: Writer, kind: KindOfData) -> str:
    found = unique(filter(None, (_end(w, span) for span in kind.spans)))
    held = [between(w, hold.until, hold.until) for hold in kind.holds if hold.until]
    words = [capital(one) for one in (*found, *held)]
    if not words and kind.due:
        return w.pick("Går ved neste sletting", "Goes in the next erasure")
    return ". ".join(words) if words else w.pick("Ikke avgjort", "Not decided")


def _end(w: Writer, span: Span) -> str:
    if span.first is not None and span.basis is not Basis.CONSENT:
        return between(w, span.first, span.last)
    return w.text(span.waits) if span.waits else between(w, span.first, span.last)


# ---- purposes, recipients, machines -----------------------------------------------------------------------------


def _purposes(w: Writer, told: Told) -> list[Block]:
    """Those that are a ground for something, and those that only use it."""
    rows = []
    for name in _in_play(w, told):
        declared = w.map.purposes[name].declared
        bases = unique(
            f"{w.text(BASIS[basis])}, {article(w.tongue, basis)}"
            for basis in dict.fromkeys(w.map.purposes[name].basis.values())
        )
        interest = declared.interest
        text = capital(w.tongue.either(list(bases)))
        if interest is not None and Basis.LEGITIMATE_INTERESTS in w.map.purposes[name].basis.values():
            verb = w.pick("å ", "") if is_infinitive(interest.nb) and not interest.nb.startswith("å ") else ""
            text += w.pick(
                f". Interessen er {verb}{small(interest.nb)}", f". The interest is {small(interest.en)}"
            )
        laws = w.cite_each(law for law in w.laws(w.map.purposes[name]) if not law.startswith("gdpr"))
        if laws:
            text += f". {capital(w.tongue.listed(laws))}"
        rows.append(Row((w.say(capital(w.text(declared.title))), w.say(ended(text)))))
    if not rows:
        return []
    columns = (w.pick("Formål", "Purpose"), w.pick("Grunnlag", "Basis"))
    return [Table(w.pick("Formålene", "The purposes"), columns, tuple(rows))]


def _in_play(w: Writer, told: Told) -> list[str]:
    """In the declaration's order. What is used and never kept for itself says nothing of which data: all such that may
    concern somebody of the kinds that were found."""
    named = set(told.purposes)
    kinds = set(chain.from_iterable(w.map.purposes[name].kinds for name in named))
    return [
        name
        for name, purpose in w.map.purposes.items()
        if purpose.declared.role is not Role.PROCESSOR
        and (name in named or (purpose.use_only and purpose.kinds & kinds))
    ]


def declared_recipients(w: Writer, told: Told) -> list[str]:
    """Who gets something of what was found: for a purpose that is a ground for it, or by running the system."""
    named = [name for purpose in _in_play(w, told) for name in w.map.purposes[purpose].declared.recipients]
    named += [system.run_by for system in told.systems if system.run_by]
    return [name for name in w.declaration.recipients if name in named]


def _recipients(w: Writer, outcome: Access) -> list[Block]:
    names = declared_recipients(w, outcome.told)
    blocks = [*_declared(w, names), *_given(w, outcome.given)]
    away = tuple(transfers(w, names))
    if away:
        blocks.append(Bullets(away) if len(away) > 1 else Prose(away))
    return blocks


def _declared(w: Writer, names: Iterable[str]) -> list[Block]:
    rows = tuple(recipient_row(w, name, w.declaration.recipients[name]) for name in names)
    if not rows:
        return []
    columns = (
        w.pick("Hvem", "Who"),
        w.pick("Hva de gjør", "What they do"),
        w.pick("Ansvar", "Responsibility"),
        w.pick("Hvor", "Where"),
    )
    return [Table(w.pick("Mottakere av slike opplysninger", "Recipients of such data"), columns, rows)]


def _given(w: Writer, given: Iterable[Given]) -> list[Block]:
    rows = tuple(
        Row(
            (
                w.say(w.text(one.recipient)),
                w.say(
                    w.tongue.date(one.day)
                    if one.day
                    else w.pick("Dagen er ikke kjent", "The day is not known")
                ),
                w.say(capital(w.text(one.ground)) if one.ground else w.pick("Ikke oppgitt", "Not told")),
            )
        )
        for one in given
    )
    if not rows:
        return []
    columns = (w.pick("Hvem", "Who"), w.pick("Når", "When"), w.pick("Hvorfor", "Why"))
    return [Table(w.pick("Utleveringer om deg", "Disclosures about you"), columns, rows)]


def _machine(w: Writer, told: Told) -> list[Block]:
    purposes = [w.map.purposes[name] for name in _in_play(w, told)]
    if not purposes:
        return []
    return automated(w, purposes) or [no_machine(w)]


def _choices(w: Writer, choices: Iterable[Choice]) -> list[Block]:
    rows = []
    for one in choices:
        what = w.text(one.text) + (f": {small(w.text(one.purpose))}" if one.purpose else "")
        when = w.tongue.date(one.day)
        if one.ended_on:
            when += w.pick(f", slutt {w.tongue.date(one.ended_on)}", f", ended {w.tongue.date(one.ended_on)}")
        rows.append(Row((w.say(capital(what)), w.say(when))))
    if not rows:
        return []
    return [
        Table(
            w.pick("Valgene dine", "Your choices"),
            (w.pick("Hva", "What"), w.pick("Når", "When")),
            tuple(rows),
        )
    ]
