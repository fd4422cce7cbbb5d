"""Art. 32 and 5(1)(c): whatever door somebody's name, address or number comes in by, it stands in no log, no ledger line, no
column that is not sealed, no session, no redirect and no message to a program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.api.conftest import HJEMMEL, NOW, declaration, made
from tests.connectors.sheets.files import table_by_xlsxwriter
from tests.connectors.test_mail import report
from tests.database import fresh
from tests.stories.planted import holding, listening

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.identifiers import synthetic_fnr
from hjemmel.core.webhook import EventKind
from hjemmel.desk import clock, keys, mailings, uploads, webhooks
from hjemmel.desk.access import all_purposes, give

pytestmark = pytest.mark.story

NUMBER = synthetic_fnr(date(1980, 5, 1), 0)
PLANTED = re.compile(rf"kvitrekanari|00\s?00\s?77\s?88|{NUMBER}", re.IGNORECASE)
EMAIL = "kari@kvitrekanari.example"
PASSWORD = "en lang setning 42"
ORIGIN = {"source": "person", "channel": "email", "purposes": ["deliver", "news"], "told_at": NOW.isoformat()}
KARI = {
    "kind": "contact",
    "name": "Kari Kvitrekanari",
    "email": EMAIL,
    "phone": "00 00 77 88",
    "origin": ORIGIN,
}
"""What a program sends of her."""
HEADINGS = ["Navn", "E-post", f"Kari Kvitrekanari {NUMBER}", EMAIL]
ROWS = [
    ["Ola Kvitrekanari", "ola@kvitrekanari.example", NUMBER, "x"],
    ["Kari K.", EMAIL, "", ""],
    ["Per Kvitrekanari", "kvitrekanari er ingen adresse", "", ""],
    ["", "", "", "Kvitrekanari"],
]  # fmt: skip
TERMS = {
    "gjor": "bestem", "kilde": "person", "kanal": "email", "formaal": "deliver", "slag": "contact",
    "mottatt": "2026-11-20", "fortalt": "2026-11-20", "kolonne-0": "name", "kolonne-1": "email",
}  # fmt: skip


class Doors:
    """Everything that is answered at any of them."""

    def __init__(self) -> None:
        self.office = Client(headers={"host": "localhost"}, raise_request_exception=False)
        self.program = made(("deliver", "document_enquiries", "news"))
        self.answers: list[Any] = []
        self.told: list[bytes] = []

    def get(self, path: str, **told: str) -> Any:
        self.answers.append(self.office.get(path, told))
        return self.answers[-1]

    def post(self, path: str, told: object) -> Any:
        self.answers.append(self.office.post(path, told))
        return self.answers[-1]

    def send(self, path: str, told: object, **named: str) -> Any:
        self.answers.append(self.program.post(path, told, **named))
        return self.answers[-1]

    def redirects(self) -> list[str]:
        return [one.headers["Location"] for one in self.answers if "Location" in one.headers]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(uploads, "BESIDE", tmp_path.name)
    for path in fresh():
        keys.prepare(HJEMMEL)
        clock.use(lambda: NOW)
        publish(declaration(), HJEMMEL, NOW)
        ane = create_staff("ane", "Ane Furuseth", PASSWORD, Role.APPROVER, HJEMMEL, NOW)
        give(ane.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
        yield path
        clock.use(clock.machine)
        uploads.remove_all_but(())


def before_signing_in(doors: Doors) -> None:
    """An address somebody typed a name into, and a name as the account."""
    for path in ("/kontor/register", "/kontor/hvorfor", f"/kontor/register/{EMAIL}"):
        doors.get(path, hvem=EMAIL)
    doors.post("/kontor/inn", {"bruker": EMAIL, "passord": "Kvitrekanari", "next": f"/kontor/?q={EMAIL}"})
    doors.post("/kontor/inn", {"bruker": "ane", "passord": PASSWORD, "next": f"/kontor/hvorfor?hvem={EMAIL}"})


def by_the_address(doors: Doors) -> None:
    for path in ("/kontor/register", "/kontor/hvorfor", "/kontor/utleveringer/ny", "/kontor/journal"):
        doors.get(path, hvem=EMAIL, foer=EMAIL, mottaker=EMAIL)
    for path in (f"/kontor/{EMAIL}", f"/kontor/les-inn/{NUMBER}", f"/nei/{EMAIL}", f"/kontor/planer/{EMAIL}"):
        doors.get(path)
    doors.post("/kontor/sprak", {"sprak": "en", "next": f"/kontor/register?hvem={EMAIL}"})


def by_files(doors: Doors) -> None:
    content = table_by_xlsxwriter([HEADINGS, *ROWS])
    text = "\r\n".join(";".join(row) for row in [HEADINGS, *ROWS]).encode()
    for name, file in ((f"Kari Kvitrekanari {NUMBER}.csv", text), (f"{EMAIL}.xlsx", content)):
        page = doors.post("/kontor/les-inn", {"fil": SimpleUploadedFile(name, file)}).headers["Location"]
        assert doors.post(page, {"vis": "ja", "formal": "deliver"}).status_code == 200
        assert doors.post(page, TERMS).status_code == 302
        doors.post(page, {"gjor": "ta"})
        doors.post(page, {"gjor": "resten"})
    doors.post("/kontor/les-inn", {"fil": SimpleUploadedFile("Kvitrekanari.pdf", b"%PDF Kvitrekanari")})


def by_programs(doors: Doors) -> None:
    kari = doors.send("/persons", KARI, key=EMAIL).json()["id"]
    assert doors.send("/persons", KARI, key=EMAIL).headers["Idempotent-Replayed"]
    doors.send("/persons", {**KARI, "name": "En annen"}, key=EMAIL)
    doors.send("/persons", {**KARI, "Kvitrekanari": NUMBER}, key="Kari-Kvitrekanari")
    doors.send("/persons", {**KARI, "kind": "Kvitrekanari"}, key=NUMBER)
    doors.send(f"/persons/{EMAIL}/told", {})
    doors.send("/persons/find", {"by": "email", "value": EMAIL, "purpose": "deliver"})
    for about in (kari, EMAIL, NUMBER):
        given = {
            "about": {"collection": "register.people", "key": [about]},
            "purpose": "news", "channel": "email", "given_at": NOW.isoformat(),
        }  # fmt: skip
        for version, proof in (("nyhetsbrev-3", "sha256:4f2a"), (f"v{NUMBER}", NUMBER), ("1", EMAIL)):
            doors.send("/consents", {**given, "text_version": version, "proof": proof})
        doors.send("/objections", {"about": given["about"], "purpose": "news"})
    doors.send(
        "/disclosures",
        {
            "person": EMAIL, "recipient": "postferd", "ground": "delivery", "purposes": ["deliver"],
            "categories": ["name"], "reference": "ordre 120",
        },
    )  # fmt: skip
    for reference in (EMAIL, NUMBER, "Kari Kvitrekanari"):
        doors.send(
            "/disclosures",
            {
                "person": EMAIL, "recipient": "postferd", "ground": "delivery", "purposes": ["deliver"],
                "categories": ["name"], "reference": reference, "law": f"bokføringsloven § 13 {reference}",
            },
        )  # fmt: skip


def by_what_comes_back(doors: Doors) -> None:
    """A bounce, from anybody's mail server, that says whatever it likes."""
    said = report().replace(b"kari.nordmann@post.example", EMAIL.encode())
    mailings.take_bounces(
        [said, said.replace(b"no such user", b"Kari Kvitrekanari"), EMAIL.encode()], HJEMMEL
    )


