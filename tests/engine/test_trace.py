"""From what somebody is known by to every row about the person, with the way to each; and what else hangs on those rows."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from hjemmel.connectors.memory import MemoryConnector
from hjemmel.connectors.protocol import Drifted
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.drift import Difference
from hjemmel.core.facts import About
from hjemmel.core.lineage import Identity, Trace
from hjemmel.core.output.terminal import trace_text
from hjemmel.core.selection import Selection, Within, negate
from hjemmel.core.shape import undeclared
from hjemmel.engine.house import House

from .test_gather import family, reader_who_never_bought
from .worlds import World, compiled, findings, house, in_memory

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


# ---- a column tells the kind, another the key ---------------------------------------------------------------------

NOTES = """      guest_notes:
        table: notes
        only_if: {about_kind: guest}
        title: {nb: notater om gjester, en: notes about guests}
        key: [id]
        about: {via: about_id}
        references: {about_id: inn.guests.id}
        when_due: erase
        fields:
          - {columns: [text], category: stay}
          - {columns: [id, about_kind, about_id], category: none, why: keys}
      room_notes:
        table: notes
        only_if: {about_kind: [room, null]}
        title: {nb: notater om rom, en: notes about rooms}
        key: [id]
        about: {kind: none}
        references: {about_id: inn.rooms.number}
        when_due: erase
        fields: [{columns: [id, about_kind, about_id, text], category: none, why: no person}]
purposes:
"""
NOTED_PEOPLE = PEOPLE.replace("purposes:\n", NOTES).replace(
    "in: [inn.stays]", "in: [inn.stays, inn.guest_notes]"
)
NOTED = """
CREATE TABLE notes (id INTEGER PRIMARY KEY, about_kind TEXT, about_id INTEGER, text TEXT);
INSERT INTO notes VALUES (1, 'guest', 1, 'a'), (2, 'guest', 2, 'b'), (3, 'room', 1, 'c'), (4, NULL, 1, 'd'),
    (5, 'GUEST', 1, 'e'), (6, 'guest', NULL, 'f');
"""


@pytest.fixture
def noted(tmp_path: Path) -> House:
    path = tmp_path / "noted.db"
    with sqlite3.connect(path) as database:
        database.executescript(TABLES + NOTED)
    data_map = compiled(NOTED_PEOPLE)
    shapes = {one.name: one.shape for one in data_map.collections.values()}
    connector = SqlConnector("inn", f"sqlite:///{path}", shapes, clock=house(data_map, {}, TODAY).clock)
    return house(data_map, {"inn": connector}, TODAY)


def test_what_a_column_says_is_about_a_guest_is_the_guests_and_what_is_about_a_room_is_not(
    noted: House,
) -> None:
    traced = {one.way.collection: one.keys for one in noted.trace_about(KARI).found}
    assert traced["inn.guest_notes"] == ((1,),)
    assert "inn.room_notes" not in traced
    shown = {(name, key) for name, key, _ in noted.why_about(KARI).rows}
    assert ("inn.guest_notes", (1,)) in shown
    assert not any(name == "inn.room_notes" for name, _ in shown)


def test_a_part_of_a_table_is_counted_changed_and_followed_as_if_it_were_all(noted: House) -> None:
    inn = noted.connectors["inn"]
    counts = {name: inn.count(Selection(name)) for name in ("inn.guest_notes", "inn.room_notes")}
    assert counts == {"inn.guest_notes": 3, "inn.room_notes": 2}, "GUEST is neither"
    noted_guests = Within(("id",), Selection("inn.guest_notes"), ("about_id",))
    assert inn.count(Selection("inn.guests", noted_guests)) == 2
    assert inn.count(Selection("inn.guests", negate(noted_guests))) == 3
    assert inn.erase(Selection("inn.room_notes"), at_most=9) == 2
    assert inn.count(Selection("inn.guest_notes")) == 3


def test_the_parts_of_a_table_mean_the_same_in_memory() -> None:
    data_map = compiled(NOTED_PEOPLE)
    rows: list[dict[str, object]] = [
        {"id": 1, "about_kind": "guest", "about_id": 1, "text": "a"},
        {"id": 3, "about_kind": "room", "about_id": 1, "text": "c"},
        {"id": 4, "about_kind": None, "about_id": 1, "text": "d"},
    ]
    shapes = {one.name: one.shape for one in data_map.collections.values()}
    inn = MemoryConnector("inn", shapes, {"notes": rows, "guests": [{"id": 1}], "rooms": [], "stays": []})
    assert [inn.count(Selection(name)) for name in ("inn.guest_notes", "inn.room_notes")] == [1, 2]
    noted_guests = Within(("id",), Selection("inn.room_notes"), ("about_id",))
    assert inn.count(Selection("inn.guests", noted_guests)) == 1
    assert inn.erase(Selection("inn.guest_notes"), at_most=9) == 1
    assert [row["id"] for row in rows] == [3, 4]


def test_a_table_in_parts_is_no_difference(noted: House) -> None:
    assert not [one for one in noted.drift().differences if one.table == "notes"]


def test_a_part_is_told_by_columns_that_are_there() -> None:
    wrong = NOTED_PEOPLE.replace("{about_kind: guest}", "{kind: guest}")
    assert [finding.code for finding in findings(wrong)]
