"""Art. 7(1) and markedsføringsloven § 15: that somebody said yes can be shown, for they confirmed it from their own mailbox.

Over a real SMTP server, the public pages, and the company's real systems or register."""

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
from tests.desk.gift_shop import HJEMMEL, NEWS, NOW, open_shop, rows, write_systems

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.mailings.models import StoredAsking
from hjemmel.core.ledger.chain import Verified
from hjemmel.desk import choices, clock, keys, mailings, office, register, sign_up
from hjemmel.engine.ports import Actor

SMALL = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
NEWSLETTER = """
      - {facts: consents, after: withdrawn, period: 3 years}
      - {facts: suppressions, until: lifted}
  newsletter:
    title: {nb: Sende deg nyhetsbrev, en: Send you newsletters}
    for: [contact]
    basis: consent
    consent_asked: separately
    law: mfl-15
    sources: [person]
    direct_marketing: {channels: [mail]}
    keep:
      - in: [register.people]
        title: {nb: e-postadressen din, en: your e-mail address}
        categories: [contact_details]
        after: register.people.received_at
        period: 2 years
"""
MAIL = """
    mail: {title: {nb: e-post, en: e-mail}, kind: email, customers: consent, others: consent, former_customers: consent}
"""
YES = r"https://personvern\.merkevarden\.example(/ja/[0-9a-f]{64})\b"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def ane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inbox: Inbox) -> Iterator[Actor]:
    (tmp_path / "made").mkdir()
    with (
        mail_server(inbox) as address,
        open_shop(write_systems(tmp_path / "made"), tmp_path, monkeypatch, address) as actor,
    ):
        yield actor


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, inbox: Inbox) -> Iterator[None]:
    """A small company, whose only system is the register, with a newsletter."""
    declared = SMALL.read_text(encoding="utf-8").replace(
        "\nmarketing:\n  channels:\n", f"{NEWSLETTER}\nmarketing:\n  channels:{MAIL}", 1
    )
    with mail_server(inbox) as address:
        for _ in fresh():
            monkeypatch.setenv("MAIL_URL", address)
            keys.prepare(HJEMMEL)
            clock.use(lambda: NOW)
            publish(declared.encode(), HJEMMEL, NOW)
            yield
            clock.use(clock.machine)


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "localhost"})


def sign(visitor: Client, email: str, purpose: str) -> bytes:
    shown = re.findall(r'name="versjon" value="(\d+)"', visitor.get("/pamelding").content.decode())
    answer = visitor.post("/pamelding", {"epost": email, "formaal": purpose, "versjon": shown[0]})
    assert answer.status_code == 200 and not answer.cookies
    return bytes(answer.content)


def link(inbox: Inbox, number: int = -1) -> str:
    found = re.findall(YES, inbox.messages[number].get_body(("plain",)).get_content())
    assert len(found) == 1
    return str(found[0])


def one_who_left(folder: Path) -> str:
    """A reader who said yes once and no later, in the company's own table."""
    left = (
        "SELECT email FROM subscribers WHERE basis = 'consent' AND optout_at IS NOT NULL"
        " AND email NOT LIKE 'slettet-%' ORDER BY id"
    )
    return str(rows(folder, "nyhetsbrev", left)[0][0])


def permitted(actor: Actor, email: str) -> int:
    view = mailings.view(mailings.prepare(NEWS, actor, identities=[email]))
    assert view is not None
    return view.kept.permitted


