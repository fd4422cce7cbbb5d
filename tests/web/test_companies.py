"""Companies of the register, looked up in a register of organisations that runs here."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from tests.connectors.register_server import ACTIVE, BANKRUPT, NOBODY, Served, served
from tests.web.test_register_pages import COMPANY, FROM, SHOW, ane, html, kari, page_of, small

from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.register.models import Organisation

__all__ = ["ane", "kari", "small"]
NEW = "/kontor/register/nytt-firma"
ASKED = {"slaa_opp": "ja"}
ROLE = {"organisation": "316228046", "role": "Innkjøper", "title": "", **FROM}


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    with served() as running:
        monkeypatch.setattr(settings, "BUSINESS_REGISTER", running.base)
        yield running


def test_a_new_company_is_filled_in_and_not_stored_until_somebody_says_so(
    ane: Client, register: Served
) -> None:
    shown = html(ane.post(NEW, {"orgnr": f"{ACTIVE[:3]} {ACTIVE[3:6]} {ACTIVE[6:]}", **ASKED}))
    assert "Står i Enhetsregisteret" in shown
    assert 'value="PRØVEGAVER AS"' in shown and 'value="Prøvegata 1, 0150 OSLO"' in shown
    assert not Organisation.objects.exists()


def test_what_was_written_already_stays_and_another_name_is_told(ane: Client, register: Served) -> None:
    shown = html(ane.post(NEW, {**COMPANY, **ASKED}))
    assert "Der heter det noe annet enn hos oss." in shown and 'value="Plantet AS"' in shown


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (BANKRUPT, "Konkurs."),
        (NOBODY, "Enhetsregisteret har ikke dette nummeret."),
        ("312345677", "Organisasjonsnummeret er feil."),
        ("", "Skriv organisasjonsnummeret først."),
    ],
)
def test_a_number_that_leads_to_no_living_company_is_told(
    ane: Client, register: Served, number: str, told: str
) -> None:
    assert told in html(ane.post(NEW, {"orgnr": number, **ASKED}))


def test_what_stands_on_a_company_is_shown_without_a_purpose_and_can_be_looked_up(
    ane: Client, register: Served
) -> None:
    ane.post(NEW, COMPANY)
    page = f"/kontor/register/{Organisation.objects.get().pk}"
    shown = html(ane.get(page))
    assert "Plantet AS" in shown and "316228046" in shown.replace(" ", "") and "Rett opplysningene" in shown
    assert not register.asked
    assert "Der heter det noe annet enn hos oss." in html(ane.post(page, ASKED))
    assert "Plantet AS" in html(ane.post(page, SHOW))
    assert len(register.asked) == 1
    (line,) = [one for one in lines(5) if one.kind == "company-looked-up"]
    assert line.content == {"standing": "active", "form": "AS"}


def test_who_works_at_a_company_is_hidden_on_its_page_until_a_purpose_is_named(
    ane: Client, small: None, kari: str
) -> None:
    ane.post(NEW, COMPANY)
    ane.post(f"{page_of(kari)}/ny/rolle", ROLE)
    page = f"/kontor/register/{Organisation.objects.get().pk}"
    assert "Innkjøper" not in html(ane.get(page)) and "Se personen" in html(ane.get(page))


def test_a_register_that_does_not_answer_stops_nothing(
    ane: Client, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "BUSINESS_REGISTER", "http://127.0.0.1:9/api")
    shown = html(ane.post(NEW, {**COMPANY, **ASKED}))
    assert (
        "Enhetsregisteret svarte ikke." in shown
        and "NO_ANSWER" not in shown
        and 'value="Plantet AS"' in shown
    )
    assert ane.post(NEW, COMPANY).status_code == 302
