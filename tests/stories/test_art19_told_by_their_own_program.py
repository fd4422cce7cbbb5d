"""Art. 19: a processor that has a program for it (OpenDSR) is told there that somebody was erased, says itself how it goes, and
only what it has signed is believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.desk.gift_shop import HJEMMEL, NOW, PROFILE, open_shop, rows, write_systems  # isort: split

from django.db import transaction
from django.test import Client
from tests.connectors.opendsr_server import DOMAIN, Processor, authority, key, pem, served
from tests.database import once
from tests.stories.test_art19_recipients_are_told import Killed, carried_out, letters

from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.capabilities.tellings import store
from hjemmel.connectors import opendsr
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.rights.right import Right
from hjemmel.core.sharing.telling import (
    Confirmed,
    HandedOver,
    Heard,
    Means,
    Standing,
    Telling,
    Told,
    Trouble,
    Word,
)
from hjemmel.desk import clock, tasks, telling_mail, telling_opendsr
from hjemmel.desk.access import all_purposes, give
from hjemmel.engine.ports import Actor

MAIL_ONLY = "tell: {email: personvern@brevdue.example}"
BY_PROGRAM = "tell: {email: personvern@brevdue.example, opendsr: {url: '${BREVDUE_OPENDSR}'}}"
HERE = "https://personvern.merkevarden.example/opendsr/callbacks"
NUMBER = "17858012345"


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def brevdue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Processor]:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with served(tmp_path) as there:
        monkeypatch.setenv("BREVDUE_OPENDSR", f"{there.base}/v2")
        yield there


@pytest.fixture
def ane(
    systems: Path, tmp_path: Path, brevdue: Processor, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Actor]:
    own, text = tmp_path / "shop", PROFILE.read_text(encoding="utf-8")
    own.mkdir()
    assert MAIL_ONLY in text
    declared = text.replace(MAIL_ONLY, BY_PROGRAM).encode()
    with open_shop(systems, own, monkeypatch, f"mailbox://{tmp_path / 'post'}", declared) as actor:
        give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
        yield actor


@pytest.fixture
def ola(ane: Actor) -> Actor:
    return create_staff("ola", "Ola Rud", "en annen setning 43", Role.APPROVER, HJEMMEL, NOW)


@pytest.fixture
def email(tmp_path: Path, ane: Actor) -> str:
    """Somebody who gets the newsletter, so that Brevdue has them."""
    statement = "SELECT email FROM accounts WHERE email <> '' AND created_at > '2024'"
    found = [str(one) for (one,) in rows(tmp_path / "shop", "nettbutikk", statement)]
    return next(one for one in found if found.count(one) == 1)


@pytest.fixture
def erased(ane: Actor, ola: Actor, email: str, tmp_path: Path) -> str:
    systems = sorted((tmp_path / "shop").glob("*.sqlite3"))
    id = once("somebody was erased", lambda: carried_out(Right.ERASURE, email, ane, ola), *systems)
    assert "brevdue" in {one.recipient for one in store.of_request(id)}
    return id


def telling(id: str) -> Telling:
    return next(one for one in store.of_request(id) if one.recipient == "brevdue")


def tell_back(there: Processor, told: dict[str, object], **headers: str) -> int:
    body = json.dumps(told).encode()
    return posted(body, {**there.headers(body), **headers})


def posted(body: bytes, headers: dict[str, str]) -> int:
    answer = Client(headers={"host": "localhost"}).post(
        "/opendsr/callbacks", body, content_type="application/json", headers=headers
    )
    return int(answer.status_code)


def called(id: str) -> str:
    return telling_opendsr.name(telling(id).id, HJEMMEL)


def test_their_program_is_told_and_says_itself_that_it_is_done(
    erased: str, email: str, brevdue: Processor, tmp_path: Path
) -> None:
    telling_mail.send(HJEMMEL)
    (sent,) = brevdue.requests.values()
    assert sent["subject_request_id"] == called(erased) and sent["status_callback_urls"] == [HERE]
    assert [one["identity_value"] for one in sent["subject_identities"]] == [email.casefold()]
    assert all("brevdue" not in str(letter["To"]) for letter in letters(tmp_path / "post"))
    told = telling(erased).last(Told)
    assert (
        told and told.means is Means.OPENDSR and told.expected and told.expected.isoformat() == "2026-12-10"
    )
    assert telling_mail.send(HJEMMEL) == 0 and len(brevdue.requests) == 1

    at_work = brevdue.said(called(erased), "in_progress", status_callback_url=HERE)
    done = brevdue.said(called(erased), "completed", results_count=4, status_callback_url=HERE)
    assert tell_back(brevdue, at_work) == 202
    assert telling(erased).standing is Standing.WAITING and telling(erased).last(Heard)
    assert tell_back(brevdue, done) == 202
    steps = telling(erased).steps
    confirmed = telling(erased).last(Confirmed)
    assert confirmed and confirmed.word is Word.DONE
    assert tell_back(brevdue, at_work) == tell_back(brevdue, done) == 202, "said again, nothing is news"
    assert telling(erased).steps == steps
    ledger = json.dumps([line.content for line in LedgerEntry.objects.all()], default=str)
    assert "telling-heard" in {line.kind for line in LedgerEntry.objects.all()}
    assert email not in ledger and called(erased) not in ledger


def test_only_what_they_have_signed_counts(erased: str, brevdue: Processor) -> None:
    telling_mail.send(HJEMMEL)
    done = brevdue.said(called(erased), "completed", status_callback_url=HERE)
    body = json.dumps(done).encode()
    honest = brevdue.headers(body)
    assert posted(body.replace(b"completed", b"cancelled"), honest) == 400
    assert posted(body, {**honest, "X-OpenDSR-Signature": ""}) == 400
    assert posted(body, {**honest, "X-OpenDSR-Processor-Domain": "stranger.example"}) == 401
    assert posted(body, {}) == 401
    comma = body[:-1] + b",}"
    assert posted(comma, brevdue.headers(comma)) == 400
    assert tell_back(brevdue, {**done, "status_callback_url": "https://other.example/cb"}) == 400
    assert tell_back(brevdue, {**done, "subject_request_id": "a7551968-d5d6-44b2-9831-815ac9017798"}) == 400
    assert posted(b"{" + b" " * opendsr.LARGEST_BODY, honest) == 400
    assert telling(erased).standing is Standing.WAITING

    clock.use(lambda: NOW + timedelta(hours=2))
    brevdue.certificate = pem(authority(3).issue(key(0), DOMAIN))
    assert posted(body, honest) == 401
    clock.use(lambda: NOW + timedelta(hours=4))
    brevdue.script = [lambda handler: handler.plain(501, {})] * 3
    assert posted(body, honest) == 503, "say it again later"
    assert telling(erased).standing is Standing.WAITING

    brevdue.script, brevdue.certificate = [], pem(brevdue.root.issue(key(0), DOMAIN))
    clock.use(lambda: NOW + timedelta(hours=5))
    assert posted(body, honest) == 202 and telling(erased).standing is Standing.CONFIRMED


def test_who_says_nothing_is_asked_once_a_day_and_becomes_a_task(erased: str, brevdue: Processor) -> None:
    telling_mail.send(HJEMMEL)

    def asked() -> int:
        return sum(path.endswith(called(erased)) for _, path in brevdue.asked)

    assert asked() == 0
    for days in (1, 1, 2):
        clock.use(lambda days=days: NOW + timedelta(days=days))
        telling_mail.send(HJEMMEL)
    assert asked() == 2
    clock.use(lambda: NOW + timedelta(days=22))
    telling_mail.send(HJEMMEL)
    assert telling(erased).standing is Standing.WITH_STAFF, "past the day they named, and past our patience"
    assert tasks.asked_by(f"telling:{telling(erased).id}")
    brevdue.states[called(erased)] = brevdue.said(called(erased), "completed", results_count=0)
    late = brevdue.said(called(erased), "completed", results_count=0, status_callback_url=HERE)
    assert tell_back(brevdue, late) == 202, "late, and still wanted"
    confirmed = telling(erased).last(Confirmed)
    assert confirmed and confirmed.word is Word.NOTHING


@pytest.mark.parametrize(
    ("status", "more", "why"),
    [
        ("cancelled", {}, Trouble.CANCELLED),
        ("completed", {"results_count": 0, "extensions": {DOMAIN: {"reason": "held"}}}, Trouble.NOT_DONE),
    ],
)
def test_what_they_did_not_do_becomes_a_task(
    erased: str, brevdue: Processor, status: str, more: dict[str, object], why: Trouble
) -> None:
    telling_mail.send(HJEMMEL)
    brevdue.states[called(erased)] = brevdue.said(called(erased), status, **more)
    clock.use(lambda: NOW + timedelta(days=1))
    telling_mail.send(HJEMMEL)
    over = telling(erased).last(HandedOver)
    assert over and over.why is why and telling(erased).standing is Standing.WITH_STAFF


def test_away_or_killed_between_their_answer_and_our_note_it_is_told_again_and_is_one_request(
    erased: str, brevdue: Processor, tmp_path: Path
) -> None:
    brevdue.script = [lambda handler: handler.plain(501, {})]
    telling_mail.send(HJEMMEL)
    assert letters(tmp_path / "post"), "others are told meanwhile"
    before = telling(erased)
    assert before.standing is Standing.FORESEEN
    entries = LedgerEntry.objects.count()
    with pytest.raises(Killed), transaction.atomic():
        telling_mail.send(HJEMMEL)
        assert LedgerEntry.objects.count() > entries
        raise Killed
    assert telling(erased) == before and len(brevdue.requests) == 1
    telling_mail.send(HJEMMEL)
    assert telling(erased).standing is Standing.WAITING and len(brevdue.requests) == 1


def test_what_is_not_begun_can_be_taken_back_on_the_page_and_a_correction_goes_by_mail(
    erased: str, brevdue: Processor, ane: Actor, ola: Actor, tmp_path: Path
) -> None:
    telling_mail.send(HJEMMEL)
    office, there = Client(headers={"host": "localhost"}), f"/kontor/henvendelser/{erased}"
    assert office.login(username="ane", password="en lang setning 42")
    page = office.get(there).content.decode()
    assert "programmet deres har fått beskjed" in page
    assert "Trekk tilbake fra Brevdue" in page
    asked = {"gjor": "mottaker_trekkes", "mottaker": telling(erased).id}
    assert office.post(there, asked).status_code == 302
    assert "trukket tilbake fra programmet deres" in office.get(there).content.decode().casefold()
    over = telling(erased).last(HandedOver)
    assert over and over.why is Trouble.TAKEN_BACK
    assert brevdue.states[called(erased)]["request_status"] == "cancelled"
    with pytest.raises(telling_opendsr.NotNow):
        telling_opendsr.take_back(telling(erased).id, ane)

    statement = "SELECT email FROM accounts WHERE email <> ''"
    found = [str(one) for (one,) in rows(tmp_path / "shop", "nettbutikk", statement)]
    another = next(one for one in found if found.count(one) == 1)
    restricted = carried_out(Right.RESTRICTION, another, ane, ola)
    before = len(brevdue.requests)
    telling_mail.send(HJEMMEL)
    assert len(brevdue.requests) == before
    assert any("brevdue" in str(letter["To"]) for letter in letters(tmp_path / "post"))
    told = next(one for one in store.of_request(restricted) if one.recipient == "brevdue").last(Told)
    assert told and told.means is Means.MAIL
