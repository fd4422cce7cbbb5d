import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from hjemmel.core.identifiers import NumberKind, is_account_number, is_orgnr, national_number
from hjemmel.profiles import vocabulary
from hjemmel.profiles.sample import DemoSystem, DemoTable, Sample, ascii_of, refers, write_sqlite


def shop() -> DemoSystem:
    people = DemoTable(
        name="people",
        columns=(
            ("id", "INTEGER"),
            ("name", "TEXT"),
            ("born", "DATE"),
            ("seen_at", "TIMESTAMP"),
            ("no", "BOOLEAN"),
        ),
        key=("id",),
        unique=(("name",),),
        not_null=("name",),
        indexes=(("born",),),
    )
    people.add(id=1, name="Bjørg Ødegård", born="1980-02-29", seen_at="2026-01-02 10:00:00", no=True)
    people.add(id=2, name="Åse Næss", born="2025-02-30", seen_at=None, no=False)
    pets = DemoTable(
        name="pets",
        columns=(("id", "INTEGER"), ("person_id", "INTEGER"), ("weight", "REAL")),
        key=("id",),
        references=(refers("person_id", "people.id"),),
    )
    pets.add(id=1, person_id=2, weight=3.5)
    return DemoSystem(name="shop", tables=(people, pets))


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    write_sqlite(shop(), tmp_path / "shop.db")
    with closing(sqlite3.connect(tmp_path / "shop.db")) as found:
        assert found.execute("SELECT name, born, no FROM people ORDER BY id").fetchall() == [
            ("Bjørg Ødegård", "1980-02-29", 1),
            ("Åse Næss", "2025-02-30", 0),
        ]
        assert found.execute("SELECT * FROM pets").fetchall() == [(1, 2, 3.5)]
        assert found.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_same_system_gives_the_same_file(tmp_path: Path) -> None:
    write_sqlite(shop(), tmp_path / "one.db")
    write_sqlite(shop(), tmp_path / "two.db")
    write_sqlite(shop(), tmp_path / "two.db")
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()


def test_a_reference_to_nothing_is_found_while_writing(tmp_path: Path) -> None:
    system = shop()
    system.table("pets").add(id=2, person_id=99, weight=1.0)
    with pytest.raises(ValueError, match="refers to nothing in people"):
        write_sqlite(system, tmp_path / "shop.db")


def test_a_row_needs_every_column() -> None:
    with pytest.raises(ValueError, match="people: columns are"):
        shop().table("people").add(id=3, name="Ola Moe")


def test_the_same_seed_gives_the_same_people() -> None:
    one, two, other = Sample(7), Sample(7), Sample(8)
    assert [one.person() for _ in range(50)] == [two.person() for _ in range(50)]
    assert [one.address() for _ in range(50)] != [other.address() for _ in range(50)]


def test_what_must_be_unique_is() -> None:
    sample = Sample(1)
    makers = (
        lambda: sample.email("Kari Hansen"),
        sample.phone,
        sample.orgnr,
        sample.account_number,
        lambda: sample.national_number(date(1980, 5, 17)),
        lambda: sample.company().domain,
    )
    for make in makers:
        made = [make() for _ in range(120)]
        assert len(set(made)) == len(made)


def test_phones_do_not_run_out() -> None:
    sample = Sample(2)
    made = [sample.phone() for _ in range(9_500)]
    assert len(set(made)) == len(made)
    assert all(phone.startswith("00 00 ") for phone in made)


def test_nobody_in_a_sample_can_exist() -> None:
    sample = Sample(3)
    company = sample.company()
    assert company.domain.endswith(".example")
    assert company.domain.isascii()
    assert company.orgnr.startswith("3")
    assert is_orgnr(company.orgnr)
    assert is_account_number(sample.account_number())
    assert sample.email("Bjørg Ødegård") == "bjorg.odegard@post.example"
    assert sample.email("Bjørg Ødegård") == "bjorg.odegard2@post.example"
    number = national_number(sample.national_number(date(1990, 12, 24)))
    assert number is not None
    assert number.kind is NumberKind.SYNTHETIC
    assert number.birth == date(1990, 12, 24)


def test_a_moment_falls_on_its_day_in_utc_and_in_oslo() -> None:
    sample = Sample(4)
    for _ in range(200):
        assert "2026-07-01 08:00:00" <= sample.at(date(2026, 7, 1)) <= "2026-07-01 15:59:59"


def test_there_are_names_enough() -> None:
    for names in (vocabulary.FIRST_NAMES, vocabulary.LAST_NAMES):
        assert len(names) == len(set(names)) > 100
    assert {"Åse", "Bjørg", "Næss"} <= {*vocabulary.FIRST_NAMES, *vocabulary.LAST_NAMES}
    assert ascii_of("Næss Ødegård Åsnes") == "naess-odegard-asnes"
