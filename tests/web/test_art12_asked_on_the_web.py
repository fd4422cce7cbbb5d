"""Art. 12, 15 and 17 from the person's side: asked on the web, proven by a code, approved in the office, fetched by a link;
then erased, but for what the law keeps, and that goes by itself on its day."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from tests.web.conftest import HJEMMEL, NOW  # isort: split

from django.contrib.auth import get_user_model
from django.test import Client

from hjemmel.capabilities.staff.services import actor_of
from hjemmel.connectors.protocol import Failure
from hjemmel.core.facts import About
from hjemmel.core.grounds.explain import State as Answered
from hjemmel.core.grounds.ground import GroundNow
from hjemmel.core.request import IdentityProven, Method, State
from hjemmel.core.terms import Tri
from hjemmel.desk import answers, clock, keys, office, replies, requests
from hjemmel.desk.house import house

LINK = r"https://[^\s]+?(/(?:dine-data|svar)/[\w-]{43})"


@pytest.fixture
def post(office: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Mail goes to a folder, as in a demo."""
    keys.prepare(HJEMMEL)
    monkeypatch.setenv("MAIL_URL", f"mailbox://{tmp_path / 'post'}")
    return tmp_path / "post"


@pytest.fixture
def email(post: Path, tmp_path: Path) -> Iterator[str]:
    """A customer of some years, who has ordered and been invoiced."""
    with closing(sqlite3.connect(tmp_path / "regnskap.sqlite3")) as accounts:
        invoiced = {
            row[0]
            for row in accounts.execute(
                "SELECT DISTINCT customers.account_id FROM customers JOIN invoices ON invoices.customer_id = customers.id"
            )
        }
    with closing(sqlite3.connect(tmp_path / "nettbutikk.sqlite3")) as shop:
        found = shop.execute(
            "SELECT id, email FROM accounts WHERE buyer_kind = 'person' AND created_at < '2025-01-01' ORDER BY id"
        ).fetchall()
    yield next(address for id, address in found if id in invoiced and not address.startswith("slettet"))


