"""What may be taken into the register: known sources, channels, purposes and kinds, and texts without card numbers and
national numbers.

Pure: the declaration and the row in, reasons and warnings out. No reason repeats what was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from hjemmel.capabilities.register.new import (
    REFERENCES,
    New,
    NewApplication,
    NewComplaint,
    NewCreditCheck,
    NewEnquiry,
    NewMessage,
    NewOrganisation,
    NewPaper,
    NewPerson,
    Origin,
    Reason,
    Warned,
    written,
)
from hjemmel.core.datamap import DataMap
from hjemmel.core.identifiers import is_national_number, is_orgnr
from hjemmel.core.terms import NO_PERSON
from hjemmel.core.texts.free_text import Hit, Kind, hits, reach

_REACHED = frozenset((Kind.EMAIL, Kind.PHONE))
_OWN = ("email", "phone")
"""Columns that are meant to hold how the person is reached."""
NUMBER = "national_number"
"""The one column for national numbers: they stand there or nowhere."""
_OF_ONE_FORM = (NUMBER, "orgnr", "email")
"""Columns in which not everything can stand."""
NEED = "pol-12"
"""The condition of a purpose that needs them (personopplysningsloven § 12)."""
_NUMBERS = frozenset((Kind.FNR, Kind.D_NUMBER, Kind.H_NUMBER, Kind.FH_NUMBER, Kind.SYNTHETIC))
_NO_TEXTS = frozenset((*REFERENCES, "kind"))
"""Columns that hold a word of the declaration or the key of a row."""
_REQUIRED: Mapping[type, tuple[str, ...]] = {
    NewPerson: ("name",),
    NewOrganisation: ("name",),
    NewEnquiry: ("topic",),
    NewMessage: ("text",),
    NewComplaint: ("text",),
    NewApplication: ("position",),
    NewCreditCheck: ("reason", "need"),
    NewPaper: ("title", "location"),
}
"""Texts without which a row says nothing, or has no ground."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A row whose texts have been looked through once."""

    new: New
    values: Mapping[str, object] = field(repr=False)
    hits: Mapping[str, tuple[Hit, ...]]
    """What each text holds that is worth a look, by column."""

    @property
    def warnings(self) -> tuple[Warned, ...]:
        return tuple(_worth_a_look(self.values, self.hits))


def look_through(new: New, on: date) -> Looked:
    """Look through the texts of a row; `on` is the day of writing."""
    values = written(new)
    return Looked(new, values, _hits(values, on))


def reasons_against(data_map: DataMap, news: Iterable[New], origin: Origin) -> tuple[Reason, ...]:
    """Everything that keeps these rows out, each reason once; none if they may be taken in."""
    on = origin.received_at.date()
    return reasons_against_rows(data_map, (look_through(new, on) for new in news), origin)


def reasons_against_rows(data_map: DataMap, rows: Iterable[Looked], origin: Origin) -> tuple[Reason, ...]:
    """The same of rows that have been looked through."""
    found = [*_of_origin(data_map, origin)]
    for row in rows:
        found += _of_row(data_map, row, origin)
    return tuple(dict.fromkeys(found))


def may_have_number(data_map: DataMap, kind: str, purposes: Iterable[str]) -> bool:
    """One of these purposes needs to be sure who somebody of this kind is, and the declaration says so."""
    found = (data_map.purposes[name] for name in purposes if name in data_map.purposes)
    return any(kind in one.kinds and (one.declared.condition or "").startswith(NEED) for one in found)


def reasons_against_texts(values: Mapping[str, object], on: date) -> Iterator[Reason]:
    """What no text of the register may hold, by column; `on` is the day of writing."""
    yield from _against(values, _hits(values, on))


def warnings_of(values: Mapping[str, object], on: date) -> Iterator[Warned]:
    """What somebody should look at before it is kept: account numbers, words of special categories ..."""
    yield from _worth_a_look(values, _hits(values, on))


def _hits(values: Mapping[str, object], on: date) -> dict[str, tuple[Hit, ...]]:
    return {
        column: hits(value, on)
        for column, value in values.items()
        if isinstance(value, str) and column not in _NO_TEXTS
    }


def _against(values: Mapping[str, object], found_in: Mapping[str, tuple[Hit, ...]]) -> Iterator[Reason]:
    for column, found in found_in.items():
        if not (found or column in _OF_ONE_FORM):
            continue
        value = str(values[column])
        if column != NUMBER and any(hit.kind in _NUMBERS for hit in found):
            yield replace(NUMBER_HERE, column=column)
        if column == NUMBER and not is_national_number(value):
            yield replace(NOT_A_NUMBER, column=column)
        if any(hit.is_refused for hit in found):
            yield replace(CARD_HERE, column=column)
        if column == "orgnr" and not is_orgnr(value):
            yield replace(NOT_AN_ORGNR, column=column)
        if column == "email" and not _is_address(value):
            yield replace(NOT_AN_ADDRESS, column=column)


