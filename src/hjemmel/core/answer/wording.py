"""Phrases that several letters share, and how their parts are put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ..declaration.parts import Text
from ..output.language import capital, ended, small
from ..output.statement.model import Block, Bullets, Note, Prose, Section
from ..output.statement.writer import Writer
from ..output.vocabulary import pair
from ..rights.right import Right
from .told import KeeperSays

ASKED_FOR = {
    Right.ACCESS: pair("innsyn", "access"),
    Right.PORTABILITY: pair("å få med deg opplysningene dine", "your data to take with you"),
    Right.RECTIFICATION: pair("retting", "correction"),
    Right.ERASURE: pair("sletting", "erasure"),
    Right.RESTRICTION: pair("begrensning", "restriction"),
    Right.LIFTING: pair("at begrensningen oppheves", "the restriction to be lifted"),
    Right.OBJECTION: pair("at vi slutter å bruke opplysninger om deg", "us to stop using your data"),
    Right.WITHDRAWAL: pair("at samtykket ditt skal være slutt", "your consent to end"),
    Right.RECIPIENTS: pair("å få vite hvem som har fått opplysninger om deg", "who has received your data"),
}
"""What was asked for, as it stands after «du ba om» and "you asked for"."""


def section(w: Writer, name: str, nb: str, en: str, blocks: Sequence[Block]) -> Section:
    return Section(id=name, part=name, heading=w.pick(nb, en), blocks=tuple(blocks))


def paragraph(w: Writer, *sentences: str) -> Prose:
    return Prose(tuple(w.say(one) for one in sentences if one))


def note(w: Writer, *sentences: str) -> Note:
    return Note(tuple(w.say(one) for one in sentences if one))


def bullets(w: Writer, items: Iterable[str]) -> list[Block]:
    """A list; of one item, a sentence."""
    found = tuple(w.say(one) for one in items)
    if not found:
        return []
    return [Bullets(found)] if len(found) > 1 else [Prose(found)]


def titles(w: Writer, purposes: Iterable[str]) -> str:
    """The purposes by their titles: «å sende nyhetsbrev og å lage statistikk»."""
    return w.tongue.listed([small(w.text(w.map.purposes[name].declared.title)) for name in purposes])


def rows_of(w: Writer, number: int) -> str:
    """«én opplysning», «tolv rader»."""
    if number == 1:
        return w.pick("én rad", "one row")
    return w.pick(f"{w.tongue.number(number)} rader", f"{w.tongue.number(number)} rows")


def between(w: Writer, first: date | None, last: date | None) -> str:
    """«til 1. januar 2031», «til mellom 3. mars 2027 og 1. januar 2031»."""
    if last is None or first is None:
        return ""
    if first == last:
        return w.pick(f"til {w.tongue.date(last)}", f"until {w.tongue.date(last)}")
    return w.pick(
        f"de første til {w.tongue.date(first)}, de siste til {w.tongue.date(last)}",
        f"the first until {w.tongue.date(first)}, the last until {w.tongue.date(last)}",
    )


def also_told(
    w: Writer, recipients: Sequence[Text], awaiting: Sequence[Text], nb: str, en: str
) -> list[Block]:
    """Art. 19: those who got the data have been told, or are."""
    said = []
    if recipients:
        who = w.tongue.listed([w.text(one) for one in recipients])
        said.append(w.pick(f"Vi har sagt fra om {nb} til {who}.", f"We have told {who} of {en}."))
    if awaiting:
        who = w.tongue.listed([w.text(one) for one in awaiting])
        said.append(w.pick(f"Vi sier fra om {nb} til {who}.", f"We will tell {who} of {en}."))
    return [paragraph(w, *said)] if said else []


def not_done_yet(w: Writer, by_hand: Sequence[Text], unreached: Sequence[Text]) -> list[Block]:
    """What is not looked in or not done, by name: nothing is left out without a word."""
    said = []
    if unreached:
        which = w.tongue.listed([w.text(one) for one in unreached])
        said.append(
            w.pick(
                f"Vi fikk ikke svar fra {which}. Hva som ligger der, vet vi ikke ennå. Du hører fra oss når vi vet det.",
                f"We got no answer from {which}. What lies there, we do not know yet. You hear from us when we know.",
            )
        )
    if by_hand:
        which = w.tongue.listed([w.text(one) for one in by_hand])
        said.append(
            w.pick(
                f"I {which} må en medarbeider gjøre arbeidet for hånd. Du hører fra oss når det er gjort.",
                f"In {which} a member of staff does the work by hand. You hear from us when it is done.",
            )
        )
    return [note(w, *map(ended, said))] if said else []


def keepers_said(w: Writer, keepers: Sequence[KeeperSays]) -> list[Block]:
    """What is not in the package because no program reads it, and what whoever keeps it has said of it."""
    return bullets(w, (_keeper_said(w, one) for one in keepers))


def _keeper_said(w: Writer, one: KeeperSays) -> str:
    which = capital(w.text(one.title))
    if one.not_possible:
        why = small(w.text(one.not_possible))
        return ended(w.pick(f"{which} er ikke gjennomgått: {why}", f"{which}: not looked through; {why}"))
    if one.copies or one.kept_back:
        return w.pick(
            f"{which} er gjennomgått for hånd, og der står noe om deg.{_copies_nb(w, one)}",
            f"{which}: looked through by hand, and there is something about you.{_copies_en(w, one)}",
        )
    if one.found_something:
        return w.pick(
            f"{which} er gjennomgått for hånd, og der står noe om deg. Du får det for seg.",
            f"{which}: looked through by hand, and there is something about you. You get it separately.",
        )
    return w.pick(
        f"{which} er gjennomgått for hånd. Der står ingenting om deg.",
        f"{which}: looked through by hand. There is nothing about you.",
    )


def _copies_nb(w: Writer, one: KeeperSays) -> str:
    return (f" Kopier i pakken: {w.tongue.number(one.copies)}, i mappa «copies»." if one.copies else "") + (
        f" Holdt tilbake fordi det handler om andre (art. 15 nr. 4): {w.tongue.number(one.kept_back)}."
        if one.kept_back
        else ""
    )


def _copies_en(w: Writer, one: KeeperSays) -> str:
    return (
        f" Copies in the package: {w.tongue.number(one.copies)}, in the folder “copies”."
        if one.copies
        else ""
    ) + (
        f" Kept back because it is about others (Art. 15(4)): {w.tongue.number(one.kept_back)}."
        if one.kept_back
        else ""
    )
