"""A file of people becomes rows of the register: read, looked at, decided about by a person, taken in batches.

The one door for pages. Nothing is taken before somebody has said what the columns hold and where the file comes from;
nobody who may be in the register already is taken before somebody has said that it is another person."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from time import monotonic
from typing import BinaryIO

from django.db import transaction

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.imports import services, store
from hjemmel.capabilities.imports.services import NotNow
from hjemmel.capabilities.imports.store import FileView
from hjemmel.capabilities.register import search
from hjemmel.capabilities.register import services as register
from hjemmel.capabilities.register.alike import alike
from hjemmel.capabilities.register.intake import (
    Looked,
    look_through,
    reasons_against,
    reasons_against_rows,
    warnings_of,
)
from hjemmel.capabilities.register.new import (
    New,
    NewContact,
    NewOrganisation,
    NewPerson,
    NotTaken,
    Origin,
    Reason,
    Warned,
    written,
)
from hjemmel.connectors.sheets import Row, Sheet, SheetFinding, Unreadable, open_sheet
from hjemmel.core.access import NOBODY_KNOWS
from hjemmel.core.bought_list import Bought, lacks
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.data import REGISTER
from hjemmel.core.facts import AddressKind, Washed
from hjemmel.core.imported import Aside, Choice, Counts, Stage, Terms
from hjemmel.core.moment import local_day, start_of
from hjemmel.core.sheet_columns import (
    NAMED_BY,
    Columns,
    Holds,
    address_of,
    guessed,
    name_of,
    text_columns,
    values,
)
from hjemmel.core.terms import NO_PERSON
from hjemmel.desk import access, clock, uploads
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.desk.register import collection_of
from hjemmel.desk.wash import LARGEST, NothingToCompare, TooLong, washed
from hjemmel.engine.ports import Actor
from hjemmel.engine.register.layout import CONTACT, ORGANISATION, PERSON, SealedTable
from hjemmel.engine.vault.vault import Vault

KEPT_FOR = timedelta(days=7)
"""So long an uploaded file lies on disk, if nobody ends the import before."""
BATCH = 500
"""Rows of one transaction: taken all, or none."""
SHOWN = 20
MOST_WAITING_SHOWN = 50
NEWEST = 20


class NoRegister(RuntimeError):
    """The published declaration has no system that is the register: nothing would ever be erased of what came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row as somebody looks at it before deciding."""

    number: int
    told: Mapping[Holds, str] = field(repr=False)
    """What the purpose uses of it; nothing where nobody asked."""
    is_whole: bool
    """Nothing of it is hidden."""
    findings: tuple[SheetFinding, ...]
    reasons: tuple[Reason, ...]
    warnings: tuple[Warned, ...]
    is_alike: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A file, its headings, and its first rows."""

    file: FileView
    headers: tuple[str, ...]
    findings: tuple[SheetFinding, ...]
    columns: Columns
    rows: tuple[RowView, ...]


# ---- seeing ------------------------------------------------------------------------------------------------


def files() -> tuple[FileView, ...]:
    return store.newest(NEWEST)


def file(id: str) -> FileView | None:
    return store.file(id)


def look(
    id: str, actor: Actor, columns: Columns | None = None, *, purpose: str = "", case: str = ""
) -> Look | None:
    """The file with its first rows, by these columns, or by what was decided, or else by a guess. None: it is gone.

    With a purpose that the actor works with: the values it uses, and that is noted. Raises NotAllowed for another one."""
    file = store.file(id)
    if file is None or file.stage.is_over:
        return None
    data_map = _with_register()
    with _sheet(id) as sheet:
        chosen = columns or (_columns(file.terms) if file.terms else guessed(sheet.headers))
        with _rows(sheet, chosen) as rows:
            first = list(islice(rows, SHOWN))
        return Look(
            file=file,
            headers=sheet.headers,
            findings=sheet.findings,
            columns=chosen,
            rows=_shown(data_map, file, first, chosen, actor, purpose, case),
        )


def waiting(id: str, actor: Actor, *, purpose: str = "", case: str = "") -> tuple[RowView, ...]:
    """The first rows that somebody must decide about, as they stand in the file.

    With a purpose that the actor works with: the values it uses, and that is noted. Raises NotAllowed for another one."""
    file = store.file(id)
    if file is None or file.stage is not Stage.WAITING or file.terms is None:
        return ()
    wanted = store.waiting(id, MOST_WAITING_SHOWN)
    chosen = _columns(file.terms)
    with _sheet(id) as sheet, _rows(sheet, chosen) as rows:
        found = list(_numbered(rows, wanted))
    return _shown(_with_register(), file, found, chosen, actor, purpose, case)


