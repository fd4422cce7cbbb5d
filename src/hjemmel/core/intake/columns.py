"""What the columns of a file of people hold: guessed from their headings, decided by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum


class Holds(Enum):
    """What a column of a file can hold that the register has a place for."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PLACE = "place"
    ORGANISATION = "organisation"
    ORGNR = "orgnr"
    ROLE = "role"
    TITLE = "title"

    __hash__ = object.__hash__  # Looked up for every cell of a file; an enum's own hash is Python.


TEXTS = frozenset((Holds.PHONE, Holds.POSTCODE, Holds.ORGNR))
"""Digits that are no numbers: a spreadsheet may have cut their zeros."""
NAMED_BY = frozenset((Holds.NAME, Holds.FIRST_NAME, Holds.LAST_NAME))

_HEADINGS = {
    Holds.NAME: "navn name kontakt kontaktperson kundenavn fulltnavn fullname contact contactname person",
    Holds.FIRST_NAME: "fornavn firstname givenname",
    Holds.LAST_NAME: "etternavn lastname surname familyname",
    Holds.EMAIL: "epost epostadresse email emailaddress mail mailadresse",
    Holds.PHONE: "telefon tlf telefonnummer tlfnr mobil mobilnr mobilnummer mobiltelefon phone phonenumber mobile cell",
    Holds.ADDRESS: "adresse gate gateadresse postadresse address street streetaddress adresse1",
    Holds.POSTCODE: "postnr postnummer postcode zip zipcode postalcode",
    Holds.PLACE: "poststed sted by city town place",
    Holds.ORGANISATION: "firma firmanavn bedrift selskap virksomhet organisasjon company companyname organisation"
    " organization employer arbeidsgiver",
    Holds.ORGNR: "orgnr organisasjonsnummer orgnummer organisationnumber orgno companynumber",
    Holds.ROLE: "rolle role",
    Holds.TITLE: "tittel stilling title jobtitle position",
}
_MEANS = {word: holds for holds, words in _HEADINGS.items() for word in words.split()}

Columns = Mapping[int, Holds]
"""From the number of a column, from 0, to what it holds. What is not there is not read."""


def guessed(headings: Sequence[str]) -> dict[int, Holds]:
    """What the headings say, each thing once: the first column that may hold it."""
    found: dict[int, Holds] = {}
    for number, heading in enumerate(headings):
        holds = _MEANS.get("".join(sign for sign in heading.casefold() if sign.isalnum()))
        if holds and holds not in found.values():
            found[number] = holds
    return found


def text_columns(columns: Columns) -> frozenset[int]:
    """The columns in which a number is no number."""
    return frozenset(number for number, holds in columns.items() if holds in TEXTS)


def values(cells: Sequence[str], columns: Columns) -> dict[Holds, str]:
    """What the row tells: nothing that is blank."""
    found = {holds: cells[number].strip() for number, holds in columns.items() if number < len(cells)}
    return {holds: text for holds, text in found.items() if text}


def name_of(told: Mapping[Holds, str]) -> str | None:
    """The whole name, where it stands in one column or in two."""
    parts = [told.get(Holds.FIRST_NAME, ""), told.get(Holds.LAST_NAME, "")]
    return told.get(Holds.NAME) or " ".join(part for part in parts if part) or None


def address_of(told: Mapping[Holds, str]) -> str | None:
    place = " ".join(told[holds] for holds in (Holds.POSTCODE, Holds.PLACE) if holds in told)
    return ", ".join(part for part in (told.get(Holds.ADDRESS, ""), place) if part) or None
