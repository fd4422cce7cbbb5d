"""Art. 15: somebody asks for access, and an employee has mail about them in a mailbox of their own. No program reads it: the
employee is asked, looks themselves, and sends a copy. Somebody looks at the copy, and it lies in the person's package."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.connectors.mail_server import Inbox, mail_server
from tests.desk.gift_shop import HJEMMEL, NOW, PROFILE, open_shop, rows, write_systems

from hjemmel.capabilities.packages.models import Copy
from hjemmel.capabilities.packages.services import NotThere
from hjemmel.core.answer.copies import CopyKind, WhatNow
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.request import Method, State, Way
from hjemmel.core.rights.right import Right
from hjemmel.core.tasks.task import Found
from hjemmel.desk import answers, clock, copies, keepers, requests, tasks
from hjemmel.desk.access import NotAllowed, all_purposes, give
from hjemmel.desk.requests import Details
from hjemmel.engine.ports import Actor

pytestmark = pytest.mark.story
NAME, PURPOSE = "Kari Plantet", "document_enquiries"
MAIL = b"%PDF-1.7 Kari Plantet spurte om en vannskade"
OTHERS = b"dato;tekst\n2026-10-01;Per Aas klaget over Kari Plantet"
MAILBOX = """
  turids_postkasse:
    title: {nb: postkassen til Turid Lie, en: the mailbox of Turid Lie}
    connect: {kind: manual, keeper: {name: Turid Lie, email: turid@merkevarden.example}}
    collections:
      messages:
        title: {nb: meldinger, en: messages}
        key: [id]
        about: {via: account_id}
        references: {account_id: nettbutikk.accounts.id}
        when_due: ask
        fields:
          - {columns: [text], category: enquiry, source: [person]}
          - {columns: [id, account_id], category: none, why: keys}

  nyhetsbrev:
"""


def declaration() -> bytes:
    text, kept = PROFILE.read_text(encoding="utf-8"), "      - in: [salgskompass.enquiries]\n"
    assert "\n  nyhetsbrev:\n" in text and kept in text
    text = text.replace("\n  nyhetsbrev:\n", MAILBOX, 1)
    return text.replace(kept, kept.replace("enquiries", "enquiries, turids_postkasse.messages"), 1).encode()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def ane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inbox: Inbox) -> Iterator[Actor]:
    (tmp_path / "made").mkdir()
    with (
        mail_server(inbox, with_password=False) as mail,
        open_shop(write_systems(tmp_path / "made"), tmp_path, monkeypatch, mail, declaration()) as actor,
    ):
        give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
        yield actor


def asked(ane: Actor, folder: Path) -> str:
    """Somebody asks for access; it is approved, and carried out as far as Hjemmel does it itself."""
    ((email,), *_) = rows(
        folder, "nettbutikk", "SELECT email FROM accounts WHERE buyer_kind = 'person' AND email IS NOT NULL"
    )
    told = Details(name=NAME, contact=str(email), identities=str(email))
    id = requests.receive(Way.PHONE, NOW.date(), Right.ACCESS, told, ane)
    requests.match(id, [one.about for one in requests.candidates(id, ane)], ane)
    requests.prove_identity(id, Method.IN_PERSON, ane)
    digest = requests.make_plan(id, ane)
    requests.review(id, digest, ane)
    requests.approve(id, digest, ane)
    assert not requests.carry_out(id, ane), "Turid has her part to do"
    return id


def address_in(inbox: Inbox) -> str:
    body = inbox.messages[-1].get_body(("plain",))  # type: ignore[attr-defined]
    (path,) = set(re.findall(r"/oppgave/[\w-]{43}", body.get_content()))
    return str(path)


def test_an_employee_looks_in_their_own_mailbox_and_what_they_found_is_in_the_package(
    ane: Actor, tmp_path: Path, inbox: Inbox
) -> None:
    id = asked(ane, tmp_path)
    assert keepers.send(HJEMMEL) == 1 and inbox.recipients == ["turid@merkevarden.example"]
    assert NAME not in inbox.messages[0].as_string()
    turid, address = Client(headers={"host": "localhost"}), address_in(inbox)
    assert NAME not in turid.get(address).content.decode()
    assert NAME in turid.post(address, {"se": "ja"}).content.decode()

    files = [
        SimpleUploadedFile(f"kari-plantet-{number}.bin", one) for number, one in enumerate((MAIL, OTHERS))
    ]
    sent = turid.post(address, {"svar": "ja", "funnet": "copied", "antall": "2", "kopi": files})
    assert sent.status_code == 200
    view, (task,) = requests.view(id), tasks.of_request(id)
    assert view and view.state is State.EXECUTED and not task.is_open
    mail, others = copies.of_request(id)
    assert (mail.kind, others.kind, mail.system) == (CopyKind.PDF, CopyKind.CSV, "turids_postkasse")
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as own:
        kept = "\n".join(own.iterdump())
        assert MAIL.hex().upper() not in kept and "vannskade" not in kept and "kari-plantet" not in kept

    answering = answers.answering(id, "nb", ane)
    assert answers.unread(answering, ane), "nobody has looked at them"
    with pytest.raises(NotThere):
        copies.decide(id, mail.id, WhatNow.GIVEN, ane)
    with pytest.raises(NotAllowed):
        copies.open_one(id, mail.id, ane, "none_of_mine")
    for one, how, content in ((mail, WhatNow.GIVEN, MAIL), (others, WhatNow.KEPT_BACK, OTHERS)):
        assert copies.open_one(id, one.id, ane, PURPOSE).content == content
        copies.decide(id, one.id, how, ane)
    assert not copies.wait(id)

    fetched = answers.fetch(answers.deliver(answers.make_package(answering, ane), ane))
    assert fetched
    with zipfile.ZipFile(io.BytesIO(b"".join(fetched[1]))) as archive:
        assert archive.read("copies/turids_postkasse-1.pdf") == MAIL
        assert [name for name in archive.namelist() if "copies/" in name] == ["copies/turids_postkasse-1.pdf"]
        letter = archive.read("index.html").decode()
        assert "Postkassen til Turid Lie er gjennomgått for hånd" in letter
        assert (
            "Kopier i pakken: en, i mappa" in letter and "Holdt tilbake fordi det handler om andre" in letter
        )

    clock.use(lambda: NOW + timedelta(days=30))
    assert answers.let_expired_go(HJEMMEL) == 1
    assert not copies.of_request(id)
    assert set(Copy.objects.values_list("key", "content")) == {(None, None)}


def test_mail_that_is_not_there_is_told_too(ane: Actor, tmp_path: Path, inbox: Inbox) -> None:
    id = asked(ane, tmp_path)
    keepers.send(HJEMMEL)
    keepers.answer(address_in(inbox).rpartition("/")[2], Found.NOTHING, 0)
    fetched = answers.fetch(answers.deliver(answers.make_package(answers.answering(id, "nb", ane), ane), ane))
    assert fetched
    with zipfile.ZipFile(io.BytesIO(b"".join(fetched[1]))) as archive:
        assert "Der står ingenting om deg" in archive.read("index.html").decode()