def letters(post: Path) -> list[EmailMessage]:
    files = sorted(post.glob("*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name))
    return [message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default) for file in files]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def code_in(letter: EmailMessage) -> str:
    return re.findall(r"\b\d{4} \d{4}\b", text_of(letter))[0]


def asked(visitor: Client, email: str, right: str = "access", **more: str) -> str:
    answer = visitor.post("/dine-data", {"rett": right, "epost": email, **more})
    assert answer.status_code == 303, answer.content.decode()[-1500:]
    assert not answer.cookies
    return str(answer.headers["Location"])


def proven(visitor: Client, email: str, right: str, post: Path) -> tuple[str, str]:
    """The request's own page, and its reference."""
    there = asked(visitor, email, right)
    waiting = visitor.get(there).content.decode()
    assert "Koden på åtte sifre" in waiting and "dager" not in waiting
    answer = visitor.post(there, {"gjor": "kode", "kode": code_in(letters(post)[-1])})
    assert answer.status_code == 302
    shown = visitor.get(there).content.decode()
    assert "Vi vet hvem du er" in shown and "30 dager" in shown
    return there, re.findall(r"<code>(\w{16})</code>", shown)[0]


def carried_out(operator: Client, approver: Client, id: str) -> None:
    """The office: plan, review, approval by somebody else, and the answer."""
    there = f"/kontor/henvendelser/{id}"

    def done(client: Client, gjor: str, **more: str) -> None:
        answer = client.post(there, {"gjor": gjor, **more})
        assert answer.status_code == 302, answer.content.decode()[-3000:]

    assert "Den viser hvem som spør." in operator.get(there).content.decode()
    done(operator, "plan")
    planned = operator.get(there).content.decode()
    digest = re.findall(r'name="avtrykk" value="(\w{64})"', planned)[0]
    done(operator, "gjennomgatt", avtrykk=digest, lest="on")
    done(approver, "godkjenn", avtrykk=digest, lest="on")
    assert "Send svaret" in operator.get(there).content.decode()
    done(operator, "send")
    found = requests.view(id)
    assert found and found.state is State.DELIVERED


def fetched(visitor: Client, letter: EmailMessage) -> zipfile.ZipFile:
    assert "Svaret ditt er klart" in str(letter["Subject"])
    there = re.findall(LINK, text_of(letter))[0]
    assert "Hent svaret" in visitor.get(there).content.decode()
    given = visitor.post(there)
    return zipfile.ZipFile(io.BytesIO(b"".join(given.streaming_content)))  # type: ignore[attr-defined]


@pytest.mark.story
def test_a_person_sees_all_then_is_erased_and_what_the_law_keeps_goes_by_itself(
    visitor: Client, operator: Client, approver: Client, email: str, post: Path
) -> None:
    there, id = proven(visitor, email, "access", post)
    found = requests.view(id)
    assert found and found.state is State.PROVEN
    step = found.life.last(IdentityProven)
    assert step and (step.method, step.by) == (Method.KNOWN_CHANNEL, "person")
    carried_out(operator, approver, id)
    archive = fetched(visitor, letters(post)[-1])
    assert {"index.html", "letter.pdf", "contents.json"} <= set(archive.namelist())
    rows = json.loads(archive.read("data/nettbutikk.accounts.json"))
    assert email in json.dumps(rows)
    assert "Besvart" in visitor.get(there).content.decode()

    clock.use(lambda: NOW + timedelta(days=1))
    _, erased = proven(visitor, email, "erasure", post)
    carried_out(operator, approver, erased)
    archive = fetched(visitor, letters(post)[-1])
    told = archive.read("index.html").decode()
    assert "Bokføringsloven" in told or "bokføringsloven" in told
    assert "Kundekort: opplysningene om deg tatt ut." in told, "one card, of which several things went"
    kept = requests.plan(erased)
    assert kept and kept.is_done and kept.plan.actions and kept.plan.refusals
    assert all(one.because.law and (one.until or one.waits_nb) for one in kept.plan.refusals)

    last = max(one.until for one in kept.plan.refusals if one.until)
    assert last > date(2027, 1, 1)
    about = requests.about(erased, HJEMMEL)
    left = [row for one in about for row in held(one)]
    assert left, "the law keeps the invoices"
    for label, grounds in left:
        assert grounds and all(one.line.law and (one.until or one.waits_for) for one in grounds), label
    clock.use(lambda: datetime(last.year, last.month, last.day, 6, tzinfo=UTC) + timedelta(days=1))
    sweep = office.make_sweep(HJEMMEL)
    office.approve_and_run(sweep.digest, actor_of(get_user_model().objects.get(username="approver")))
    remains = [
        (label, [(one.until, one.waits_for) for one in grounds])
        for one in about
        for label, grounds in held(one)
    ]
    assert not remains


def held(about: About) -> list[tuple[str, tuple[GroundNow, ...]]]:
    """What `hjemmel why` tells of these: the data that are there, with the grounds that stand."""
    return [
        (answer.group.label, tuple(one for one in answer.grounds if one.stands is Tri.YES))
        for _, _, answers in house(HJEMMEL).why_about(about).rows
        for answer in answers
        if answer.group.is_personal and answer.state is not Answered.BLANK
    ]


def test_a_link_that_may_have_left_is_not_sent_again_by_itself_and_one_that_did_not_is(
    visitor: Client,
    operator: Client,
    approver: Client,
    email: str,
    post: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, id = proven(visitor, email, "access", post)
    there, ane = f"/kontor/henvendelser/{id}", actor_of(get_user_model().objects.get(username="operator"))
    digest = requests.make_plan(id, ane)
    requests.review(id, digest, ane)
    requests.approve(id, digest, actor_of(get_user_model().objects.get(username="approver")))
    assert requests.carry_out(id, ane)
    before = len(letters(post))
    monkeypatch.setenv("MAIL_URL", "smtp://127.0.0.1:9")
    with pytest.raises(Failure):
        replies.send(id, ane)
    monkeypatch.setenv("MAIL_URL", f"mailbox://{post}")
    found = requests.view(id)
    assert found and not replies.is_perhaps_sent(found), "nothing left: the next time is the first"

    (package,) = answers.of_request(id)
    answers.deliver(package.id, ane)  # and then the process was killed, before or after the mail
    with pytest.raises(replies.PerhapsSent):
        replies.send(id, ane)
    assert len(letters(post)) == before
    page = operator.get(there).content.decode()
    assert "Send en ny lenke" in page and "Den er kommet fram" in page
    assert "kan ha gått ut" in operator.post(there, {"gjor": "send"}).content.decode()
    assert operator.post(there, {"gjor": "send", "igjen": "ja"}).status_code == 302
    assert len(letters(post)) == before + 1
    found = requests.view(id)
    assert found and found.state is State.DELIVERED
