"""What a request's page asks for by right: what is right, whether an objection is upheld, who was told, what others are
named in. Done by staff, with forms, without scripts."""

from __future__ import annotations

import html
import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from tests.web.conftest import HJEMMEL  # isort: split

from django.test import Client

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.core.facts import Objection
from hjemmel.core.request import State
from hjemmel.desk import answers, keys, requests

NEW = {"maate": "post", "dag": "2026-11-20", "navn": "Kari Plantet", "ord": "Se vedlagt"}


@pytest.fixture
def email(office: None, tmp_path: Path) -> str:
    """A customer whom the shop knows by an address of their own, and who has asked something."""
    keys.prepare(HJEMMEL)
    with closing(sqlite3.connect(tmp_path / "salgskompass.sqlite3")) as crm:
        asked = {
            number
            for (number,) in crm.execute(
                "SELECT c.account_id FROM enquiries e JOIN contacts c ON c.id = e.contact_id WHERE e.note IS NOT NULL"
            )
        }
    with closing(sqlite3.connect(tmp_path / "nettbutikk.sqlite3")) as database:
        found = database.execute("SELECT id, email FROM accounts WHERE email <> '' ORDER BY id").fetchall()
    emails = [email for _, email in found]
    return next(email for id, email in found if emails.count(email) == 1 and id in asked)


def done(client: Client, there: str, gjor: str, status: int = 302, **other: object) -> str:
    answer = client.post(there, {"gjor": gjor, **other})
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return "" if answer.headers["Content-Type"] == "application/pdf" else str(answer.content.decode())


def page(client: Client, there: str) -> str:
    return str(client.get(there).content.decode())


def proven(client: Client, email: str, right: str, **more: object) -> str:
    answer = client.post("/kontor/henvendelser/ny", {**NEW, "kjent": email, "rett": right, **more})
    there = str(answer.headers["Location"])
    marks = re.findall(r'name="rad" value="([^"]+)"', done(client, there, "finn", 200))
    done(client, there, "gjelder", rad=[html.unescape(mark) for mark in marks])
    if state(there) is State.MATCHED:
        done(client, there, "vist", metode="in_person")
    return there


def state(there: str) -> State:
    found = requests.view(there.rpartition("/")[2])
    assert found
    return found.state


def approved(operator: Client, approver: Client, there: str) -> None:
    done(operator, there, "plan")
    digest = re.findall(r'name="avtrykk" value="(\w{64})"', page(operator, there))[0]
    done(operator, there, "gjennomgatt", avtrykk=digest, lest="on")
    done(approver, there, "godkjenn", avtrykk=digest, lest="on")
    assert state(there) is State.EXECUTED


def test_a_correction_is_written_in_and_made(
    operator: Client, approver: Client, email: str, tmp_path: Path
) -> None:
    there = proven(operator, email, "rectification")
    assert "Lag planen" not in page(operator, there)
    assert "Skriv først hva som er riktig" in done(operator, there, "plan", 409)
    offered = done(operator, there, "retter", 200)
    mark = next(
        html.unescape(one)
        for one in re.findall(r'name="rad" value="([^"]+)"', offered)
        if "nettbutikk.accounts" in one
    )
    shown = done(operator, there, "rett_rad", 200, rad=mark)
    assert 'name="verdi-last_name"' in shown and 'name="verdi-id"' not in shown and email not in shown
    assert email in done(operator, there, "rett_rad", 200, rad=mark, formal="deliver")
    assert "Skriv hva som er riktig" in done(operator, there, "rettet", 400, rad=mark)
    assert "last_name" not in done(operator, there, "rett_rad", 400, rad='["nettbutikk.accounts", "0"]')
    wrong = {"verdi-marketing_opt_out": "kanskje"}
    assert "tar ikke imot" in done(operator, there, "rettet", 400, rad=mark, **wrong)
    done(operator, there, "rettet", rad=mark, **{"verdi-last_name": "Rettet-Plantet", "tom": "title"})
    listed = page(operator, there)
    assert "last_name" in listed and "Rettet-Plantet" not in listed
    shown = operator.post(there, {"vis": "ja", "formal": "deliver"}).content.decode()
    assert "<ins>Rettet-Plantet</ins>" in shown
    done(operator, there, "ikke_rett", nr="0")
    assert "Hva er riktig?" in page(operator, there)
    done(operator, there, "rettet", rad=mark, **{"verdi-last_name": "Rettet-Plantet"})
    approved(operator, approver, there)
    with closing(sqlite3.connect(tmp_path / "nettbutikk.sqlite3")) as database:
        rows = database.execute("SELECT last_name FROM accounts WHERE email = ?", (email,)).fetchall()
    assert rows == [("Rettet-Plantet",)]
    assert done(operator, there, "brev", 200, spraak="en") == ""
    assert "Plantet" not in "".join(LedgerEntry.objects.values_list("content", flat=True))


