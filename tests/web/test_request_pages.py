"""The pages of requests: entered during a call, matched, proven, planned, approved by somebody else, and answered."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.web.conftest import HJEMMEL, NOW  # isort: split

from django.test import Client

from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.mailboxes import services as mailboxes
from hjemmel.core.mail.words import Looks
from hjemmel.core.request import State, Way
from hjemmel.core.rights.right import Right
from hjemmel.desk import clock, keys, requests
from hjemmel.desk.requests import Details

NEW = {
    "maate": "phone", "dag": "2026-11-20", "rett": "access", "navn": "Kari Plantet",
    "svar_til": "kari@plantet.example", "ord": "Hva vet dere om meg?",
}  # fmt: skip


@pytest.fixture
def email(office: None, tmp_path: Path) -> str:
    keys.prepare(HJEMMEL)
    with closing(sqlite3.connect(tmp_path / "nettbutikk.sqlite3")) as database:
        found = [str(one) for (one,) in database.execute("SELECT email FROM accounts WHERE email <> ''")]
    return next(one for one in found if found.count(one) == 1)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def entered(client: Client, email: str, **other: str) -> str:
    answer = client.post("/kontor/henvendelser/ny", {**NEW, "kjent": email, **other})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return str(answer.headers["Location"])


def done(client: Client, there: str, gjor: str, status: int = 302, **other: object) -> str:
    answer = client.post(there, {"gjor": gjor, **other})
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return str(answer.content.decode())


def state(there: str) -> State:
    found = requests.view(there.rpartition("/")[2])
    assert found
    return found.state


def test_a_call_becomes_a_request_and_goes_to_its_end(operator: Client, approver: Client, email: str) -> None:
    assert "Ny henvendelse" in page(operator, "/kontor/henvendelser/ny")
    there = entered(operator, email)
    listed = page(operator, "/kontor/henvendelser")
    assert "27 dager igjen" in listed and "Innsyn" in listed and there in listed
    assert "Plantet" not in listed + page(operator, there)
    offered = done(operator, there, "finn", 200)
    marks = re.findall(r'name="rad" value="([^"]+)"', offered)
    assert marks and " checked" not in offered.split("Hvilke rader")[1].split("</fieldset>")[0]
    assert done(operator, there, "gjelder", 400).count("Noe mangler") == 1
    done(operator, there, "gjelder", rad=[mark.replace("&quot;", '"') for mark in marks])
    assert state(there) is State.MATCHED
    assert "Ingenting gis ut" in page(operator, there)
    done(operator, there, "plan", 409)
    done(operator, there, "spor", metode="known_channel")
    done(operator, there, "vist", metode="known_channel")
    done(operator, there, "plan")
    planned = page(operator, there)
    digest = re.findall(r'name="avtrykk" value="(\w{64})"', planned)[0]
    done(operator, there, "gjennomgatt", 400, avtrykk=digest)
    done(operator, there, "gjennomgatt", 409, avtrykk="0" * 64, lest="on")
    done(operator, there, "gjennomgatt", avtrykk=digest, lest="on")
    assert "venter på noen som kan godkjenne" in page(operator, there)
    done(operator, there, "godkjenn", 403, avtrykk=digest, lest="on")
    done(approver, there, "godkjenn", avtrykk=digest, lest="on")
    assert state(there) is State.EXECUTED
    done(operator, there, "svart", utfall="done")
    done(operator, there, "sendt", dag="2026-11-23", maate="email")
    assert state(there) is State.DELIVERED
    assert "Besvart" in page(operator, there)
    assert "Ingen henvendelser her" in page(operator, "/kontor/henvendelser")
    assert "I tide" in page(operator, "/kontor/henvendelser?vis=delivered")
    assert "Svaret på en henvendelse ble sendt" in page(approver, "/kontor/journal")


def test_who_asks_is_seen_with_a_purpose_and_that_is_noted(operator: Client, email: str) -> None:
    there = entered(operator, email)
    shown = operator.post(there, {"vis": "ja", "formal": "deliver"}).content.decode()
    assert "Kari Plantet" in shown and "Hva vet dere om meg?" in shown and email in shown
    assert ledger.lines_of("request-read", 5)
    refused = operator.post(there, {"vis": "ja", "formal": "finnes_ikke"}).content.decode()
    assert "Plantet" not in refused and "Velg et av formålene" in refused


def test_the_rows_are_counted_and_their_values_hidden_until_asked_for(operator: Client, email: str) -> None:
    there = entered(operator, email)
    marks = re.findall(r'name="rad" value="([^"]+)"', done(operator, there, "finn", 200))
    done(operator, there, "gjelder", rad=[mark.replace("&quot;", '"') for mark in marks])
    counted = done(operator, there, "rader", 200)
    assert "opplysninger" in counted and email not in counted
    assert "person-looked-up" in {line.kind for line in ledger.lines(3)}
    assert email in operator.post(there, {"vis": "ja", "formal": "deliver"}).content.decode()


def test_somebody_is_searched_for_without_standing_in_an_address(
    operator: Client, reader: Client, email: str
) -> None:
    there = entered(operator, email)
    found = operator.post("/kontor/henvendelser", {"hvem": "plantet"}).content.decode()
    assert there in found
    assert there not in operator.post("/kontor/henvendelser", {"hvem": "en annen"}).content.decode()
    assert reader.post("/kontor/henvendelser", {"hvem": "plantet"}).status_code == 403
    assert there not in page(reader, "/kontor/henvendelser")
    page(reader, there, 403)
    page(reader, "/kontor/henvendelser/ny", 403)


def test_nobody_we_hold_nothing_about_waits_for_a_plan(operator: Client, email: str) -> None:
    there = entered(operator, "ingen@ukjent.example")
    assert "Ingen rader stemmer" in done(operator, there, "finn", 200)
    done(operator, there, "gjelder", ingen="on")
    assert "Vi har ingen rader om personen" in page(operator, there)
    done(operator, there, "svart", 409, utfall="done")
    done(operator, there, "svart", utfall="nothing_held")
    done(operator, there, "sendt", 409, dag="2026-12-01", maate="email")
    done(operator, there, "sendt", dag="2026-11-23", maate="email")


def test_a_refusal_is_written_and_by_an_approver(operator: Client, approver: Client, email: str) -> None:
    there = entered(operator, email)
    assert "Avslå hele" not in page(operator, there) and "Avslå hele" in page(approver, there)
    done(operator, there, "avsla", 403, grunn="unfounded", ord="Nei.")
    done(approver, there, "avsla", 409, grunn="unfounded", ord=" ")
    done(approver, there, "avsla", grunn="unfounded", ord="Samme spørsmål hver dag i en måned.")
    assert "åpenbart grunnløs" in page(operator, there)
    done(operator, there, "svart", utfall="refused")


def test_the_deadline_is_extended_laid_aside_and_late(operator: Client, email: str) -> None:
    there = entered(operator, email)
    done(operator, there, "varslet", 409, dag="2026-11-23", maate="email")
    done(operator, there, "forleng", grunn="complex")
    done(operator, there, "varslet", dag="2026-11-23", maate="email")
    assert "forlenget til" in page(operator, there)
    aside = entered(operator, email)
    done(operator, aside, "bort", 400)
    done(operator, aside, "bort", grunn="same_as_another")
    back = entered(operator, email)
    done(operator, back, "trekk")
    late = entered(operator, email)
    clock.use(lambda: NOW + timedelta(days=40))
    assert "Etter fristen" in page(operator, late) and late in page(operator, "/kontor/henvendelser?vis=late")
    assert page(operator, "/kontor/henvendelser?vis=finnes-ikke").count("<li><div>") == 2


def test_a_draft_is_confirmed_by_a_person(operator: Client, email: str) -> None:
    id = requests.draft(Way.EMAIL, NOW.date(), None, Details(words="<b>Slett meg</b>"), HJEMMEL)
    there = f"/kontor/henvendelser/{id}"
    assert "Er det en henvendelse?" in page(operator, there)
    shown = operator.post(there, {"vis": "ja", "formal": "deliver"}).content.decode()
    assert "&lt;b&gt;Slett meg" in shown
    done(operator, there, "bekreft", 400)
    done(operator, there, "bekreft", rett="erasure")
    assert state(there) is State.RECEIVED


def test_a_draft_that_came_by_mail_says_what_it_was_taken_for_and_by_which_words(
    operator: Client, email: str
) -> None:
    told = Details(words="Hei\n\nSlett alt dere har. Men gi meg <b>innsyn</b> først.")
    id = requests.draft(Way.EMAIL, NOW.date(), Right.ERASURE, told, HJEMMEL)
    mailboxes.drafted("mark", "post.inbox", 1, 1, id, Looks.ERASURE.value, HJEMMEL, NOW)
    there = f"/kontor/henvendelser/{id}"
    closed = page(operator, there)
    assert "<strong>sletting</strong>" in closed and "du avgjør" in closed and "<q>" not in closed
    shown = operator.post(there, {"vis": "ja", "formal": "deliver"}).content.decode()
    assert re.findall(r"<q>(.*?)</q>", shown) == ["Slett alt dere har", "innsyn"]
    done(operator, there, "bekreft", rett="access")
    assert "du avgjør" not in page(operator, there)


def test_what_is_not_filled_in_is_not_stored_and_not_lost(operator: Client, email: str) -> None:
    for wrong in ({"rett": ""}, {"maate": "due"}, {"dag": "i går"}, {"dag": "2026-11-24"}):
        answer = operator.post("/kontor/henvendelser/ny", {**NEW, "kjent": email, **wrong})
        assert answer.status_code == 400 and "Kari Plantet" in answer.content.decode()
    assert requests.inbox("all") == ()
    assert operator.get("/kontor/henvendelser/finnesikkefinnes").status_code == 404
    there = entered(operator, email)
    done(operator, there, "noe annet", 404)


def test_the_pages_are_in_english_too(operator: Client, email: str) -> None:
    there = entered(operator, email)
    operator.post("/kontor/sprak", {"sprak": "en", "next": "/kontor/henvendelser"})
    assert "27 days left" in page(operator, "/kontor/henvendelser")
    text = page(operator, there)
    assert "Whom is it about?" in text and "Henvendelse" not in text
