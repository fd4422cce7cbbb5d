"""Files of people into the register: from the bytes to sealed rows, and everything that is to be kept out on the way."""

from __future__ import annotations

import io
import os
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import fresh

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.imports import services, store
from hjemmel.capabilities.imports.services import NotNow
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.register import search
from hjemmel.capabilities.register.models import Contact, Organisation, Person
from hjemmel.capabilities.register.new import NotTaken
from hjemmel.connectors.sheets import Unreadable
from hjemmel.core.intake.columns import Holds, guessed
from hjemmel.core.intake.imported import Choice, Counts, Stage, Terms
from hjemmel.desk import clock, imports, keys, uploads
from hjemmel.desk.imports import taking
from hjemmel.desk.imports.on_disk import rows_of, sheet_of, with_register
from hjemmel.engine.ports import Actor

PROFILES = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles"
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ANE = Actor(id="staff-1", name="Ane")
HEADINGS = "Navn;E-post;Mobil;Firma;Stilling"
KARI = "Kari Plantet;kari@plantet.example;00 00 12 34;Plantet AS;innkjøper"
OLA = "Ola Plantet;ola@plantet.example;00 00 12 35;Plantet AS;"
TERMS = Terms(
    columns=((0, "name"), (1, "email"), (2, "phone"), (3, "organisation"), (4, "title")),
    source="person",
    channel="email",
    purposes=("deliver",),
    kind="contact",
    received_on=date(2026, 11, 20),
    told_on=date(2026, 11, 20),
)
LONG = 60.0


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for path in fresh():
        monkeypatch.setattr(uploads, "BESIDE", tmp_path.name)
        clock.use(lambda: NOW)
        keys.prepare(ANE)
        publish((PROFILES / "gifts_small" / "hjemmel.yaml").read_bytes(), ANE, NOW)
        yield path
        clock.use(clock.machine)
        uploads.remove_all_but(())


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([HEADINGS, *lines]).encode(encoding)


def received(*lines: str) -> str:
    return imports.receive([csv(*lines)], ANE)


def taken(*lines: str, terms: Terms = TERMS) -> imports.FileView:
    id = received(*lines)
    imports.decide(id, terms, ANE)
    return imports.take_some(id, ANE, LONG)


def names() -> set[str | None]:
    return {one.values["name"] for one in search.by_beginnings(keys.vault(ANE), "plantet")}


def people(name: str) -> set[str]:
    return {one.id for one in search.by_beginnings(keys.vault(ANE), name)}


def on_disk() -> list[Path]:
    folder = uploads._folder()
    return sorted(folder.iterdir()) if folder.is_dir() else []


# ---- a file becomes people ----------------------------------------------------------------------------------


def test_a_file_becomes_people_with_their_company_and_where_they_come_from() -> None:
    file = taken(KARI, OLA)
    assert file.stage is Stage.DONE
    assert file.counts == Counts(taken=2)
    assert names() == {"Kari Plantet", "Ola Plantet"}
    person = Person.objects.first()
    assert person is not None
    assert (person.source, person.channel, person.purposes) == ("person", "email", "deliver")
    assert person.received_at == datetime(2026, 11, 19, 23, 0, tzinfo=UTC), "midnight here"
    assert (Organisation.objects.count(), Contact.objects.count()) == (1, 2), "one company, two people at it"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (csv("Åse Plantet;ase@plantet.example;;;", encoding="cp1252"), "Åse Plantet"),
        (b"\xef\xbb\xbf" + csv("Åse Plantet;ase@plantet.example;;;"), "Åse Plantet"),
        (csv("Åse Plantet;ase@plantet.example;;;", encoding="utf-16"), "Åse Plantet"),
        (csv("=HYPERLINK(1) Plantet;ase@plantet.example;;;"), "=HYPERLINK(1) Plantet"),
    ],
    ids=["Windows-1252", "a byte order mark", "UTF-16", "a formula is a text"],
)
def test_whatever_the_file_was_saved_as(content: bytes, name: str) -> None:
    id = imports.receive([content], ANE)
    imports.decide(id, TERMS, ANE)
    assert imports.take_some(id, ANE, LONG).counts.taken == 1
    assert names() == {name}


def test_ragged_nameless_and_faulty_rows_are_put_aside_and_the_counts_add_up() -> None:
    file = taken(
        KARI,
        "Per Plantet;per@plantet.example",
        ";tom@plantet.example;;;",
        "Pål Plantet;ingen adresse;;;",
        "Siri Plantet;siri@plantet.example;4111 1111 1111 1111;;",
        OLA,
    )
    assert file.counts == Counts(taken=2, faulty=2, refused=2)
    assert file.counts.rows == 6
    assert [
        (row.number, [(one.holds, one.code) for one in row.amiss]) for row in imports.kept_out(file.id)
    ] == [
        (3, [("", "too-few-cells")]),
        (4, [("", "nameless")]),
        (5, [("email", "not-an-address")]),
        (6, [("phone", "card-here")]),
    ]
    assert not on_disk(), "and that is told when the file is gone"
    assert names() == {"Kari Plantet", "Ola Plantet"}


