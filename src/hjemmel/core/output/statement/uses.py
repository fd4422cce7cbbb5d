"""Where data comes from, what it is used for in general, and the right to say no, which stands apart (Art. 21(4))."""

from __future__ import annotations

from ...datamap import Purpose
from ...declaration.company import Source
from ...declaration.conduct import MarketingChannel
from ...period import Period
from ...terms import Basis
from ..language import capital, ended, small, unique
from .model import Block, Bullets, Note, Prose, Row, Section, Sentence, Table
from .writer import Writer

_OTHERS = ("others", "public", "bought", "partner", "authority", "credit_bureau")


def sources(w: Writer) -> Section:
    blocks: list[Block] = [*w.said("sources")]
    notice = _common_notice(w)
    items = [_source(w, name, source, notice) for name, source in w.declaration.sources.items()]
    if items:
        blocks += w.lead_in(blocks, "Dette er kildene:", "These are the sources:", "sources")
        blocks.append(Bullets(tuple(items)))
    if notice:
        blocks.append(_told(w, notice))
    if w.declaration.channels and not w.is_promised("channels"):
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
    return w.section("sources", "Hvor opplysningene kommer fra", "Where the data comes from", blocks)


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
    blocks.append(no_machine(w))
    return w.section("purposes", "Hva opplysningene brukes til", "What the data is used for", blocks)


def say_no(w: Writer) -> Section:
    """The right to object, clearly and apart from all else; then each way of marketing."""
    blocks: list[Block] = []
    note = _note(w)
    if note:
        blocks.append(note)
        blocks += _may_object_to(w)
    said = w.said("marketing")
    if said:
        blocks += w.lead_in(blocks, "Om tilbud og reklame:", "On offers and advertising:", "marketing")
    blocks += said
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


def _common_notice(w: Writer) -> Period | None:
    """The one time within which people are told of every source that is not themselves, if it is one."""
    periods = [source.notice_within for source in w.declaration.sources.values() if source.kind in _OTHERS]
    told = [period for period in periods if period]
    return told[0] if len(told) > 1 and len(set(told)) == 1 else None


def _told(w: Writer, within: Period) -> Prose:
    others = {name: one for name, one in w.declaration.sources.items() if one.kind in _OTHERS}
    name = next(name for name, source in others.items() if source.notice_within == within)
    period = w.tongue.period(within)
    if all(source.notice_within for source in others.values()):
        text = w.pick(
            f"Får vi opplysninger om deg fra andre enn deg selv, får du vite det innen {period}, og senest første gang vi"
            " tar kontakt.",
            f"If we get data about you from others, you are told within {period}, at the latest when we first contact you.",
        )
    else:
        text = w.pick(
            f"Når ikke annet står over, får du vite innen {period} at vi har fått opplysninger om deg fra andre, og senest"
            " første gang vi tar kontakt.",
            f"Unless it says otherwise above, you are told within {period} that we got data about you from others, at the"
            " latest when we first contact you.",
        )
    return Prose((w.say(text, "sources", name, "notice_within"),))


def _source(w: Writer, name: str, source: Source, told: Period | None) -> Sentence:
    title = capital(w.text(source.title))
    if source.public and "åpne" not in source.title.nb.lower():
        title += w.pick(" (åpen kilde)", " (publicly available)")
    text = ended(title)
    if source.kind in _OTHERS:
        if source.notice_within and source.notice_within != told:
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


def no_machine(w: Writer) -> Prose:
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
            "Ingen avgjørelse med rettslig eller lignende virkning for deg blir tatt av en maskin alene",
            "No decision with legal or similar effect on you is left to a machine alone",
        ),
        "purposes",
    )


def _note(w: Writer) -> Note | None:
    if not (w.declaration.rights and "objection" in w.declaration.rights.offered):
        return None
    sentences = []
    direct = [p for p in w.purposes() if p.direct_marketing]
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
    rest = _weighed(w)
    if rest:
        sentences.append(_object(w, rest, "" if direct else strong))
    if not sentences:
        return None
    sentences.append(_how_to_say_no(w))
    return Note(tuple(sentences))


def _weighed(w: Writer) -> list[Purpose]:
    """What one may object to, advertising apart (Art. 21(1))."""
    weighed = {Basis.LEGITIMATE_INTERESTS, Basis.PUBLIC_TASK}
    return [p for p in w.purposes() if weighed & set(p.basis.values()) and not p.direct_marketing]


def _object(w: Writer, purposes: list[Purpose], strong: str) -> Sentence:
    also_nb, also_en = ("", "") if strong else (" også", " also")
    nb, en = _ground(purposes)
    text = w.pick(
        f"Du kan{also_nb} komme med innsigelse mot det vi gjør ut fra {nb}. Da lar vi opplysningene ligge til vi har"
        " vurdert det, og stopper hvis ikke noe veier tyngre.",
        f"You can{also_en} object to what we do on the ground of {en}. We then leave the data unused until we have"
        " decided, and stop unless something weighs more.",
    )
    return w.say(f"{strong} {text}" if strong else text, "purposes", purposes[0].name, "basis", strong=strong)


def _ground(purposes: list[Purpose]) -> tuple[str, str]:
    bases = {basis for purpose in purposes for basis in purpose.basis.values()}
    interests, task = Basis.LEGITIMATE_INTERESTS in bases, Basis.PUBLIC_TASK in bases
    if interests and task:
        return (
            "en berettiget interesse eller en oppgave i allmennhetens interesse",
            "a legitimate interest or a task in the public interest",
        )
    if task:
        return "en oppgave i allmennhetens interesse", "a task in the public interest"
    return "en berettiget interesse", "a legitimate interest"


def _may_object_to(w: Writer) -> list[Block]:
    """Each purpose that the right to object covers, by name."""
    purposes = _weighed(w)
    if not purposes:
        return []
    nb, en = _ground(purposes)
    items = tuple(w.whole(capital(w.text(p.declared.title)), "purposes", p.name, "title") for p in purposes)
    lead = w.say(
        w.pick(f"Dette gjør vi ut fra {nb}:", f"On the ground of {en} we do this:"),
        "purposes",
        purposes[0].name,
        "basis",
    )
    return [Prose((lead,)), Bullets(items)]


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
        "Når du ikke står i Reservasjonsregisteret, til du sier nei",
        "When you are not in the Central Marketing Exclusion Register, until you say no",
    ),
    "never": ("Aldri", "Never"),
}  # fmt: skip


def _rule(w: Writer, rule: str) -> str:
    return w.pick(*_RULES[rule])


def _marketing_rules(w: Writer) -> list[Block]:
    marketing = w.declaration.marketing
    sentences = []
    if all(channel.opt_out_in_each for channel in marketing.channels.values()):
        called = any(channel.kind == "telephone" for channel in marketing.channels.values())
        text = w.pick("Du kan si nei i hver melding", "You can say no in every message")
        text += w.pick(" og hver samtale", " and every call") if called else ""
        sentences.append(w.whole(text, "marketing", "channels"))
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
