"""Notices by e-mail in the office: one press sends to those who can be reached, and the page says what became of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from tests.connectors.mail_server import Inbox, mail_server
from tests.stories.test_art14_told_within_a_month import SOURCE, with_mail
from tests.web.conftest import HJEMMEL, NOW, PASSWORD, signed_in

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.register import services as register
from hjemmel.capabilities.register.new import NewPerson, Origin
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.desk import clock, keys
from hjemmel.desk.published import published

SMALL = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
KARI, OLA = "kari@plantet.example", "ola@plantet.example"


@pytest.fixture
def ane(database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    keys.prepare(HJEMMEL)
    clock.use(lambda: NOW)
    text = SMALL.read_text(encoding="utf-8").replace("\nsources:\n", f"\nsources:\n{SOURCE}", 1)
    publish(with_mail(text).encode(), HJEMMEL, NOW)
    create_staff("approver", "Ane", PASSWORD, Role.APPROVER, HJEMMEL, NOW)
    at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    origin = Origin(source="open", channel="email", purposes=("deliver",), received_at=at, told_at=None)
    news = [
        NewPerson(kind="contact", name="Plantet", email=email, address="Plantetveien 1")
        for email in (KARI, OLA, None)
    ]
    register.take(published().map, keys.vault(HJEMMEL), news, origin, HJEMMEL, NOW)
    yield signed_in("approver")
    clock.use(clock.machine)


def test_those_who_have_an_address_are_told_and_the_page_says_who_is_left(
    ane: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox(answers={OLA: "550 5.1.1 nei"})
    with mail_server(inbox) as address:
        monkeypatch.setenv("MAIL_URL", address)
        page = ane.get("/kontor/varsler").content.decode()
        assert "Send varsel på e-post" in page and "har sagt nei til reklame" in page
        page = ane.post("/kontor/varsler", {"gjor": "send"}).content.decode()
    assert inbox.recipients == [KARI]
    assert "1 er varslet på e-post" in page and "1 ble ikke tatt imot" in page
    assert "1 har ingen e-postadresse som virker" in page
    assert "2 venter på varsel" in page and "så dette må sendes som brev" in page
    assert KARI not in page and OLA not in page


def test_without_a_server_the_page_says_so_and_nobody_counts_as_told(
    ane: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_URL", "smtp://127.0.0.1:1")
    answer = ane.post("/kontor/varsler", {"gjor": "send"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Ingen flere e-poster ble sendt" in page and "3 venter på varsel" in page