# ---- doing -------------------------------------------------------------------------------------------------


def receive(parts: Iterable[bytes], actor: Actor) -> str:
    """Keep the file until its import is over, seven days at the most. Raises Unreadable, and keeps nothing."""
    data_map = _with_register()
    name, digest = uploads.keep(parts)
    try:
        with _sheet(name):
            pass
        today = local_day(clock.now(), data_map.zone)
        services.receive(name, digest, today + KEPT_FOR, actor, clock.now())
    except BaseException:
        uploads.remove(name)
        raise
    return name


def decide(id: str, terms: Terms, actor: Actor, reservations: BinaryIO | None = None) -> None:
    """What the columns hold and where the file comes from; a bought list is washed against `reservations`, the file of
    the Central Marketing Exclusion Register. Raises NotTaken with everything that is wrong."""
    data_map = _with_register()
    against = [*_against(data_map, terms), *_against_bought(data_map, terms, reservations)]
    if against:
        raise NotTaken(tuple(dict.fromkeys(against)))
    no = _washed(id, terms, reservations, actor) if reservations else {}
    with transaction.atomic():
        services.decide_terms(id, terms, actor, clock.now())
        if reservations:
            services.set_aside_many(id, no, actor, clock.now())


def take_some(id: str, actor: Actor, seconds: float) -> FileView:
    """Take batch after batch for about so long. Can be called again, after any break. Raises NotNow."""
    until = monotonic() + seconds
    file = _standing(id)
    if file.stage is not Stage.TAKING or file.terms is None:
        raise NotNow(id)
    data_map, chosen = _with_register(), _columns(file.terms)
    after = file.last_row
    with _sheet(id) as sheet, _rows(sheet, chosen) as rows:
        left = (row for row in rows if row.number > file.last_row)
        while batch := list(islice(left, BATCH)):
            _take(data_map, id, file.terms, batch, after, actor)
            after = batch[-1].number
            if monotonic() > until:
                break
        else:
            services.gone_through(id, actor, clock.now())
    return _tidied(id)


def choose(id: str, number: int, choice: Choice, actor: Actor) -> FileView:
    """What a person says of one row that waits; a new person is taken at once. Raises NotNow, NotTaken."""
    file = _standing(id)
    if file.stage is not Stage.WAITING or file.terms is None:
        raise NotNow(id)
    data_map, chosen = _with_register(), _columns(file.terms)
    with transaction.atomic():
        warned = 0
        if choice is Choice.NEW:
            with _sheet(id) as sheet, _rows(sheet, chosen) as rows:
                (row,) = _numbered(rows, (number,))
            ready = _ready(values(row.cells, chosen), file.terms, _origin(data_map, file.terms))
            warned = _taken(data_map, vault(actor), [ready], file.terms, actor)
        services.choose(id, number, choice, warned, actor, clock.now())
    return _tidied(id)


def leave_out_the_rest(id: str, actor: Actor) -> FileView:
    services.leave_out_the_rest(id, actor, clock.now())
    return _tidied(id)


def drop(id: str, actor: Actor) -> None:
    """Take no more of it, and remove the file. What was taken stays."""
    services.drop(id, actor, clock.now())
    uploads.remove(id)


def tidy(actor: Actor) -> None:
    """Drop files whose last day has come, and remove what nobody asks for any more."""
    data_map = published().map
    for id in store.past(local_day(clock.now(), data_map.zone)):
        drop(id, actor)
    uploads.remove_all_but(store.on_disk())


# ---- taking ------------------------------------------------------------------------------------------------


