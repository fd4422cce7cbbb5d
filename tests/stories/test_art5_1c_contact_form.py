"""Art. 5(1)(c) and (e): what is written in the contact form goes to the right mailbox, and the form keeps nothing of it.

Over a real SMTP server and the public pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from tests.connectors.mail_server import Inbox, mail_server
from tests.database import fresh
from tests.desk.gift_shop import HJEMMEL, NOW

from hjemmel.capabilities.contact_form import store
from hjemmel.capabilities.contact_form.models import FormMessage
from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.web_log.models import RefusedCount
from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.ledger.chain import Verified
from hjemmel.desk import clock, contact_form, keys, web_log
from hjemmel.desk.kept import kept

SMALL = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
FORM = """
  contact_form:
    purpose: document_enquiries
    shown_on: ["https://www.merkevarden.example"]
    topics:
      order: {title: {nb: en bestilling, en: an order}, address: ordre@merkevarden.example}
      other: {title: {nb: noe annet, en: something else}, address: post@merkevarden.example}
"""
KARI, WORDS = "kari.plantet@nowhere.example", "Gavene kom fram med feil logo."


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch, inbox: Inbox) -> Iterator[Client]:
    """Somebody on the public pages of a small company with a contact form."""
    declared = SMALL.read_text(encoding="utf-8").replace("\nmeasures:\n", f"{FORM}\nmeasures:\n", 1)
    with mail_server(inbox) as address:
        for _ in fresh():
            monkeypatch.setenv("MAIL_URL", address)
            keys.prepare(HJEMMEL)
            clock.use(lambda: NOW)
            publish(declared.encode(), HJEMMEL, NOW)
            yield Client(headers={"host": "localhost"})
            clock.use(clock.machine)


def opened(visitor: Client, at: str = "/kontakt") -> str:
    """The hidden word of a form that was opened half a minute ago."""
    clock.use(lambda: NOW - timedelta(seconds=30))
    page = visitor.get(at).content.decode()
    clock.use(lambda: NOW)
    return re.findall(r'name="vist" value="([0-9a-f]{64})"', page)[0]


def sent(visitor: Client, **other: str) -> tuple[int, str]:
    at = other.pop("at", "/kontakt")
    typed = {"vist": other.pop("vist", "") or opened(visitor, at), "gjelder": "order", "epost": KARI}
    answer = visitor.post(at, {**typed, "navn": "Kari Plantet", "melding": WORDS, "nettsted": "", **other})
    text = answer.content.decode()
    answer.close()
    return answer.status_code, text


def stored() -> str:
    return "\n".join(connection.connection.iterdump())


def test_a_message_goes_to_the_mailbox_of_its_topic_and_answering_it_writes_to_whoever_sent_it(
    visitor: Client, inbox: Inbox
) -> None:
    status, page = sent(visitor)
    assert status == 200 and "meldingen er på vei" in page
    (came,) = inbox.messages
    assert came["To"] == "ordre@merkevarden.example" and came["Reply-To"] == KARI
    assert came["Subject"] == "Kontaktskjema: en bestilling"
    assert came["Auto-Submitted"] is None, "a person wrote it"
    text = came.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert WORDS in text and "Kari Plantet" in text


def test_nothing_of_it_is_left_and_its_key_is_destroyed(visitor: Client, inbox: Inbox) -> None:
    sent(visitor)
    (row,) = FormMessage.objects.all()
    assert row.words is None and row.outcome == "accepted"
    assert keys.vault(HJEMMEL).without_key([row.pk]) == {row.pk}
    left = stored()
    for planted in (KARI, "Plantet", "feil logo", "127.0.0.1"):
        assert planted not in left
    assert isinstance(ledger.check(), Verified)


def test_while_the_mail_server_is_away_it_waits_sealed_and_goes_once_when_it_is_back(
    visitor: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setenv("MAIL_URL", "smtp://127.0.0.1:1")
        status, _ = sent(visitor)
        assert status == 200 and not inbox.messages
        with pytest.raises(Unreachable):
            contact_form.send(HJEMMEL)
    (row,) = FormMessage.objects.all()
    assert row.words and WORDS.encode() not in bytes(row.words) and WORDS not in stored()
    assert contact_form.send(HJEMMEL) == 1 and contact_form.send(HJEMMEL) == 0
    assert len(inbox.messages) == 1


def test_what_never_leaves_is_erased_after_the_declared_days_and_counted_as_lost(
    visitor: Client, inbox: Inbox
) -> None:
    inbox.answers["ordre@merkevarden.example"] = "550 no such mailbox"
    sent(visitor)
    clock.use(lambda: NOW + timedelta(days=2))
    assert contact_form.send(HJEMMEL) == 0 and FormMessage.objects.get().words
    clock.use(lambda: NOW + timedelta(days=3))
    contact_form.send(HJEMMEL)
    row = FormMessage.objects.get()
    assert row.words is None and row.outcome == store.GIVEN_UP
    (passed,) = kept().form_messages
    assert passed.ended_at and not passed.has_arrived and not passed.holds_words


def test_the_same_form_sent_twice_is_one_message(visitor: Client, inbox: Inbox) -> None:
    form = opened(visitor)
    assert [sent(visitor, vist=form)[0] for _ in range(2)] == [200, 200]
    assert len(inbox.messages) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"epost": "kari"}, "ingen e-postadresse"),
        ({"epost": "kari@nowhere.example\r\nBcc: alle@nowhere.example"}, "ikke en e-postadresse"),
        ({"melding": "   "}, "Skriv en melding"),
        ({"melding": "x" * 5_001}, "Skriv en melding"),
        ({"gjelder": "reklame"}, "Velg hva meldingen gjelder"),
        ({"vist": "0" * 64}, "Send det én gang til"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stands_in_the_form_again(
    visitor: Client, inbox: Inbox, wrong: dict[str, str], said: str
) -> None:
    status, page = sent(visitor, **wrong)
    assert status == 400 and said.replace("ingen e-post", "ikke en e-post") in page
    assert "Kari Plantet" in page and not inbox.messages and not FormMessage.objects.exists()


def test_a_name_with_line_breaks_adds_no_header_and_no_line(visitor: Client, inbox: Inbox) -> None:
    sent(visitor, navn="Kari\r\nBcc: alle@nowhere.example")
    (came,) = inbox.messages
    assert came["Bcc"] is None and inbox.recipients == ["ordre@merkevarden.example"]
    assert "Fra: Kari Bcc: alle@nowhere.example" in came.get_body(("plain",)).get_content()  # type: ignore[attr-defined]


def test_what_a_program_filled_in_goes_nowhere_and_it_learns_nothing(visitor: Client, inbox: Inbox) -> None:
    status, page = sent(visitor, nettsted="https://spam.example")
    assert status == 200 and "meldingen er på vei" in page
    assert not inbox.messages and not FormMessage.objects.exists()


def test_nobody_writes_faster_than_in_three_seconds_or_on_a_form_from_yesterday(
    visitor: Client, inbox: Inbox
) -> None:
    page = visitor.get("/kontakt").content.decode()
    (form,) = re.findall(r'name="vist" value="([0-9a-f]{64})"', page)
    for later, status in ((timedelta(seconds=2), 400), (timedelta(hours=13), 400), (timedelta(hours=1), 200)):
        clock.use(lambda later=later: NOW + later)  # type: ignore[misc]
        assert sent(visitor, vist=form)[0] == status
    assert len(inbox.messages) == 1


def test_the_eleventh_message_in_an_hour_from_one_place_must_wait_and_is_not_lost(
    visitor: Client, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    assert [sent(visitor)[0] for _ in range(11)] == [200] * 10 + [429]
    _, page = sent(visitor)
    assert WORDS in page and len(inbox.messages) == 10
    web_log.write()
    assert RefusedCount.objects.get(kind="flood").number == 2
    assert KARI not in caplog.text and "127.0.0.1" not in caplog.text
    clock.use(lambda: NOW + timedelta(days=1, hours=1))
    assert contact_form.forget_visitors(HJEMMEL) == 1
    assert not FormMessage.objects.exclude(visitor="").exists()


def test_only_the_declared_sites_can_show_it_in_a_frame(visitor: Client, inbox: Inbox) -> None:
    alone, framed = visitor.get("/kontakt"), visitor.get("/kontakt/ramme")
    assert "frame-ancestors 'none'" in alone["Content-Security-Policy"] and alone["X-Frame-Options"] == "DENY"
    policy = framed["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://www.merkevarden.example" in policy
    assert "X-Frame-Options" not in framed and "script-src 'self'" in policy
    assert sent(visitor, at="/contact/frame")[0] == 200 and len(inbox.messages) == 1
    elsewhere = visitor.post("/kontakt", {"melding": WORDS}, headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 403


def test_each_topic_is_tried_once_a_week(visitor: Client, inbox: Inbox) -> None:
    assert contact_form.try_all(HJEMMEL) == 2 and contact_form.try_all(HJEMMEL) == 0
    assert sorted(inbox.recipients) == ["ordre@merkevarden.example", "post@merkevarden.example"]
    clock.use(lambda: NOW + timedelta(days=7))
    assert contact_form.try_all(HJEMMEL) == 2
    assert [one.is_trial and one.has_arrived for one in kept().form_messages] == [True] * 4


def test_a_company_without_a_form_has_no_such_page(visitor: Client) -> None:
    without = SMALL.read_text(encoding="utf-8").replace("  version: 1\n", "  version: 2\n", 1)
    publish(without.encode(), HJEMMEL, NOW)
    assert visitor.get("/kontakt").status_code == 404
    assert contact_form.try_all(HJEMMEL) == 0
