"""Art. 28(3)(e) and (f), 33(2): what comes about a controller's data is passed on to them with what was written, within the time that
was promised; they confirm by fetching it, and then it is gone. With a real mail server and real pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message

import pytest
from tests.assignments import HJEMMEL, PASSWORD, Time, mail_house, ready  # isort: split

from django.test import Client
from tests.connectors.mail_server import Inbox, mail_server

from hjemmel.capabilities.assignments.models import StoredAssignmentCase
from hjemmel.capabilities.assignments.services import NotNow
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.core.assignments.assignment import Case, Matter
from hjemmel.core.terms import Verdict
from hjemmel.desk import assignments, cases, clock, office
from hjemmel.desk.assignments import Refused
from hjemmel.engine.ports import Actor

pytestmark = pytest.mark.story

CONTROLLER = "post@furulia.example"
WRITTEN = "Åse Lund i Bekkeveien 1 vil vite hvorfor hun får post fra Furulia Lag."


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    inbox = Inbox()
    with mail_server(inbox) as address:
        monkeypatch.setenv("MAIL_URL", address)
        yield inbox


@pytest.fixture
def house(sent: Inbox) -> Iterator[tuple[Actor, Time, str]]:
    for staff, time in mail_house():
        yield staff, time, ready(staff)


def text_of(message: Message) -> str:
    return str(message.get_body(("plain",)).get_content())  # type: ignore[attr-defined]


def link_in(message: Message) -> str:
    found = re.search(r"https://[^/\s]+(/oppdrag/sak/[\w-]{43})", text_of(message))
    assert found
    return found[1]


def passed_on(staff: Actor, id: str, matter: Matter = Matter.REQUEST) -> None:
    cases.forward(id, cases.take(id, matter, WRITTEN, staff), staff)


def the_case(id: str) -> Case:
    found = assignments.view(id)
    assert found is not None
    return found.assignment.cases[-1]


def visitor() -> Client:
    return Client(headers={"host": "localhost"})


def verdict() -> Verdict:
    office.judge_promises(HJEMMEL)
    (found,) = [one for one in office.promises_view().promises if one.id == "P000-18"]
    return found.verdict


def test_the_controller_gets_a_letter_without_the_text_and_fetches_it_by_the_link(
    house: tuple[Actor, Time, str], sent: Inbox
) -> None:
    staff, _, id = house
    passed_on(staff, id)
    (letter,) = sent.messages
    assert str(letter["To"]) == CONTROLLER
    whole = letter.as_string() + text_of(letter)
    assert "Åse" not in whole and "Bekkeveien" not in whole and "Medlemspost" not in whole
    page = visitor().get(link_in(letter))
    assert page.status_code == 200 and "Hent saken" in page.content.decode()
    assert WRITTEN not in page.content.decode()
    assert the_case(id).fetched_at is None, "a scanner that follows the link confirms nothing"
    fetched = visitor().post(link_in(letter))
    assert fetched.content.decode() == WRITTEN
    assert "no-store" in fetched.headers["Cache-Control"]
    assert the_case(id).passed_on_at == the_case(id).forwarded[0].at


def test_what_was_written_stands_sealed_and_in_no_line_of_the_ledger(house: tuple[Actor, Time, str]) -> None:
    staff, _, id = house
    passed_on(staff, id)
    (row,) = StoredAssignmentCase.objects.all()
    assert b"Lund" not in bytes(row.text)
    told = "".join(LedgerEntry.objects.values_list("content", flat=True))
    assert "Lund" not in told and CONTROLLER not in told


def test_it_is_gone_when_the_controller_has_it_and_the_link_has_ended(
    house: tuple[Actor, Time, str], sent: Inbox
) -> None:
    staff, time, id = house
    passed_on(staff, id)
    link = link_in(sent.messages[0])
    visitor().post(link)
    time.pass_days(13)
    assert cases.let_go(HJEMMEL) == 0 and visitor().post(link).status_code == 200
    time.pass_days(2)
    assert visitor().get(link).status_code == 404
    assert cases.let_go(HJEMMEL) == 1 and cases.with_text(id) == frozenset()
    assert cases.let_go(HJEMMEL) == 0


def test_what_nobody_has_fetched_is_unknown_and_kept_until_somebody_has_it(
    house: tuple[Actor, Time, str], sent: Inbox
) -> None:
    staff, time, id = house
    passed_on(staff, id)
    time.pass_days(15)
    assert the_case(id).is_unfetched(clock.now())
    assert verdict() is Verdict.UNKNOWN
    assert cases.let_go(HJEMMEL) == 0
    assert visitor().get(link_in(sent.messages[0])).status_code == 404
    cases.forward(id, 1, staff)
    visitor().post(link_in(sent.messages[1]))
    assert the_case(id).is_late(clock.now()), "the letter that was fetched left two weeks too late"
    assert verdict() is Verdict.BROKEN


def test_fetched_in_time_the_promise_is_kept_and_a_new_link_takes_nothing_from_it(
    house: tuple[Actor, Time, str], sent: Inbox
) -> None:
    staff, time, id = house
    passed_on(staff, id)
    time.pass_days(3)
    assert not the_case(id).is_late(clock.now()), "the letter left in time, and its link still works"
    cases.forward(id, 1, staff)
    first, second = map(link_in, sent.messages)
    assert visitor().get(first).status_code == 404, "the link before stops working"
    visitor().post(second)
    assert verdict() is Verdict.KEPT


def test_a_breach_of_security_is_told_of_with_the_72_hours(
    house: tuple[Actor, Time, str], sent: Inbox
) -> None:
    staff, time, id = house
    passed_on(staff, id, Matter.INCIDENT)
    assert the_case(id).due_at - time.now == timedelta(hours=24)
    assert "72 timer" in text_of(sent.messages[0]) and "72 hours" in text_of(sent.messages[0])


@pytest.mark.parametrize("answer", ["550 No such user", "451 Later"])
def test_a_letter_that_did_not_leave_proves_nothing_and_can_be_sent_again(
    house: tuple[Actor, Time, str], sent: Inbox, answer: str
) -> None:
    staff, time, id = house
    sent.answers[CONTROLLER] = answer
    with pytest.raises(Refused):
        passed_on(staff, id)
    assert the_case(id).forwarded == ()
    time.pass_days(2)
    assert the_case(id).is_late(clock.now())
    sent.answers.clear()
    cases.forward(id, 1, staff)
    visitor().post(link_in(sent.messages[0]))
    assert verdict() is Verdict.BROKEN


def test_a_letter_that_left_before_we_were_stopped_still_leads_to_the_text(
    house: tuple[Actor, Time, str], sent: Inbox
) -> None:
    staff, _, id = house
    sent.cuts.add(CONTROLLER)
    with pytest.raises(Refused):
        passed_on(staff, id)
    assert the_case(id).forwarded == ()
    assert visitor().post(link_in(sent.messages[0])).content.decode() == WRITTEN
    assert the_case(id).passed_on_at is not None


def test_nothing_is_sent_of_a_case_that_the_controller_has_or_without_words(
    house: tuple[Actor, Time, str], sent: Inbox
) -> None:
    staff, _, id = house
    with pytest.raises(Refused):
        cases.take(id, Matter.REQUEST, "  ", staff)
    number = cases.take(id, Matter.REQUEST, WRITTEN, staff)
    assignments.pass_on(id, number, staff)
    with pytest.raises(Refused):
        cases.forward(id, number, staff)
    assert sent.messages == []
    with pytest.raises(NotNow):
        cases.fetch("x" * 43)


def test_the_office_takes_the_words_sends_the_link_and_shows_what_waits(
    house: tuple[Actor, Time, str], sent: Inbox
) -> None:
    _, time, id = house
    client = visitor()
    assert client.login(username="ane", password=PASSWORD)
    client.post(f"/kontor/oppdrag/{id}/sak", {"hva": "request", "tekst": WRITTEN})
    assert len(sent.messages) == 1
    page = client.get(f"/kontor/oppdrag/{id}").content.decode()
    assert "saken er ikke hentet ennå" in page and "Åse" not in page
    time.pass_days(15)
    assert "har ikke hentet den" in client.get(f"/kontor/oppdrag/{id}").content.decode()
    client.post(f"/kontor/oppdrag/{id}/send-1", {})
    assert len(sent.messages) == 2