def test_a_number_in_the_title_keeps_one_row_out_and_stops_no_other() -> None:
    file = taken(KARI, "Per Plantet;per@plantet.example;;Plantet AS;selger 4111 1111 1111 1111", OLA)
    assert (file.stage, file.counts) == (Stage.DONE, Counts(taken=2, refused=1))


def test_the_first_rows_are_shown_with_what_is_the_matter_before_anything_is_taken() -> None:
    taken(KARI)
    id = received(KARI, "Pål Plantet;ingen adresse;;;", "Siri Plantet;siri@plantet.example;;;")
    look = imports.look(id, ANE)
    assert look is not None
    assert look.columns == {
        0: Holds.NAME, 1: Holds.EMAIL, 2: Holds.PHONE, 3: Holds.ORGANISATION, 4: Holds.TITLE,
    }  # fmt: skip
    assert [(row.number, bool(row.alike), bool(row.reasons)) for row in look.rows] == [
        (2, True, False),
        (3, False, True),
        (4, False, False),
    ]
    assert Person.objects.count() == 1


def test_headings_are_guessed_in_both_languages_and_each_thing_once() -> None:
    assert guessed(["Company", "First name", "Surname", "E-mail", "E-post 2", "Tlf.", "Postnr"]) == {
        0: Holds.ORGANISATION, 1: Holds.FIRST_NAME, 2: Holds.LAST_NAME, 3: Holds.EMAIL, 5: Holds.PHONE,
        6: Holds.POSTCODE,
    }  # fmt: skip


# ---- what keeps a file out ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"source": "nabo"},
        {"channel": "faks"},
        {"purposes": ()},
        {"purposes": ("moro",)},
        {"kind": "spøkelse"},
        {"told_on": None},
        {"columns": ((1, "email"),)},
        {"columns": ((0, "name"), (1, "name"))},
    ],
)
def test_no_file_without_its_source_channel_purpose_and_name(change: dict[str, object]) -> None:
    id = received(KARI)
    with pytest.raises(NotTaken) as found:
        imports.decide(id, replace(TERMS, **change), ANE)  # type: ignore[arg-type]
    assert all(reason.nb and reason.en for reason in found.value.reasons)
    with pytest.raises(NotNow):
        imports.take_some(id, ANE, LONG)
    assert Person.objects.count() == 0


def test_what_is_no_table_is_refused_and_not_kept() -> None:
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04 no archive"):
        with pytest.raises(Unreadable):
            imports.receive([content], ANE)
    assert not on_disk()
    assert not imports.files()


def test_a_company_without_the_register_among_its_systems_takes_no_files() -> None:
    publish((PROFILES / "gifts" / "hjemmel.yaml").read_bytes(), ANE, NOW)
    with pytest.raises(imports.NoRegister):
        received(KARI)
    assert not on_disk()


# ---- the same person? ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "by"),
    [
        ("Kari P.;KARI@plantet.example;;;", ["email"]),
        ("Noen Andre;;+47 00001234;;", ["phone"]),
        ("Kari P.;kari@plantet.example;00001234;;", ["email", "phone"]),
        ("Kari P.;ny@plantet.example;00001234;;", ["phone"]),
    ],
    ids=["the same address in capitals", "the same phone", "both", "one of the two"],
)
def test_who_may_be_in_the_register_already_waits_for_a_person(row: str, by: list[str]) -> None:
    taken(KARI)
    file = taken(row, OLA)
    assert file.stage is Stage.WAITING
    assert file.counts == Counts(taken=1, waiting=1)
    (kari,) = (one.pk for one in Person.objects.exclude(pk__in=people("Ola Plantet")))
    (waits,) = imports.waiting(file.id, ANE)
    assert (waits.number, [(one.person, sorted(one.by)) for one in waits.alike]) == (2, [(kari, by)])
    assert [one.told for one in waits.alike] == [{}], "hidden until somebody asks"
    assert Person.objects.count() == 2, "nothing is merged, and nothing is doubled"


def test_with_neither_address_nor_phone_the_name_tells() -> None:
    taken(KARI)
    assert taken("Plantet, Kari;;;;").counts == Counts(waiting=1)


def test_the_same_row_twice_in_one_file_waits_too() -> None:
    assert taken(KARI, KARI).counts == Counts(taken=1, waiting=1)


@pytest.mark.parametrize(
    ("choice", "counts", "people"),
    [
        (Choice.SAME, Counts(same=1), 1),
        (Choice.OUT, Counts(left_out=1), 1),
        (Choice.NEW, Counts(taken=1), 2),
    ],
)
def test_a_person_decides_and_the_last_decision_ends_it(choice: Choice, counts: Counts, people: int) -> None:
    taken(KARI)
    waits = taken("Kari P.;kari@plantet.example;;;")
    file = imports.choose(waits.id, 2, choice, ANE)
    assert (file.stage, file.counts) == (Stage.DONE, counts)
    assert Person.objects.count() == people
    assert not on_disk()
    with pytest.raises(NotNow):
        imports.choose(waits.id, 2, choice, ANE)