def to_programs(doors: Doors) -> None:
    def heard(url: str, body: bytes, headers: Any, is_inside: bool) -> int:
        doors.told.append(url.encode() + body + json.dumps(dict(headers)).encode())
        return 204

    webhooks.send(HJEMMEL, heard)
    webhooks.send(HJEMMEL, lambda url, body, headers, is_inside: 500)


def refused_addresses() -> Iterator[str]:
    """What is said of an address of a webhook that holds somebody."""
    for path in (EMAIL, EMAIL.replace("@", "%40"), NUMBER, f"told?about={NUMBER[:6]}%20{NUMBER[6:]}"):
        with pytest.raises(webhooks.AddressRefused) as refused:
            webhooks.add(f"https://program.example/{path}", [EventKind.CONSENT_GIVEN.value], HJEMMEL)
        yield repr(refused.value)


def test_whatever_door_somebody_comes_in_by_they_stand_nowhere_but_sealed(database: Path) -> None:
    with listening() as heard:
        webhooks.add("https://program.example/told", [kind.value for kind in EventKind], HJEMMEL)
        doors = Doors()
        before_signing_in(doors)
        by_the_address(doors)
        by_programs(doors)
        by_files(doors)
        by_what_comes_back(doors)
        to_programs(doors)
        said = [*refused_addresses()]
    assert len(heard) > 20, "the test listens"
    assert [text for text in heard if PLANTED.search(text)] == []
    assert [where for where in doors.redirects() if PLANTED.search(where)] == []
    assert len(doors.told) >= 2
    assert [body for body in doors.told if PLANTED.search(body.decode())] == []
    assert [text for text in said if PLANTED.search(text)] == []
    assert [answer.status_code for answer in doors.answers if answer.status_code >= 500] == []
    assert holding(database, PLANTED) == []
    assert [*uploads._folder().iterdir()] == []
