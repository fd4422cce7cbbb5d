"""The register for programs: each reads for one purpose at a time, and sees the fields that this purpose uses and no more.

That values were shown is noted, with the purpose; of whom is not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction

from hjemmel.capabilities.facts import store as facts
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.register import search, services, store
from hjemmel.capabilities.register.new import (
    New,
    NewEnquiry,
    NewMessage,
    NewPerson,
    NewRelation,
    NotTaken,
    Origin,
    RelationKind,
    Taken,
    Warned,
)
from hjemmel.capabilities.register.ports import StoredRegister
from hjemmel.capabilities.register.store import KeptRow
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.access import Columns, columns_of
from hjemmel.core.entrance.token import Right
from hjemmel.core.facts import Restricted
from hjemmel.core.ledger.chain import canonical
from hjemmel.desk import clock, keys, register
from hjemmel.desk.programs.entry import Program
from hjemmel.desk.programs.trouble import AlreadyDone, Changed, NotAccepted, NotThere
from hjemmel.desk.published import published
from hjemmel.engine.ports import Plain, SealedRow
from hjemmel.engine.register import layout
from hjemmel.engine.register.layout import SealedTable
from hjemmel.engine.register.settle import settle_all
from hjemmel.engine.vault.vault import Vault

RELATIONS: Final = tuple(kind.value for kind in RelationKind)
FINDABLE: Final = ("email", "phone", "orgnr")
CHANGEABLE: Final = ("name", "email", "phone", "address")
CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""A program's clock may be this far ahead of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOrigin:
    """Where something comes from, as a program tells it."""

    source: str
    channel: str
    purposes: tuple[str, ...]
    received_at: datetime | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """One row, with the fields that the purpose uses. What is sealed is open here."""

    id: str
    values: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    id: str
    kind: str
    origin: SentOrigin
    values: Mapping[str, str | None] = field(repr=False)
    is_restricted: bool
    """Kept, and not used (Art. 18): no value is shown."""
    tag: str
    """Another one as soon as anything in the row is another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A reference, and what it is: a kind of person, or `none` for a company."""

    id: str
    kind: str


# ---- finding and reading -----------------------------------------------------------------------------------


def find(program: Program, by: str, value: str, purpose: str) -> tuple[Home, ...]:
    """Who has this e-mail address, phone or organisation number, of those taken in for the purpose: references alone."""
    _reading(program, purpose)
    table = layout.ORGANISATION if by == "orgnr" else layout.PERSON
    found = search.by_value(keys.vault(program.actor), by, value, table)
    rows = [row for row in (store.kept(table, one.id) for one in found) if row and _is_for(row, [purpose])]
    note("register-searched", program.actor, {"found": len(rows), "purpose": purpose}, clock.now())
    return tuple(Home(id=row.id, kind=str(row.clear["kind"])) for row in rows)


def persons(program: Program, purpose: str, after: str, count: int) -> tuple[Home, ...]:
    """Some of those taken in for the purpose, in the order of their references, after this one."""
    _reading(program, purpose)
    return tuple(Home(id=id, kind=kind) for id, kind in store.persons_for(purpose, after, count))


def person(program: Program, id: str, purpose: str) -> PersonShown:
    """One person, for one purpose. Raises NotAllowed, NotThere, or a VaultFault."""
    _reading(program, purpose)
    row, data_map = _own(id, [purpose]), published().map
    restricted = _is_restricted(data_map, id)
    shown = () if restricted else _seen(data_map, row.table, [purpose])
    values = _opened(keys.vault(program.actor), [row], shown)[row.id] if shown else {}
    told: dict[str, Plain] = {"purpose": purpose, "columns": sorted(shown)}
    note("person-read", program.actor, told, clock.now())
    return PersonShown(
        id=id,
        kind=str(row.clear["kind"]),
        origin=_origin_of(row),
        values=values,
        is_restricted=restricted,
        tag=_tag(row, purpose),
    )


def relations(program: Program, id: str, purpose: str) -> tuple[RowShown, ...]:
    return _rows(program, id, purpose, layout.RELATION)


def enquiries(program: Program, id: str, purpose: str) -> tuple[RowShown, ...]:
    return _rows(program, id, purpose, layout.ENQUIRY)


def messages(program: Program, id: str, purpose: str) -> tuple[RowShown, ...]:
    return _rows(program, id, purpose, layout.MESSAGE)


# ---- taking in and changing --------------------------------------------------------------------------------


def take(program: Program, values: Mapping[str, str | None], kind: str, origin: SentOrigin) -> Taken:
    """Take a person in. Raises NotAllowed, NotAccepted, or a VaultFault."""
    return _take(program, origin, NewPerson(kind=kind, **{"name": None, **values}))


def begin_relation(
    program: Program, id: str, kind: str, began_on: date, ended_on: date | None, origin: SentOrigin
) -> Taken:
    _own(id, program.purposes)
    new = NewRelation(person=id, kind=RelationKind(kind), began_on=began_on, ended_on=ended_on)
    return _take(program, origin, new)


def end_relation(program: Program, id: str, on: date) -> None:
    _writing(program, layout.RELATION, id)
    _once(partial(register.end_relation, id, on, program.actor))


def open_enquiry(
    program: Program, id: str, topic: str, opened_at: datetime | None, origin: SentOrigin
) -> Taken:
    _own(id, program.purposes)
    at = opened_at or clock.now()
    _not_ahead(at)
    return _take(program, origin, NewEnquiry(person=id, topic=topic, opened_at=at))


def add_message(
    program: Program, id: str, text: str, sent_at: datetime | None, from_us: bool, origin: SentOrigin
) -> Taken:
    """One message of an enquiry that stands."""
    _writing(program, layout.ENQUIRY, id)
    at = sent_at or clock.now()
    _not_ahead(at)
    return _take(program, origin, NewMessage(enquiry=id, text=text, sent_at=at, from_us=from_us))


def close_enquiry(program: Program, id: str) -> None:
    _writing(program, layout.ENQUIRY, id)
    _once(partial(register.close_enquiry, id, program.actor))


def change(
    program: Program, id: str, values: Mapping[str, str | None], purpose: str, tag: str
) -> tuple[tuple[Warned, ...], str]:
    """Put these in the person's row, if it is as it was when it was read; returns warnings and its new tag.

    Raises NotAllowed, NotThere, Changed, or NotAccepted, also for a field that the purpose does not use."""
    program.must(Right.WRITE)
    program.must_have([purpose])
    if not values.keys() <= _seen(published().map, layout.PERSON, [purpose]):
        raise NotAccepted([_NOT_USED])
    vault = keys.vault(program.actor)
    # Looked at and changed in one transaction: on SQLite it begins as a writer, so nobody comes between.
    with transaction.atomic():
        if _tag(_own(id, [purpose]), purpose) != tag:
            raise Changed
        with _refusals():
            warned = services.change(vault, layout.PERSON, id, values, program.actor, clock.now())
    settle_all(partial(keys.vault, program.actor), StoredRegister(program.actor, clock.now))
    return warned, _tag(_own(id, [purpose]), purpose)


def tell(program: Program, id: str) -> datetime:
    """The person was told of the statement now; returns since when they are. Who was told before stays so."""
    program.must(Right.WRITE)
    _own(id, program.purposes)
    register.tell(id, program.actor)
    told = _own(id, program.purposes).clear["told_at"]
    assert isinstance(told, datetime)
    return told


# ---- inside ------------------------------------------------------------------------------------------------


def _reading(program: Program, purpose: str) -> None:
    program.must(Right.READ)
    program.must_have([purpose])


def _writing(program: Program, table: SealedTable, id: str) -> None:
    """Raises NotAllowed, or NotThere for a row of somebody the program has no purpose with."""
    program.must(Right.WRITE)
    row = store.kept(table, id)
    if row is None or not _is_for(row, program.purposes):
        raise NotThere


def _take(program: Program, origin: SentOrigin, new: New) -> Taken:
    program.must(Right.WRITE)
    program.must_have(origin.purposes)
    at = clock.now()
    for moment in (origin.received_at, origin.told_at):
        if moment:
            _not_ahead(moment)
    whence = Origin(
        source=origin.source,
        channel=origin.channel,
        purposes=origin.purposes,
        received_at=origin.received_at or at,
        told_at=origin.told_at,
    )
    with _refusals():
        (taken,) = register.take([new], whence, program.actor)
    return taken


@contextmanager
def _refusals() -> Iterator[None]:
    """What the register refuses, in the words that programs are told things in."""
    try:
        yield
    except NotTaken as refused:
        raise NotAccepted(one.told() for one in refused.reasons) from None


def _once(deed: Callable[[], None]) -> None:
    """Raises AlreadyDone where the deed was done before: the row itself has been found already."""
    try:
        deed()
    except NotTaken as done:
        raise AlreadyDone([reason.told() for reason in done.reasons]) from None


def _not_ahead(at: datetime) -> None:
    if at > clock.now() + CLOCKS_DIFFER:
        raise NotAccepted([_NOT_YET])


def _own(id: str, purposes: Collection[str]) -> KeptRow:
    """The person's own row. Raises NotThere if there is none that was taken in for one of the purposes."""
    row = store.kept(layout.PERSON, id)
    if row is None or not _is_for(row, purposes):
        raise NotThere
    return row


