"""`hjemmel consents import`: consents from before, against the gifts company's own SQLite files."""

import getpass
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.connectors.sheets.files import by_xlsxwriter
from tests.database import fresh  # isort: split

from django.conf import settings

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.facts.services import record
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.cli import consents
from hjemmel.core.facts import ConsentGiven
from hjemmel.desk import clock, keys, office
from hjemmel.desk.house import house
from hjemmel.desk.permission import may_each
from hjemmel.engine.house import House
from hjemmel.engine.permission import subjects
from hjemmel.profiles.gifts.demo import tables
from hjemmel.profiles.sample import DemoSystem, write_sqlite

GIFTS = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts" / "hjemmel.yaml"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "en lang setning 42"
HEADINGS = "e-post;formål;gitt;ordlyd;kanal;bevis;trukket"
Systems = tuple[Path, dict[str, DemoSystem]]


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Systems:
    folder = tmp_path_factory.mktemp("systems")
    made = tables(200, date(2026, 11, 23), 4)
    for name, system in made.items():
        write_sqlite(system, folder / f"{name}.db")
    return folder, made


@pytest.fixture(autouse=True)
def company(systems: Systems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    whole = fresh()
    next(whole)
    clock.use(lambda: NOW)
    monkeypatch.setattr(settings, "HJEMMEL_MASTER_KEY_FILE", tmp_path / "master.keys")
    monkeypatch.setattr(getpass, "getpass", lambda prompt: PASSWORD)
    keys.prepare(office.HJEMMEL)
    for name in systems[1]:
        monkeypatch.setenv(f"{name.upper()}_URL", f"sqlite:///{systems[0] / name}.db")
    publish(GIFTS.read_bytes(), office.HJEMMEL, NOW)
    for role in Role:
        create_staff(role.value, f"Ane {role.value}", PASSWORD, role, office.HJEMMEL, NOW)
    yield
    clock.use(clock.machine)
    next(whole, None)


@pytest.fixture
def readers(systems: Systems) -> list[str]:
    """E-mail addresses that lead to one person each."""
    rows = systems[1]["nyhetsbrev"].table("subscribers").dicts()
    emails = sorted({str(row["email"]) for row in rows if "@invalid" not in str(row["email"])})
    persons = subjects(company_house(), emails)
    return [email for email, found in zip(emails, persons, strict=True) if len(found) == 1]


def company_house() -> House:
    return house(office.HJEMMEL)


def file(folder: Path, *rows: str) -> str:
    path = folder / "samtykker.csv"
    path.write_text("\n".join([HEADINGS, *rows, ""]), encoding="utf-8")
    return str(path)


def row(email: str, **changed: str) -> str:
    told = {
        "purpose": "web_statistics", "given": "04.05.2021", "wording": "nyhetsbrev-2", "channel": "webshop",
        "proof": "skjema/2021-88", "withdrawn": "", **changed,
    }  # fmt: skip
    return ";".join([email, *told.values()])


def run(*arguments: str, who: str = "operator") -> int:
    return consents.command(["import", *arguments, "--as", who])


def standing() -> tuple[ConsentGiven, ...]:
    return tuple(StoredFacts().read().consents)


def test_looking_takes_nothing_and_taking_takes_the_consent_with_its_evidence(
    readers: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = file(tmp_path, row(readers[0]))
    assert run(asked) == 0
    assert standing() == ()
    assert "1 rows read, 1 consents can be taken" in capsys.readouterr().out
    assert run(asked, "--take") == 0
    (given,) = standing()
    assert (given.purpose, given.text_version, given.channel, given.proof) == (
        "web_statistics", "nyhetsbrev-2", "webshop", "skjema/2021-88",
    )  # fmt: skip
    assert given.given_at == datetime(2021, 5, 3, 22, 0, tzinfo=UTC), "the beginning of that day here"
    assert (given.about,) == next(subjects(company_house(), [readers[0]]))
    (line,) = [line for line in lines(20) if line.kind == "facts-recorded"]
    assert line.content["counts"] == {"ConsentGiven": 1}


def test_a_workbook_is_read_as_well_with_days_as_a_spreadsheet_has_them(
    readers: list[str], tmp_path: Path
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        for number, cells in enumerate([HEADINGS, row(readers[0]), row(readers[1], given="ikke en dag")]):
            sheet.write_row(number, 0, cells.split(";"))
        sheet.write_datetime(1, 2, datetime(2021, 5, 4), book.add_format({"num_format": "dd.mm.yyyy"}))

    path = tmp_path / "samtykker.xlsx"
    path.write_bytes(by_xlsxwriter(fill))
    assert run(str(path), "--take") == 1, "the other row is left out"
    (given,) = standing()
    assert (given.purpose, given.text_version, given.proof) == (
        "web_statistics", "nyhetsbrev-2", "skjema/2021-88",
    )  # fmt: skip
    assert given.given_at == datetime(2021, 5, 3, 22, 0, tzinfo=UTC), "the beginning of that day here"


def test_taken_again_nothing_is_changed(readers: list[str], tmp_path: Path) -> None:
    asked = file(tmp_path, row(readers[0]))
    assert run(asked, "--take") == 0
    assert run(asked, "--take") == 1
    assert len(standing()) == 1
    assert len([line for line in lines(20) if line.kind == "facts-recorded"]) == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"purpose": "annet"}, "the purpose is not in the declaration"),
        ({"purpose": "market_customers"}, "the purpose does not rest on consent"),
        ({"given": "31.02.2021"}, "is no day"),
        ({"given": ""}, "is no day"),
        ({"given": "2027-01-01"}, "in the future"),
        ({"withdrawn": "en gang"}, "the day it was withdrawn is no day"),
        ({"withdrawn": "2020-01-01"}, "withdrawn before it is given"),
        ({"channel": "use"}, "nobody consents by using a service"),
        ({"channel": "brevdue"}, "the channel is not in the declaration"),
        ({"proof": ""}, "nobody could show that it was given"),
        ({"proof": "Kari sa ja"}, "references without spaces"),
    ],
)
def test_a_row_that_is_wrong_is_left_out_and_told_by_its_number(
    readers: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str], says: str
) -> None:
    assert run(file(tmp_path, row(readers[0]), row(readers[1], **changed)), "--take") == 1
    told = capsys.readouterr().out
    assert "row 3: " in told and says in told and "row 2: " not in told
    assert len(standing()) == 1


