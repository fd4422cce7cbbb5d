"""Art. 14: who did not give the data is told within a month, and the promise says so is tried on the rows.

A file from an open source is imported, the list is made or the notices sent over a real SMTP server, and the promise is judged on
the days that matter."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from tests.connectors.mail_server import Inbox, mail_server
from tests.connectors.test_mail import REFERENCE, report
from tests.database import fresh

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.facts import services as facts
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.mailings import notices as by_mail
from hjemmel.capabilities.mailings.models import StoredNotice
from hjemmel.capabilities.register.models import Person
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.facts import AddressKind, Suppressed
from hjemmel.core.intake.imported import Counts, Terms
from hjemmel.core.ledger.chain import Verified
from hjemmel.core.mail.delivery import Delivery, Outcome
from hjemmel.core.terms import Verdict
from hjemmel.desk import clock, imports, keys, mailings, notice_mail, notices, office, post
from hjemmel.desk.access import give
from hjemmel.desk.marks import marker
from hjemmel.engine.ports import Actor

FILE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
ANE = Actor(id="staff-1", name="Ane")
MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SOURCE = "  open: {title: {nb: åpne kilder, en: open sources}, kind: public, public: true, notice_within: 1 month}\n"
PROMISE = """  ART-14:
    says: {nb: Vi sier fra innen en måned., en: We tell you within a month.}
    part: sources
    grade: measured
    rests_on: [sources.open]
    probe: {kind: origins, needs: [source, channel, notice], collections: [register.people]}
"""
LIST = "Navn;E-post\r\nKari Plantet;kari@plantet.example\r\nOla Plantet;ola@plantet.example\r\n"
TERMS = Terms(
    columns=((0, "name"), (1, "email")),
    source="open",
    channel="email",
    purposes=("deliver",),
    kind="contact",
    received_on=date(2026, 11, 23),
)
MAIL = """mail:
  server: "${MAIL_URL}"
  sender: Merkevarden <post@merkevarden.example>
  replies_to: personvern@merkevarden.example
  site: https://personvern.merkevarden.example