@pytest.mark.story
def test_a_yes_from_the_page_counts_when_it_is_confirmed_from_the_mailbox(
    ane: Actor, inbox: Inbox, visitor: Client, tmp_path: Path
) -> None:
    email = one_who_left(tmp_path)
    page = visitor.get("/pamelding").content.decode()
    assert 'href="/personvern"' in page and "samtykke" not in page and "Ja, Merkevarden" in page
    sign(visitor, email, "market_others")
    (message,) = inbox.messages
    assert message["To"] == email and "Merkevarden" in str(message["From"])
    for part in ("plain", "html"):
        text = message.get_body((part,)).get_content()
        assert "/ja/" in text and "/say-yes/" in text and "personvern@merkevarden.example" in text
    assert StoredFacts().read().consents == (), "a letter is no yes"
    assert permitted(ane, email) == 0
    assert "Bekreft" in visitor.get(link(inbox)).content.decode()
    assert visitor.post(link(inbox)).status_code == 200
    (given,) = StoredFacts().read().consents
    assert (given.purpose, given.text_version, given.channel) == (
        "market_others",
        str(sign_up.form().version),
        "webshop",
    )
    assert given.covers == frozenset({"email"}) and len(given.proof) == 64
    assert permitted(ane, email) == 1
    assert visitor.post(link(inbox)).status_code == 404, "the link works once"
    assert isinstance(ledger.check(), Verified)


@pytest.mark.story
def test_somebody_nobody_knew_gets_a_row_when_they_confirm_and_not_before(
    small: None, inbox: Inbox, visitor: Client
) -> None:
    sign(visitor, "Ny.Leser@leser.example", "newsletter")
    assert inbox.recipients == ["Ny.Leser@leser.example"]
    assert register.find("ny.leser@leser.example", HJEMMEL) == () and StoredFacts().read().asked == ()
    visitor.get(link(inbox))
    assert register.find("ny.leser@leser.example", HJEMMEL) == (), "looking changes nothing"
    assert visitor.post(link(inbox)).status_code == 200
    (person,) = register.find("ny.leser@leser.example", HJEMMEL)
    (given,) = StoredFacts().read().consents
    assert given.about.key == (person.id,) and given.channel == "email"
    (row,) = office.found("Ny.Leser@leser.example", HJEMMEL).rows
    grounds = {ground.purpose for answer in row[2] for ground in answer.grounds}
    assert "newsletter" in grounds, "and the address is held by the consent"
    asking = StoredAsking.objects.get()
    assert asking.address is None and keys.vault(HJEMMEL).without_key({asking.pk}) == {asking.pk}


def test_the_answer_is_the_same_whoever_has_the_address(small: None, inbox: Inbox, visitor: Client) -> None:
    """Known, unknown, blocked: the same words, and the same work before they are given."""
    sign(visitor, "kjent@leser.example", "newsletter")
    visitor.post(link(inbox))
    known = sign(visitor, "kjent@leser.example", "newsletter")
    unknown = sign(visitor, "ukjent@leser.example", "newsletter")
    assert known == unknown
    kinds = [line.kind for line in ledger.lines_after(0, 500) if line.kind == "consent-confirmation-asked"]
    assert len(kinds) == 3


def test_what_is_looked_up_is_looked_up_after_the_answer(small: None, inbox: Inbox, visitor: Client) -> None:
    sign_up.sign_up("en@leser.example", "newsletter", 1, HJEMMEL)
    assert inbox.messages == [] and StoredAsking.objects.get().letter == ""
    assert sign_up.send_letters(HJEMMEL) == 1 and sign_up.send_letters(HJEMMEL) == 0
    assert inbox.recipients == ["en@leser.example"]


def test_no_letter_goes_to_an_address_that_somebody_has_said_no_for(
    ane: Actor, inbox: Inbox, visitor: Client, tmp_path: Path
) -> None:
    email = one_who_left(tmp_path)
    sign(visitor, email, "market_others")
    visitor.post(link(inbox))
    mailing = mailings.prepare(NEWS, ane, identities=[email])
    view = mailings.view(mailing)
    assert view is not None
    mailings.approve(mailing, view.kept.digest, ane)
    mailings.send(mailing, ane)
    no = re.findall(r"/nei/(\w+)>", str(inbox.messages[-1]["List-Unsubscribe"]))[0]
    assert choices.say_no(no)
    inbox.messages.clear()
    answer = sign(visitor, email, "market_others")
    assert inbox.messages == [] and answer == sign(visitor, "ingen@ukjent.example", "market_others")
    assert sign_up.ask(email, "market_others", "phone", ane) == "not sent"