def _take(data_map: DataMap, id: str, terms: Terms, batch: Sequence[Row], after: int, actor: Actor) -> None:
    """One batch: its rows, its counts and how far it came stand or fall together."""
    chosen, origin = _columns(terms), _origin(data_map, terms)
    key_store = vault(actor)
    with transaction.atomic():
        gone = store.aside(id, (Aside.RESERVED, Aside.OWN_NO), batch[0].number, batch[-1].number)
        left = [(row, values(row.cells, chosen)) for row in batch if row.number not in gone]
        aside = {row.number: Aside.FAULTY for row, told in left if _is_faulty(row, told, terms)}
        good = {row.number: _ready(told, terms, origin) for row, told in left if row.number not in aside}
        aside.update(dict.fromkeys(_refused(data_map, good, origin), Aside.REFUSED))
        good = {number: ready for number, ready in good.items() if number not in aside}
        same = alike(key_store, [ready.person for ready in good.values()])
        aside.update({number: Aside.ALIKE for number, others in zip(good, same, strict=True) if others})
        new = [ready for number, ready in good.items() if number not in aside]
        warned = _taken(data_map, key_store, new, terms, actor)
        whys = [*aside.values(), *gone.values()]
        counts = Counts(
            taken=len(new),
            waiting=whys.count(Aside.ALIKE),
            faulty=whys.count(Aside.FAULTY),
            refused=whys.count(Aside.REFUSED),
            reserved=whys.count(Aside.RESERVED),
            own_no=whys.count(Aside.OWN_NO),
            warned=warned,
        )
        services.go_on(id, after, batch[-1].number, counts, aside, actor, clock.now())


def _is_faulty(row: Row, told: Mapping[Holds, str], terms: Terms) -> bool:
    return (
        row.is_spoiled or any(one.column in dict(terms.columns) for one in row.findings) or not name_of(told)
    )


@dataclass(frozen=True, slots=True)
class Ready:
    """A row of the file as rows of the register, their texts looked through."""

    told: Mapping[Holds, str] = field(repr=False)
    person: NewPerson
    looked: tuple[Looked, ...]
    """The person's own row first."""


def _ready(told: Mapping[Holds, str], terms: Terms, origin: Origin) -> Ready:
    news, on = _news(told, terms), origin.received_at.date()
    return Ready(told, _person(told, terms), tuple(look_through(new, on) for new in news))


def _refused(data_map: DataMap, rows: Mapping[int, Ready], origin: Origin) -> list[int]:
    """Which rows the register would not take. Most batches are good, and told so at once."""
    if not reasons_against_rows(data_map, chain.from_iterable(one.looked for one in rows.values()), origin):
        return []
    return [number for number, one in rows.items() if reasons_against_rows(data_map, one.looked, origin)]


def _taken(data_map: DataMap, key_store: Vault, ready: Sequence[Ready], terms: Terms, actor: Actor) -> int:
    """Take these in, and return of how many somebody should look at a text."""
    if not ready:
        return 0
    origin, at, rows = _origin(data_map, terms), clock.now(), [one.told for one in ready]
    people = register.take(data_map, key_store, [one.looked[0] for one in ready], origin, actor, at)
    if terms.bought and terms.bought.register_of:
        _remember_wash(data_map, [one.id for one in people], terms.bought.register_of, actor)
    firms = _firms(data_map, key_store, rows, terms, actor)
    contacts = [
        _contact(told, person.id, firm)
        for person, told, firm in zip(people, rows, firms, strict=True)
        if firm
    ]
    if contacts:
        register.take(data_map, key_store, contacts, origin, actor, at)
    return sum(bool(person.warnings) for person in people)


def _remember_wash(data_map: DataMap, people: Sequence[str], register_of: date, actor: Actor) -> None:
    """These were compared with the central register of that day, and do not stand in it: what `may` asks for."""
    homes = [name for name, one in data_map.collections.items() if one.shape.table == PERSON.name]
    checked = frozenset((one,) for one in people)
    facts = [
        Washed(list=people[0], home=home, kind=AddressKind.PHONE, register_of=register_of, checked=checked)
        for home in homes
    ]
    StoredFacts().record(facts, actor, clock.now())


def _firms(
    data_map: DataMap, key_store: Vault, rows: Sequence[Mapping[Holds, str]], terms: Terms, actor: Actor
) -> list[str | None]:
    """For each row its organisation, by number or else by name: one that is there already, or a new one."""
    signs = [_firm(told) for told in rows]
    wanted = {sign: told for sign, told in zip(signs, rows, strict=True) if sign}
    ids: dict[tuple[str, str], str] = {}
    for sign in wanted:
        found = search.by_value(key_store, *sign, table=ORGANISATION)
        if found:
            ids[sign] = found[0].id
    new = [sign for sign in wanted if sign not in ids]
    if new:
        news = [_organisation(wanted[sign]) for sign in new]
        taken = register.take(data_map, key_store, news, _origin(data_map, terms), actor, clock.now())
        ids.update({sign: one.id for sign, one in zip(new, taken, strict=True)})
    return [ids[sign] if sign else None for sign in signs]