def test_an_objection_is_decided_purpose_by_purpose(operator: Client, approver: Client, email: str) -> None:
    there = proven(operator, email, "objection", formal=["improve", "market_customers"])
    asked = page(operator, there)
    assert "Mot direkte markedsføring gjelder et nei med en gang" in asked
    assert 'name="avgjor-improve"' in asked and 'name="avgjor-market_customers"' not in asked
    assert "Avgjør først" in done(operator, there, "plan", 409)
    done(operator, there, "avgjor", 400)
    done(
        operator, there, "avgjor", 409, **{"avgjor-improve": "rejected", "hvorfor": "overriding", "ord": " "}
    )
    said = {"avgjor-improve": "rejected", "hvorfor": "overriding", "ord": "Vi må se hva som selger"}
    done(operator, there, "avgjor", **said)
    approved(operator, approver, there)
    assert "ikke tatt til følge" in page(operator, there)
    done(operator, there, "brev", 200)
    done(operator, there, "svart", utfall="partly")
    done(operator, there, "sendt", dag="2026-11-23", maate="post")
    states = {one.purpose: one.state for one in StoredFacts().read().objections}
    assert states == {"improve": Objection.REJECTED, "market_customers": Objection.UPHELD}


def test_a_restriction_is_lifted_when_the_person_has_been_told(
    operator: Client, approver: Client, email: str
) -> None:
    there = proven(operator, email, "restriction")
    done(operator, there, "grunnlag", punkt="18(1)(b)")
    done(operator, there, "grunnlag", 409, punkt="18(1)(z)")
    approved(operator, approver, there)
    lifting = proven(operator, email, "lifting")
    assert "Varsle personen først" in page(operator, lifting)
    done(operator, lifting, "varsel", 200, heves="2026-12-01")
    done(operator, lifting, "varsel", 400)
    assert "må få beskjed" in done(operator, lifting, "plan", 409)
    done(operator, lifting, "hevet", dag="2026-11-23", maate="post")
    approved(operator, approver, lifting)
    assert all(one.lifted_at for one in StoredFacts().read().restrictions)


def test_what_may_be_about_others_is_read_and_given_with_their_names_covered(
    operator: Client, approver: Client, email: str, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "salgskompass.sqlite3")) as crm, crm:
        crm.execute("UPDATE enquiries SET note = 'Naboen Per Skytten ringte. Si fra til per skytten.'")
    there = proven(operator, email, "access")
    id = there.rpartition("/")[2]
    assert "Skytten" not in page(operator, there)
    assert "Velg et av formålene" in done(operator, there, "les", 400, formal="finnes_ikke")
    why = {"formal": "document_enquiries"}
    shown = done(operator, there, "les", 200, **why)
    assert "Per Skytten" in shown
    marks = [html.unescape(one) for one in re.findall(r'name="rad" value="(\[&quot;salgs[^"]+)"', shown)]
    done(operator, there, "lest_rad", 400, rad=marks[0], **why)
    wrong = done(operator, there, "lest_rad", 400, rad=marks[0], hvordan="blacked", dekk="Olsen", **why)
    assert "Ingen av ordene" in wrong
    for mark in marks:
        left = done(operator, there, "lest_rad", 200, rad=mark, hvordan="blacked", dekk="Per Skytten", **why)
    assert "Alt som kan handle om andre, er lest" in left
    with closing(sqlite3.connect(tmp_path / "salgskompass.sqlite3")) as crm, crm:
        crm.execute("UPDATE enquiries SET note = 'Naboen Per Skytten var innom.' WHERE id % 2 = 0")
    approved(operator, approver, there)
    package = answers.make_package(answers.answering(id, "nb", HJEMMEL), HJEMMEL)
    found = answers.fetch(answers.deliver(package, HJEMMEL))
    assert found
    archive = zipfile.ZipFile(io.BytesIO(b"".join(found[1])))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert "Skytten" not in everything.decode(errors="ignore"), "nor what was written after it was read"
    given = json.loads(archive.read("data/salgskompass.enquiries.json"))
    notes = {row["values"].get("note") for row in given["rows"]}
    assert "Naboen █████ ringte. Si fra til █████." in notes
    assert "Skytten" not in "".join(LedgerEntry.objects.values_list("content", flat=True))


def test_who_may_be_the_same_person_is_shown_and_never_chosen_by_itself(
    operator: Client, email: str, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "nettbutikk.sqlite3")) as database, database:
        ((phone,),) = database.execute("SELECT phone FROM accounts WHERE email = ?", (email,)).fetchall() or [
            (None,)
        ]
        phone = phone or "900 11 222"
        database.execute("UPDATE accounts SET phone = ? WHERE email = ?", (phone, email))
        ((other,),) = database.execute(
            "SELECT id FROM accounts WHERE email <> ? AND buyer_kind = 'person' LIMIT 1", (email,)
        )
        database.execute("UPDATE accounts SET phone = ? WHERE id = ?", (phone, other))
    answer = operator.post("/kontor/henvendelser/ny", {**NEW, "kjent": email, "rett": "access"})
    there = str(answer.headers["Location"])
    offered = done(operator, there, "finn", 200)
    assert "mulig dublett" in offered and "samme telefonnummer" in re.sub(
        r"<[^>]+>|\s+", " ", offered
    ).replace("  ", " ")
    assert " checked" not in offered.split("Hvilke rader")[1].split("</fieldset>")[0]
    mark = f'["nettbutikk.accounts", "{other}"]'
    assert html.escape(mark) in offered
    done(operator, there, "gjelder", rad=[mark])
    (chosen,) = requests.about(there.rpartition("/")[2], HJEMMEL)
    assert chosen.key == (other,)
