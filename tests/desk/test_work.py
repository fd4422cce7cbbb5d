"""The jobs themselves: what each does when it is woken, also after a break, and that nothing is done which nobody approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from tests.desk.gift_shop import HJEMMEL, NOW, open_shop, write_systems

from hjemmel.capabilities.ledger import store as ledger
from hjemmel.connectors.protocol import Failure
from hjemmel.core.by_itself import Waits, Why
from hjemmel.core.request import Reminded, Way
from hjemmel.core.rights.right import Right
from hjemmel.desk import clock, office, reminders, requests, sweeps, work, worker
from hjemmel.desk.house import house
from hjemmel.desk.requests import Details
from hjemmel.engine.ports import Actor

NAME = "Kari Plantet"


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def ane(systems: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with open_shop(systems, tmp_path, monkeypatch, f"mailbox://{tmp_path / 'post'}") as actor:
        yield actor


def asked(ane: Actor) -> str:
    told = Details(name=NAME, contact="kari@a.example", identities="kari@a.example")
    return requests.receive(Way.PHONE, NOW.date(), Right.ACCESS, told, ane)


def letters(folder: Path) -> list[str]:
    return [file.read_bytes().decode() for file in sorted((folder / "post").glob("*.eml"))]


def on_day(number: int) -> None:
    clock.use(lambda: NOW + timedelta(days=number))


def test_whoever_answers_for_privacy_gets_one_letter_about_the_requests_that_wait(
    ane: Actor, tmp_path: Path
) -> None:
    first, second = asked(ane), asked(ane)
    assert reminders.send(HJEMMEL) == 0
    on_day(17)
    assert reminders.send(HJEMMEL) == 2
    (letter,) = letters(tmp_path)
    message = message_from_bytes(letter.encode(), policy=default)
    assert message["To"] == "personvern@merkevarden.example"
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert first in text and second in text and "13 dager igjen" in text
    assert "noen ber om innsyn" in text and "somebody asks for access" in text
    assert NAME not in letter and "kari@" not in letter
    on_day(18)
    assert reminders.send(HJEMMEL) == 0, "nothing new to call to mind that day"


def test_a_reminder_that_did_not_leave_is_sent_the_next_time_and_noted_once(
    ane: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = asked(ane)
    on_day(17)
    with monkeypatch.context() as without:
        without.delenv("MAIL_URL")
        with pytest.raises(Failure):
            reminders.send(HJEMMEL)
    assert reminders.send(HJEMMEL) == 1
    assert reminders.send(HJEMMEL) == 1
    assert len(letters(tmp_path)) == 1, "the second has the same id, and takes the place of the first"
    view = requests.view(id)
    assert view and sum(isinstance(step, Reminded) for step in view.life.steps) == 1


def test_a_night_makes_a_sweep_and_tries_the_promises_and_approves_nothing(ane: Actor) -> None:
    assert worker.run_due() > 0
    clock.use(lambda: NOW + timedelta(days=1))
    worker.run_due()
    assert not worker.failing(), [(one.job.name, one.trouble) for one in worker.failing()]
    (plan, *_) = office.plans_view()
    assert plan.can_be_approved and plan.kept.approval is None
    kinds = {line.kind for line in ledger.lines(200)}
    assert "plan-made" in kinds and "plan-approved" not in kinds
    assert work.plans_carried_out(HJEMMEL) == 0


def test_an_approved_sweep_that_broke_off_is_gone_on_with_and_one_that_left_rows_is_not(
    ane: Actor,
) -> None:
    plan = office.make_sweep(ane)
    house(ane).approve(plan.digest, ane, looked_at=plan.reviews)
    assert work.plans_carried_out(HJEMMEL) == 1
    (view, *_) = office.plans_view()
    assert len(view.kept.outcomes) == sum(not one.by_hand for one in plan.actions)
    assert work.plans_carried_out(HJEMMEL) == 0


def test_what_a_person_has_approved_runs_by_itself_from_then_on_and_what_is_new_waits(
    ane: Actor, tmp_path: Path
) -> None:
    assert {one.why for one in sweeps.tonight(HJEMMEL).waits} >= {Why.NEW}
    (first, *_) = office.plans_view()
    assert sweeps.told_why(first.plan.digest) and first.waits
    office.approve_and_run(first.plan.digest, ane)
    on_day(30)
    second = sweeps.tonight(HJEMMEL)
    assert second.waits == (Waits("salgskompass.offers", Why.NEW),), "none of these were due the first time"
    offers = tmp_path / "salgskompass.sqlite3"
    before = offers.read_bytes()
    office.approve_and_run(second.plan.digest, ane)
    offers.write_bytes(before)
    on_day(33)
    night = sweeps.tonight(HJEMMEL)
    assert not night.waits, night.waits
    (view, *_) = office.plans_view()
    assert view.kept.is_done and view.ran_by_itself and not view.waits
    assert night.touched == sum(one.expected for one in night.plan.actions if not one.by_hand) > 0
    assert "plan-let-run" in {line.kind for line in ledger.lines(20)}
