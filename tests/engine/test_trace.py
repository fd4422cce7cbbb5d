"""From what somebody is known by to every row about the person, with the way to each; and what else hangs on those rows."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from hjemmel.connectors.protocol import Drifted
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.drift import Difference
from hjemmel.core.facts import About
from hjemmel.core.lineage import Identity, Trace
from hjemmel.core.output.terminal import trace_text
from hjemmel.core.selection import Selection
from hjemmel.core.shape import undeclared
from hjemmel.engine.house import House

from .test_gather import family, reader_who_never_bought
from .worlds import World, compiled, house, in_memory

TODAY = date(2026, 11, 23)
PEOPLE = """
hjemmel: 1
organisation: {name: Prøve AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects: {guest: {title: {nb: gjest, en: guest}}}
categories: {name: {title: {nb: navn, en: name}}, stay: {title: {nb: opphold, en: stay}}}
systems:
  inn:
    title: {nb: vertshus, en: inn}
    connect: {kind: sql, url: "${INN_URL}"}
    collections:
      guests:
        title: {nb: gjester, en: guests}
        key: [id]
        about: {kind: guest}
        references: {brought_by: inn.guests.id}
        identity:
          email: {column: email, normal: email}
          phone: {column: phone, normal: phone}
          name: {column: name, normal: name}
          birth_date: born
        when_due: erase
        fields:
          - {columns: [name, email, phone, born], category: name, blank: ""}
          - {columns: [id, brought_by], category: none, why: keys}
      rooms:
        title: {nb: rom, en: rooms}
        key: [number]
        about: {kind: none}
        when_due: erase
        fields: [{columns: [number], category: none, why: no person}]
      stays:
        title: {nb: opphold, en: stays}
        key: [id]
        about: {via: guest_id}
        references: {guest_id: inn.guests.id, room: inn.rooms.number}
        when_due: erase
        fields:
          - {columns: [nights], category: stay}
          - {columns: [id, guest_id, room, paid_by], category: none, why: keys}
purposes:
  lodging:
    title: {nb: overnatting, en: lodging}
    for: [guest]
    basis: contract
    keep:
      - {in: [inn.guests], categories: [name], after: inn.guests.born, period: 90 years}
      - {in: [inn.stays], categories: [stay], with: inn.guests}
"""
TABLES = """
CREATE TABLE guests (id INTEGER PRIMARY KEY, name TEXT, email TEXT, phone TEXT, born TEXT,
                     brought_by INTEGER REFERENCES guests (id));
CREATE TABLE rooms (number INTEGER PRIMARY KEY);
CREATE TABLE stays (id INTEGER PRIMARY KEY, guest_id INTEGER REFERENCES guests (id), nights INTEGER,
                    room INTEGER REFERENCES rooms (number), paid_by INTEGER REFERENCES guests (id));
CREATE TABLE "kjøre tøy" ("order" INTEGER PRIMARY KEY, "hvem er det" INTEGER REFERENCES guests (id));
CREATE TABLE washed (id INTEGER PRIMARY KEY, load INTEGER REFERENCES "kjøre tøy" ("order"));
INSERT INTO guests VALUES (1, 'Kari Nordmann', 'kari@a.example', '+47 400 00 001', '1980-01-01', NULL),
    (2, 'Ola Nordmann', 'ola@a.example', '40000002', '1981-01-01', 1),
    (3, 'Nordmann, Kari', 'k@b.example', NULL, '1980-01-01', NULL),
    (4, 'Kari Nordmann', 'other@b.example', NULL, '1990-01-01', NULL),
    (5, 'Per', 'KARI@a.example', '400 00 001', NULL, NULL);
INSERT INTO rooms VALUES (101), (102);
INSERT INTO stays VALUES (10, 1, 2, 101, 1), (11, 1, 1, 101, 2), (12, 2, 3, 102, 1);
INSERT INTO "kjøre tøy" VALUES (7, 1), (8, 1), (9, 2);
INSERT INTO washed VALUES (70, 7), (71, 7), (90, 9);
"""
KARI = About(collection="inn.guests", key=(1,))


@pytest.fixture
def inn(tmp_path: Path) -> House:
    path = tmp_path / "inn.db"
    with sqlite3.connect(path) as database:
        database.executescript(TABLES)
    data_map = compiled(PEOPLE)
    shapes = {one.name: one.shape for one in data_map.collections.values()}
    company = house(data_map, {}, TODAY)
    connector = SqlConnector("inn", f"sqlite:///{path}", shapes, clock=company.clock)
    return house(data_map, {"inn": connector}, TODAY)


def ways_in(trace: Trace) -> dict[tuple[str, ...], int]:
    return {(one.way.collection, *(hop.columns[0] for hop in one.way.path)): one.rows for one in trace.found}


# ---- the ways -----------------------------------------------------------------------------------------------


def test_every_declared_way_is_told_with_its_rows_across_systems() -> None:
    found = ways_in(family().house().trace("mor@a.example"))
    assert found["abonnement.persons",] == 1
    assert found["abonnement.subscriptions", "owner_id"] == 1
    assert ("abonnement.subscriptions", "user_id") not in found, "the child uses it"
    assert found["faktura.lines", "invoice_id", "owner_id"] == 1


def test_who_is_traced_has_the_rows_that_why_shows() -> None:
    company = reader_who_never_bought().house()
    for known_by in ("kari@a.example", "ola@b.example"):
        traced = company.trace(known_by)
        shown = company.why(known_by)
        assert {one.way.collection for one in traced.found} == {name for name, _, _ in shown.rows}
        keys = {(one.way.collection, key) for one in traced.found for key in one.keys}
        assert keys == {(name, key) for name, key, _ in shown.rows}


def test_nobody_is_traced_by_what_nobody_has() -> None:
    traced = family().house().trace("ingen@a.example", "' OR ''='")
    assert (traced.people, traced.found, traced.alike) == ((), (), ())
    assert trace_text(traced) == "nobody is known by this in the systems that were reached"


def test_a_system_that_does_not_answer_is_named_and_the_rest_is_told() -> None:
    world = family()
    systems = in_memory(world.map, world.tables)
    del systems["faktura"]
    traced = house(world.map, systems, TODAY).trace("mor@a.example")
    assert traced.unreached == ("faktura",)
    assert ("abonnement.persons",) in ways_in(traced)


def test_rows_about_nobody_that_the_persons_rows_refer_to_are_told_as_shared(inn: House) -> None:
    (room,) = inn.trace_about(KARI).shared
    assert (room.collection, room.rows) == ("inn.rooms", 1)


# ---- what the database knows and the declaration does not ------------------------------------------------------


def test_rows_that_only_the_database_says_refer_to_a_person_are_told(inn: House) -> None:
    hanging = {(one.table, one.columns): (one.on, one.rows) for one in inn.trace_about(KARI).hanging}
    assert hanging == {
        ("stays", ("paid_by",)): ("guests", 1),
        ("kjøre tøy", ("hvem er det",)): ("guests", 2),
        ("washed", ("load",)): ("kjøre tøy", 2),
    }, "of the two that she paid for, one is her own stay"


def test_such_references_are_differences_from_the_declaration(inn: House) -> None:
    found = {
        (one.table, one.column)
        for one in inn.drift().differences
        if one.kind is Difference.UNDECLARED_REFERENCE
    }
    assert found == {("stays", "paid_by"), ("kjøre tøy", "hvem er det")}


def test_a_table_that_nobody_declared_is_counted_and_never_changed(inn: House) -> None:
    rows = Selection(undeclared("inn", "washed"))
    assert inn.connectors["inn"].count(rows) == 3
    with pytest.raises(Drifted):
        inn.connectors["inn"].erase(rows, at_most=9)
    with pytest.raises(Drifted):
        inn.connectors["inn"].overwrite(rows, {"load": None}, at_most=9)


# ---- who may be the same -----------------------------------------------------------------------------------


def test_whoever_has_the_same_address_or_number_or_name_and_birthday_is_shown_and_not_drawn_in(
    inn: House,
) -> None:
    alike = {one.about.key[0]: set(one.by) for one in inn.possible_duplicates(KARI)}
    assert alike == {3: {"name"}, 5: {"email", "phone"}}, "4 has the name and was born another day"
    assert ways_in(inn.trace_about(KARI))["inn.guests",] == 1


def test_what_is_blank_makes_nobody_alike() -> None:
    world = World(
        compiled(PEOPLE), TODAY,
        {"inn.guests": [{"id": 1, "name": "", "born": ""}, {"id": 2, "name": "", "born": ""}, {"id": 3}]},
    )  # fmt: skip
    assert world.house().possible_duplicates(KARI) == ()


def test_who_is_the_same_by_a_declared_match_is_no_duplicate() -> None:
    company = reader_who_never_bought().house()
    assert company.trace("kari@a.example").alike == ()


# ---- what it says ---------------------------------------------------------------------------------------------


def test_what_is_printed_tells_ways_and_keys_and_no_values(inn: House) -> None:
    text = trace_text(inn.trace(Identity("Kari@a.example", "email")))
    assert "guest_id -> inn.guests" in text
    assert "inn.kjøre tøy: 2 rows, not declared, hvem er det -> guests" in text
    assert "kari" not in text.casefold() and "400" not in text
