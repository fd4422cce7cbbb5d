"""What may be taken into the register: known sources, channels, purposes and kinds, and texts without card numbers and
national numbers.

Pure: the declaration and the row in, reasons and warnings out. No reason repeats what was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from hjemmel.capabilities.register.new import (
    New,
    NewOrganisation,
    NewPerson,
    Origin,
    Reason,
    Warned,
    table_of,
    written,
)
from hjemmel.core.datamap import DataMap
from hjemmel.core.free_text import Kind, hits, is_refused, reach
from hjemmel.core.identifiers import is_national_number, is_orgnr
from hjemmel.core.terms import NO_PERSON
from hjemmel.engine.register import layout
from hjemmel.engine.register.layout import SealedTable

_OWN = ("email", "phone")
"""Columns that are meant to hold how the person is reached."""
NUMBER = "national_number"
"""The one column for national numbers: they stand there or nowhere."""
NEED = "pol-12"
"""The condition of a purpose that needs them (personopplysningsloven § 12)."""
_NUMBERS = frozenset((Kind.FNR, Kind.D_NUMBER, Kind.H_NUMBER, Kind.FH_NUMBER, Kind.SYNTHETIC))
_REQUIRED: Mapping[SealedTable, tuple[str, ...]] = {
    layout.PERSON: ("name",),
    layout.ORGANISATION: ("name",),
    layout.ENQUIRY: ("topic",),
    layout.MESSAGE: ("text",),
    layout.COMPLAINT: ("text",),
    layout.APPLICATION: ("position",),
    layout.CREDIT_CHECK: ("reason", "need"),
    layout.PAPER: ("title", "location"),
}
"""Texts without which a row says nothing, or has no ground."""


def reasons_against(data_map: DataMap, news: Iterable[New], origin: Origin) -> tuple[Reason, ...]:
    """Everything that keeps these rows out, each reason once; none if they may be taken in."""
    found = [*_of_origin(data_map, origin)]
    for new in news:
        found += _of_row(data_map, new, origin)
    return tuple(dict.fromkeys(found))


def may_have_number(data_map: DataMap, kind: str, purposes: Iterable[str]) -> bool:
    """One of these purposes needs to be sure who somebody of this kind is, and the declaration says so."""
    found = (data_map.purposes[name] for name in purposes if name in data_map.purposes)
    return any(kind in one.kinds and (one.declared.condition or "").startswith(NEED) for one in found)


def reasons_against_texts(values: Mapping[str, object], on: date) -> Iterator[Reason]:
    """What no text of the register may hold, by column; `on` is the day of writing."""
    for column, value in values.items():
        if not isinstance(value, str):
            continue
        if column != NUMBER and any(hit.kind in _NUMBERS for hit in hits(value, on)):
            yield Reason(
                nb=f"{column}: her kan det ikke stå fødselsnummer; ta det ut",
                en=f"{column}: a national identity number cannot stand here; take it out",
            )
        if column == NUMBER and not is_national_number(value):
            yield Reason(
                nb=f"{column}: dette er ikke et fødselsnummer; se etter om alle elleve sifrene er riktige",
                en=f"{column}: this is no national identity number; see whether all eleven digits are right",
            )
        if is_refused(value):
            yield Reason(
                nb=f"{column}: kortnummer lagres aldri; ta det ut",
                en=f"{column}: card numbers are never stored; take it out",
            )
        if column == "orgnr" and not is_orgnr(value):
            yield Reason(
                nb="orgnr: dette er ikke et organisasjonsnummer; se etter om alle ni sifrene er riktige",
                en="orgnr: this is no organisation number; see whether all nine digits are right",
            )
        if column == "email" and not _is_address(value):
            yield Reason(
                nb="email: dette er ikke en e-postadresse; skriv navn@domene",
                en="email: this is no e-mail address; write name@domain",
            )


def warnings_of(values: Mapping[str, object], on: date) -> Iterator[Warned]:
    """What somebody should look at before it is kept: account numbers, words of special categories ..."""
    known = frozenset(reach(str(values[column])) for column in _OWN if values.get(column))
    for column, value in values.items():
        if isinstance(value, str) and column != NUMBER:
            yield from (
                Warned(column=column, hit=hit) for hit in hits(value, on, known) if hit.kind is not Kind.CARD
            )


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


def _of_row(data_map: DataMap, new: New, origin: Origin) -> Iterator[Reason]:
    values = written(new)
    yield from reasons_against_texts(values, origin.received_at.date())
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
    lacking = [column for column in _REQUIRED.get(table_of(new), ()) if not values[column]]
    yield from (
        Reason(nb=f"{column}: her må det stå noe", en=f"{column}: something must stand here")
        for column in lacking
    )


NO_NUMBER = Reason(
    nb=f"{NUMBER}: ingen av formålene trenger fødselsnummer for denne slags person; ta det ut",
    en=f"{NUMBER}: none of the purposes needs national identity numbers for this kind of person; take it out",
)


def _unknown(nb: str, en: str, known: Iterable[str]) -> Reason:
    declared = ", ".join(sorted(known))
    # Names stand in the clear, so one that is not declared is not repeated: it may be anything.
    return Reason(
        nb=f"ukjent {nb}; erklæringen har {declared or 'ingen'}",
        en=f"unknown {en}; the declaration has {declared or 'none'}",
    )


def _is_address(text: str) -> bool:
    name, at, domain = text.partition("@")
    return bool(name and at and "." in domain and "@" not in domain)
