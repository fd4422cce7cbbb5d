"""Where data comes from, what it is used for in general, and the right to say no, which stands apart (Art. 21(4))."""

from __future__ import annotations

from ...datamap import Purpose
from ...declaration.company import Source
from ...declaration.conduct import MarketingChannel
from ...terms import Basis
from ..language import capital, ended, is_infinitive, small, unique
from .model import Block, Bullets, Note, Prose, Row, Section, Sentence, Table
from .writer import Writer

_OTHERS = ("others", "public", "bought", "partner", "authority", "credit_bureau")


def sources(w: Writer) -> Section:
    blocks: list[Block] = [*w.said("sources")]
    items = [_source(w, name, source) for name, source in w.declaration.sources.items()]
    if items:
        blocks.append(Bullets(tuple(items)))
    if w.declaration.channels:
        names = [w.text(channel.title) for channel in w.declaration.channels.values()]
        blocks.append(
            w.paragraph(
                w.pick(
                    f"De kommer inn gjennom {w.tongue.listed(names)}",
                    f"It reaches us through {w.tongue.listed(names)}",
                ),
                "channels",
            )
        )
    return w.section("sources", "Hvor de kommer fra", "Where it comes from", blocks)


def uses(w: Writer) -> Section:
    blocks: list[Block] = [*w.said("purposes")]
    weighed = [p for p in w.purposes() if p.declared.interest and p.declared.interest.balanced_on]
    if weighed:
        blocks.append(
            w.paragraph(
                w.pick(
                    "Der vi bygger på en berettiget interesse, har vi veid den mot interessene dine",
                    "Where we rely on a legitimate interest, we have weighed it against your interests",
                ),
                "purposes", weighed[0].name, "interest", "balanced_on",
            )
        )  # fmt: skip
    blocks.append(_no_machine(w))
    return w.section("purposes", "Hva de brukes til", "What it is used for", blocks)


def say_no(w: Writer) -> Section:
    """The right to object, clearly and apart from all else; then each way of marketing."""
    blocks: list[Block] = []
    note = _note(w)
    if note:
        blocks.append(note)
    blocks += w.said("marketing")
    channels = w.declaration.marketing.channels
    if channels:
        rows = tuple(_channel(w, name, channel) for name, channel in channels.items())
        columns = (
            w.pick("Måte", "By"),
            w.pick("Er du kunde", "If you are a customer"),
            w.pick("Har du vært kunde", "If you were one before"),
            w.pick("Er du ikke kunde", "If you are not"),
        )
        blocks.append(
            Table(w.pick("Når vi kan sende deg tilbud", "When we may send you offers"), columns, rows)
        )
        blocks += _marketing_rules(w)
    return w.section("marketing", "Du kan si nei", "You can say no", blocks)


# ---- parts ----------------------------------------------------------------------------------------------------


def _source(w: Writer, name: str, source: Source) -> Sentence:
    title = capital(w.text(source.title))
    if source.public and "åpne" not in source.title.nb.lower():
        title += w.pick(" (åpen kilde)", " (publicly available)")
    text = ended(title)
    if source.kind in _OTHERS:
        if source.notice_within:
            within = w.tongue.period(source.notice_within)
            text += " " + w.pick(
                f"Du får vite det innen {within}, og senest første gang vi tar kontakt.",
                f"You are told within {within}, at the latest when we first contact you.",
            )
        if source.notice_exception:
            text += " " + ended(w.text(source.notice_exception))
        if source.checked_against_reservations:
            text += " " + w.pick(
                "Lista er sjekket mot Reservasjonsregisteret.",
                "The list is checked against the Central Marketing Exclusion Register.",
            )
    return w.say(text, "sources", name)


def _no_machine(w: Writer) -> Prose:
    alone = [p for p in w.purposes() if p.declared.automated and not p.declared.automated.human_decides]
    if alone:
        titles = w.tongue.listed([small(w.text(p.declared.title)) for p in alone])
        text = w.pick(
            f"En maskin avgjør alene bare når vi skal {titles}. Du kan alltid be om at et menneske ser på det",
            f"A machine decides alone only in order to {titles}. You can always ask for a human to look at it",
        )
        return w.paragraph(text, "purposes", alone[0].name, "automated")
    return w.paragraph(
        w.pick(
            "Ingen avgjørelse med rettslig eller liknende virkning for deg tas av en maskin alene",
            "No decision with legal or similar effect on you is left to a machine alone",
        ),
        "purposes",
    )


def _note(w: Writer) -> Note | None:
    if not (w.declaration.rights and "objection" in w.declaration.rights.offered):
        return None
    sentences = []
    direct = [p for p in w.purposes() if p.direct_marketing]
    interests = [
        p for p in w.purposes() if {Basis.LEGITIMATE_INTERESTS, Basis.PUBLIC_TASK} & set(p.basis.values())
    ]
    strong = w.pick("Du kan si nei.", "You can say no.")
    if direct:
        sentences.append(
            w.say(
                w.pick(
                    f"{strong} Sier du nei til tilbud og reklame, stopper vi med en gang. Du trenger ikke si hvorfor.",
                    f"{strong} If you say no to offers and advertising, we stop at once. You need not say why.",
                ),
                "purposes", direct[0].name, "direct_marketing", strong=strong,
            )
        )  # fmt: skip
    rest = [p for p in interests if not p.direct_marketing]
    if rest:
        sentences.append(_object(w, rest, "" if direct else strong))
    if not sentences:
        return None
    sentences.append(_how_to_say_no(w))
    return Note(tuple(sentences))


