"""Art. 28(3)(g): when a relationship ends, or the agreement with a processor, it is told to erase what no law makes it keep; it is
chased until it confirms, and the promise waits for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from tests.desk.gift_shop import HJEMMEL, NOW, open_shop, write_systems  # isort: split

from django.test import Client

from hjemmel.capabilities.agreements.services import keep
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.tellings import store
from hjemmel.core.promise import Evidence
from hjemmel.core.sharing.agreement import KeptAgreement, SignedDocument
from hjemmel.core.sharing.telling import NOBODY, Standing
from hjemmel.core.terms import Verdict
from hjemmel.desk import agreements, at_end, clock, office, tasks, telling_mail
from hjemmel.engine.ports import Actor

PAGE = r"https://personvern\.merkevarden\.example(/beskjed/[\w-]{43})"


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def post(tmp_path: Path) -> Path:
    return tmp_path / "post"


@pytest.fixture
def ane(systems: Path, tmp_path: Path, post: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with open_shop(systems, tmp_path, monkeypatch, f"mailbox://{post}") as actor:
        yield actor


def swept(ane: Actor) -> str:
    digest = office.make_sweep(ane).digest
    office.approve_and_run(digest, ane)
    return digest


def instructed() -> dict[str, Standing]:
    return {
        one.recipient: one.standing for one in store.tellings() if not one.request and one.recipient != NOBODY
    }


def letters(post: Path) -> list[str]:
    found = []
    for file in sorted(post.glob("*.eml")):
        body = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default).get_body(("plain",))
        found.append(str(body.get_content()) if body else "")
    return found


def verdict() -> Evidence:
    return next(one for one in office.judge_promises(HJEMMEL) if one.promise == "P004-22")


def ended(recipient: str, last_day: date) -> None:
    document = SignedDocument(title="Databehandleravtale", digest="0" * 64, signed=date(2025, 2, 1))
    keep(KeptAgreement(recipient=recipient, document=document), HJEMMEL, NOW)
    agreements.end(recipient, last_day, HJEMMEL)


def test_a_sweep_that_ends_relationships_has_the_processors_erase_and_the_promise_waits_for_them(
    ane: Actor, post: Path
) -> None:
    assert at_end.instruct(HJEMMEL) == 0, "nothing has ended"
    swept(ane)
    assert at_end.instruct(HJEMMEL) == 1 and at_end.instruct(HJEMMEL) == 0, "once"
    assert instructed() == {"fagerlia": Standing.FORESEEN}, "who runs a system was reached there"
    assert telling_mail.send(HJEMMEL) == 1
    (letter,) = letters(post)
    assert "forholdet til dem er slutt" in letter and "23. desember 2026" in letter

    visitor = Client(headers={"host": "localhost"})
    there = re.findall(PAGE, letter)[0]
    opened = visitor.get(there).content.decode()
    assert (
        "Kundekort" in opened and "Vi har slettet opplysninger" in opened and "det dere har om dem" in opened
    )
    assert "Det dere må beholde etter" in opened and "Fakturaer" not in opened, "only what they handle"
    assert visitor.post(there, {"gjor": "bekreft"}).status_code == 400
    assert "Takk" in visitor.post(there, {"gjor": "bekreft", "svar": "done"}).content.decode()
    assert verdict().verdict is Verdict.KEPT
    kinds = set(LedgerEntry.objects.values_list("kind", flat=True))
    assert {"processors-instructed", "telling-told", "telling-confirmed"} <= kinds


def test_a_processor_that_does_not_confirm_is_reminded_becomes_a_task_and_breaks_the_promise(
    ane: Actor, post: Path
) -> None:
    swept(ane)
    at_end.instruct(HJEMMEL)
    telling_mail.send(HJEMMEL)
    for days, sent in ((7, 2), (14, 3)):
        clock.use(lambda days=days: NOW + timedelta(days=days))  # type: ignore[misc]
        telling_mail.send(HJEMMEL)
        assert len(letters(post)) == sent
    clock.use(lambda: NOW + timedelta(days=21))
    telling_mail.send(HJEMMEL)
    assert instructed() == {"fagerlia": Standing.WITH_STAFF}
    (task,) = [one for one in tasks.views("open") if one.what.law == "gdpr-28-3-g"]
    clock.use(lambda: NOW + timedelta(days=31))
    tasks.tick(task.id, ane)
    telling_mail.send(HJEMMEL)
    assert instructed() == {"fagerlia": Standing.CONFIRMED}
    assert verdict().verdict is Verdict.BROKEN, "too late is too late"


def test_when_an_agreement_ends_all_goes_but_what_a_law_makes_them_keep(ane: Actor, post: Path) -> None:
    ended("brevdue", date(2026, 11, 20))
    ended("tallrekka", date(2026, 11, 20))
    assert at_end.instruct(HJEMMEL) == 1, "the accounts are kept by law"
    assert instructed() == {"brevdue": Standing.FORESEEN}
    (one,) = at_end.endings()
    assert one.due == date(2026, 12, 23) and all(rows == 0 for _, rows in one.places)
    telling_mail.send(HJEMMEL)
    (letter,) = letters(post)
    assert "tok slutt 20. november 2026" in letter
    found = verdict()
    assert found.verdict is Verdict.UNKNOWN and found.measurement.cases == 1


def test_one_that_nobody_instructed_is_seen_when_its_day_has_passed(ane: Actor) -> None:
    before = verdict()
    assert before.measurement.cases == 0 and before.verdict is Verdict.UNKNOWN, "nothing has ended"
    ended("brevdue", date(2026, 10, 1))
    found = verdict()
    assert found.verdict is Verdict.BROKEN and "Har ikke fått noe pålegg: 1" in found.measurement.seen_nb


def test_the_office_shows_each_instruction(ane: Actor) -> None:
    ended("brevdue", date(2026, 11, 20))
    at_end.instruct(HJEMMEL)
    client = Client(headers={"host": "localhost"})
    assert client.login(username="ane", password="en lang setning 42")
    shown = client.get("/kontor/mottakere").content.decode()
    assert (
        "Slettepålegg" in shown
        and "pålegget er ikke sendt ennå" in shown
        and "avtalen er slutt" in shown.lower()
    )
