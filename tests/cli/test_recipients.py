"""`hjemmel recipients`: who we name is looked up over real HTTP, and each answer is a dated line of the ledger."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.connectors.register_server import (
    ACTIVE,
    BANKRUPT,
    DELETED,
    NOBODY,
    Served,
    organisation,
    sent,
    served,
)
from tests.database import fresh

import hjemmel.profiles
from hjemmel.capabilities.declarations.services import publish  # isort: split

from hjemmel.capabilities.ledger import store as ledger
from hjemmel.cli.recipients import command
from hjemmel.core.ledger.chain import Verified
from hjemmel.desk import office
from hjemmel.desk.recipients import KIND

GIFTS = Path(hjemmel.profiles.__file__).parent / "gifts" / "hjemmel.yaml"
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
NUMBERS = {
    "fagerlia": BANKRUPT,
    "salgskompass_as": DELETED,
    "tallrekka": NOBODY,
    "brevdue": ACTIVE,
}


@pytest.fixture(autouse=True)
def database() -> Iterator[Path]:
    yield from fresh()


@pytest.fixture
def register() -> Iterator[Served]:
    with served() as running:
        yield running


def declared(version: int = 10, name: str = "Prøvegaver AS") -> None:
    """The gifts company, its recipients with numbers."""
    text = GIFTS.read_text(encoding="utf-8").replace(
        "name: Merkevarden Profil og Gave AS", f"name: {name}", 1
    )
    for key, number in NUMBERS.items():
        text = text.replace(f"\n  {key}:\n", f'\n  {key}:\n    orgnr: "{number}"\n', 1)
    text = re.sub(r"^  version: \d+$", f"  version: {version}", text, count=1, flags=re.MULTILINE)
    publish(text.encode(), office.HJEMMEL, NOW)


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    lines = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    return {key: f"{sign} {said}" for sign, key, said in lines}


def test_before_anybody_asks_it_is_unknown_and_nothing_is_sent(
    register: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    declared()
    assert command(["--last", "--register", register.base]) == 1  # some have no number
    said = told(capsys)
    assert said["organisation"] == said["recipients.fagerlia"] == "UNKNOWN not looked up yet"
    assert register.asked == [] and ledger.lines_of(KIND, 5) == ()


def test_each_is_told_for_what_the_register_says(
    register: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    declared()
    assert command(["--register", register.base]) == 1
    said = told(capsys)
    assert said["organisation"].startswith("ok is in the register under this name (")
    assert said["recipients.fagerlia"].startswith("WRONG is bankrupt under ANOTHER NAME")
    assert said["recipients.salgskompass_as"].startswith("WRONG is deleted from the register")
    assert said["recipients.tallrekka"].startswith("WRONG is not in the register")
    assert said["recipients.brevdue"].startswith("WRONG is in the register under ANOTHER NAME")
    assert said["recipients.silverlind"] == "- is established abroad: not in this register"
    assert said["recipients.postferd"] == "WRONG has no organisation number in the declaration"


def test_numbers_of_organisations_are_all_that_is_sent(
    register: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    declared()
    command(["--register", register.base])
    asked = {path.rpartition("/")[2] for path, _ in register.asked}
    assert asked == {ACTIVE, BANKRUPT, DELETED, NOBODY}
    sent_too = json.dumps([headers for _, headers in register.asked])
    assert "rkevarden" not in sent_too and "vegaver" not in sent_too


def test_each_answer_is_a_line_that_can_be_read_again(
    register: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    declared()
    command(["--register", register.base])
    before = told(capsys)
    assert len(ledger.lines_of(KIND, 50)) == 5 and isinstance(ledger.check(), Verified)
    register.asked.clear()
    assert command(["--last"]) == 1
    assert told(capsys) == before and register.asked == []


def test_no_name_and_no_number_of_a_person_stands_in_the_ledger(
    register: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    declared()
    sole = organisation(
        ACTIVE, "KARI PRØVESEN", organisasjonsform={"kode": "ENK", "beskrivelse": "Enkeltpersonforetak"}
    )
    register.script.append(lambda handler: sent(handler, 200, json.dumps(sole).encode()))
    command(["--register", register.base])
    lines = ledger.lines_of(KIND, 50)
    ours = next(line for line in lines if line.content["who"] == "organisation")
    assert (
        ours.content["orgnr"] is None
        and ours.content["form"] == "ENK"
        and ours.content["name_is_declared"] is False
    )
    assert not any("PRØVE" in json.dumps(dict(line.content), ensure_ascii=False) for line in lines)
    assert {line.content["orgnr"] for line in lines} == {None, ACTIVE, BANKRUPT, DELETED}


def test_answers_stand_only_under_the_declaration_they_were_given_for(
    register: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    declared()
    command(["--register", register.base])
    capsys.readouterr()
    declared(version=11, name="Andre Prøver AS")
    command(["--last"])
    assert told(capsys)["organisation"] == "UNKNOWN not looked up yet"


def test_a_register_that_falls_silent_leaves_the_rest_unknown(
    register: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    declared()
    busy = [lambda handler: sent(handler, 503, b"", Retry_After="3600")]
    register.script += busy
    assert command(["--register", register.base]) == 2
    said = told(capsys)
    assert (
        said["organisation"]
        == said["recipients.brevdue"]
        == "UNKNOWN the register did not answer: try again later"
    )
    assert len(register.asked) == 1 and ledger.lines_of(KIND, 5) == ()


@pytest.mark.parametrize("address", ["http://register.example", "file:///etc/hostname"])
def test_an_address_that_is_not_safe_is_refused(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    declared()
    assert command(["--register", address]) == 2
    assert "not safe" in capsys.readouterr().err


def test_nothing_published_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["--last"]) == 2
    assert capsys.readouterr().err


def test_programs_get_json(register: Served, capsys: pytest.CaptureFixture[str]) -> None:
    declared()
    command(["--register", register.base, "--format", "json"])
    first = json.loads(capsys.readouterr().out)[0]
    assert first["key"] == "organisation" and first["answer"]["standing"] == "active"
    assert first["answer"]["source"] == register.base
