"""Art. 32 and 5(1)(c): whoever writes on the public pages, and whatever they write, stands in no log, no ledger line, no
address that is redirected to and no column of Hjemmel's own that is not sealed."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.assignments import ADDRESSES, mail_house, ready
from tests.stories.planted import holding, listening
from tests.web.conftest import HJEMMEL, NOW, PROFILE
from tests.web.test_art12_asked_on_the_web import code_in, letters, post, text_of

from django.core.files.uploadedfile import SimpleUploadedFile  # isort: skip
from django.db import connection
from django.test import Client

from hjemmel.capabilities.declarations.services import publish
from hjemmel.core.identifiers import synthetic_fnr
from hjemmel.core.website.cookie_choice import revision
from hjemmel.desk import assignments, clock
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

__all__ = ["post"]
pytestmark = pytest.mark.story

NAME, EMAIL = "Kari Kvitrekanari", "kari@kvitrekanari.example"
NUMBER = synthetic_fnr(date(1980, 5, 1), 0)
PLANTED = re.compile(rf"kvitrekanari|{NUMBER}", re.IGNORECASE)
FORM = """  sign_up: {channel: webshop}
  contact_form:
    purpose: document_enquiries
    shown_on: ["https://www.merkevarden.example"]
    topics: {other: {title: {nb: noe annet, en: something else}, address: post@merkevarden.example}}
