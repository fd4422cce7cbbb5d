"""What a hold must say before it may keep anything, and how far it may reach. Else it is not taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .facts import Hold, HoldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is wrong with a hold, in both languages."""

    nb: str
    en: str


def lacks(hold: Hold, hard_stop: date | None = None) -> tuple[Lack, ...]:
    """All that keeps this hold from being taken; nothing if it may stand.

    `hard_stop` is the declared day past which nothing bounded may hold, where it is known."""
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
        yield Lack(
            nb="Slettesperren går forbi siste frist i deklarasjonen.",
            en="The hold reaches past the hard stop of the declaration.",
        )