def _is_for(row: KeptRow, purposes: Collection[str]) -> bool:
    return not set(purposes).isdisjoint(str(row.clear["purposes"]).split())


def _rows(program: Program, id: str, purpose: str, table: SealedTable) -> tuple[RowShown, ...]:
    _reading(program, purpose)
    _own(id, [purpose])
    data_map = published().map
    shown = frozenset() if _is_restricted(data_map, id) else _seen(data_map, table, [purpose])
    rows = [row for row in store.kept_about(id) if row.table is table and _is_for(row, [purpose])]
    opened = _opened(keys.vault(program.actor), rows, shown & set(table.sealed))
    told: dict[str, Plain] = {"purpose": purpose, "columns": sorted(shown), "rows": len(rows)}
    note("person-read", program.actor, told, clock.now())
    return tuple(
        RowShown(
            id=row.id,
            values={
                **{name: value for name, value in row.clear.items() if name in shown - _EVERY_ROW},
                **opened[row.id],
            },
        )
        for row in rows
    )


_EVERY_ROW = frozenset(
    {"id", "subject", "source", "channel", "purposes", "received_at", "told_at", "person_id"}
)


def _seen(data_map: DataMap, table: SealedTable, purposes: Collection[str]) -> frozenset[str]:
    """The columns of this table that these purposes use. Where the register is no system of the declaration: none."""
    name = register.collection_of(data_map, table)
    used: list[Columns] = [columns_of(data_map, data_map.purposes[one]) for one in purposes]
    return frozenset(column for columns in used for column in columns.get(name or "", ()))


