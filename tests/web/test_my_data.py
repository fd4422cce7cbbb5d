"""Asking on the web: the same for everybody, a code that cannot be guessed, and a page that tells nothing too early."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.conftest import NOW
from tests.web.test_art12_asked_on_the_web import asked, code_in, email, letters, post, proven

from hjemmel.core.request import State
from hjemmel.desk import clock, identity, requests

__all__ = ["email", "post"]
NOBODY = "ingen.kjenner@nowhere.example"


def tried(visitor: Client, there: str, code: str) -> str:
    answer = visitor.post(there, {"gjor": "kode", "kode": code})
    assert answer.status_code == 400
    return answer.content.decode()


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"


def reference(visitor: Client, there: str) -> str:
    return re.findall(r"<code>(\w{16})</code>", visitor.get(there).content.decode())[0]


def test_whether_anybody_knows_the_address_shows_in_nothing(visitor: Client, email: str, post: Path) -> None:
    pages = []
    for number, address in enumerate((email, NOBODY), 1):
        there = asked(visitor, address)
        shown = visitor.get(there)
        assert "no-store" in shown["Cache-Control"] and shown["Referrer-Policy"] == "no-referrer"
        assert len(letters(post)) == number and letters(post)[-1]["To"] == address
        text = shown.content.decode().replace(there.rpartition("/")[2], "SECRET")
        pages.append(re.sub(r"<code>\w{16}</code>", "", text))
    assert pages[0] == pages[1]


def test_a_right_code_for_an_address_nobody_knows_proves_nothing_and_the_request_stands(
    visitor: Client, operator: Client, post: Path, email: str
) -> None:
    there = asked(visitor, NOBODY)
    answer = visitor.post(there, {"gjor": "kode", "kode": code_in(letters(post)[-1])})
    assert answer.status_code == 302
    assert "Vi finner ut hvem den gjelder" in visitor.get(there).content.decode()
    id = reference(visitor, there)
    found = requests.view(id)
    assert found and found.state is State.RECEIVED
    assert (
        "ingen rader hos oss har denne adressen"
        in operator.get(f"/kontor/henvendelser/{id}").content.decode()
    )


def test_five_wrong_codes_spend_it_and_there_are_three(visitor: Client, post: Path, email: str) -> None:
    there = asked(visitor, email)
    for _ in range(2):
        code = code_in(letters(post)[-1])
        for _ in range(4):
            assert "Koden stemmer ikke" in tried(visitor, there, wrong(code))
        assert "virker ikke lenger" in tried(visitor, there, wrong(code))
        assert "virker ikke lenger" in tried(visitor, there, code), "the right one comes too late"
        assert visitor.post(there, {"gjor": "ny"}).status_code == 303
    assert len(letters(post)) == 3
    refused = visitor.post(there, {"gjor": "ny"})
    assert refused.status_code == 429 and "ikke flere koder" in refused.content.decode()
    clock.use(lambda: NOW + timedelta(minutes=15))
    assert "for gammel" in tried(visitor, there, code_in(letters(post)[-1]))
    clock.use(lambda: NOW + timedelta(minutes=14))
    assert visitor.post(there, {"gjor": "kode", "kode": code_in(letters(post)[-1])}).status_code == 302
    assert "Vi vet hvem du er" in visitor.get(there).content.decode()
    assert "virker ikke lenger" in tried(visitor, there, code_in(letters(post)[-1])), "it works once"


def test_neither_code_address_nor_words_are_stored_where_they_can_be_read(
    visitor: Client, post: Path, email: str
) -> None:
    there = asked(visitor, email, navn="Kari Plantet", ord="Hemmelige ord")
    code = code_in(letters(post)[-1])
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as opened:
        stored = "\n".join(opened.iterdump())
    secret = there.rpartition("/")[2]
    for planted in (email, "Plantet", "Hemmelige", code, code.replace(" ", ""), secret, "127.0.0.1"):
        assert planted not in stored


def test_it_is_taken_back_only_by_whoever_wrote_the_code(visitor: Client, post: Path, email: str) -> None:
    there = asked(visitor, email)
    id = reference(visitor, there)
    visitor.post(there, {"gjor": "trekk"})
    found = requests.view(id)
    assert found and found.state is State.RECEIVED
    visitor.post(there, {"gjor": "kode", "kode": code_in(letters(post)[-1])})
    assert visitor.post(there, {"gjor": "trekk"}).status_code == 302
    assert "Du har trukket den tilbake" in visitor.get(there).content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {"rett": "access", "epost": "kari@a.example\r\nBcc: x@y.example"},
        {"rett": "access", "epost": "kari"},
        {"rett": "access", "epost": "k" * 400 + "@a.example"},
        {"rett": "alt", "epost": "kari@a.example"},
        {"rett": "access", "epost": "kari@a.example", "rolle": "konge"},
        {},
    ],
)
def test_a_form_that_is_not_right_is_shown_again_and_nothing_is_taken_in(
    visitor: Client, post: Path, form: dict[str, str]
) -> None:
    answer = visitor.post("/dine-data", form)
    assert answer.status_code == 400 and "hj-form" in answer.content.decode()
    assert requests.inbox() == () and not post.exists()


def test_other_sites_floods_and_strange_hosts_are_turned_away(
    visitor: Client, post: Path, email: str
) -> None:
    form = {"rett": "access", "epost": email}
    crossed = visitor.post("/dine-data", form, headers={"sec-fetch-site": "cross-site"})
    assert crossed.status_code == 403
    assert visitor.get("/dine-data", headers={"host": "evil.example"}).status_code == 400
    assert visitor.post("/dine-data", {**form, "ord": "x" * 3_000_000}).status_code == 400
    for _ in range(identity.A_DAY):
        asked(visitor, email)
    refused = visitor.post("/dine-data", form)
    assert refused.status_code == 429 and "skriv eller ring" in refused.content.decode()
    for link in ("x", "A" * 43, "../kontor", "%2f%2fevil.example"):
        assert visitor.get(f"/dine-data/{link}").status_code == 404
        assert visitor.post(f"/dine-data/{link}", {"gjor": "kode", "kode": "12345678"}).status_code == 404


def test_it_is_there_in_english_too(visitor: Client, post: Path, email: str) -> None:
    assert 'href="/your-data"' in visitor.get("/privacy").content.decode()
    assert "Be erased" in visitor.get("/your-data").content.decode()
    answer = visitor.post("/your-data", {"rett": "erasure", "epost": email})
    there = answer.headers["Location"]
    assert there.startswith("/your-data/") and "The code you need" in letters(post)[-1]["Subject"]
    assert "code of eight digits" in visitor.get(there).content.decode()


def test_an_objection_needs_no_more_than_the_address(visitor: Client, post: Path, email: str) -> None:
    _, id = proven(visitor, email, "objection", post)
    found = requests.view(id)
    assert found and found.state is State.PROVEN


@pytest.mark.parametrize(
    ("path", "form"), [("/dine-data", {"rett": "access"}), ("/din-side", {"gjor": "adresse"})]
)
def test_the_answer_comes_before_anybody_is_looked_for(
    visitor: Client, email: str, monkeypatch: pytest.MonkeyPatch, path: str, form: dict[str, str]
) -> None:
    """No system can be reached, and it is given all the same: so how long it takes tells nobody who is a customer."""
    for system in ("NETTBUTIKK", "REGNSKAP"):
        monkeypatch.delenv(f"{system}_URL")
    work = []
    for address in ("first.of.the.day@nowhere.example", email, NOBODY):
        with CaptureQueriesContext(connection) as asked_for:
            assert visitor.post(path, {**form, "epost": address}).status_code in (302, 303)
        # How high the ledger's tree grows with a line is told by the line's number alone.
        work.append(sum("ledger_node" not in query["sql"] for query in asked_for))
    assert work[1] == work[2]
