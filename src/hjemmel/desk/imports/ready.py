"""What a row of a file would be in the register: a person, the firm they work for, and where both come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain

from hjemmel.capabilities.register.intake import (
    Looked,
    look_through,
    reasons_against_rows,
)
from hjemmel.capabilities.register.new import (
    New,
    NewContact,
    NewOrganisation,
    NewPerson,
    Origin,
    Reason,
)
from hjemmel.connectors.sheets import Row
from hjemmel.core.datamap import DataMap
from hjemmel.core.intake.columns import (
    Holds,
    address_of,
    name_of,
)
from hjemmel.core.intake.imported import Amiss, Terms
from hjemmel.core.moment import start_of
from hjemmel.core.terms import NO_PERSON

NAMELESS = Reason(code="nameless", nb="raden har ikke noe navn", en="the row has no name")
NOT_TAKEN = "not-taken"
"""The declaration has become another one since the file was decided about."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A row of the file as rows of the register, their texts looked through."""

    told: Mapping[Holds, str] = field(repr=False)
    person: NewPerson
    looked: tuple[Looked, ...]
    """The person's own row first."""


def made_ready(told: Mapping[Holds, str], terms: Terms, origin: Origin) -> Ready:
    person, on = person_in(told, terms), origin.received_at.date()
    return Ready(told, person, tuple(look_through(new, on) for new in _with_firm(person, told)))


def faults_of(row: Row, told: Mapping[Holds, str], terms: Terms) -> tuple[Amiss, ...]:
    """What makes its cells doubtful, of those that are read; none if it can be trusted."""
    found = []
    if row.findings:
        held = dict(terms.columns)
        found = [
            Amiss(code=one.fault.value, holds=held.get(one.column, "") if one.column is not None else "")
            for one in row.findings
            if one.column in held or one.fault.spoils_the_row
        ]
    if not found and not name_of(told):
        return (Amiss(code=NAMELESS.code),)
    return tuple(dict.fromkeys(found))


def refused(data_map: DataMap, rows: Mapping[int, Ready], origin: Origin) -> Mapping[int, tuple[Amiss, ...]]:
    """Which rows the register would not take, and why. Most batches are good, and told so at once."""
    if not reasons_against_rows(data_map, chain.from_iterable(one.looked for one in rows.values()), origin):
        return {}
    found = {number: reasons_against_rows(data_map, one.looked, origin) for number, one in rows.items()}
    return {
        number: tuple(Amiss(code=reason.code or NOT_TAKEN, holds=reason.column) for reason in reasons)
        for number, reasons in found.items()
        if reasons
    }


def firm_of(told: Mapping[Holds, str]) -> tuple[str, str] | None:
    """What the row's organisation is known by; None if it has none."""
    if Holds.ORGNR in told:
        return "orgnr", "".join(sign for sign in told[Holds.ORGNR] if sign.isdigit())
    return ("name", told[Holds.ORGANISATION]) if Holds.ORGANISATION in told else None


def person_in(told: Mapping[Holds, str], terms: Terms) -> NewPerson:
    return NewPerson(
        kind=terms.kind,
        name=name_of(told),
        email=told.get(Holds.EMAIL),
        phone=told.get(Holds.PHONE),
        address=address_of(told),
    )


def organisation(told: Mapping[Holds, str]) -> NewOrganisation:
    number = told.get(Holds.ORGNR)
    return NewOrganisation(kind=NO_PERSON, name=told.get(Holds.ORGANISATION) or number, orgnr=number)


def news(told: Mapping[Holds, str], terms: Terms) -> list[New]:
    """All that the row would become, the person's own row first. What refers to a row does not know it yet."""
    return _with_firm(person_in(told, terms), told)


def _with_firm(person: NewPerson, told: Mapping[Holds, str]) -> list[New]:
    return [person, organisation(told), contact(told, "", "")] if firm_of(told) else [person]


def contact(told: Mapping[Holds, str], person: str, firm: str) -> NewContact:
    return NewContact(
        person=person, organisation=firm, role=told.get(Holds.ROLE), title=told.get(Holds.TITLE)
    )


def origin_of(data_map: DataMap, terms: Terms) -> Origin:
    zone = data_map.zone
    return Origin(
        source=terms.source,
        channel=terms.channel,
        purposes=terms.purposes,
        received_at=_morning(terms.received_on, zone),
        told_at=_morning(terms.told_on, zone) if terms.told_on else None,
    )


def _morning(day: date, zone: str) -> datetime:
    return start_of(day, "UTC", zone).replace(tzinfo=UTC)