def test_an_identity_of_nobody_is_told_and_never_repeated(
    readers: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file(tmp_path, row("ingen@ukjent.example"), row(readers[0], purpose="annet"))) == 1
    told = capsys.readouterr()
    assert "row 2: nobody has the identity" in told.out
    for email in ("ingen@ukjent.example", readers[0]):
        assert email not in told.out + told.err
        assert all(email not in str(line.content) for line in lines(20))


def test_an_older_yes_never_undoes_a_no(
    readers: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (about,) = next(subjects(company_house(), [readers[0]]))
    ended = ConsentGiven(
        about=about, purpose="web_statistics", given_at=NOW - timedelta(days=9), withdrawn_at=NOW - timedelta(days=1)
    )  # fmt: skip
    record((ended,), office.HJEMMEL, NOW)
    assert run(file(tmp_path, row(readers[0])), "--take") == 1
    assert "row 2: the person has said no to the purpose since" in capsys.readouterr().out
    assert standing() == (ended,)


def test_a_withdrawal_in_the_file_counts_for_every_older_yes_in_it(
    readers: list[str], tmp_path: Path
) -> None:
    older, newer = row(readers[0]), row(readers[0], given="2022-01-01", withdrawn="2023-01-01")
    assert run(file(tmp_path, older, newer), "--take") == 1
    assert [one.withdrawn_at is not None for one in standing()] == [True]


def test_a_withdrawal_that_is_not_known_here_yet_is_taken(readers: list[str], tmp_path: Path) -> None:
    assert run(file(tmp_path, row(readers[0])), "--take") == 0
    assert run(file(tmp_path, row(readers[0], withdrawn="2024-02-01")), "--take") == 0
    (given,) = standing()
    assert given.withdrawn_at is not None
    assert run(file(tmp_path, row(readers[0])), "--take") == 1, "the old file again does not bring it back"
    assert standing() == (given,)


def test_a_file_without_its_columns_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "annet.csv"
    path.write_text("e-post;gitt\na@b.example;2021-01-01\n", encoding="utf-8")
    assert run(str(path)) == 2
    assert "purpose, wording, channel, proof" in capsys.readouterr().err
    assert run(str(tmp_path / "ingen.csv")) == 2


def test_where_a_system_is_out_of_reach_nobody_knows_whose_an_identity_is(
    readers: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NETTBUTIKK_URL")
    assert run(file(tmp_path, row(readers[0])), "--take") == 2
    assert standing() == ()


def test_a_reader_takes_nothing(readers: list[str], tmp_path: Path) -> None:
    assert run(file(tmp_path, row(readers[0])), "--take", who="reader") == 1
    assert standing() == ()


def test_where_the_companys_own_rows_tell_of_consents_a_file_does_not_outdo_their_withdrawals(
    systems: Systems, readers: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = systems[1]["nyhetsbrev"].table("subscribers").dicts()
    left = [
        str(one["email"])
        for one in rows
        if one["optout_at"] is not None and one["basis"] == "consent" and str(one["email"]) in readers
    ]
    assert left, "somebody said yes and then no"
    before = may_each(left, "market_others", "email", office.HJEMMEL)
    told = [row(email, purpose="market_others", given="2015-01-01") for email in left]
    assert run(file(tmp_path, *told), "--take") == 1
    assert "rows of the company's own tell of consents to the purpose" in capsys.readouterr().out
    after = may_each(left, "market_others", "email", office.HJEMMEL)
    assert not any(one.is_allowed for one in (*before, *after))
