"""The pages of assignments: staff see what is due and do what may be done; a controller confirms, hands over and fetches."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.assignments import ADDRESSES, HJEMMEL, NOW, ORGNR, PASSWORD, WHOLE, Time, mail_house, ready

from django.contrib.auth import get_user_model  # isort: skip
from django.test import Client

from hjemmel.capabilities.assignments.models import StoredAddressFilePart
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.assignments.assignment import AtEnd, Channel, FileRefused, State
from hjemmel.core.assignments.certificate import read_certificate
from hjemmel.desk import assignments
from hjemmel.desk.assignments import AssignmentView
from hjemmel.engine.ports import Actor


@pytest.fixture
def house() -> Iterator[tuple[Actor, Time]]:
    yield from mail_house()


def signed_in(account: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(username=account))
    return client


def seen(id: str) -> AssignmentView:
    found = assignments.view(id)
    assert found is not None
    return found


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_everything_from_controller_to_certificate_is_done_on_the_pages(house: tuple[Actor, Time]) -> None:
    _, time = house
    ane = signed_in("ane")
    begun = "/kontor/oppdrag/ny/"
    ane.post(
        f"{begun}oppdragsgiver", {"navn": "Furulia Lag", "orgnr": ORGNR, "epost": "post@furulia.example"}
    )
    (controller,) = assignments.controllers()
    clauses = {f"ledd_{letter}": "2" for letter in "abcdefgh"}
    told = {"hvem": controller.id, "tittel": "Avtale", "signert": "2026-01-05", **clauses}
    ane.post(f"{begun}avtale", {**told, "fil": io.BytesIO(b"signed")})
    ane.post(f"{begun}oppdrag", {"hvem": controller.id, "tittel": "Medlemspost"})
    (one,) = assignments.views()
    here = f"/kontor/oppdrag/{one.id}"
    instruction = {"navn": "Nr. 1", "bruk_print": "on", "slutt": "erase", "fil": io.BytesIO(b"signed")}
    assert ane.post(f"{here}/instruks", instruction).status_code == 302
    assert "Ingen fil kan tas imot ennå" in page(ane, here)

    secret = re.search(r"/oppdrag/([\w-]{43})", ane.post(f"{here}/lenke").content.decode())
    assert secret
    theirs, them = f"/oppdrag/{secret[1]}", Client(headers={"host": "localhost"})
    assert them.post(theirs, {"fil": io.BytesIO(ADDRESSES)}).status_code == 409
    assert len(seen(one.id).assignment.all(FileRefused)) == 1
    them.post(theirs, {"grunnlag": "b", "informert": "on", "bekreft": "ja"})
    answer = them.post(theirs, {"fil": io.BytesIO(ADDRESSES)})
    assert "2 rader" in re.sub(r"\s", " ", answer.content.decode().replace("&nbsp;", " "))
    parts = b"".join(bytes(part) for part in StoredAddressFilePart.objects.values_list("content", flat=True))
    assert b"Bekkeveien" not in parts

    file = seen(one.id).assignment.files[0].file
    out = ane.post(f"{here}/ta-ut", {"fil": file, "bruk": "print"})
    assert b"".join(out) == ADDRESSES  # type: ignore[call-overload]
    refused = ane.post(f"{here}/ta-ut", {"fil": file, "bruk": "wash"})
    assert refused.status_code == 403
    assert "Instruksen dekker ikke det" in refused.content.decode()
    ane.post(f"{here}/steg", {"bruk": "print", "antall": "2"})
    ane.post(f"{here}/papir", {"plass": "lager 1", "esker": "1"})
    ane.post(f"{here}/sak", {"hva": "request"})
    ane.post(f"{here}/gi-videre-1", {})
    ane.post(f"{here}/ferdig", {})
    time.pass_days(70)
    assert "Over fristen" in page(ane, "/kontor/oppdrag")
    ane.post(f"{here}/makulert-1", {"bevis": "MB-1"})
    ane.post(f"{here}/slett", {})
    assert seen(one.id).state is State.ENDED
    assert "Slettebevis" in page(ane, here)
    written = ane.get(f"{here}/slettebevis.json").content.decode()
    assert read_certificate(written).certificate.rows == 2
    assert ane.get(f"{here}/slettebevis.pdf").content.startswith(b"%PDF")


def test_a_controller_fetches_its_file_and_then_its_certificate_and_the_link_tells_nobody_else(
    house: tuple[Actor, Time],
) -> None:
    actor, _ = house
    id = ready(actor, replace(WHOLE, at_end=AtEnd.RETURN))
    file = assignments.receive(id, [ADDRESSES], Channel.UPLOAD, actor).file
    assignments.complete(id, actor)
    theirs, them = f"/assignment/{assignments.link(id, actor)}", Client(headers={"host": "localhost"})
    shown = them.get(theirs)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "Lund" not in shown.content.decode()
    assert "Fetch it back" in shown.content.decode()
    assert b"".join(them.post(theirs, {"hent": file})) == ADDRESSES  # type: ignore[call-overload]
    assert them.post(theirs, {"bevis": "ja"}).status_code == 404
    assignments.erase(id, actor)
    signed = read_certificate(them.post(theirs, {"bevis": "ja"}).content.decode())
    assert signed.certificate.returned_at
    assert them.get("/oppdrag/" + "a" * 43).status_code == 404


def test_an_operator_neither_extends_nor_erases_and_a_reader_does_nothing(house: tuple[Actor, Time]) -> None:
    actor, _ = house
    id = ready(actor)
    assignments.receive(id, [ADDRESSES], Channel.UPLOAD, actor)
    assignments.complete(id, actor)
    for role in (Role.OPERATOR, Role.READER):
        create_staff(role.value, f"Ola {role.value}", PASSWORD, role, HJEMMEL, NOW)
    here = f"/kontor/oppdrag/{id}"
    assert signed_in("operator").post(f"{here}/slett", {}).status_code == 403
    assert signed_in("operator").post(f"{here}/hold", {}).status_code == 403
    reader = signed_in("reader")
    assert reader.post(f"{here}/sak", {"hva": "request"}).status_code == 403
    assert "Ta ut fila" not in page(reader, here)
    assert seen(id).assignment.files


def test_what_cannot_be_read_is_said_and_nothing_is_stored(house: tuple[Actor, Time]) -> None:
    actor, _ = house
    id = ready(actor)
    theirs, them = f"/oppdrag/{assignments.link(id, actor)}", Client(headers={"host": "localhost"})
    assert them.post(theirs, {}).status_code == 400
    assert them.post(theirs, {"fil": io.BytesIO(b"%PDF-1.7")}).status_code == 400
    answer = them.post(theirs, {"fil": io.BytesIO(b"Vare;Pris\nPlakat;1\n")})
    assert answer.status_code == 409
    assert "ingen kolonne med navn" in answer.content.decode()
    assert not StoredAddressFilePart.objects.exists()
    assert (
        signed_in("ane")
        .post("/kontor/oppdrag/ny/oppdragsgiver", {"navn": "x", "orgnr": "1", "epost": "y"})
        .status_code
        == 400
    )