"""


class Visitor:
    """Somebody in a browser, and everywhere it was sent on to."""

    def __init__(self, post: Path) -> None:
        self.client = Client(headers={"host": "localhost"}, raise_request_exception=False)
        self.inbox = post
        self.statuses: list[int] = []
        self.redirects: list[str] = []

    def get(self, path: str, **asked: str) -> str:
        return self._read(self.client.get(path, asked))

    def write(self, path: str, told: object) -> str:
        return self._read(self.client.post(path, told))

    def send(self, path: str, told: object) -> str:
        return self._read(self.client.post(path, json.dumps(told), content_type="application/json"))

    def letter(self) -> str:
        return text_of(letters(self.inbox)[-1])

    def _read(self, answer: Any) -> str:
        # Letters leave when the answer has been given.
        text = answer.content.decode()
        answer.close()
        self.statuses.append(answer.status_code)
        self.redirects += [answer.headers["Location"]] if "Location" in answer.headers else []
        return str(text)


@pytest.fixture
def visitor(post: Path, tmp_path: Path) -> Visitor:
    """At a company that has known Kari for years, in systems of its own."""
    with closing(sqlite3.connect(tmp_path / "nettbutikk.sqlite3")) as shop, shop:
        shop.execute(
            "UPDATE accounts SET email = ? WHERE id = (SELECT id FROM accounts WHERE buyer_kind = 'person'"
            " AND created_at < '2025-01-01' AND email NOT LIKE 'slettet%' ORDER BY id LIMIT 1)",
            (EMAIL,),
        )
    declared = PROFILE.read_text(encoding="utf-8").replace("  sign_up: {channel: webshop}\n", FORM)
    publish(declared.replace("version: 3\n", "version: 4\n", 1).encode(), HJEMMEL, NOW)
    return Visitor(post)


def by_what_is_typed_into_addresses(there: Visitor) -> None:
    for path in ("/din-side", "/dine-data", "/kontakt", "/pamelding", "/vis-hvem", "/embed/choice.json"):
        there.get(path, epost=EMAIL, state=EMAIL, code=NUMBER)
    for path in ("nei", "ja", "dine-data", "svar", "oppdrag", "oppgave", "beskjed", "embed", EMAIL):
        there.get(f"/{path}/{EMAIL}")
        there.write(f"/{path}/{EMAIL}", {"epost": EMAIL, "navn": NAME, "gjor": NUMBER, "kode": NUMBER})


def by_the_contact_form(there: Visitor) -> None:
    shown = re.findall(r'name="vist" value="([0-9a-f]{64})"', there.get("/kontakt"))[0]
    clock.use(lambda: NOW + timedelta(seconds=30))
    told = {"vist": shown, "gjelder": "other", "epost": EMAIL, "navn": NAME, "melding": f"{NAME} {NUMBER}"}
    assert "meldingen er på vei" in there.write("/kontakt", {**told, "nettsted": ""})
    assert NAME in there.letter(), "it went where it was to go"
    for wrong in ({"vist": EMAIL}, {"gjelder": EMAIL}, {"epost": NAME}, {"nettsted": EMAIL}):
        there.write("/kontakt", {**told, **wrong})


def by_signing_up(there: Visitor) -> None:
    version, purpose = re.findall(
        r'name="versjon" value="(\d+)".*?name="formaal" value="(\w+)"', there.get("/pamelding"), re.S
    )[0]
    told = {"epost": EMAIL, "formaal": purpose, "versjon": version}
    there.write("/pamelding", told)
    yes = re.findall(r"https://[^\s]+?(/ja/\S+)", there.letter())[0]
    there.get(yes)
    there.write(yes, {})
    for wrong in ({"epost": NAME}, {"formaal": EMAIL}, {"versjon": NUMBER}):
        there.write("/pamelding", {**told, **wrong})


def by_asking_for_a_right(there: Visitor) -> None:
    told = {"epost": EMAIL, "navn": NAME, "kjent": NUMBER, "ord": f"Alt om {NAME}, {NUMBER}"}
    for right in ("access", "rectification", "erasure"):
        there.write("/dine-data", {"rett": right, **told})
    here = there.redirects[-1]
    for wrong in (EMAIL, NUMBER):
        there.write(here, {"gjor": "kode", "kode": wrong})
    there.write(here, {"gjor": "kode", "kode": code_in(letters(there.inbox)[-1])})
    assert EMAIL not in there.get(here)
    there.write(here, {"gjor": "vis", "hos": EMAIL})
    for wrong in ({"rett": NAME}, {"epost": NAME}):
        there.write("/dine-data", {"rett": "access", **told, **wrong})


def by_ones_own_page(there: Visitor) -> None:
    there.write("/din-side", {"gjor": "adresse", "epost": EMAIL})
    there.write("/din-side", {"gjor": "kode", "kode": NUMBER})
    there.write("/din-side", {"gjor": "kode", "kode": code_in(letters(there.inbox)[-1])})
    assert "Hva vi har, og hvorfor" in there.get("/din-side")
    there.write("/din-side", {"gjor": "be", "rett": "rectification", "ord": f"{NAME} {NUMBER}"})


def by_the_cookie_choice(there: Visitor) -> None:
    choice = {
        "id": "6f9d1c1e-0a6e-4f0e-9f46-0f6d7c0c1a11",
        "revision": revision(published().map),
        "categories": ["necessary"], "services": [], "lang": "nb",
    }  # fmt: skip
    assert '"id"' in there.send(
        "/embed/choices", {**choice, "lang": EMAIL, "name": NAME, "is_change": NUMBER}
    )
    for wrong in ({"id": EMAIL}, {"categories": [NAME]}, {"services": [NUMBER]}, {"revision": NAME}):
        assert not PLANTED.search(there.send("/embed/choices", {**choice, **wrong}))
    there.send("/embed/choices", [NAME, NUMBER])
    there.send("/opendsr/callbacks", {"controller_id": EMAIL, "subject_request_id": NUMBER})


def test_whatever_public_door_somebody_comes_in_by_they_stand_nowhere_but_sealed(visitor: Visitor) -> None:
    with listening() as heard:
        by_what_is_typed_into_addresses(visitor)
        by_the_contact_form(visitor)
        by_signing_up(visitor)
        by_asking_for_a_right(visitor)
        by_ones_own_page(visitor)
        by_the_cookie_choice(visitor)
    assert len(heard) > 20, "the test listens"
    assert [text for text in heard if PLANTED.search(text)] == []
    assert [where for where in visitor.redirects if PLANTED.search(where)] == []
    assert [status for status in visitor.statuses if status >= 500] == []
    assert holding(Path(str(connection.settings_dict["NAME"])), PLANTED) == []


@pytest.fixture
def approver() -> Iterator[Actor]:
    for actor, _ in mail_house():
        yield actor


def test_who_stands_in_a_controllers_file_stands_nowhere_but_sealed(approver: Actor) -> None:
    there = Client(headers={"host": "localhost"}, raise_request_exception=False)
    rows = ADDRESSES + f"{NAME};Kvitrekanari gate 1;0150;Oslo\n{NUMBER};{EMAIL};;\n".encode()
    bad = b"PK\x03\x04" + NAME.encode()
    with listening() as heard:
        id = ready(approver)
        page = f"/oppdrag/{assignments.link(id, approver)}"
        answers = [
            there.post(page, {"fil": SimpleUploadedFile(name, content)})
            for name, content in (
                (f"{NAME}.csv", rows),
                (f"{EMAIL}.xlsx", bad),
                (f"{NUMBER}.pdf", b"%PDF" + bad),
            )
        ]
        answers += [
            there.post(page, {"bekreft": "ja", "grunnlag": NAME, "vilkar": EMAIL}),
            there.post(page, {"hent": EMAIL}),
            there.get(f"{page}{EMAIL}"),
        ]
    assert answers[0].status_code == 200 and assignments.view(id).assignment.files  # type: ignore[union-attr]
    assert [one.status_code for one in answers if one.status_code >= 500] == []
    assert [text for text in heard if PLANTED.search(text)] == []
    assert holding(Path(str(connection.settings_dict["NAME"])), PLANTED) == []