def _opened(
    vault: Vault, rows: Collection[KeptRow], columns: Collection[str]
) -> dict[str, Mapping[str, str | None]]:
    """The sealed values of these columns, by row. What has no key any more is noise, and left out."""
    wanted = [
        SealedRow(
            subject=row.subject,
            table=row.table.name,
            row=row.id,
            values={name: value for name, value in row.sealed.values.items() if name in columns},
        )
        for row in rows
    ]
    closed = vault.without_key({row.subject for row in wanted})
    opened = vault.open([row for row in wanted if row.subject not in closed and row.values])
    return {**{row.id: {} for row in rows}, **{row.row: row.values for row in opened}}


def _is_restricted(data_map: DataMap, id: str) -> bool:
    whom = register.about(data_map, id)
    if whom is None:
        return False
    theirs = facts.about(whom, Restricted).values()
    return any(isinstance(one, Restricted) and one.lifted_at is None for one in theirs)


def _origin_of(row: KeptRow) -> SentOrigin:
    received, told = row.clear["received_at"], row.clear["told_at"]
    return SentOrigin(
        source=str(row.clear["source"]),
        channel=str(row.clear["channel"]),
        purposes=tuple(str(row.clear["purposes"]).split()),
        received_at=received if isinstance(received, datetime) else None,
        told_at=told if isinstance(told, datetime) else None,
    )


def _tag(row: KeptRow, purpose: str) -> str:
    sealed = {name: value.hex() if value else None for name, value in row.sealed.values.items()}
    content = [purpose, {name: str(value) for name, value in row.clear.items()}, sealed]
    return hashlib.sha256(canonical(content).encode()).hexdigest()[:32]


_NOT_USED = Text(
    nb="formålet bruker ikke dette feltet; se deklarasjonen",
    en="the purpose does not use this field; see the declaration",
)
_NOT_YET = Text(nb="tidspunktet er ikke kommet ennå", en="this moment has not come yet")