def _firm(told: Mapping[Holds, str]) -> tuple[str, str] | None:
    """What the row's organisation is known by; None if it has none."""
    if Holds.ORGNR in told:
        return "orgnr", "".join(sign for sign in told[Holds.ORGNR] if sign.isdigit())
    return ("name", told[Holds.ORGANISATION]) if Holds.ORGANISATION in told else None


def _organisation(told: Mapping[Holds, str]) -> NewOrganisation:
    number = told.get(Holds.ORGNR)
    return NewOrganisation(kind=NO_PERSON, name=told.get(Holds.ORGANISATION) or number, orgnr=number)


def _person(told: Mapping[Holds, str], terms: Terms) -> NewPerson:
    return NewPerson(
        kind=terms.kind,
        name=name_of(told),
        email=told.get(Holds.EMAIL),
        phone=told.get(Holds.PHONE),
        address=address_of(told),
    )


def _news(told: Mapping[Holds, str], terms: Terms) -> list[New]:
    """All that the row would become, the person's own row first. What refers to a row does not know it yet."""
    person = _person(told, terms)
    return [person, _organisation(told), _contact(told, "", "")] if _firm(told) else [person]


def _contact(told: Mapping[Holds, str], person: str, firm: str) -> NewContact:
    return NewContact(
        person=person, organisation=firm, role=told.get(Holds.ROLE), title=told.get(Holds.TITLE)
    )


def _origin(data_map: DataMap, terms: Terms) -> Origin:
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


def _against(data_map: DataMap, terms: Terms) -> Iterator[Reason]:
    held = {Holds(name) for _, name in terms.columns}
    if not held & NAMED_BY:
        yield Reason(nb="velg hvilken kolonne navnet står i", en="choose which column the name stands in")
    if len(held) < len(terms.columns):
        yield Reason(nb="to kolonner kan ikke holde det samme", en="two columns cannot hold the same")
    sample = NewPerson(kind=terms.kind, name="-")
    yield from reasons_against(data_map, [sample], _origin(data_map, terms))


def _against_bought(data_map: DataMap, terms: Terms, reservations: BinaryIO | None) -> Iterator[Reason]:
    """A bought list needs its vendor, basis, day and wash; what was not bought has none of these."""
    source = data_map.declaration.sources.get(terms.source)
    if source is None or source.kind != "bought":
        return
    today = local_day(clock.now(), data_map.zone)
    yield from (Reason(nb=one.nb, en=one.en) for one in lacks(terms.bought or Bought(), today))
    if reservations is None:
        yield Reason(
            nb="legg ved fila fra Reservasjonsregisteret",
            en="add the file of the Central Marketing Exclusion Register",
        )


def _washed(id: str, terms: Terms, reservations: BinaryIO, actor: Actor) -> dict[int, Aside]:
    chosen = _columns(terms)
    with _sheet(id) as sheet, _rows(sheet, chosen) as rows:
        try:
            return washed(rows, chosen, reservations, actor)
        except TooLong:
            raise NotTaken((_TOO_LONG,)) from None
        except NothingToCompare:
            raise NotTaken((_NOTHING_TO_COMPARE,)) from None
        except Unreadable as unreadable:
            what, remedy = unreadable.reason.what, unreadable.reason.remedy
            raise NotTaken((Reason(nb=f"{what.nb}: {remedy.nb}", en=f"{what.en}: {remedy.en}"),)) from None


# ---- what may be seen --------------------------------------------------------------------------------------

STANDS_IN: Mapping[Holds, tuple[SealedTable, str]] = {
    Holds.NAME: (PERSON, "name"),
    Holds.FIRST_NAME: (PERSON, "name"),
    Holds.LAST_NAME: (PERSON, "name"),
    Holds.EMAIL: (PERSON, "email"),
    Holds.PHONE: (PERSON, "phone"),
    Holds.ADDRESS: (PERSON, "address"),
    Holds.POSTCODE: (PERSON, "address"),
    Holds.PLACE: (PERSON, "address"),
    Holds.ORGANISATION: (ORGANISATION, "name"),
    Holds.ORGNR: (ORGANISATION, "orgnr"),
    Holds.ROLE: (CONTACT, "role"),
    Holds.TITLE: (CONTACT, "title"),
}
"""Where in the register it would stand: who may see it there, may see it here."""