"""


def with_mail(text: str) -> str:
    """The declaration with our mail server in place of any other."""
    without = re.sub(r"\nmail:\n(?:[ #].*\n)+", "\n", text)
    return without.replace("\npromises:\n", f"\n{MAIL}promises:\n", 1)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(autouse=True)
def company(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with mail_server(inbox) as address:
        monkeypatch.setenv("MAIL_URL", address)
        yield from _company()


def _company() -> Iterator[None]:
    for _ in fresh():
        clock.use(lambda: MORNING)
        keys.prepare(ANE)
        text = FILE.read_text(encoding="utf-8")
        for old, new in (
            ("\nsources:\n", f"\nsources:\n{SOURCE}"),
            ("\npromises:\n", f"\npromises:\n{PROMISE}"),
        ):
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        publish(with_mail(text).encode(), ANE, MORNING)
        assert create_staff("ane", "Ane", "en lang setning 42", Role.OPERATOR, HJEMMEL, MORNING) == ANE
        give(ANE.id, ["deliver"], HJEMMEL)
        id = imports.receive([LIST.encode()], ANE)
        imports.decide(id, TERMS, ANE)
        assert imports.take_some(id, ANE, 60).counts == Counts(taken=2)
        yield
        clock.use(clock.machine)


def on(day: date) -> None:
    clock.use(lambda: MORNING + (day - MORNING.date()))


def verdict() -> Verdict:
    (found,) = (one for one in office.judge_promises(ANE) if one.promise == "ART-14")
    return found.verdict


def test_two_people_wait_from_the_day_they_came_and_it_is_no_breach_to_wait() -> None:
    view = notices.notices()
    assert [one.due_on for one in view.first] == [date(2026, 12, 23)] * 2
    assert verdict() is Verdict.KEPT
    on(date(2026, 12, 23))
    assert verdict() is Verdict.KEPT, "the last day is not over"


def test_told_in_time_the_promise_is_kept_for_good() -> None:
    on(date(2026, 12, 10))
    persons = [one.person for one in notices.notices().first]
    assert "Kari Plantet;" in notices.letter_list(persons, ANE, "deliver")
    assert notices.told(persons, ANE) == 2
    on(date(2027, 2, 1))
    assert notices.notices().waiting == 0
    assert verdict() is Verdict.KEPT


def test_one_who_was_not_told_within_the_month_breaks_it() -> None:
    on(date(2026, 12, 10))
    first, second = (one.person for one in notices.notices().first)
    notices.told([first], ANE)
    on(date(2026, 12, 24))
    assert notices.notices().overdue == 1
    assert verdict() is Verdict.BROKEN
    notices.told([second], ANE)
    assert notices.notices().waiting == 0
    assert verdict() is Verdict.BROKEN, "too late is too late"
    assert timedelta(days=31) == date(2026, 12, 24) - TERMS.received_on


KARI, OLA = "kari@plantet.example", "ola@plantet.example"
AFTER = timedelta(minutes=6)


def test_a_notice_by_mail_says_what_came_from_where_and_what_for(inbox: Inbox) -> None:
    told = notice_mail.send(ANE)
    assert (told.sent, told.left, told.by_letter) == (2, 0, 0)
    assert sorted(inbox.recipients) == [KARI, OLA]
    for part in ("plain", "html"):
        text = inbox.messages[0].get_body((part,)).get_content()
        for words in (
            "Opplysningene: navn og e-postadresse.",
            "Hvor de kom fra: åpne kilder. Vi fikk dem 23. november 2026. Det er en åpen kilde.",
            "We got it on 23 November 2026",
            "Datatilsynet",
            "personvern@merkevarden.example",
            "https://personvern.merkevarden.example/personvern",
        ):
            assert words in text, words
    assert inbox.messages[0]["List-Unsubscribe"] is None, "nobody can say no to being told"
    assert notices.notices().waiting == 0
    on(date(2027, 2, 1))
    assert verdict() is Verdict.KEPT
    assert notice_mail.send(ANE).sent == 0
    assert isinstance(ledger.check(), Verified)
    receipts = list(StoredNotice.objects.values_list("receipt", "line"))
    assert len({receipt for receipt, _ in receipts}) == 1, "the same words to both"
    assert all(line is not None for _, line in receipts)


def test_killed_in_the_middle_it_goes_on_nobody_gets_it_twice_and_it_is_seen() -> None:
    """Another process sends, and is killed when the server has its first message, before it can write down how it went."""
    killer = _Killer()
    with mail_server(killer) as address:
        sender = subprocess.Popen([sys.executable, "-c", SENDING], env=environment(address))
        killer.process = sender
        assert sender.wait(60) == -signal.SIGKILL
    (first,) = killer.recipients
    view = notices.notices()
    assert view.waiting == 2
    assert [one.outcome for one in view.by_mail.values()] == [""], "it is seen that one was begun"
    assert notice_mail.send(ANE).sent == 1, "the other one is told at once"
    clock.use(lambda: MORNING + AFTER)
    assert notice_mail.send(ANE).sent == 0, "nobody twice"
    view = notices.notices()
    assert view.waiting == 1, "whether the first was told nobody knows, so that person still waits"
    assert [one.outcome for one in view.by_mail.values()] == ["uncertain"]
    assert first in letters(view), "a person decides, with the list at hand"
    assert isinstance(ledger.check(), Verified)


def test_killed_after_it_was_written_down_the_day_of_the_sending_is_what_counts(
    inbox: Inbox,
) -> None:
    persons = [one.person for one in notices.notices().first]
    for person in persons:
        reference = by_mail.begin(person, "m", "r", MORNING)
        assert reference is not None
        assert by_mail.begin(person, "m", "r", MORNING) is None, "begun once"
        by_mail.end(reference, Outcome(delivery=Delivery.ACCEPTED), MORNING)
    on(date(2027, 1, 10))
    assert notices.notices().overdue == 2
    assert notice_mail.send(ANE).sent == 0
    assert inbox.messages == []
    assert set(Person.objects.values_list("told_at", flat=True)) == {MORNING}
    assert verdict() is Verdict.KEPT


def test_a_no_to_advertising_stops_no_notice_and_an_address_that_does_not_work_gets_a_letter(
    inbox: Inbox,
) -> None:
    mark = marker(ANE).mark(AddressKind.EMAIL, KARI)
    facts.record((Suppressed(kind=AddressKind.EMAIL, mark=mark, at=MORNING),), ANE, MORNING)
    assert mark in post.suppressed()
    inbox.answers[OLA] = "550 5.1.1 no such user"
    told = notice_mail.send(ANE)
    assert (told.sent, told.refused) == (1, 1)
    assert inbox.recipients == [KARI]
    view = notices.notices()
    assert view.waiting == 1 and "Ola Plantet" in letters(view)


def test_what_comes_back_for_good_told_nobody(inbox: Inbox) -> None:
    assert notice_mail.send(ANE).sent == 2
    came = next(one for one in inbox.messages if one["To"] == KARI)
    reference = str(came["Message-ID"]).strip("<>").partition("@")[0]
    back = report().replace(REFERENCE.encode(), reference.encode())
    assert mailings.take_bounces([back, back], ANE).for_good == 2
    view = notices.notices()
    assert view.waiting == 1 and "Kari Plantet" in letters(view)
    clock.use(lambda: MORNING + AFTER)
    assert notice_mail.send(ANE).sent == 0
    notices.told([one.person for one in view.first], ANE)
    mailings.take_bounces([back], ANE)
    assert notices.notices().waiting == 0, "the letter told them, whatever comes back later"


def test_a_server_that_asks_us_to_come_back_is_asked_again_after_a_while(inbox: Inbox) -> None:
    inbox.answers[KARI] = "451 4.3.0 later"
    told = notice_mail.send(ANE)
    assert (told.sent, told.later) == (1, 1)
    inbox.answers.clear()
    assert notice_mail.send(ANE).sent == 0
    clock.use(lambda: MORNING + timedelta(minutes=20))
    assert notice_mail.send(ANE).sent == 1
    assert notices.notices().waiting == 0


def letters(view: notices.NoticesView) -> str:
    return notices.letter_list([one.person for one in view.first], ANE, "deliver")


class _Killer(Inbox):
    """Takes the first message, and kills the sender before it is answered."""

    process: subprocess.Popen[bytes] | None = None

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        if self.process and not self.messages:
            self.process.kill()
        return await super().handle_DATA(server, session, envelope)


def environment(address: str) -> dict[str, str]:
    """Of a process that sends from this company's own databases."""
    connection.close()
    return {
        **os.environ,
        "MAIL_URL": address,
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "HJEMMEL_KEYS": f"sqlite:///{connections['keys'].settings_dict['NAME']}",
    }


SENDING = """
from hjemmel.desk import ready
from datetime import datetime, UTC
from hjemmel.desk import clock, notice_mail
from hjemmel.engine.ports import Actor
clock.use(lambda: datetime(2026, 11, 23, 6, 0, tzinfo=UTC))
notice_mail.send(Actor(id="staff-1", name="Ane"))
"""
