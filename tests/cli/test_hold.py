"""`hjemmel hold`: holds placed, looked at again and lifted from a terminal that tells of nobody."""

import getpass
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from django.conf import settings

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.cli import hold
from hjemmel.core.facts import HoldKind
from hjemmel.desk import clock, holds, keys, office
from hjemmel.profiles.gifts.demo import tables
from hjemmel.profiles.sample import DemoSystem, write_sqlite

GIFTS = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts" / "hjemmel.yaml"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "en lang setning 42"
DISPUTE = ["--title", "Tvist 2026/14", "--reason", "klage på en levering", "--review", "2027-01-15"]
Systems = tuple[Path, dict[str, DemoSystem]]
Said = pytest.CaptureFixture[str]


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
def somebody(systems: Systems) -> str:
    rows = systems[1]["nettbutikk"].table("accounts").dicts()
    return next(str(row["email"]) for row in rows if not str(row["email"]).startswith("slettet"))


def place(*arguments: str, who: str = "approver") -> int:
    return hold.command(["place", *arguments, "--as", who])


def test_a_hold_is_placed_told_of_without_its_person_and_lifted(somebody: str, capsys: Said) -> None:
    assert hold.command([]) == 0
    assert "No holds." in capsys.readouterr().out
    assert place(somebody, *DISPUTE, "--until", "2027-03-01", "--category", "name") == 0
    (view,) = holds.views()
    assert view.is_bounded and view.hold.categories == {"name"}
    assert lines(1)[0].kind == "hold-placed" and lines(1)[0].actor == view.hold.approver != "hjemmel"
    assert hold.command(["list"]) == 0
    told = capsys.readouterr().out
    assert (
        "Tvist 2026/14  bounded  one row of nettbutikk.accounts  until 2027-03-01  review by 2027-01-15"
        in told
    )
    assert somebody not in told
    assert hold.command(["lift", view.hold.id, "--as", "approver"]) == 0
    assert hold.command([]) == 0 and "No holds." in capsys.readouterr().out
    assert hold.command(["list", "--all"]) == 0 and "ended 2026-11-23" in capsys.readouterr().out
    assert hold.command(["lift", view.hold.id, "--as", "approver"]) == 1


def test_people_may_be_typed_so_that_no_shell_remembers_them(
    somebody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{somebody}\n\n"))
    assert place(*DISPUTE, "--law", "straffeprosessloven § 215 a") == 0
    (view,) = holds.views()
    assert view.hold.kind is HoldKind.STATUTORY and view.hold.ends_on is None


def test_what_was_not_looked_at_again_is_told_until_somebody_does(somebody: str, capsys: Said) -> None:
    assert place(somebody, *DISPUTE, "--until", "2027-03-01") == 0
    clock.use(lambda: NOW + timedelta(days=60))
    assert hold.command([]) == 1
    assert "OVERDUE since 2027-01-15" in capsys.readouterr().out
    id = holds.views()[0].hold.id
    assert hold.command(["review", id, "--review", "2027-02-15", "--as", "approver"]) == 0
    assert "until 2027-03-01  review by 2027-02-15" in capsys.readouterr().out
    assert hold.command([]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["SOMEBODY"], "must have an end"),
        (["SOMEBODY", "--until", "2026-01-01"], "ends before it begins"),
        (["SOMEBODY", "--until", "2027-03-01", "--category", "shoe_size"], 'no category "shoe_size"'),
        (
            ["SOMEBODY", "--until", "2027-03-01", "--collection", "nowhere.rows"],
            'no collection "nowhere.rows"',
        ),
        (["nobody@nowhere.example", "--until", "2027-03-01"], "leads to nobody"),
        ([" ", "--until", "2027-03-01"], "at least one person"),
    ],
)
def test_what_lacks_something_is_refused_and_nothing_is_held(
    somebody: str, arguments: list[str], words: str, capsys: Said
) -> None:
    given = [somebody if one == "SOMEBODY" else one for one in arguments]
    assert place(*given, *DISPUTE) == 1
    complained = capsys.readouterr().err
    assert words in complained and somebody not in complained and "nowhere.example" not in complained
    assert not holds.views()


def test_whoever_may_not_approve_places_nothing(somebody: str) -> None:
    assert place(somebody, *DISPUTE, "--until", "2027-03-01", who="operator") == 1
    assert not holds.views()