def _shown(
    data_map: DataMap,
    file: FileView,
    rows: Sequence[Row],
    chosen: Columns,
    actor: Actor,
    purpose: str,
    case: str,
) -> tuple[RowView, ...]:
    """These rows, with what the purpose uses of them. What is shown is noted; without a purpose nothing is."""
    seen = _seen(data_map, file, actor, purpose, case) if purpose else {}
    views = _row_views(data_map, vault(actor), file, rows, chosen, frozenset(seen))
    if purpose:
        columns = {seen[holds] for view in views for holds in view.told}
        access.note_shown(actor, purpose, columns, len(views), case)
    return views


def _seen(
    data_map: DataMap, file: FileView, actor: Actor, purpose: str, case: str
) -> Mapping[Holds, tuple[str, str]]:
    """What the purpose lets the actor see, and the columns of the register that it would stand in."""
    access.check(actor, purpose, case)
    mine, kind = access.access(actor), file.terms.kind if file.terms else NOBODY_KNOWS
    places = {
        holds: (collection_of(data_map, table) or "", column) for holds, (table, column) in STANDS_IN.items()
    }
    return {
        holds: (name, column)
        for holds, (name, column) in places.items()
        if mine.sees(
            name, column, purpose=purpose, kind=None if STANDS_IN[holds][0] is ORGANISATION else kind
        )
    }


# ---- small parts -------------------------------------------------------------------------------------------


def _row_views(
    data_map: DataMap,
    key_store: Vault,
    file: FileView,
    rows: Sequence[Row],
    chosen: Columns,
    seen: frozenset[Holds],
) -> tuple[RowView, ...]:
    told = [values(row.cells, chosen) for row in rows]
    terms = file.terms or _any_terms(data_map)
    people = [_person(one, terms) for one in told]
    origin, on = _origin(data_map, terms), clock.now().date()
    return tuple(
        RowView(
            number=row.number,
            told={holds: value for holds, value in one.items() if holds in seen},
            is_whole=one.keys() <= seen,
            findings=row.findings,
            reasons=reasons_against(data_map, _news(one, terms), origin) if name_of(one) else (_NAMELESS,),
            warnings=tuple(warnings_of(written(person), on)),
            is_alike=bool(others),
        )
        for row, one, person, others in zip(rows, told, people, alike(key_store, people), strict=True)
    )


def _any_terms(data_map: DataMap) -> Terms:
    """Before anybody has decided: whatever is declared, so that only the rows themselves are judged."""
    declared, today = data_map.declaration, local_day(clock.now(), data_map.zone)
    return Terms(
        columns=(),
        source=next(iter(declared.sources), ""),
        channel=next(iter(declared.channels), ""),
        purposes=tuple(data_map.purposes)[:1],
        kind=next(iter(declared.subjects)),
        received_on=today,
        told_on=today,
    )


def _numbered(rows: Iterable[Row], wanted: Sequence[int]) -> Iterator[Row]:
    left = set(wanted)
    for row in rows:
        if row.number in left:
            left.discard(row.number)
            yield row
        if not left:
            return


def _columns(terms: Terms) -> Columns:
    return {number: Holds(name) for number, name in terms.columns}


def _with_register() -> DataMap:
    """The published map, if the register is among its systems. Raises NothingPublished, NoRegister."""
    data_map = published().map
    if not any(system.connect.kind == REGISTER for system in data_map.declaration.systems.values()):
        raise NoRegister
    return data_map


def _standing(id: str) -> FileView:
    file = store.file(id)
    if file is None:
        raise NotNow(id)
    return file


def _tidied(id: str) -> FileView:
    file = _standing(id)
    if file.stage.is_over:
        uploads.remove(id)
    return file


@contextmanager
def _sheet(id: str) -> Iterator[Sheet]:
    try:
        file = uploads.opened(id)
    except FileNotFoundError:
        raise NotNow(id) from None
    with file:
        yield open_sheet(file)


@contextmanager
def _rows(sheet: Sheet, chosen: Columns) -> Iterator[Iterator[Row]]:
    """Its rows, let go of before the file is closed."""
    rows = sheet.rows(text_columns(chosen))
    try:
        yield rows
    finally:
        if isinstance(rows, Generator):
            rows.close()


_TOO_LONG = Reason(
    nb=f"en kjøpt liste kan ha høyst {LARGEST} rader: del den",
    en=f"a bought list may have at most {LARGEST} rows: divide it",
)
_NOTHING_TO_COMPARE = Reason(
    nb="fila fra Reservasjonsregisteret har verken telefonnumre eller navn med adresse",
    en="the file of the Central Marketing Exclusion Register has neither phone numbers nor names with addresses",
)
_NAMELESS = Reason(nb="raden har ikke noe navn", en="the row has no name")
