"""Telling people of a change of the statement, in the office: what has been done, what is left, the e-mails, the list and the letter."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser
from tests.connectors.mail_server import Inbox
from tests.desk.gift_shop import NOW
from tests.stories.test_art13_3_told_before_it_changes import ane, coming, inbox, people, systems
from tests.web.browsing import faults, languages, served, sign_in, visit

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.mailings import change_notices as kept
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.desk import change_mail
from hjemmel.desk.access import give
from hjemmel.engine.ports import Actor

__all__ = ["ane", "inbox", "systems"]
PAGE = "/kontor/endringer"
PASSWORD = "en lang setning 42"
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")


@pytest.fixture
def office(ane: Actor) -> Iterator[Client]:
    give(ane.id, ["deliver"], HJEMMEL)
    client = Client(headers={"host": "localhost"})
    assert client.login(username="ane", password=PASSWORD)
    yield client


def text(client: Client, **form: str) -> str:
    answer = client.post(PAGE, form, follow=True) if form else client.get(PAGE)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_without_a_major_change_the_page_says_so(office: Client) -> None:
    assert "Ingen vesentlig endring er publisert." in text(office)


def test_the_page_says_what_changes_whom_it_concerns_and_until_when(office: Client, ane: Actor) -> None:
    publish(coming(), ane, NOW)
    page = text(office)
    assert "Versjon 4" in page and "gjelder fra" in page and "Beholdes lenger" in page
    assert "Ingen er varslet ennå. Siste dag er" in page and "Send varsel på e-post nå" in page


def test_one_press_sends_and_the_page_says_how_many_are_left(
    office: Client, ane: Actor, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_mail, "BATCH", 50)
    publish(coming(), ane, NOW)
    page = text(office, versjon="4", gjor="send")
    assert len(inbox.messages) == 50 and "50 er varslet på e-post." in page
    assert "Trykk igjen for å sende videre." in page
    change_mail.tell(HJEMMEL)
    page = text(office)
    assert "Send varsel på e-post nå" not in page, "nobody waits for an e-mail any more"
    assert not [address for address, _ in people() if address and address in page]


def test_the_list_is_given_for_a_purpose_and_noted_and_the_letter_can_be_printed(
    office: Client, ane: Actor, inbox: Inbox
) -> None:
    publish(coming(), ane, NOW)
    change_mail.tell(HJEMMEL)
    page = text(office)
    assert "Last ned brevlista" in page and "Brevene på lista er sendt" not in page
    refused = office.post(PAGE, {"versjon": "4", "gjor": "liste", "vis": "ja", "formal": "market_others"})
    assert refused.status_code == 403 and "csv" not in refused["Content-Type"]
    listed = office.post(PAGE, {"versjon": "4", "gjor": "liste", "vis": "ja", "formal": "deliver"})
    assert listed["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(listed.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) > 1
    assert "change-letters-listed" in [one.kind for one in ledger.lines(5)]
    letter = office.get(f"{PAGE}/4/brev.nb.pdf")
    assert letter["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF")
    assert office.get(f"{PAGE}/4/brev.tysk.pdf").status_code == 404
    assert office.get(f"{PAGE}/3/brev.nb.pdf").status_code == 404
    before = kept.run(4)
    page = text(office, versjon="4", gjor="sendt")
    change_mail.tell(HJEMMEL)
    after = kept.run(4)
    assert before and after and before.by_letter - after.by_letter == len(rows) - 1


def test_without_a_server_the_page_says_so_and_everybody_still_waits(
    office: Client, ane: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(coming(), ane, NOW)
    monkeypatch.setenv("MAIL_URL", "smtp://127.0.0.1:1")
    answer = office.post(PAGE, {"versjon": "4", "gjor": "send"})
    assert answer.status_code == 409
    assert "De som ikke er varslet, venter fortsatt." in answer.content.decode()


@pytest.mark.parametrize("number", ["", "fire", "99", "3"])
def test_a_version_that_nobody_is_told_of_is_refused_or_changes_nothing(
    office: Client, ane: Actor, inbox: Inbox, number: str
) -> None:
    publish(coming(), ane, NOW)
    for deed in ("send", "liste", "sendt", "annet"):
        status = office.post(
            PAGE, {"versjon": number, "gjor": deed, "vis": "ja", "formal": "deliver"}
        ).status_code
        assert status == (302 if number.isdigit() else 404)
    assert not inbox.messages


def test_whoever_may_only_read_does_not_come_in(ane: Actor) -> None:
    create_staff("leser", "Leser", PASSWORD, Role.READER, HJEMMEL, NOW)
    client = Client(headers={"host": "localhost"})
    assert client.login(username="leser", password=PASSWORD)
    assert client.get(PAGE).status_code == 403


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("lang", languages(__name__))
def test_the_page_shuts_nobody_out(browser: Browser, office: Client, ane: Actor, lang: str) -> None:
    publish(coming(), ane, NOW)
    change_mail.tell(HJEMMEL)
    change_mail.letter_list(4, ane, "deliver")
    with served() as address:
        there = visit(browser, address, lang)
        sign_in(there, "ane", PASSWORD)
        there.go(PAGE)
        found = [*faults(there, "change notices")]
    assert not found + there.complaints, "\n".join(found + there.complaints)