def test_the_rest_can_be_left_out() -> None:
    taken(KARI)
    waits = taken(KARI, OLA, OLA)
    file = imports.leave_out_the_rest(waits.id, ANE)
    assert (file.stage, file.counts) == (Stage.DONE, Counts(taken=1, left_out=2))


# ---- batches, breaks, two at once ---------------------------------------------------------------------------


def many(count: int) -> list[str]:
    return [f"Nr {n} Plantet;nr{n}@plantet.example;;;" for n in range(count)]


def test_it_goes_on_where_it_broke_off_and_takes_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 4)
    id = received(*many(10))
    imports.decide(id, TERMS, ANE)
    file = imports.take_some(id, ANE, 0.0)
    assert (file.stage, file.counts.taken, file.last_row) == (Stage.TAKING, 4, 5)
    assert len(on_disk()) == 1
    while file.stage is Stage.TAKING:
        file = imports.take_some(id, ANE, 0.0)
    assert file.counts == Counts(taken=10)
    assert Person.objects.count() == 10


def test_a_batch_that_fails_leaves_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 4)
    id = received(*many(6))
    imports.decide(id, TERMS, ANE)
    imports.take_some(id, ANE, 0.0)
    lines = LedgerEntry.objects.count()
    # Somebody else goes through the same rows: this one comes too late.
    services.go_on(id, 5, 7, Counts(left_out=2), {}, {}, ANE, NOW)
    data_map = with_register()
    with sheet_of(id) as sheet, rows_of(sheet, {}) as found:
        rows = [row for row in found if row.number > 5]
    with pytest.raises(NotNow):
        taking.take_batch(data_map, id, TERMS, rows, 5, ANE)
    assert Person.objects.count() == 4
    assert LedgerEntry.objects.count() == lines + 1


def test_two_imports_at_once_take_each_their_own_and_see_each_other() -> None:
    first, second = received(KARI, OLA), received(OLA, "Siri Plantet;siri@plantet.example;;;")
    for id in (first, second):
        imports.decide(id, TERMS, ANE)
    assert imports.take_some(second, ANE, LONG).counts == Counts(taken=2)
    assert imports.take_some(first, ANE, LONG).counts == Counts(taken=1, waiting=1)


# ---- the file itself ----------------------------------------------------------------------------------------


def test_the_file_lies_there_for_its_owner_alone_and_only_until_it_is_done() -> None:
    id = received(KARI)
    (file,) = on_disk()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) & 0o077 == 0 or os.name == "nt"
    imports.decide(id, TERMS, ANE)
    imports.take_some(id, ANE, LONG)
    assert not on_disk()
    assert imports.look(id, ANE) is None


def test_a_dropped_file_is_gone_and_what_was_taken_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 1)
    id = received(KARI, OLA)
    imports.decide(id, TERMS, ANE)
    imports.take_some(id, ANE, 0.0)
    imports.drop(id, ANE)
    assert not on_disk()
    assert Person.objects.count() == 1
    with pytest.raises(NotNow):
        imports.take_some(id, ANE, LONG)


def test_after_seven_days_it_is_dropped_whoever_looks() -> None:
    id = received(KARI)
    clock.use(lambda: NOW + timedelta(days=6))
    imports.tidy(ANE)
    assert len(on_disk()) == 1
    clock.use(lambda: NOW + timedelta(days=7))
    (uploads._folder() / "broken-off").write_bytes(b"half a file")
    imports.tidy(ANE)
    assert not on_disk()
    found = store.file(id)
    assert found is not None
    assert found.stage is Stage.DROPPED


def test_nothing_of_a_person_stands_outside_the_sealed_columns(database: Path) -> None:
    taken(KARI)
    waits = taken("Kari P.;kari@plantet.example;;;", "Pål Plantet;ingen adresse plantet;;;")
    with closing(sqlite3.connect(database)) as connection:
        dump = "\n".join(connection.iterdump()).casefold()
    assert "kari" not in dump
    assert "plantet.example" not in dump
    assert "ingen adresse" not in dump
    assert waits.counts == Counts(waiting=1, refused=1)


def test_a_workbook_with_formulas_and_macros_is_read_as_it_stands() -> None:
    content = workbook('<c r="A2" t="str"><f>"Kari "&amp;"Plantet"</f><v>Kari Plantet</v></c>')
    id = imports.receive([content], ANE)
    imports.decide(id, replace(TERMS, columns=((0, "name"),)), ANE)
    assert imports.take_some(id, ANE, LONG).counts == Counts(taken=1)
    id = imports.receive([workbook('<c r="A2"><f>1+1</f></c>')], ANE)
    imports.decide(id, replace(TERMS, columns=((0, "name"),)), ANE)
    assert imports.take_some(id, ANE, LONG).counts == Counts(faulty=1), "never computed: nobody's name"


def workbook(cell: str) -> bytes:
    """The smallest workbook with one heading and this cell under it."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Ark" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Navn</t></is></c></row><row r="2">{cell}</row></sheetData></worksheet>',
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return held.getvalue()
