"""`hjemmel requests`: what was asked for, seen and handled from a terminal that shows nobody's name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import fresh

import hjemmel.profiles
from hjemmel.capabilities.declarations.services import publish  # isort: split

from hjemmel.cli.requests import command
from hjemmel.core.request import State
from hjemmel.desk import clock, keys, office, requests

GIFTS = Path(hjemmel.profiles.__file__).parent / "gifts" / "hjemmel.yaml"
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ADD = [
    "add",
    "access",
    "post",
    "--on",
    "2026-11-20",
    "--name",
    "Kari Plantet",
    "--known-by",
    "kari@plantet.example",
]


@pytest.fixture(autouse=True)
def company(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for _ in fresh():
        clock.use(lambda: NOW)
        keys.prepare(office.HJEMMEL)
        publish(GIFTS.read_bytes(), office.HJEMMEL, NOW)
        monkeypatch.setattr("sys.stdin", io.StringIO("Hva vet dere om meg?"))
        yield
        clock.use(clock.machine)


def added() -> str:
    assert command(ADD) == 0
    (one,) = requests.inbox()
    return one.id


def test_a_letter_is_entered_with_its_day_and_listed_without_its_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command([]) == 0
    assert "No requests." in capsys.readouterr().out
    id = added()
    assert command(["list"]) == 0 and command(["show", id]) == 0
    out = capsys.readouterr().out
    assert id in out and "answer by 2026-12-20  27 days left" in out and "Received" in out
    assert "Plantet" not in out and "plantet" not in out
    assert requests.search("plantet", office.HJEMMEL)


def test_what_is_late_says_so_and_so_does_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    added()
    clock.use(lambda: NOW + timedelta(days=25))
    assert command(["remind"]) == 0
    assert "2 days left" in capsys.readouterr().out
    assert command(["remind"]) == 0
    assert "Nothing to call to mind." in capsys.readouterr().out
    clock.use(lambda: NOW + timedelta(days=30))
    assert command([]) == 1
    assert "LATE by 3 days" in capsys.readouterr().out


def test_it_is_extended_with_a_notice_and_laid_aside(capsys: pytest.CaptureFixture[str]) -> None:
    id = added()
    assert command(["extend", id, "--told-on", "2026-11-23"]) == 1
    assert "has not been extended" in capsys.readouterr().err
    assert command(["extend", id, "--because", "many"]) == 0
    assert command(["extend", id, "--told-on", "2026-11-23"]) == 0
    assert "answer by 2027-02-20" in capsys.readouterr().out
    assert command(["close", id, "--because", "taken_back"]) == 0
    assert requests.inbox() == ()
    assert requests.inbox("all")[0].state is State.TAKEN_BACK
    assert command(["close", id, "--because", "not_a_request"]) == 1


def test_a_reference_that_nobody_has_is_said_to_be_none(capsys: pytest.CaptureFixture[str]) -> None:
    for deed in (["show"], ["extend"], ["close", "--because", "taken_back"]):
        assert command([deed[0], "finnesikkefinnes", *deed[1:]]) == 2
    assert "no request" in capsys.readouterr().err
