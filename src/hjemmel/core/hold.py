"""What a hold must say before it may keep anything, and how far it may reach. Else it is not taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .facts import Hold, HoldKind
from .output.language import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is wrong with a hold, in both languages."""

    nb: str
    en: str


def lacks(hold: Hold, hard_stop: date | None = None) -> tuple[Lack, ...]:
    """All that keeps this hold from being taken; nothing if it may stand.

    `hard_stop` is the declared day past which nothing bounded may hold; None: the declaration has none for
    the rows that it covers."""
    return (*_said(hold), *_dated(hold, hard_stop))


def _said(hold: Hold) -> Iterator[Lack]:
    if not hold.reason.strip():
        yield Lack(nb="Slettesperren trenger en grunn.", en="The hold needs a reason.")
    if not hold.approver.strip():
        yield Lack(nb="Noen må ha bestemt slettesperren.", en="Somebody must have decided the hold.")
    if hold.kind is HoldKind.STATUTORY and not hold.law.strip():
        yield Lack(
            nb="En lovbestemt slettesperre må nevne loven eller instruksen.",
            en="A statutory hold must name the law or the instruction.",
        )
    if not hold.keys:
        yield Lack(nb="Slettesperren gjelder ingen rader.", en="The hold covers no rows.")


def _dated(hold: Hold, hard_stop: date | None) -> Iterator[Lack]:
    if hold.review_on < hold.begins_on:
        yield Lack(
            nb="Gjennomgangen er før slettesperren begynner.", en="The review is before the hold begins."
        )
    if hold.ends_on is not None and hold.ends_on < hold.begins_on:
        yield Lack(nb="Slettesperren slutter før den begynner.", en="The hold ends before it begins.")
    if hold.kind is not HoldKind.BOUNDED:
        return
    if hold.ends_on is None:
        yield Lack(
            nb="En tidsbegrenset slettesperre må ha en sluttdato.", en="A bounded hold must have an end."
        )
    elif hard_stop is not None and hold.ends_on > hard_stop:
        yield _too_long(hold.ends_on, hard_stop)


def _too_long(ends_on: date, hard_stop: date) -> Lack:
    nb, en = Tongue("nb"), Tongue("en")
    return Lack(
        nb=f"Slettesperren går til {nb.date(ends_on)}, men siste frist i deklarasjonen er {nb.date(hard_stop)}."
        f" La den slutte senest {nb.date(hard_stop)}, eller nevn loven eller instruksen som krever mer.",
        en=f"The hold runs until {en.date(ends_on)}, but the hard stop of the declaration is {en.date(hard_stop)}."
        f" Let it end on {en.date(hard_stop)} at the latest, or name the law or the instruction that requires more.",
    )


NOT_LOOKED_UP = Lack(
    nb="Siste frist i deklarasjonen er ikke slått opp for radene som slettesperren gjelder.",
    en="The hard stop of the declaration was not looked up for the rows that the hold covers.",
)
TELLS_TOO_MUCH = Lack(
    nb="I navnet, grunnen og loven kan det ikke stå nummer, adresser eller annet som sier noe om noen. Skriv en referanse.",
    en="No numbers, addresses or anything else that tells of somebody can stand in the name, the reason or the law. Write a"
    " reference.",
)
