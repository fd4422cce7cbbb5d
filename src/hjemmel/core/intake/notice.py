"""Notices: who did not give the data must be told that we have it (Art. 14), by when, and who need not be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from ..declaration.company import Source
from ..declaration.parts import Text
from ..statutes import ART14_NOTICE


class Excuse(Enum):
    """Why somebody need not be told: what Art. 14(5) knows, and nothing else."""

    HAS_IT = "has_it"
    EFFORT = "effort"
    LAW = "law"
    SECRECY = "secrecy"

    @property
    def said(self) -> Text:
        return _EXCUSES[self]

    @property
    def article(self) -> str:
        return f"14(5)({'abcd'[list(Excuse).index(self)]})"


_EXCUSES = {
    Excuse.HAS_IT: Text(nb="personen vet det fra før", en="the person has been told already"),
    Excuse.EFFORT: Text(
        nb="å varsle er umulig eller krever urimelig mye", en="telling is impossible or takes an undue effort"
    ),
    Excuse.LAW: Text(
        nb="en lov sier at vi skal ha opplysningene", en="a law says that we are to hold the data"
    ),
    Excuse.SECRECY: Text(
        nb="opplysningene er undergitt taushetsplikt", en="the data is under a duty of secrecy"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Somebody who must be told."""

    person: str
    """The key of the row in the register."""
    source: str
    received_on: date
    due_on: date
    """The last day to tell on."""

    def is_overdue(self, today: date) -> bool:
        return today > self.due_on


def due_on(source: Source, received_on: date) -> date | None:
    """The last day to tell on; None where nobody need be told: who gave the data was told then, and what a person's own
    doings make is no news."""
    if source.kind in ("person", "generated") or source.notice_exception:
        return None
    within = source.notice_within or ART14_NOTICE
    return min(received_on + within, received_on + ART14_NOTICE)
