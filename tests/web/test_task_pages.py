"""The pages of tasks: nobody is shown before somebody asks, a tick alone proves nothing, and a keeper answers once by a link."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.connectors.mail_server import Inbox, mail_server
from tests.database import once
from tests.stories.test_art17_on_two_engines_and_on_paper import NAME, declaration, secret_in
from tests.web.conftest import HJEMMEL, NOW, opened, signed_in

from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.staff.services import actor_of
from hjemmel.core.request import Method, State, Way
from hjemmel.core.rights.right import Right
from hjemmel.core.tasks.task import TaskKind, TaskState
from hjemmel.desk import clock, keepers, keys, requests, tasks
from hjemmel.desk.requests import Details
from hjemmel.desk.tasks import TaskView
from hjemmel.engine.ports import Actor

EMAIL = "=kari@kunde.example"
"""It begins as a formula does."""


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def request_id(
    database: Path, systems: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inbox: Inbox
) -> Iterator[str]:
    """A reader of a watched newsletter asks to be erased, where there are papers too. It is approved and carried out."""
    for file in systems.iterdir():
        shutil.copyfile(file, tmp_path / file.name)
        monkeypatch.setenv(f"{file.stem.upper()}_URL", f"sqlite:///{tmp_path / file.name}")
    newsletter(
        tmp_path,
        f"INSERT INTO subscribers (id, email, basis, consent_at) VALUES (99001, '{EMAIL}', 'consent', '2026-01-02')",
    )
    with mail_server(inbox, with_password=False) as mail:
        monkeypatch.setenv("MAIL_URL", mail)
        clock.use(lambda: NOW)
        yield once("a request with tasks", begun, *(tmp_path / file.name for file in systems.iterdir()))
    clock.use(clock.machine)


def begun() -> str:
    keys.prepare(HJEMMEL)
    opened(declaration())
    return carried_out()


def carried_out(right: Right = Right.ERASURE, correct: Callable[[str, Actor], None] | None = None) -> str:
    ane = actor_of(get_user_model().objects.get(username="approver"))
    told = Details(name=NAME, contact=EMAIL, identities=EMAIL)
    id = requests.receive(Way.PHONE, requests.today(), right, told, ane)
    requests.match(id, [one.about for one in requests.candidates(id, ane)], ane)
    requests.ask_identity(id, Method.IN_PERSON, ane)
    requests.prove_identity(id, Method.IN_PERSON, ane)
    if correct is not None:
        correct(id, ane)
    digest = requests.make_plan(id, ane)
    requests.review(id, digest, ane)
    requests.approve(id, digest, ane)
    requests.carry_out(id, ane)
    return id


def newsletter(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "nyhetsbrev.sqlite3")) as database, database:
        for statement in statements:
            database.execute(statement)


def of_kind(request: str, kind: TaskKind) -> list[TaskView]:
    return [one for one in tasks.of_request(request) if one.what.kind is kind]


def text(client: Client, address: str, **posted: str) -> str:
    answer = client.post(address, posted, follow=True) if posted else client.get(address)
    assert answer.status_code == 200
    found: str = answer.content.decode()
    return found


def test_the_list_shows_what_is_to_be_done_and_nobody(request_id: str) -> None:
    page = text(signed_in("operator"), "/kontor/oppgaver")
    assert "Mottakere av nyhetsbrev" in page and "Papirarkivet" in page
    assert EMAIL not in page and NAME not in page
    assert "Det noen må gjøre" in text(signed_in("operator"), f"/kontor/henvendelser/{request_id}")
    reader = signed_in("reader")
    one = of_kind(request_id, TaskKind.ROWS)[0]
    assert "Mottakere av nyhetsbrev" in text(reader, "/kontor/oppgaver")
    assert reader.get(f"/kontor/oppgaver/{one.id}").status_code == 403


def test_rows_are_shown_for_a_purpose_and_as_a_file_that_runs_nothing(request_id: str) -> None:
    operator, one = signed_in("operator"), of_kind(request_id, TaskKind.ROWS)[0]
    address = f"/kontor/oppgaver/{one.id}"
    assert "99001" not in text(operator, address)
    assert "99001" not in text(operator, address, vis="ja", formal="finnes_ikke")
    assert any(
        "Skal stå i" in text(operator, f"/kontor/oppgaver/{each.id}")
        for each in of_kind(request_id, TaskKind.ROWS)
    )
    page = text(operator, address, vis="ja", formal="market_others")
    assert "99001" in page and EMAIL in page
    file = operator.post(address, {"fil": "ja", "formal": "market_others"})
    assert (
        file.headers["Content-Disposition"].startswith("attachment") and f"'{EMAIL}" in file.content.decode()
    )
    seen = LedgerEntry.objects.filter(kind="task-rows-seen")
    assert [json.loads(line.content) for line in seen] == [{"task": one.id, "rows": 1}] * 2


def test_a_tick_is_no_proof_and_the_count_is(request_id: str, tmp_path: Path) -> None:
    operator = signed_in("operator")
    for one in of_kind(request_id, TaskKind.ROWS):
        page = text(operator, f"/kontor/oppgaver/{one.id}", gjor="gjort")
        assert "Krysset av, men står der ennå" in page
    newsletter(tmp_path, "DELETE FROM subscribers WHERE id = 99001")
    for one in of_kind(request_id, TaskKind.ROWS):
        assert "Bevist: ingenting er igjen" in text(operator, f"/kontor/oppgaver/{one.id}", gjor="tell")
    found = requests.view(request_id)
    assert found and found.state is State.APPROVED, "the papers have not been looked through"


def test_the_keepers_page_shows_nobody_before_they_say_that_they_look_and_takes_one_answer(
    request_id: str, inbox: Inbox
) -> None:
    keepers.send(HJEMMEL)
    address, visitor = f"/oppgave/{secret_in(inbox)}", Client(headers={"host": "localhost"})
    first = visitor.get(address)
    assert NAME not in first.content.decode() and first.headers["Referrer-Policy"] == "no-referrer"
    assert "Makuler det som finnes, eller gi det tilbake." in first.content.decode()
    assert NAME in text(visitor, address, se="ja")
    assert visitor.post(address, {"svar": "ja", "funnet": "copied"}).status_code == 404, "no answer to this"
    assert visitor.post(address, {"svar": "ja"}).status_code == 400
    assert "Takk" in text(visitor, address, svar="ja", funnet="destroyed", antall="3")
    assert visitor.get(address).status_code == 404
    (papers,) = of_kind(request_id, TaskKind.KEEPER)
    assert papers.state is TaskState.ATTESTED
    assert "makulerte det (3)" in re.sub(
        r"\s+", " ", text(signed_in("operator"), f"/kontor/oppgaver/{papers.id}")
    )


def test_somebody_takes_a_task_and_says_why_it_is_not_possible(request_id: str) -> None:
    operator = signed_in("operator")
    (papers,) = of_kind(request_id, TaskKind.KEEPER)
    address = f"/kontor/oppgaver/{papers.id}"
    assert "Ane Operator" in text(operator, address, gjor="min")
    assert "Papirarkivet" in text(operator, "/kontor/oppgaver?vis=mine")
    assert operator.post(address, {"gjor": "umulig", "grunn": "nei"}).status_code == 400
    assert "Lar seg ikke gjøre" in text(operator, address, gjor="umulig", grunn="not_searchable")
    assert operator.post(address, {"gjor": "gjort"}).status_code == 409
