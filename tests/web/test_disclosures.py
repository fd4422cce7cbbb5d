"""Disclosures in the office: put down, refused with reasons, approved, given, and shown to who asks on a person's page."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.conftest import signed_in
from tests.web.test_office import email_of_somebody, html

from hjemmel.capabilities.disclosures import store
from hjemmel.capabilities.ledger.store import lines

CLAIM = b"Krav nr. 10933, forfalt og varslet."
NEW, LIST = "/kontor/utleveringer/ny", "/kontor/utleveringer"


def form(folder: Path, **changed: Any) -> dict[str, Any]:
    """A claim on somebody, for the debt collector."""
    return {
        "mottaker": "innfordra", "hvem": email_of_somebody(folder), "grunn": "debt_collection",
        "formal": ["bookkeeping"], "opplysning": ["name", "address"], "nummer": "faktura 10933",
        "dokument": SimpleUploadedFile("krav.pdf", CLAIM), **changed,
    }  # fmt: skip


@pytest.mark.parametrize("path", [LIST, NEW, f"{NEW}?mottaker=innfordra"])
def test_the_pages_ask_for_signing_in_and_answer_staff(visitor: Client, operator: Client, path: str) -> None:
    assert visitor.get(path).status_code == 302
    assert operator.get(path).status_code == 200


def test_a_reader_sees_the_list_and_puts_nothing_down(reader: Client, tmp_path: Path) -> None:
    assert reader.get(LIST).status_code == 200
    assert reader.get(NEW).status_code == 403
    assert reader.post(NEW, form(tmp_path)).status_code == 403
    assert reader.post(f"{LIST}/1", {"svar": "gitt"}).status_code == 403


def test_what_is_in_order_waits_for_its_approver_and_is_then_given(operator: Client, tmp_path: Path) -> None:
    assert operator.post(NEW, form(tmp_path)).headers["Location"] == LIST
    (kept,) = store.waiting()
    assert kept.disclosure.proof == hashlib.sha256(CLAIM).hexdigest()
    page = html(operator.get(LIST))
    assert "Én godkjenner mangler." in page and "Godkjenn utlevering" not in page
    assert re.search(r"\w+ <code>#\d+</code>, ført opp", page), "whose row it is stands in words"
    assert operator.post(f"{LIST}/{kept.number}", {"svar": "ja"}).status_code == 403
    assert operator.post(f"{LIST}/{kept.number}", {"svar": "gitt"}).status_code == 409, "nobody has approved"

    approver = signed_in("approver")
    assert f"Godkjenn utlevering {kept.number}" in html(approver.get(LIST))
    assert approver.post(f"{LIST}/{kept.number}", {"svar": "ja"}).status_code == 302
    assert approver.post(f"{LIST}/{kept.number}", {"svar": "ja"}).status_code == 409, "nobody approves twice"
    assert operator.post(f"{LIST}/{kept.number}", {"svar": "gitt"}).status_code == 302
    assert [one.disclosure.recipient for one in store.given()] == ["innfordra"]
    assert "Innfordra Inkasso AS" in html(operator.get(f"{LIST}?mottaker=innfordra"))
    assert "Ingen utleveringer her." in html(operator.get(f"{LIST}?mottaker=postferd"))


def test_everything_that_stands_against_it_is_shown_and_what_was_typed_stays(
    operator: Client, tmp_path: Path
) -> None:
    asked = form(tmp_path, nummer="", opplysning=["name"])
    del asked["dokument"]
    response = operator.post(NEW, asked)
    page = html(response)
    assert response.status_code == 409
    assert "Nummeret på saken, tilbudet, bestillingen eller leveringen mangler." in page
    assert "Dokumentet som viser grunnen, er ikke lagt ved." in page
    assert 'value="name" checked' in page and 'value="address" checked' not in page
    assert store.waiting() == ()
    assert lines(1)[0].content["reasons"] == ["no-reference", "no-document"]


@pytest.mark.parametrize(
    ("change", "status"),
    [({"hvem": "ingen@sted.example"}, 400), ({"grunn": ""}, 400), ({"grunn": "fordi"}, 400)],
    ids=["nobody", "no ground", "a ground that is none"],
)
def test_without_a_person_and_a_ground_nothing_is_asked(
    operator: Client, tmp_path: Path, change: dict[str, str], status: int
) -> None:
    assert operator.post(NEW, form(tmp_path, **change)).status_code == status
    assert store.waiting() == ()


def test_an_undeclared_recipient_is_not_even_a_choice(operator: Client, tmp_path: Path) -> None:
    page = html(operator.post(NEW, form(tmp_path, mottaker="<b>noen</b>")))
    assert "Hvem skal ha opplysninger?" in page and "<b>noen</b>" not in page
    assert store.waiting() == ()


def test_what_is_dropped_is_not_given(approver: Client, tmp_path: Path) -> None:
    approver.post(NEW, form(tmp_path))
    (kept,) = store.waiting()
    assert approver.post(f"{LIST}/{kept.number}", {"svar": "dropp"}).status_code == 302
    assert approver.post(f"{LIST}/{kept.number}", {"svar": "gitt"}).status_code == 409
    assert store.given() == ()
    assert "Forkastet" in html(approver.get(LIST))
    assert approver.post(f"{LIST}/{kept.number}", {"svar": "noe annet"}).status_code == 404


def test_who_got_the_data_stands_on_the_persons_page(approver: Client, tmp_path: Path) -> None:
    who = email_of_somebody(tmp_path)
    assert "Innfordra Inkasso AS" not in html(approver.post("/kontor/hvorfor", {"hvem": who}))
    approver.post(NEW, form(tmp_path))
    (kept,) = store.waiting()
    approver.post(f"{LIST}/{kept.number}", {"svar": "ja"})
    approver.post(f"{LIST}/{kept.number}", {"svar": "gitt"})
    page = html(approver.post("/kontor/hvorfor", {"hvem": who}))
    part = page[page.index('id="hvem-har-faatt"') :]
    assert "Innfordra Inkasso AS" in part and "faktura 10933" in part and "Hjemmel" in part


def test_the_ledger_tells_the_deed_and_not_whose_data_it_was(approver: Client, tmp_path: Path) -> None:
    who = email_of_somebody(tmp_path)
    approver.post(NEW, form(tmp_path))
    assert who not in str([line.content for line in lines(50)])
    assert "En utlevering av opplysninger ble ført opp." in html(approver.get("/kontor/journal"))
