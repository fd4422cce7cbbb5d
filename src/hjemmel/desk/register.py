"""The register as the office sees and keeps it: finding people, one person's page, taking in, changing, bringing to an end.

That somebody was looked up, and that values were shown, is noted; of whom is not. No page knows how a value is sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.register import search, services, store
from hjemmel.capabilities.register.new import (
    JobDecision,
    New,
    NotTaken,
    Origin,
    Outcome,
    Reason,
    Taken,
    Warned,
    table_of,
)
from hjemmel.capabilities.register.ports import StoredRegister
from hjemmel.capabilities.register.search import FoundRow
from hjemmel.capabilities.register.store import KeptRow
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.access import Access
from hjemmel.core.facts import About
from hjemmel.core.identifiers import is_orgnr
from hjemmel.core.terms import NO_PERSON
from hjemmel.core.texts.free_text import reach
from hjemmel.desk import access, clock, keys
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor, SealedRow
from hjemmel.engine.register import layout
from hjemmel.engine.register.layout import SealedTable
from hjemmel.engine.register.settle import settle_all
from hjemmel.engine.vault.vault import Vault

COMPANY = Text(nb="firma", en="company")
NOT_DECLARED = Reason(
    nb="registeret er ikke et av systemene i deklarasjonen, så ingen ville slettet dette",
    en="the register is not among the systems of the declaration, so nobody would erase this",
)

NO_COMPANY = Reason(
    nb="ingen firmaer i registeret har dette nummeret; legg til firmaet først",
    en="no company in the register has this number; add the company first",
    column="organisation",
)
SEVERAL_COMPANIES = Reason(
    nb="flere firmaer i registeret har dette nummeret",
    en="several companies in the register have this number",
    column="organisation",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHome:
    """A person or an organisation, as little as tells them from others."""

    id: str
    name: str = field(repr=False)
    kind: Text
    relations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row. `values` is what is sealed in it, by column, where it was asked for; otherwise nothing."""

    table: str
    id: str
    clear: Mapping[str, object]
    filled: frozenset[str]
    """Which sealed columns hold something."""
    values: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    source: Text
    channel: Text
    purposes: tuple[Text, ...]
    organisation: str = field(default="", repr=False)
    """The name of the organisation that the row leads to, where values are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """Everything that the register has of one person or organisation."""

    id: str
    is_person: bool
    kind: Text
    home: RowView
    rows: tuple[RowView, ...]
    contacts: tuple[RowView, ...]
    """Of an organisation: those who work there."""
    shows_values: bool
    about: About | None
    """The person's own row as facts and grounds know it; None where the declaration has no register, or for a company."""

    def of(self, table: str) -> tuple[RowView, ...]:
        return tuple(row for row in self.rows if row.table == table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What may be chosen when something is taken in: names of the declaration with their titles."""

    kinds: Mapping[str, Text]
    sources: Mapping[str, Text]
    from_the_person: frozenset[str]
    """Sources that are the person: then the person must have been told of the statement."""
    channels: Mapping[str, Text]
    purposes: Mapping[str, Text]


# ---- seeing ------------------------------------------------------------------------------------------------


def find(typed: str, actor: Actor) -> tuple[FoundHome, ...]:
    """Who has this e-mail address, phone or organisation number, or a name that begins so. Raises a VaultFault."""
    vault = keys.vault(actor)
    found = tuple(_found(vault, typed.strip()))
    people = [row.id for table, row in found if table is layout.PERSON]
    relations = store.relations_of(people)
    data_map = published().map
    kinds = store.kinds_of([row.id for _, row in found])
    named = {table.name for table, _ in found if _sees_name(data_map, actor, table)}
    note("register-searched", actor, {"found": len(found)}, clock.now())
    homes = (
        FoundHome(
            id=row.id,
            name=(row.values["name"] or "") if table.name in named else "",
            kind=_kind(data_map, kinds.get(row.id, "")),
            relations=relations.get(row.id, ()),
        )
        for table, row in found
    )
    return tuple(sorted(homes, key=lambda one: (not one.name, one.name.casefold())))


def size() -> tuple[int, int]:
    """How many people there are in the register, and how many organisations."""
    return store.count(layout.PERSON), store.count(layout.ORGANISATION)


def home(id: str, actor: Actor, *, purpose: str = "", case: str = "") -> HomeView | None:
    """Everything about one person or organisation, noted as a look-up; None if it is not there. Raises a VaultFault.

    With a purpose that the actor works with: the values it uses, too. Raises NotAllowed for another one. What stands on a
    company is about nobody, and hidden from nobody; those who work there are."""
    kept = store.kept_about(id)
    own = next((row for row in kept if row.table.is_home and row.id == id), None)
    if own is None:
        return None
    at_it = () if own.table is layout.PERSON else store.contacts_at(id)
    is_nobodys = str(own.clear["kind"]) == NO_PERSON
    data_map = published().map
    opened = _Opened.of(actor, [own]) if is_nobodys else _CLOSED
    if purpose:
        mine = access.check(actor, purpose, case)
        seen = _Opened.of(actor, (*kept, *at_it)).seen_by(data_map, mine, purpose, str(own.clear["kind"]))
        access.note_shown(actor, purpose, seen.columns(data_map), 1, case)
        opened = seen.with_all_of(opened)
    else:
        note("person-looked-up", actor, _told(kept), clock.now())
    is_person = own.table is layout.PERSON
    return HomeView(
        id=id,
        is_person=is_person,
        kind=_kind(data_map, str(own.clear["kind"])),
        home=_row(data_map, own, opened),
        rows=tuple(_row(data_map, row, opened) for row in kept if row is not own),
        contacts=tuple(_row(data_map, row, opened) for row in at_it),
        shows_values=bool(purpose) or is_nobodys,
        about=about(data_map, id) if is_person else None,
    )


def about(data_map: DataMap, person: str) -> About | None:
    """The person's own row as the declaration names it; None where the register is no system of the declaration."""
    found = collection_of(data_map, layout.PERSON)
    return About(collection=found, key=(person,)) if found else None


def collection_of(data_map: DataMap, table: SealedTable) -> str | None:
    for name, system in data_map.declaration.systems.items():
        if system.connect.kind == "register":
            for one in data_map.in_system(name):
                if one.shape.table == table.name:
                    return one.name
    return None


def is_there(id: str) -> bool:
    """Whether a person has this reference."""
    return store.kept(layout.PERSON, id) is not None


def choices() -> Choices:
    declared = published().map.declaration
    return Choices(
        kinds={name: subject.title for name, subject in declared.subjects.items()},
        sources={name: source.title for name, source in declared.sources.items()},
        from_the_person=frozenset(
            name for name, source in declared.sources.items() if source.kind == "person"
        ),
        channels={name: channel.title for name, channel in declared.channels.items()},
        purposes={name: purpose.title for name, purpose in declared.purposes.items()},
    )


# ---- doing -------------------------------------------------------------------------------------------------


def take(news: Sequence[New], origin: Origin, actor: Actor) -> tuple[Taken, ...]:
    """Take these in. Raises NotTaken with all that is wrong, or a VaultFault.

    What the declaration does not have as a collection has no clock, and would stay for ever: it is not taken."""
    data_map = published().map
    if any(collection_of(data_map, table_of(new)) is None for new in news):
        raise NotTaken((NOT_DECLARED,))
    return services.take(data_map, keys.vault(actor), news, origin, actor, clock.now())


def is_open() -> bool:
    """People may be taken in: the declaration has the register among its systems."""
    return collection_of(published().map, layout.PERSON) is not None


def change(table: SealedTable, id: str, values: Mapping[str, str | None], actor: Actor) -> tuple[Warned, ...]:
    """Put these in the row's sealed columns, and let the subject's key follow. Raises NotTaken, or a VaultFault."""
    warned = services.change(keys.vault(actor), table, id, values, actor, clock.now())
    settle_all(partial(keys.vault, actor), StoredRegister(actor, clock.now))
    return warned


def tell(person: str, actor: Actor) -> None:
    """The person was told of the statement now."""
    services.tell([person], actor, clock.now())


def end_relation(id: str, on: date, actor: Actor) -> None:
    services.end_relation(id, on, actor, clock.now())


def organisation_with(number: str, actor: Actor) -> str:
    """The organisation of the register that has this number. Raises NotTaken unless there is one, or a VaultFault."""
    found = search.by_value(keys.vault(actor), "orgnr", number, layout.ORGANISATION)
    if len(found) != 1:
        raise NotTaken((SEVERAL_COMPANIES if found else NO_COMPANY,))
    return found[0].id


def end_contact(id: str, on: date, actor: Actor) -> None:
    services.end_contact(id, on, actor, clock.now())


def close_enquiry(id: str, actor: Actor) -> None:
    services.close_enquiry(id, actor, clock.now())


def answer_offer(id: str, accepted: bool, actor: Actor) -> None:
    services.answer_offer(id, accepted, actor, clock.now())


def pay_invoice(id: str, on: date, actor: Actor) -> None:
    services.pay_invoice(id, on, actor, clock.now())


def settle_complaint(id: str, outcome: Outcome, on: date, actor: Actor) -> None:
    services.settle_complaint(id, outcome, on, actor, clock.now())


def decide_application(id: str, decision: JobDecision, on: date, erase_on: date, actor: Actor) -> None:
    services.decide_application(id, decision, on, erase_on, actor, clock.now())


def destroy_paper(id: str, on: date, actor: Actor) -> None:
    services.destroy_paper(id, on, actor, clock.now())


def now() -> datetime:
    return clock.now()


# ---- inside ------------------------------------------------------------------------------------------------


def _found(vault: Vault, typed: str) -> Iterator[tuple[SealedTable, FoundRow]]:
    """By what it looks like: an address, a number, otherwise the beginnings of a name."""
    if "@" in typed:
        yield from ((layout.PERSON, row) for row in search.by_value(vault, "email", typed))
        return
    if sum(sign.isdecimal() for sign in typed) >= len(reach(typed)) > 0 and not any(map(str.isalpha, typed)):
        yield from ((layout.PERSON, row) for row in search.by_value(vault, "phone", typed))
        if is_orgnr(typed):
            found = search.by_value(vault, "orgnr", typed, layout.ORGANISATION)
            yield from ((layout.ORGANISATION, row) for row in found)
        return
    for table in (layout.PERSON, layout.ORGANISATION):
        yield from ((table, row) for row in search.by_beginnings(vault, typed, table))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What was sealed in rows, by table and row, and the names of organisations they lead to."""

    values: Mapping[tuple[str, str], Mapping[str, str | None]] = field(default_factory=dict, repr=False)
    organisations: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, actor: Actor, rows: Sequence[KeptRow]) -> _Opened:
        vault = keys.vault(actor)
        leads_to = {str(row.clear["organisation_id"]) for row in rows if row.clear.get("organisation_id")}
        homes = store.rows(layout.ORGANISATION, leads_to)
        sealed = [row.sealed for row in rows if row.sealed.values]
        found = _open(vault, [*sealed, *homes])
        names = {row.row: found[row.table, row.row].get("name") or "" for row in homes}
        return cls(values=found, organisations=names)

    def seen_by(self, data_map: DataMap, mine: Access, purpose: str, kind: str) -> _Opened:
        """Of this, what the purpose uses. `kind`: of the person it is about."""
        names = {
            table: collection_of(data_map, layout.TABLES[table]) for table in {one for one, _ in self.values}
        }
        values = {
            (table, row): {
                column: value
                for column, value in found.items()
                if mine.sees(names[table] or "", column, purpose=purpose, kind=_told_kind(table, kind))
            }
            for (table, row), found in self.values.items()
        }
        return _Opened(values=values, organisations=self.organisations)

    def with_all_of(self, other: _Opened) -> _Opened:
        """This, and whole rows of the other."""
        return _Opened(values={**self.values, **other.values}, organisations=self.organisations)

    def columns(self, data_map: DataMap) -> Iterator[tuple[str, str]]:
        """(collection, column) of what is here."""
        for (table, _), found in self.values.items():
            name = collection_of(data_map, layout.TABLES[table]) or table
            yield from ((name, column) for column, value in found.items() if value is not None)


_CLOSED = _Opened()


def _open(vault: Vault, rows: Sequence[SealedRow]) -> dict[tuple[str, str], Mapping[str, str | None]]:
    """By table and row. What has no key any more is left out: it is noise."""
    closed = vault.without_key({row.subject for row in rows})
    opened = vault.open([row for row in rows if row.subject not in closed])
    return {
        **{(row.table, row.row): {} for row in rows},
        **{(row.table, row.row): row.values for row in opened},
    }


def _row(data_map: DataMap, row: KeptRow, opened: _Opened) -> RowView:
    declared, clear = data_map.declaration, row.clear
    source, channel = str(clear["source"]), str(clear["channel"])
    return RowView(
        table=row.table.name,
        id=row.id,
        clear=clear,
        filled=frozenset(column for column, value in row.sealed.values.items() if value is not None),
        values=opened.values.get((row.table.name, row.id), {}),
        source=declared.sources[source].title if source in declared.sources else _as_is(source),
        channel=declared.channels[channel].title if channel in declared.channels else _as_is(channel),
        purposes=tuple(
            data_map.purposes[name].declared.title if name in data_map.purposes else _as_is(name)
            for name in str(clear["purposes"]).split()
        ),
        organisation=opened.organisations.get(str(clear.get("organisation_id", "")), ""),
    )


def _told_kind(table: str, kind: str) -> str | None:
    """The kind of person a row is about. At a company stand the people who work there, each of their own kind."""
    return None if kind == NO_PERSON or table == layout.ORGANISATION.name else kind


def _sees_name(data_map: DataMap, actor: Actor, table: SealedTable) -> bool:
    """Whether a purpose of the actor's uses the names of those in the table. The names of firms are no secret."""
    found = collection_of(data_map, table)
    return table is layout.ORGANISATION or bool(found and access.sees(actor, found, ["name"]))


def _kind(data_map: DataMap, kind: str) -> Text:
    if kind == NO_PERSON:
        return COMPANY
    declared = data_map.declaration.subjects.get(kind)
    return declared.title if declared else _as_is(kind)


def _as_is(name: str) -> Text:
    """What an earlier declaration called it."""
    return Text(nb=name or "–", en=name or "–")


def _told(rows: Sequence[KeptRow]) -> dict[str, int | bool]:
    return {"found": True, "rows": len(rows)}
