"""`hjemmel may`: one person and a list, against the gifts company's own SQLite files."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from django.conf import settings

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger.store import LedgerLine, lines
from hjemmel.cli import may
from hjemmel.core.facts import AddressKind, Suppressed
from hjemmel.core.permission import Marker
from hjemmel.desk import clock, keys, office
from hjemmel.desk.marks import marker
from hjemmel.profiles.gifts.demo import tables
from hjemmel.profiles.sample import DemoSystem, write_sqlite

GIFTS = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts" / "hjemmel.yaml"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PEOPLE = 200


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, DemoSystem]]:
    folder = tmp_path_factory.mktemp("systems")
    made = tables(PEOPLE, date(2026, 11, 23), 4)
    for name, system in made.items():
        write_sqlite(system, folder / f"{name}.db")
    return folder, made


@pytest.fixture(autouse=True)
def company(
    systems: tuple[Path, dict[str, DemoSystem]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    whole = fresh()
    next(whole)
    clock.use(lambda: NOW)
    monkeypatch.setattr(settings, "HJEMMEL_MASTER_KEY_FILE", tmp_path / "master.keys")
    keys.prepare(office.HJEMMEL)
    for name in systems[1]:
        monkeypatch.setenv(f"{name.upper()}_URL", f"sqlite:///{systems[0] / name}.db")
    publish(GIFTS.read_bytes(), office.HJEMMEL, NOW)
    yield
    clock.use(clock.machine)
    next(whole, None)


def subscribers(systems: tuple[Path, dict[str, DemoSystem]], basis: str) -> list[str]:
    rows = systems[1]["nyhetsbrev"].table("subscribers").dicts()
    return [
        str(row["email"]) for row in rows if row["basis"] == basis and "@invalid" not in str(row["email"])
    ]


def last() -> LedgerLine:
    return next(line for line in lines(5) if line.kind == "permission-asked")


def test_one_person_gets_an_answer_a_reason_and_the_law(
    systems: tuple[Path, dict[str, DemoSystem]], capsys: pytest.CaptureFixture[str]
) -> None:
    customer = subscribers(systems, "customer")[0]
    assert may.command([customer, "market_customers", "email", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("allow   The customer gave the address in a sale")
    assert "§\u00a015" in told and "hjemmel.yaml:" in told and customer not in told
    assert may.command([customer, "market_others", "email"]) == 1
    assert capsys.readouterr().out.startswith("nei   ")


def test_a_list_goes_in_and_the_permitted_list_comes_out_with_the_reasons_beside(
    systems: tuple[Path, dict[str, DemoSystem]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    customers, readers = subscribers(systems, "customer"), subscribers(systems, "consent")
    everybody = [*customers, *readers, "ukjent@nes.example"]
    file = tmp_path / "list.txt"
    file.write_text("\n".join(everybody) + "\n\n", encoding="utf-8")
    assert may.command(["--list", str(file), "market_others", "email", "--lang", "en"]) == 1
    out, err = capsys.readouterr()
    permitted = out.splitlines()
    assert permitted and set(permitted) < set(readers)
    assert permitted == [one for one in everybody if one in set(permitted)]
    assert f"{len(permitted)} of {len(everybody)} may get the message." in err
    assert "Nobody with this identity is known here." in err
    assert not [one for one in everybody if one in err]


def test_the_ledger_tells_how_many_and_nothing_of_whom(systems: tuple[Path, dict[str, DemoSystem]]) -> None:
    reader = subscribers(systems, "consent")[0]
    may.command([reader, "market_others", "email", "--format", "json"])
    content = last().content
    assert content == {
        "purpose": "market_others", "channel": "email", "asked": 1, "allowed": content["allowed"],
        "receipts": content["receipts"],
    }  # fmt: skip
    assert reader not in json.dumps(content)


def test_a_suppression_denies_at_once(
    systems: tuple[Path, dict[str, DemoSystem]], capsys: pytest.CaptureFixture[str]
) -> None:
    customer = subscribers(systems, "customer")[0]
    mark = marker(office.HJEMMEL).mark(AddressKind.EMAIL, customer.upper())
    StoredFacts().record([Suppressed(kind=AddressKind.EMAIL, mark=mark, at=NOW)], office.HJEMMEL, NOW)
    assert may.command([customer, "market_customers", "email", "--format", "json"]) == 1
    (receipt,) = json.loads(capsys.readouterr().out)
    assert (receipt["may"], receipt["reason"], receipt["law"]) == ("deny", "suppressed", "gdpr-21-3")


def test_suppressions_under_another_key_allow_nothing(
    systems: tuple[Path, dict[str, DemoSystem]], capsys: pytest.CaptureFixture[str]
) -> None:
    customer = subscribers(systems, "customer")[0]
    mark = Marker(bytes(32)).mark(AddressKind.EMAIL, "en.annen@nes.example")
    StoredFacts().record([Suppressed(kind=AddressKind.EMAIL, mark=mark, at=NOW)], office.HJEMMEL, NOW)
    assert may.command([customer, "market_customers", "email", "--lang", "en"]) == 1
    assert "another key" in capsys.readouterr().out


def test_without_the_master_key_nothing_is_answered(
    systems: tuple[Path, dict[str, DemoSystem]], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(settings, "HJEMMEL_MASTER_KEY_FILE", tmp_path / "lost.keys")
    assert may.command([subscribers(systems, "customer")[0], "market_customers", "email"]) == 2
    out, err = capsys.readouterr()
    assert not out and "master key" in err


def test_a_change_of_master_key_changes_no_mark() -> None:
    before = marker(office.HJEMMEL).mark(AddressKind.EMAIL, "kari@nes.example")
    keys.change_master(office.HJEMMEL, lambda count: None)
    assert marker(office.HJEMMEL).mark(AddressKind.EMAIL, "kari@nes.example") == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["kari@nes.example", "market_customer", "email"], 'did you mean "market_customers"?'),
        (["kari@nes.example", "market_customers", "sms"], 'unknown channel "sms"'),
        (["--list", "no such file", "market_customers", "email"], "cannot read no such file"),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest_one(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert may.command(arguments) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["market_customers", "email"], ["--list", "x", "a", "b", "c"]])
def test_it_is_said_of_whom_once(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        may.command(arguments)
    assert stopped.value.code == 2
    assert "PERSON PURPOSE CHANNEL" in capsys.readouterr().err
