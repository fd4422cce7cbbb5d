"""Rows of a file become rows of the register, batch by batch, or one by one where a person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from time import monotonic

from django.db import transaction

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.imports import services, store
from hjemmel.capabilities.imports.services import NotNow
from hjemmel.capabilities.imports.store import FileView
from hjemmel.capabilities.register import search
from hjemmel.capabilities.register import services as register
from hjemmel.capabilities.register.alike import alike
from hjemmel.connectors.sheets import Row
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import AddressKind, Washed
from hjemmel.core.intake.columns import (
    Holds,
    values,
)
from hjemmel.core.intake.imported import Aside, Choice, Counts, Stage, Terms
from hjemmel.desk import clock
from hjemmel.desk.imports.on_disk import (
    columns_of,
    numbered,
    rows_of,
    sheet_of,
    standing,
    tidied,
    with_register,
)
from hjemmel.desk.imports.ready import (
    Ready,
    contact,
    faults_of,
    firm_of,
    made_ready,
    organisation,
    origin_of,
    refused,
)
from hjemmel.desk.keys import vault
from hjemmel.engine.ports import Actor
from hjemmel.engine.register.layout import ORGANISATION, PERSON
from hjemmel.engine.vault.vault import Vault

BATCH = 1000
"""Rows of one transaction: taken all, or none."""


def take_some(id: str, actor: Actor, seconds: float) -> FileView:
    """Take batch after batch for about so long. Can be called again, after any break. Raises NotNow."""
    until = monotonic() + seconds
    file = standing(id)
    if file.stage is not Stage.TAKING or file.terms is None:
        raise NotNow(id)
    data_map, chosen = with_register(), columns_of(file.terms)
    after = file.last_row
    with sheet_of(id) as sheet, rows_of(sheet, chosen) as rows:
        left = (row for row in rows if row.number > file.last_row)
        while batch := list(islice(left, BATCH)):
            take_batch(data_map, id, file.terms, batch, after, actor)
            after = batch[-1].number
            if monotonic() > until:
                break
        else:
            services.gone_through(id, actor, clock.now())
    return tidied(id)


def choose(id: str, number: int, choice: Choice, actor: Actor) -> FileView:
    """What a person says of one row that waits; a new person is taken at once. Raises NotNow, NotTaken."""
    file = standing(id)
    if file.stage is not Stage.WAITING or file.terms is None:
        raise NotNow(id)
    data_map, chosen = with_register(), columns_of(file.terms)
    with transaction.atomic():
        warned = 0
        if choice is Choice.NEW:
            with sheet_of(id) as sheet, rows_of(sheet, chosen) as rows:
                (row,) = numbered(rows, (number,))
            ready = made_ready(values(row.cells, chosen), file.terms, origin_of(data_map, file.terms))
            warned = _taken(data_map, vault(actor), [ready], file.terms, actor)
        services.choose(id, number, choice, warned, actor, clock.now())
    return tidied(id)


def leave_out_the_rest(id: str, actor: Actor) -> FileView:
    services.leave_out_the_rest(id, actor, clock.now())
    return tidied(id)


def take_batch(
    data_map: DataMap, id: str, terms: Terms, batch: Sequence[Row], after: int, actor: Actor
) -> None:
    """One batch: its rows, its counts and how far it came stand or fall together."""
    chosen, origin = columns_of(terms), origin_of(data_map, terms)
    key_store = vault(actor)
    with transaction.atomic():
        gone = store.aside(id, (Aside.RESERVED, Aside.OWN_NO), batch[0].number, batch[-1].number)
        left = [(row, values(row.cells, chosen)) for row in batch if row.number not in gone]
        faulty = {row.number: found for row, told in left if (found := faults_of(row, told, terms))}
        aside = dict.fromkeys(faulty, Aside.FAULTY)
        good = {row.number: made_ready(told, terms, origin) for row, told in left if row.number not in aside}
        not_taken = refused(data_map, good, origin)
        aside.update(dict.fromkeys(not_taken, Aside.REFUSED))
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
        amiss = {**faulty, **not_taken}
        services.go_on(id, after, batch[-1].number, counts, aside, amiss, actor, clock.now())


def _taken(data_map: DataMap, key_store: Vault, ready: Sequence[Ready], terms: Terms, actor: Actor) -> int:
    """Take these in, and return of how many somebody should look at a text."""
    if not ready:
        return 0
    origin, at, rows = origin_of(data_map, terms), clock.now(), [one.told for one in ready]
    people = register.take(data_map, key_store, [one.looked[0] for one in ready], origin, actor, at)
    if terms.bought and terms.bought.register_of:
        _remember_wash(data_map, [one.id for one in people], terms.bought.register_of, actor)
    firms = _firms(data_map, key_store, rows, terms, actor)
    contacts = [
        contact(told, person.id, firm) for person, told, firm in zip(people, rows, firms, strict=True) if firm
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
    signs = [firm_of(told) for told in rows]
    wanted = {sign: told for sign, told in zip(signs, rows, strict=True) if sign}
    ids: dict[tuple[str, str], str] = {}
    for sign in wanted:
        found = search.by_value(key_store, *sign, table=ORGANISATION)
        if found:
            ids[sign] = found[0].id
    new = [sign for sign in wanted if sign not in ids]
    if new:
        news = [organisation(wanted[sign]) for sign in new]
        taken = register.take(data_map, key_store, news, origin_of(data_map, terms), actor, clock.now())
        ids.update({sign: one.id for sign, one in zip(new, taken, strict=True)})
    return [ids[sign] if sign else None for sign in signs]
