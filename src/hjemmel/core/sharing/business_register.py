"""What a business register says of an organisation, and the dated receipt of having asked. How it is asked stands elsewhere."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

SOLE_PROPRIETOR = "ENK"
"""The form whose organisation number and name are those of a person."""


class Standing(Enum):
    """How an organisation stands, the gravest first."""

    NOT_FOUND = "not_found"
    """The register knows no such number."""
    REMOVED = "removed"
    """It was there, and the register no longer tells of it."""
    DELETED = "deleted"
    BANKRUPT = "bankrupt"
    FORCED_DISSOLUTION = "forced_dissolution"
    WINDING_UP = "winding_up"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    lines: tuple[str, ...] = ()
    postcode: str = ""
    place: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """An organisation as the register has it. Blank is what it does not say."""

    orgnr: str
    standing: Standing
    name: str = ""
    form: str = ""
    """The code, such as AS, ENK, NUF or BEDR."""
    address: Address = Address()
    deleted_on: date | None = None
    parent: str = ""
    """The organisation it is a part of."""
    is_part: bool = False
    """A place of business (underenhet) and no organisation of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Somebody looked an organisation up: evidence that the one we name is the one that is there."""

    orgnr: str
    standing: Standing
    form: str
    name_is_declared: bool | None
    """Whether the register's name is the declared one; None where the register tells no name."""
    at: datetime
    source: str

    @property
    def is_good(self) -> bool:
        return self.standing is Standing.ACTIVE and self.name_is_declared is True


class Unasked(Enum):
    """Why there is no receipt."""

    NO_NUMBER = "no_number"
    """The declaration gives no organisation number."""
    BAD_NUMBER = "bad_number"
    """Its check digit is wrong."""
    ABROAD = "abroad"
    """Established in another country, whose register is another."""
    NOT_YET = "not_yet"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An organisation of the declaration, by its key there, and what the register says of it."""

    key: str
    name: str
    orgnr: str
    answer: Receipt | Unasked


def receipt(declared_name: str, found: Registered, at: datetime, source: str) -> Receipt:
    return Receipt(
        orgnr=found.orgnr,
        standing=found.standing,
        form=found.form,
        name_is_declared=is_same_name(declared_name, found.name) if found.name else None,
        at=at,
        source=source,
    )


def is_same_name(declared: str, registered: str) -> bool:
    """Equal but for capitals, spaces and signs: `Prøve & Sønn A/S` is `PRØVE & SØNN AS`. Another word makes another name."""
    return bool(_plain(declared)) and _plain(declared) == _plain(registered)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKC", name).casefold().replace("a/s", "as").replace("&", " og ")
    return " ".join(re.findall(r"\w+", letters.replace("'", "").replace(".", "")))
