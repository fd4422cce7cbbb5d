"""Art. 19: each recipient who got the data is told when it is erased, corrected or restricted, chased until they confirm, and
the promise waits for them. The letter and the ledger say nothing of whom it is about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from tests.desk.gift_shop import HJEMMEL, NOW, open_shop, rows, write_systems  # isort: split

from django.db import transaction
from django.test import Client
from tests.core.output.companies import plain

from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.capabilities.tellings import store
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.identifiers.person import synthetic_fnr
from hjemmel.core.request import Method, Outcome, Way
from hjemmel.core.rights.right import Right
from hjemmel.core.sharing.telling import Confirmed, Looked, Standing, Word
from hjemmel.core.terms import Verdict
from hjemmel.desk import clock, corrections, office, replies, requests, tasks, telling_mail, tellings
from hjemmel.desk.access import all_purposes, give
from hjemmel.desk.requests import Details
from hjemmel.engine.ports import Actor

CAME = date(2026, 11, 20)
NAME = "Kari Plantet"
NUMBER = synthetic_fnr(date(1980, 5, 17))
PAGE = r"https://personvern\.merkevarden\.example(/beskjed/[\w-]{43})"
PROMISE = "P004-05"


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def post(tmp_path: Path) -> Path:
    return tmp_path / "post"


@pytest.fixture
def ane(systems: Path, tmp_path: Path, post: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with open_shop(systems, tmp_path, monkeypatch, f"mailbox://{post}") as actor:
        give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
        yield actor


@pytest.fixture
def ola(ane: Actor) -> Actor:
    return create_staff("ola", "Ola Rud", "en annen setning 43", Role.APPROVER, HJEMMEL, NOW)


@pytest.fixture
def email(tmp_path: Path, ane: Actor) -> str:
    found = [
        str(one) for (one,) in rows(tmp_path, "nettbutikk", "SELECT email FROM accounts WHERE email <> ''")
    ]
    return next(one for one in found if found.count(one) == 1)


@pytest.fixture
def visitor(ane: Actor) -> Client:
    return Client(headers={"host": "localhost"})


class Killed(Exception):
    """The process ended, and what it had not committed is gone."""


def carried_out(right: Right, email: str, ane: Actor, ola: Actor) -> str:
    """A request that has been asked, approved by another and done."""
    told = Details(name=NAME, identities=f"{email}\n{NUMBER}")
    id = requests.receive(Way.POST, CAME, right, told, ane)
    requests.match(id, [one.about for one in requests.candidates(id, ane)], ane)
    requests.prove_identity(id, Method.IN_PERSON, ane)
    if right is Right.RECTIFICATION:
        own = next(one for one in corrections.rows(id, ane) if one.about.collection == "nettbutikk.accounts")
        corrections.correct(id, own.mark, {"last_name": "Plantet-Riktig"}, (), ane)
    digest = requests.make_plan(id, ane)
    requests.review(id, digest, ane)
    requests.approve(id, digest, ola)
    assert requests.carry_out(id, ola)
    return id


def letters(post: Path) -> list[EmailMessage]:
    files = sorted(post.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default) for file in files]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def page_of(letter: EmailMessage) -> str:
    return re.findall(PAGE, text_of(letter))[0]


def standings(id: str) -> dict[str, Standing]:
    return {one.telling.recipient: one.standing for one in tellings.of_request(id)}


def answered(id: str, actor: Actor) -> None:
    requests.answer(id, Outcome.DONE, actor)
    requests.deliver(id, requests.today(), Way.POST, actor)


def verdict() -> Verdict:
    return next(one for one in office.judge_promises(HJEMMEL) if one.promise == PROMISE).verdict


def test_each_recipient_is_told_sees_whom_behind_the_link_and_confirms_and_the_promise_waits_for_them(
    ane: Actor, ola: Actor, email: str, post: Path, visitor: Client
) -> None:
    id = carried_out(Right.RESTRICTION, email, ane, ola)
    assert set(standings(id).values()) == {Standing.FORESEEN}
    assert "brevdue" in standings(id) and "authorities" not in standings(id)
    answered(id, ane)
    assert verdict() is Verdict.UNKNOWN, "nobody has confirmed yet"
    sent = telling_mail.send(HJEMMEL)
    assert sent == len(standings(id)) and telling_mail.send(HJEMMEL) == 0, "each once"

    written = letters(post)
    assert len(written) == sum(one is Standing.WAITING for one in standings(id).values()) > 1
    for letter in written:
        whole = letter.as_string() + text_of(letter)
        assert NAME not in whole and email not in whole and NUMBER not in whole
        assert "Artikkel 19" in whole or "artikkel 19" in whole
    first, *others = written
    there = page_of(first)
    opened = visitor.get(there).content.decode()
    assert "er begrenset" in opened and NAME not in opened and email not in opened
    shown = visitor.post(there, {"gjor": "vis"}).content.decode()
    assert NAME in shown and email in shown and NUMBER not in shown
    assert visitor.post(there, {"gjor": "bekreft"}).status_code == 400
    done = visitor.post(there, {"gjor": "bekreft", "svar": "done"}).content.decode()
    assert "Takk" in done and NAME not in done
    assert "Takk" in visitor.post(there, {"gjor": "bekreft", "svar": "keeps"}).content.decode()
    assert NAME not in visitor.post(there, {"gjor": "vis"}).content.decode(), "answered: nobody is shown"
    told = next(one for one in store.of_request(id) if one.last(Confirmed))
    assert told.last(Looked) and told.last(Confirmed).word is Word.DONE  # type: ignore[union-attr]
    assert verdict() is Verdict.AT_RISK, "others have not answered"

    for letter in others:
        assert visitor.post(page_of(letter), {"gjor": "bekreft", "svar": "keeps"}).status_code == 200
    for one in tellings.of_request(id):
        if one.standing is Standing.WITH_STAFF:
            tellings.confirmed(one.id, Word.NOTHING, ane)
    assert verdict() is Verdict.KEPT
    ledger = json.dumps([line.content for line in LedgerEntry.objects.all()], default=str)
    assert "telling-confirmed" in {line.kind for line in LedgerEntry.objects.all()}
    assert NAME not in ledger and email not in ledger


def test_who_does_not_answer_is_reminded_becomes_a_task_and_breaks_the_promise(
    ane: Actor, ola: Actor, email: str, post: Path, visitor: Client
) -> None:
    id = carried_out(Right.RESTRICTION, email, ane, ola)
    answered(id, ane)
    telling_mail.send(HJEMMEL)
    there = page_of(letters(post)[0])
    by_mail = len(letters(post))
    clock.use(lambda: NOW + timedelta(days=6))
    assert telling_mail.send(HJEMMEL) == 0
    for days, count in ((7, 2), (14, 3)):
        clock.use(lambda days=days: NOW + timedelta(days=days))
        assert telling_mail.send(HJEMMEL) == by_mail and telling_mail.send(HJEMMEL) == 0
        assert len(letters(post)) == count * by_mail
    assert sum("Påminnelse" in str(letter["Subject"]) for letter in letters(post)) == 2 * by_mail
    assert {page_of(letter) for letter in letters(post)} >= {there}, "the link stays the same"
    clock.use(lambda: NOW + timedelta(days=21))
    telling_mail.send(HJEMMEL)
    assert set(standings(id).values()) == {Standing.WITH_STAFF}
    waiting = [one for one in tasks.of_request(id) if one.is_open]
    assert len(waiting) == len(standings(id)) and "beskjed" in waiting[0].title.nb

    clock.use(lambda: NOW + timedelta(days=31))
    assert verdict() is Verdict.BROKEN
    assert visitor.post(there, {"gjor": "bekreft", "svar": "done"}).status_code == 200, (
        "late, and still wanted"
    )
    assert len([one for one in tasks.of_request(id) if one.is_open]) == len(waiting) - 1, (
        "nobody asks them again"
    )
    by_phone = next(one for one in tellings.of_request(id) if one.standing is Standing.WITH_STAFF)
    tellings.confirmed(by_phone.id, Word.NOTHING, ane)
    for one in tasks.of_request(id):
        if one.is_open:
            tasks.tick(one.id, ane)
    telling_mail.send(HJEMMEL)
    assert set(standings(id).values()) == {Standing.CONFIRMED}
    assert verdict() is Verdict.KEPT


def test_killed_between_the_letters_and_our_note_of_them_the_same_letters_are_sent_under_the_same_names(
    ane: Actor, ola: Actor, email: str, post: Path
) -> None:
    id = carried_out(Right.RESTRICTION, email, ane, ola)
    with pytest.raises(Killed), transaction.atomic():
        telling_mail.send(HJEMMEL)
        raise Killed
    first = {str(letter["Message-ID"]): page_of(letter) for letter in letters(post)}
    assert first and set(standings(id).values()) == {Standing.FORESEEN}
    telling_mail.send(HJEMMEL)
    assert {str(letter["Message-ID"]): page_of(letter) for letter in letters(post)} == first


def test_who_was_told_of_a_restriction_is_told_that_it_is_lifted_and_the_letters_name_them(
    ane: Actor, ola: Actor, email: str, post: Path, visitor: Client
) -> None:
    restricted = carried_out(Right.RESTRICTION, email, ane, ola)
    before = plain(replies.letter(restricted, "nb", ane).text)
    assert "Vi sier fra om begrensningen til" in before and "Brevdue" in before
    telling_mail.send(HJEMMEL)
    after = plain(replies.letter(restricted, "nb", ane).text)
    assert "Vi har sagt fra om begrensningen til" in after
    sent = len(letters(post))

    told = Details(name=NAME, identities=email)
    id = requests.receive(Way.POST, CAME, Right.LIFTING, told, ane)
    requests.match(id, [one.about for one in requests.candidates(id, ane)], ane)
    requests.prove_identity(id, Method.IN_PERSON, ane)
    requests.told_of_lifting(id, requests.today(), Way.POST, ane)
    digest = requests.make_plan(id, ane)
    requests.review(id, digest, ane)
    requests.approve(id, digest, ola)
    assert requests.carry_out(id, ola)
    assert standings(id).keys() == standings(restricted).keys()
    telling_mail.send(HJEMMEL)
    lifted = [one for one in letters(post) if "ikke lenger begrenset" in str(one["Subject"])]
    assert len(lifted) == len(letters(post)) - sent > 0
    assert "har opphevet begrensningen" in text_of(lifted[0])
    assert "opphevet begrensningen" in visitor.get(page_of(lifted[0])).content.decode()


def test_a_correction_is_told_with_what_is_right(
    ane: Actor, ola: Actor, email: str, post: Path, visitor: Client
) -> None:
    carried_out(Right.RECTIFICATION, email, ane, ola)
    telling_mail.send(HJEMMEL)
    there = page_of(letters(post)[0])
    assert "er rettet" in visitor.get(there).content.decode()
    shown = visitor.post(there, {"gjor": "vis"}).content.decode()
    assert "Plantet-Riktig" in shown and "Dette er riktig" in shown
    english = visitor.post(there.replace("/beskjed/", "/told/"), {"gjor": "vis"}).content.decode()
    assert "This is right" in english and "Personopplysninger" not in english


def test_whom_to_tell_is_found_before_the_rows_that_say_so_are_erased(
    ane: Actor, ola: Actor, email: str, tmp_path: Path
) -> None:
    id = carried_out(Right.ERASURE, email, ane, ola)
    assert rows(tmp_path, "nettbutikk", f"SELECT 1 FROM accounts WHERE email = '{email}'") == []
    found = standings(id)
    assert found, "somebody got it"
    assert requests.carry_out(id, ola), "done again, nothing is found anew"
    assert standings(id) == found


def test_a_link_that_was_made_up_or_is_too_old_leads_nowhere(
    ane: Actor, ola: Actor, email: str, post: Path, visitor: Client
) -> None:
    id = carried_out(Right.RESTRICTION, email, ane, ola)
    own = next(iter(store.of_request(id))).id
    for wrong in ("a" * 43, own + "A" * 27, own, "æ" * 43):
        assert visitor.get(f"/beskjed/{wrong}").status_code == 404
    assert visitor.get(f"/beskjed/{telling_mail.link(own, HJEMMEL)}").status_code == 404, "not told yet"
    telling_mail.send(HJEMMEL)
    there = page_of(letters(post)[0])
    clock.use(lambda: NOW + timedelta(days=61))
    answer = visitor.post(there, {"gjor": "vis"})
    assert answer.status_code == 404 and NAME not in answer.content.decode()


def test_access_changes_nothing_and_tells_nobody(ane: Actor, ola: Actor, email: str) -> None:
    id = carried_out(Right.ACCESS, email, ane, ola)
    assert store.of_request(id) == () and telling_mail.send(HJEMMEL) == 0