def _object(w: Writer, purposes: list[Purpose], strong: str) -> Sentence:
    titles = [small(w.text(p.declared.title)) for p in purposes]
    verbs = all(is_infinitive(p.declared.title.nb) for p in purposes)
    when = w.pick(
        "Det gjelder når vi vil" if verbs else "Det gjelder:",
        "That is when we want to" if verbs else "That is:",
    )
    also = w.pick(" også" if not strong else "", " also" if not strong else "")
    nb = (
        f"Du kan{also} komme med innsigelse mot det vi gjør ut fra berettiget interesse. {when} {'; '.join(titles)}."
        " Da lar vi opplysningene ligge til vi har vurdert det, og stopper hvis ikke noe veier tyngre."
    )
    en = (
        f"You can{also} object to what we do on the ground of legitimate interests. {when} {'; '.join(titles)}."
        " We then leave the data unused until we have decided, and stop unless something weighs more."
    )
    text = w.pick(nb, en)
    return w.say(
        f"{strong} {text}" if strong else text, "purposes", purposes[0].name, "interest", strong=strong
    )


def _how_to_say_no(w: Writer) -> Sentence:
    organisation = w.declaration.organisation
    if organisation.email:
        text = w.pick(f"Skriv til {organisation.email}", f"Write to {organisation.email}")
        if organisation.phone:
            text += w.pick(f" eller ring {organisation.phone}", f" or call {organisation.phone}")
        return w.whole(text, "organisation", "email")
    return w.whole(w.pick("Si fra til oss", "Tell us"), "organisation")


def _channel(w: Writer, name: str, channel: MarketingChannel) -> Row:
    at = ("marketing", "channels", name)
    return w.row(
        (capital(w.text(channel.title)), (*at, "title")),
        (_rule(w, channel.customers), (*at, "customers")),
        (_rule(w, channel.former_customers), (*at, "former_customers")),
        (_rule(w, channel.others), (*at, "others")),
    )


_RULES = {
    "consent": ("Bare når du har sagt ja", "Only when you have said yes"),
    "existing_customer": ("Varer og tjenester som ligner dem du har kjøpt, til du sier nei", "Goods and services like those you bought, until you say no"),
    "opt_out": ("Til du sier nei", "Until you say no"),
    "reservation_register": (
        "Bare når du ikke står i Reservasjonsregisteret, og til du sier nei",
        "Only if you are not in the Central Marketing Exclusion Register, and until you say no",
    ),
    "never": ("Aldri", "Never"),
}  # fmt: skip


def _rule(w: Writer, rule: str) -> str:
    return w.pick(*_RULES[rule])


def _marketing_rules(w: Writer) -> list[Block]:
    marketing = w.declaration.marketing
    sentences = []
    if all(channel.opt_out_in_each for channel in marketing.channels.values()):
        sentences.append(
            w.say(
                w.pick("Du kan si nei i hver melding.", "You can say no in every message."),
                "marketing",
                "channels",
            )
        )
    until = marketing.existing_customer_until
    if until and (until in w.declaration.events or "." in until):
        words = w.clocks.words(until)
        text = w.pick(
            f"Du regnes som kunde {w.tongue.until(words)}", f"You count as a customer {w.tongue.until(words)}"
        )
        sentences.append(w.whole(text, "marketing", "existing_customer_until"))
    sentences += _wash(w)
    said = w.is_promised("marketing", "smallest_group") or any(
        never.kind == "no_person_level_offers" for never in w.declaration.never.values()
    )
    if marketing.smallest_group and not said:
        group = w.tongue.number(marketing.smallest_group)
        text = w.pick(
            f"Tilbud velges for grupper på minst {group}, ikke for deg alene",
            f"Offers are chosen for groups of at least {group}, not for you alone",
        )
        sentences.append(w.whole(text, "marketing", "smallest_group"))
    return [Prose(tuple(sentences))] if sentences else []


def _wash(w: Writer) -> list[Sentence]:
    washed = {
        name: channel for name, channel in w.declaration.marketing.channels.items() if channel.washed_within
    }
    if not washed:
        return []
    name, channel = next(iter(washed.items()))
    within = w.tongue.period(channel.washed_within) if channel.washed_within else ""
    names = unique(w.text(one.title) for one in washed.values())
    return [
        w.say(
            w.pick(
                f"Før vi bruker {w.tongue.listed(names)}, er lista sjekket mot Reservasjonsregisteret for høyst {within} siden.",
                f"Before we use {w.tongue.listed(names)}, the list has been checked against the Central Marketing Exclusion"
                f" Register at most {within} earlier.",
            ),
            "marketing", "channels", name, "washed_within",
        )
    ]  # fmt: skip