def test_letters_to_one_address_and_in_all_are_limited(
    small: None, inbox: Inbox, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(sign_up.A_DAY + 2):
        sign(visitor, "en@leser.example", "newsletter")
    assert len(inbox.messages) == sign_up.A_DAY
    sign(visitor, "EN+x@leser.example", "newsletter")
    assert len(inbox.messages) == sign_up.A_DAY, "the same mailbox, written otherwise"
    clock.use(lambda: NOW + timedelta(days=1, seconds=1))
    sign(visitor, "en@leser.example", "newsletter")
    assert len(inbox.messages) == sign_up.A_DAY + 1
    monkeypatch.setattr(sign_up, "AN_HOUR", 1)
    answer = visitor.post("/sign-up", {"epost": "to@leser.example", "formaal": "newsletter", "versjon": "1"})
    assert answer.status_code == 429 and "Try again" in answer.content.decode()


def test_what_nobody_confirms_is_gone_after_its_day(small: None, inbox: Inbox, visitor: Client) -> None:
    sign(visitor, "glemt@leser.example", "newsletter")
    asking = StoredAsking.objects.get()
    assert asking.address is not None
    connection.close()
    assert b"glemt@leser" not in Path(str(connection.settings_dict["NAME"])).read_bytes()
    clock.use(lambda: NOW + timedelta(days=7))
    assert visitor.post(link(inbox)).status_code == 404
    assert sign_up.forget(HJEMMEL) == 1 and not StoredAsking.objects.exists()
    assert keys.vault(HJEMMEL).without_key({asking.pk}) == {asking.pk}
    assert register.find("glemt@leser.example", HJEMMEL) == ()


def test_a_question_that_nobody_answered_waits_no_more_after_its_day(
    ane: Actor, inbox: Inbox, visitor: Client, tmp_path: Path
) -> None:
    sign(visitor, one_who_left(tmp_path), "market_others")
    (asked,) = StoredFacts().read().asked
    clock.use(lambda: NOW + timedelta(days=6))
    sign_up.forget(ane)
    assert StoredFacts().read().asked == (asked,)
    clock.use(lambda: NOW + timedelta(days=8))
    assert sign_up.forget(ane) == 1
    assert StoredFacts().read().asked == ()
    assert sign_up.forget(ane) == 0
    assert [line.kind for line in ledger.lines_after(0, 500)].count("facts-ended") == 1
    assert isinstance(ledger.check(), Verified)


def test_a_letter_that_could_not_leave_waits_and_leaves_once(
    small: None, inbox: Inbox, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_URL", "smtp://127.0.0.1:9")
    sign(visitor, "vent@leser.example", "newsletter")
    assert StoredAsking.objects.get().letter == ""
    with mail_server(inbox) as address:
        monkeypatch.setenv("MAIL_URL", address)
        inbox.answers = {"vent@leser.example": "451 4.3.0 later"}
        assert sign_up.send_letters(HJEMMEL) == 0 and StoredAsking.objects.get().letter == ""
        inbox.answers = {}
        assert sign_up.send_letters(HJEMMEL) == 1 and sign_up.send_letters(HJEMMEL) == 0
    assert inbox.recipients == ["vent@leser.example"]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ola",
        "ola@",
        "ola@x",
        "a b@leser.example",
        "ola@leser.example\r\nBcc: x@y.example",
        "x" * 300 + "@leser.example",
    ],
)
def test_what_is_no_address_is_said_so_and_nothing_is_kept(
    small: None, inbox: Inbox, visitor: Client, email: str
) -> None:
    answer = visitor.post("/pamelding", {"epost": email, "formaal": "newsletter", "versjon": "1"})
    assert answer.status_code == 400 and 'aria-invalid="true"' in answer.content.decode()
    assert not StoredAsking.objects.exists() and inbox.messages == []


def test_a_yes_to_words_that_were_never_shown_is_none(small: None, inbox: Inbox, visitor: Client) -> None:
    for purpose, version in (("newsletter", "2"), ("newsletter", ""), ("deliver", "1"), ("", "1")):
        written = {"epost": "en@leser.example", "formaal": purpose, "versjon": version}
        assert visitor.post("/pamelding", written).status_code == 400
    assert not StoredAsking.objects.exists()
