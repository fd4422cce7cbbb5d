"""Who a command is given by: it stands in the ledger, and nobody does what their role does not allow."""

import getpass
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from hjemmel.capabilities.ledger.store import LedgerLine, lines
from hjemmel.capabilities.plans.store import newest
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import NotSignedIn, create_staff, sign_in
from hjemmel.cli import approve, plan, promises, publish, why
from hjemmel.desk import clock, office
from hjemmel.engine.ports import Actor

GIFTS = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts" / "hjemmel.yaml"
PASSWORD = "en lang setning 42"
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[Role, Actor]]:
    """An empty database, three members of staff, and a keyboard that types the right password."""
    whole = fresh()
    next(whole)
    clock.use(lambda: NOW)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: PASSWORD)
    yield {
        role: create_staff(role.value, f"Ane {role.value}", PASSWORD, role, office.HJEMMEL, NOW)
        for role in Role
    }
    clock.use(clock.machine)
    next(whole, None)


def last(kind: str) -> LedgerLine:
    return next(line for line in lines(20) if line.kind == kind)


def test_whoever_signs_in_stands_in_the_ledger(house: dict[Role, Actor]) -> None:
    assert publish.command([str(GIFTS), "--as", "approver"]) == 0
    assert last("declaration-published").actor == house[Role.APPROVER].id
    assert plan.command(["sweep", "--as", "operator"]) == 0
    assert last("plan-made").actor == house[Role.OPERATOR].id
    promises.command(["--as", "operator"])
    assert last("promises-judged").actor == house[Role.OPERATOR].id
    why.command(["kari@nes.example", "--as", "operator"])
    assert last("person-looked-up").actor == house[Role.OPERATOR].id


def test_what_runs_on_a_timetable_is_done_by_hjemmel_itself() -> None:
    publish.command([str(GIFTS), "--as", "approver"])
    assert plan.command(["sweep"]) == 0
    assert last("plan-made").actor == "hjemmel"


def test_nobody_does_what_their_role_does_not_allow(capsys: pytest.CaptureFixture[str]) -> None:
    assert publish.command([str(GIFTS), "--as", "operator"]) == 1
    publish.command([str(GIFTS), "--as", "approver"])
    assert plan.command(["sweep", "--as", "reader"]) == 1
    assert "does not allow" in capsys.readouterr().err
    assert newest(1) == ()
    plan.command(["sweep"])
    assert approve.command([newest(1)[0].plan.digest, "--as", "operator"]) == 1


def test_where_nobody_types_a_password_it_is_said_and_nothing_happens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", nothing)
    assert publish.command([str(GIFTS), "--as", "approver"]) == 1
    assert publish.staff(["kari", "Kari Berg"]) == 1
    assert capsys.readouterr().err.count("no password was given") == 2


def test_a_wrong_password_lets_nothing_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "feil")
    assert publish.command([str(GIFTS), "--as", "approver"]) == 1
    assert "declaration-published" not in {line.kind for line in lines(20)}


def test_publishing_and_approving_always_ask_who(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (publish.command, approve.command):
        with pytest.raises(SystemExit):
            command(["x"])
        assert "--as" in capsys.readouterr().err


def test_an_account_is_closed_and_opens_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert publish.staff(["reader", "--close", "--as", "approver"]) == 0
    assert publish.staff(["reader", "--close"]) == 1
    with pytest.raises(NotSignedIn):
        sign_in("reader", PASSWORD, "here", NOW)
    with pytest.raises(SystemExit):
        publish.staff(["new"])
    assert publish.staff(["new", "Ny Person", "--role", "reader"]) == 0
    assert "no open account" in capsys.readouterr().err