def _worth_a_look(values: Mapping[str, object], found_in: Mapping[str, tuple[Hit, ...]]) -> Iterator[Warned]:
    """How the person is reached is no finding about the person."""
    if not any(found_in.values()):
        return
    known = frozenset(reach(str(values[column])) for column in _OWN if values.get(column))
    for column, found in found_in.items():
        for hit in found:
            is_own = hit.kind in _REACHED and reach(str(values[column])[hit.start : hit.end]) in known
            if column != NUMBER and hit.kind is not Kind.CARD and not is_own:
                yield Warned(column=column, hit=hit)


def _of_origin(data_map: DataMap, origin: Origin) -> Iterator[Reason]:
    declared = data_map.declaration
    if origin.source not in declared.sources:
        yield _unknown("kilde", "source", declared.sources)
    if origin.channel not in declared.channels:
        yield _unknown("kanal", "channel", declared.channels)
    if not origin.purposes:
        yield Reason(nb="si hvilket formål det er til", en="say which purpose it is for")
    for purpose in origin.purposes:
        if purpose not in data_map.purposes:
            yield _unknown("formål", "purpose", data_map.purposes)


def _of_row(data_map: DataMap, row: Looked, origin: Origin) -> Iterator[Reason]:
    new, values = row.new, row.values
    yield from _against(values, row.hits)
    if isinstance(new, NewPerson | NewOrganisation):
        is_company = isinstance(new, NewOrganisation) and new.kind == NO_PERSON
        if not is_company and new.kind not in data_map.declaration.subjects:
            yield _unknown("slags person", "kind of person", data_map.declaration.subjects)
    source = data_map.declaration.sources.get(origin.source)
    if isinstance(new, NewPerson) and source and source.kind == "person" and origin.told_at is None:
        yield Reason(
            nb="si når personen ble gjort kjent med personvernerklæringen",
            en="say when the person was told of the privacy statement",
        )
    if values.get(NUMBER) and not may_have_number(data_map, str(values["kind"]), origin.purposes):
        yield NO_NUMBER
    lacking = [column for column in _REQUIRED.get(type(new), ()) if not values[column]]
    if isinstance(new, NewPerson) and origin.is_sign_up and new.email:
        # A newsletter needs an address and no name: Art. 5(1)(c).
        lacking = [column for column in lacking if column != "name"]
    yield from (replace(NOTHING_HERE, column=column) for column in lacking)


NUMBER_HERE = Reason(
    code="number-here",
    nb="her kan det ikke stå fødselsnummer; ta det ut",
    en="a national identity number cannot stand here; take it out",
)
NOT_A_NUMBER = Reason(
    code="not-a-number",
    nb="dette er ikke et fødselsnummer; se etter om alle elleve sifrene er riktige",
    en="this is no national identity number; see whether all eleven digits are right",
)
CARD_HERE = Reason(
    code="card-here",
    nb="kortnummer lagres aldri; ta det ut",
    en="card numbers are never stored; take it out",
)
NOT_AN_ORGNR = Reason(
    code="not-an-orgnr",
    nb="dette er ikke et organisasjonsnummer; se etter om alle ni sifrene er riktige",
    en="this is no organisation number; see whether all nine digits are right",
)
NOT_AN_ADDRESS = Reason(
    code="not-an-address",
    nb="dette er ikke en e-postadresse; skriv navn@domene",
    en="this is no e-mail address; write name@domain",
)
NOTHING_HERE = Reason(code="nothing-here", nb="her må det stå noe", en="something must stand here")
NO_NUMBER = Reason(
    column=NUMBER,
    code="no-number",
    nb="ingen av formålene trenger fødselsnummer for denne typen person; ta det ut",
    en="none of the purposes needs national identity numbers for this kind of person; take it out",
)
OF_A_COLUMN: Mapping[str, Reason] = {
    reason.code: reason
    for reason in (
        NUMBER_HERE,
        NOT_A_NUMBER,
        CARD_HERE,
        NOT_AN_ORGNR,
        NOT_AN_ADDRESS,
        NOTHING_HERE,
        NO_NUMBER,
    )
}
"""What can be wrong with one column of a row, by code."""


def _unknown(nb: str, en: str, known: Iterable[str]) -> Reason:
    declared = ", ".join(sorted(known))
    # Names stand in the clear, so one that is not declared is not repeated: it may be anything.
    return Reason(
        nb=f"ukjent {nb}; deklarasjonen har {declared or 'ingen'}",
        en=f"unknown {en}; the declaration has {declared or 'none'}",
    )


def _is_address(text: str) -> bool:
    name, at, domain = text.partition("@")
    return bool(name and at and "." in domain and "@" not in domain)
