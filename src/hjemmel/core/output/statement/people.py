"""Whom the page is about: who answers, the page in short, and each kind of person with purposes and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from ...datamap import Purpose
from ...declaration.company import ShortSentence
from ...declaration.purposes import Interest
from ...identifiers import format_orgnr
from ...terms import Basis, Role
from ..language import NBSP, capital, ended, is_infinitive, small, unique
from ..visits import learnt_of_visitors
from ..vocabulary import article
from .model import Block, Bullets, Details, Fact, Facts, Heading, Link, Prose, Row, Section, Sentence, Table
from .writer import Writer


def in_short(w: Writer) -> Section | None:
    texts = w.declaration.statement.in_short
    if not texts:
        return None
    items = tuple(w.say(text, "statement", "in_short", number) for number, text in enumerate(texts))
    return w.section("short", "Kort sagt", "In short", [Bullets(items)])


def leading(short: Section, declared: Sequence[ShortSentence], sections: Sequence[Section]) -> Section:
    """The short version with a link after each sentence, to the part that says more, where there is one."""
    parts = {section.part: section for section in sections}
    return replace(
        short,
        blocks=tuple(
            Bullets(tuple(map(partial(_leading, parts), block.items, declared)))
            if isinstance(block, Bullets)
            else block
            for block in short.blocks
        ),
    )


def _leading(parts: Mapping[str, Section], sentence: Sentence, declared: ShortSentence) -> Sentence:
    part = parts.get(declared.part or "")
    if part is None:
        return sentence
    return replace(sentence, more=Link(part.heading, f"#{part.id}"))


def who(w: Writer) -> Section:
    """Who is responsible, for what, and that nothing is agreed to by reading."""
    sentences = [_responsible(w)]
    if w.is_both:
        sentences.append(_two_roles(w))
    elif w.works_for_others:
        sentences.append(_only_for_others(w))
    sentences.append(_scope(w))
    if w.declaration.statement.kind == "notice":
        sentences.append(
            w.say(
                w.pick(
                    "Erklæringen er informasjon. Du godtar ingenting ved å lese den eller bruke tjenestene våre.",
                    "This statement is information. You agree to nothing by reading it or using our services.",
                ),
                "statement",
            )
        )
    return w.section(
        "who", "Hvem som er ansvarlig", "Who is responsible", [Prose(tuple(sentences)), *w.said("who")]
    )


def groups(w: Writer) -> Section:
    kinds = w.kinds()
    blocks: list[Block] = [*w.said("what")]
    for number, kind in enumerate(kinds):
        title = w.say(
            capital(w.text(w.declaration.subjects[kind].title)),
            "subjects",
            kind,
            "title",
            anchor=_anchor(w, kind),
        )
        inside = _group(w, kind)
        blocks += [Heading(title), *inside] if number == 0 else [Details(title, tuple(inside))]
    margin = [
        w.say(
            w.pick(
                "«Art.» viser til artikler i personvernforordningen (GDPR).",
                "“Art.” means an article of the General Data Protection Regulation (GDPR).",
            ),
            "purposes",
        )
    ]
    return w.section("what", "Hva vi har om deg", "What we hold about you", blocks, margin)


def kind_categories(w: Writer, kind: str, *, processor: bool = False) -> tuple[str, ...]:
    """Titles of what is held about the kind, in the order of the file."""
    held = {group.category for group in w.held(kind, processor=processor)}
    titles = [w.text(one.title) for name, one in w.declaration.categories.items() if name in held]
    if not titles:
        learnt = [learnt_of_visitors(w.declaration, purpose.name) for purpose in w.purposes_for(kind)]
        titles = [w.text(one) for one in learnt if one]
    return unique(titles)


def kind_sources(w: Writer, kind: str) -> tuple[str, ...]:
    """Titles of where data about the kind comes from, in the order of the file."""
    named = {source for group in w.held(kind) for source in group.sources}
    if not named:
        named = {source for purpose in w.purposes_for(kind) for source in purpose.declared.sources}
    return tuple(
        w.text(source.title)
        for name, source in w.declaration.sources.items()
        if name in named and (not source.for_ or kind in source.for_)
    )


def why(w: Writer, purpose: Purpose, kind: str) -> str:
    """Why the law allows it: the basis in words, the article, the statute."""
    basis = purpose.basis[kind]
    art = article(w.tongue, basis)
    condition = [w.cite(purpose.declared.condition)] if purpose.declared.condition else []
    laws = w.cite_each(law for law in w.laws(purpose) if not law.startswith("gdpr"))
    cited = w.tongue.listed([art, *condition, *laws])
    if basis is Basis.LEGAL_OBLIGATION:
        return _obligation(w, purpose, w.tongue.listed([art, *condition]))
    if basis is Basis.LEGITIMATE_INTERESTS and purpose.declared.interest:
        return _interest(w, purpose.declared.interest, cited)
    if basis is Basis.CONTRACT and purpose.declared.before_contract:
        return w.pick(
            f"Du har bedt oss om det, før en mulig avtale, {cited}",
            f"You have asked us to, before a possible contract, {cited}",
        )
    return f"{w.pick(*_BASIS[basis])}, {cited}"


# ---- parts ----------------------------------------------------------------------------------------------------

_BASIS = {
    Basis.CONSENT: ("Samtykket ditt", "Your consent"),
    Basis.CONTRACT: ("Avtalen med deg", "The contract with you"),
    Basis.LEGAL_OBLIGATION: ("En plikt i loven", "A duty in law"),
    Basis.VITAL_INTERESTS: ("For å verne liv og helse", "To protect life and health"),
    Basis.PUBLIC_TASK: ("En oppgave i allmennhetens interesse", "A task in the public interest"),
    Basis.LEGITIMATE_INTERESTS: ("Vår berettigede interesse", "Our legitimate interest"),
    Basis.INSTRUCTION: ("Instruksen fra den som er ansvarlig", "The instruction of the controller"),
}


def _responsible(w: Writer) -> Sentence:
    organisation = w.declaration.organisation
    name = w.company
    number = format_orgnr(organisation.orgnr) if organisation.orgnr else ""
    orgnr = w.pick(f"org.nr.{NBSP}{number}", f"org.{NBSP}no.{NBSP}{number}") if number else ""
    who = ", ".join(part for part in (name, orgnr, organisation.address) if part)
    text = w.pick(f"Ansvarlig er {who}.", f"Responsible (the controller) is {who}.")
    if organisation.email and organisation.phone:
        text += w.pick(
            f" Du når oss på {organisation.email} og telefon {organisation.phone}.",
            f" You reach us at {organisation.email} and by phone at {organisation.phone}.",
        )
    return w.say(text, "organisation", "name", link=Link(name, f"#{w.section_id('contact')}"))


def _two_roles(w: Writer) -> Sentence:
    label = w.pick("egen del", "part of its own")
    text = w.pick(
        f"Noe gjør vi på oppdrag for kundene våre. Da er det kunden som er ansvarlig. Det står i en {label}.",
        f"Some things we do on instruction from our customers. The customer is then responsible. That has a {label}.",
    )
    return w.say(text, "sub_processing", link=Link(label, f"#{w.section_id('processor')}"))


def _only_for_others(w: Writer) -> Sentence:
    return w.say(
        w.pick(
            "Alt vi gjør, gjør vi på oppdrag for kundene våre.",
            "All we do, we do on instruction from our customers.",
        ),
        "sub_processing",
    )


def _scope(w: Writer) -> Sentence:
    sites, paper = w.declaration.organisation.sites, w.declaration.statement.paper_too
    nb, en = "Erklæringen gjelder alt vi gjør", "The statement covers all we do"
    if sites:
        nb, en = f"{nb}, også på {w.tongue.listed(sites)}", f"{en}, also on {w.tongue.listed(sites)}"
    if paper:
        nb, en = (
            f"{nb}, og det som står på papir like mye som det som ligger i datasystemer",
            f"{en}, and what is on paper as much as what is in computers",
        )
    return w.say(ended(w.pick(nb, en)), "organisation", "sites")


def _anchor(w: Writer, kind: str) -> str:
    return f"{w.pick('deg', 'you')}-{kind.replace('_', '-')}"


def _group(w: Writer, kind: str) -> list[Block]:
    subject = w.declaration.subjects[kind]
    blocks: list[Block] = []
    if subject.about:
        blocks.append(Prose((w.say(subject.about, "subjects", kind, "about"),)))
    facts = _facts(w, kind)
    if facts:
        blocks.append(Facts(tuple(facts)))
    if w.is_shared(kind):
        blocks.append(Prose((_mostly_for_others(w),)))
    rows = tuple(_purpose_row(w, purpose, kind) for purpose in w.purposes_for(kind))
    if rows:
        blocks.append(
            Table(
                w.pick("Hva vi bruker opplysningene til", "What we use the data for"),
                (w.pick("Formål", "Purpose"), w.pick("Hvorfor vi har lov", "Why we may")),
                rows,
            )
        )
    blocks += automated(w, w.purposes_for(kind))
    return blocks


def _mostly_for_others(w: Writer) -> Sentence:
    """What others decide about the same people stands in its own section; here is what is ours."""
    label = w.pick("egen del", "part of its own")
    text = w.pick(
        f"Det vi gjør på oppdrag fra dem som er ansvarlige, står i en {label}. Her er det vi selv er ansvarlige for.",
        f"What we do on instruction from those responsible has a {label}. Here is what we are responsible for ourselves.",
    )
    return w.say(text, "sub_processing", link=Link(label, f"#{w.section_id('processor')}"))


def _facts(w: Writer, kind: str) -> list[Fact]:
    facts = []
    subject = w.declaration.subjects[kind]
    categories, sources = kind_categories(w, kind), kind_sources(w, kind)
    if categories:
        value = w.say(capital(w.tongue.listed(categories)), "categories")
        facts.append(Fact(w.pick("Hva slags opplysninger", "Kinds of data"), value))
    if sources:
        facts.append(
            Fact(w.pick("Kommer fra", "It comes from"), w.say(capital(w.tongue.listed(sources)), "sources"))
        )
    if subject.must_give:
        value = w.say(subject.must_give, "subjects", kind, "must_give")
        facts.append(Fact(w.pick("Må du gi dem?", "Must you give it?"), value))
    return facts


def _purpose_row(w: Writer, purpose: Purpose, kind: str) -> Row:
    at = ("purposes", purpose.name)
    title = capital(w.text(purpose.declared.title))
    reason = why(w, purpose, kind)
    if purpose.declared.role is Role.JOINT:
        joint = [w.declaration.recipients[name].name for name in purpose.declared.recipients]
        reason = (
            ended(reason)
            + " "
            + w.pick(f"Sammen med {w.tongue.listed(joint)}.", f"Together with {w.tongue.listed(joint)}.")
        )
    return w.row((title, (*at, "title")), (reason, (*at, "basis")))


def _obligation(w: Writer, purpose: Purpose, art: str) -> str:
    laws = w.laws(purpose)
    cited = w.cite_all(laws)
    if not cited:
        return f"{w.pick(*_BASIS[Basis.LEGAL_OBLIGATION])}, {art}"
    if all(law.startswith("gdpr") for law in laws):
        return w.pick(f"Plikten i {cited}, {art}", f"The duty in {cited}, {art}")
    return f"{capital(cited)}, {art}"


def _interest(w: Writer, interest: Interest, cited: str) -> str:
    """«Vår berettigede interesse i å unngå tap, art. 6 nr. 1 f og markedsføringsloven § 15»."""
    first, _, rest = small(w.pick(interest.nb, interest.en).strip().rstrip(".")).partition(". ")
    marker = w.pick("å ", "to ")
    verb = marker if is_infinitive(interest.nb) and not first.startswith(marker) else ""
    text = w.pick(
        f"Vår berettigede interesse i {verb}{first}, {cited}",
        f"Our legitimate interest: {verb}{first}, {cited}",
    )
    return f"{text}. {capital(ended(rest))}" if rest else text


def automated(w: Writer, purposes: Sequence[Purpose]) -> list[Block]:
    """Profiling and automated decisions: that they happen, how, and what follows (Art. 13(2)(f))."""
    blocks: list[Block] = []
    for purpose in purposes:
        declared = purpose.declared.automated
        if declared is None:
            continue
        at = ("purposes", purpose.name, "automated")
        name = (
            w.pick("Profilering:", "Profiling:")
            if declared.kind == "profiling"
            else w.pick("Automatisk vurdering:", "Automated assessment:")
        )
        sentences = [
            w.say(f"{name} {small(ended(w.text(declared.logic)))}", *at, "logic", strong=name),
            w.whole(declared.consequence, *at, "consequence"),
        ]
        if declared.human_decides:
            sentences.append(
                w.say(w.pick("Et menneske avgjør, ikke en maskin.", "A human decides, not a machine."), *at)
            )
        else:
            sentences.append(
                w.say(
                    w.pick(
                        "Du kan be om at et menneske ser på avgjørelsen.",
                        "You can ask for a human to review the decision.",
                    ),
                    *at,
                )
            )
        blocks.append(Prose(tuple(sentences)))
    return blocks
