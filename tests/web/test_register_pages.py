"""The register in the office: finding, seeing, taking in, putting right; and what nobody may see or do."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW, PASSWORD, signed_in

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.register.models import MODELS, Person, Relation
from hjemmel.capabilities.register.new import NewEnquiry, NewPerson, NewRelation, Origin, RelationKind
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.desk import clock, keys
from hjemmel.desk import register as desk
from hjemmel.desk.access import all_purposes, give

GIFTS = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts" / "hjemmel.yaml"
SMALL = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
ORIGIN = Origin(source="person", channel="phone", purposes=("deliver",), received_at=NOW, told_at=NOW)
KARI = NewPerson(
    kind="contact",
    name="Kari Plantet",
    email="kari@plantet.example",
    phone="00 00 12 34",
    address="Plantetveien 1",
)
COMPANY = {
    "name": "Plantet AS", "orgnr": "316 228 046",
    "kilde": "person", "kanal": "phone", "formaal": "deliver",
}  # fmt: skip
SHOW = {"vis": "ja", "formal": "deliver"}
FROM = {"kilde": "person", "kanal": "phone", "formaal": "deliver"}


@pytest.fixture
def small(database: Path) -> Iterator[None]:
    """The small company: its register is the only system."""
    keys.prepare(HJEMMEL)
    clock.use(lambda: NOW)
    publish(SMALL.read_bytes(), HJEMMEL, NOW)
    for role in Role:
        staff = create_staff(role.value, f"Ane {role.value.title()}", PASSWORD, role, HJEMMEL, NOW)
        if role is not Role.READER:
            give(staff.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
    yield
    clock.use(clock.machine)


@pytest.fixture
def ane(small: None) -> Client:
    return signed_in("operator")


@pytest.fixture
def kari(small: None) -> str:
    (taken,) = desk.take([KARI], ORIGIN, HJEMMEL)
    return taken.id


def html(response: Any) -> str:
    return str(response.content.decode())


def page_of(kari: str) -> str:
    return f"/kontor/register/{kari}"


def kinds_noted(number: int) -> list[str]:
    return [line.kind for line in lines(number)]


# ---- who may enter -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "/ny", "/nytt-firma", "/KARI", "/KARI/ny/forhold"])
def test_only_those_who_may_look_people_up_come_in(kari: str, path: str) -> None:
    address = "/kontor/register" + path.replace("KARI", kari)
    assert signed_in("reader").get(address).status_code == 403
    assert Client(headers={"host": "localhost"}).get(address).status_code == 302
    assert signed_in("operator").get(address).status_code == 200


def test_where_the_declaration_has_no_register_nobody_is_taken_in(ane: Client) -> None:
    assert "Legg til en person" in html(ane.get("/kontor/register"))
    publish(GIFTS.read_bytes(), HJEMMEL, NOW)
    page = html(ane.get("/kontor/register"))
    assert "Registeret er ikke et av systemene i deklarasjonen." in page
    assert "/kontor/register/ny" not in page
    told = {"kind": "contact", "name": "Kari Plantet", "fortalt": "on", **FROM}
    answer = ane.post("/kontor/register/ny", told)
    assert answer.status_code == 400
    assert "ingen ville slettet dette" in html(answer)
    assert not Person.objects.exists()


def test_a_reference_that_nobody_has_is_not_found(ane: Client) -> None:
    nobody = "f" * 32
    assert ane.get(page_of(nobody)).status_code == 404
    assert ane.get(f"{page_of(nobody)}/ny/forhold").status_code == 404
    assert ane.post("/kontor/hvorfor", {"rad": nobody}).status_code == 404


# ---- finding -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["kari", "KAR plan", " Kari@Plantet.example ", "+47 00 00 12 34", "00001234"]
)
def test_a_person_is_found_by_name_address_or_phone(ane: Client, kari: str, typed: str) -> None:
    found = html(ane.post("/kontor/register", {"hvem": typed}))
    assert page_of(kari) in found and "Kari Plantet" in found


def test_what_is_found_stands_by_name_and_the_page_tells_how_many_there_are(ane: Client, kari: str) -> None:
    assert "Én person og 0 firmaer." in html(ane.get("/kontor/register"))
    desk.take([replace(KARI, name="Karianne Plantet"), replace(KARI, name="Karen Plantet")], ORIGIN, HJEMMEL)
    page = html(ane.post("/kontor/register", {"hvem": "kar"}))
    assert "3 personer" in re.sub(r"\s", " ", page)
    names = re.findall(r">(Kar\w+ Plantet)<", page)
    assert names == ["Karen Plantet", "Kari Plantet", "Karianne Plantet"]


def test_a_disclosure_leads_to_the_person_for_those_who_may_look_people_up(ane: Client, kari: str) -> None:
    asked = {
        "mottaker": "postferd", "hvem": "kari@plantet.example", "grunn": "delivery", "formal": ["deliver"],
        "opplysning": ["name"], "nummer": "ordre 120",
    }  # fmt: skip
    assert ane.post("/kontor/utleveringer/ny", asked).status_code == 302
    page = html(ane.get("/kontor/utleveringer"))
    assert f'href="{page_of(kari)}">Kundekort' in page and "register.people" not in page
    assert page_of(kari) not in html(signed_in("reader").get("/kontor/utleveringer"))


def test_the_list_shows_little_and_the_search_is_noted(ane: Client, kari: str) -> None:
    shown = html(ane.post("/kontor/register", {"hvem": "kari"}))
    assert "00 00 12 34" not in shown and "Plantetveien" not in shown and "kari@plantet" not in shown
    (line,) = lines(1)
    assert line.kind == "register-searched"
    assert line.content == {"found": 1}


def test_nobody_is_found_by_what_fits_nobody(ane: Client, kari: str) -> None:
    for typed in ("ola", "ka", "ola@plantet.example", "99 99 99 99"):
        assert page_of(kari) not in html(ane.post("/kontor/register", {"hvem": typed}))


def test_a_company_is_found_by_its_number(ane: Client) -> None:
    made = ane.post("/kontor/register/nytt-firma", COMPANY)
    assert made.status_code == 302
    assert "Jobbsøker" not in html(ane.get("/kontor/register/nytt-firma")), "a company is no kind of person"
    found = html(ane.post("/kontor/register", {"hvem": "316228046"}))
    assert made.headers["Location"] in found and "Plantet AS" in found
    assert ane.get(made.headers["Location"]).status_code == 200


# ---- one person's page -------------------------------------------------------------------------------------


def test_values_are_hidden_until_somebody_asks_and_that_is_noted(ane: Client, kari: str) -> None:
    desk.take([NewEnquiry(person=kari, topic="Plantetkrus", opened_at=NOW)], ORIGIN, HJEMMEL)
    hidden = html(ane.get(page_of(kari)))
    assert not re.search("Plantet|plantet|0000 ?12", hidden)
    assert hidden.count("skjult") >= 5
    assert kinds_noted(1) == ["person-looked-up"]
    shown = html(ane.post(page_of(kari), SHOW))
    for value in ("Kari Plantet", "kari@plantet.example", "00 00 12 34", "Plantetveien 1"):
        assert value in shown
    assert "Plantetkrus" not in shown
    assert kinds_noted(1) == ["values-shown"]


def test_the_page_leads_to_why_it_is_held_without_naming_anybody(ane: Client, kari: str) -> None:
    why = html(ane.post("/kontor/hvorfor", {"rad": kari}))
    assert "Levere det du bestiller" in why
    assert "plantet" not in why.lower()
    assert "kari@plantet.example" in html(ane.post("/kontor/hvorfor", {"rad": kari, **SHOW}))


def test_the_page_stands_in_both_languages(ane: Client, kari: str) -> None:
    assert "Vis verdiene" in html(ane.get(page_of(kari)))
    ane.post("/kontor/sprak", {"sprak": "en"})
    assert "Show the values" in html(ane.get(page_of(kari)))


# ---- taking in ---------------------------------------------------------------------------------------------

NEW = {"kind": "contact", "name": "Ola Plantet", "email": "ola@plantet.example", **FROM}


def test_a_person_is_taken_in_with_source_channel_and_purposes(ane: Client) -> None:
    made = ane.post("/kontor/register/ny", {**NEW, "formaal": ["deliver", "bookkeeping"], "fortalt": "on"})
    assert made.status_code == 302
    row = Person.objects.get()
    assert (row.source, row.channel, row.purposes) == ("person", "phone", "deliver bookkeeping")
    assert row.told_at == row.received_at == NOW
    assert "Ola Plantet" in html(ane.post(made.headers["Location"], SHOW))


def test_who_was_not_told_of_the_statement_is_not_taken_in(ane: Client) -> None:
    answer = ane.post("/kontor/register/ny", NEW)
    assert answer.status_code == 400
    assert "si når personen ble gjort kjent med personvernerklæringen" in html(answer)
    assert "Ola Plantet" in html(answer), "what was written stays in the form"
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"kilde": "rykter"}, "ukjent kilde"),
        ({"kanal": ""}, "ukjent kanal"),
        ({"formaal": ""}, "ukjent formål"),
        ({"kind": "romvesen"}, "kan ikke leses"),
        ({"name": " "}, "Navn: mangler"),
        ({"address": "kort 4111 1111 1111 1111"}, "kortnummer lagres aldri"),
    ],
)
def test_what_may_not_be_taken_in_is_told_and_nothing_is_stored(
    ane: Client, told: dict[str, str], says: str
) -> None:
    answer = ane.post("/kontor/register/ny", {**NEW, "fortalt": "on", **told})
    assert answer.status_code == 400
    assert says in html(answer)
    assert not Person.objects.exists()


ROWS = {
    "forhold": {"kind": "customer", "began_on": "2026-01-02"},
    "henvendelse": {"topic": "Pris på krus"},
    "tilbud": {"reference": "T-1", "sent_on": "2026-02-01", "expires_on": "2026-03-01"},
    "leveranse": {"reference": "L-1", "delivered_on": "2026-04-01"},
    "faktura": {"reference": "F-1", "issued_on": "2026-04-02", "fiscal_year": "2026"},
    "klage": {"kind": "dispute", "text": "Skjevt trykk", "opened_on": "2026-05-01"},
    "soknad": {"position": "Lager", "applied_on": "2026-05-01", "erase_on": "2026-11-30"},
    "kredittsjekk": {
        "reason": "Faktura",
        "need": "Levert først",
        "checked_on": "2026-05-01",
        "expires_on": "2026-08-01",
    },
    "papir": {"title": "Kontrakt", "location": "Perm 3", "destroy_by": "2027-01-01"},
}
ENDS = {
    "forhold": {"on": "2026-11-20"},
    "henvendelse": {},
    "tilbud": {"accepted": "nei"},
    "faktura": {"on": "2026-11-20"},
    "klage": {"outcome": "upheld", "on": "2026-11-20"},
    "soknad": {"decision": "rejected", "on": "2026-11-20", "erase_on": "2027-01-31"},
    "papir": {"on": "2026-11-20"},
}
TABLES = {
    "forhold": "relation", "henvendelse": "enquiry", "tilbud": "offer", "leveranse": "delivery",
    "faktura": "invoice", "klage": "complaint", "soknad": "application", "kredittsjekk": "credit_check",
    "papir": "paper",
}  # fmt: skip


@pytest.mark.parametrize("slug", ROWS)
def test_each_kind_of_row_is_added_and_brought_to_its_end(ane: Client, kari: str, slug: str) -> None:
    added = ane.post(f"{page_of(kari)}/ny/{slug}", {**ROWS[slug], **FROM})
    assert added.status_code == 302, html(added)
    row = MODELS[f"register_{TABLES[slug]}"].objects.get()
    assert row.subject == kari
    if slug not in ENDS:
        assert ane.post(f"{page_of(kari)}/{slug}/{row.pk}").status_code == 404
        return
    address = f"{page_of(kari)}/{slug}/{row.pk}"
    assert address in html(ane.get(page_of(kari)))
    assert ane.post(address, ENDS[slug]).status_code == 302
    assert address not in html(ane.get(page_of(kari))), "it can be ended once"
    again = ane.post(address, ENDS[slug])
    assert again.status_code == 409
    assert "noen har gjort det allerede" in html(again)


def test_somebody_gets_a_role_in_a_company_by_its_number_and_leaves_it(ane: Client, kari: str) -> None:
    role = {"organisation": "316228046", "role": "Innkjøper", "title": "", **FROM}
    refused = ane.post(f"{page_of(kari)}/ny/rolle", role)
    assert refused.status_code == 400 and "legg til firmaet først" in html(refused)
    company = ane.post("/kontor/register/nytt-firma", COMPANY).headers["Location"]
    assert ane.post(f"{page_of(kari)}/ny/rolle", role).status_code == 302
    row = MODELS["register_contact"].objects.get()
    assert page_of(kari) in html(ane.get(company)), "the company leads to its contact person"
    assert "Innkjøper" in html(ane.post(page_of(kari), SHOW)) and "Innkjøper" not in html(
        ane.get(page_of(kari))
    )
    ended = f"{page_of(kari)}/rolle/{row.pk}"
    assert ane.post(ended, {"on": "2026-11-20"}).status_code == 302
    assert ane.post(ended, {"on": "2026-11-20"}).status_code == 409
    assert kinds_noted(3).count("register-contact-ended") == 1
    ane.post("/kontor/register/nytt-firma", {**COMPANY, "name": "Plantet AS, igjen"})
    assert "flere firmaer" in html(ane.post(f"{page_of(kari)}/ny/rolle", role)).lower()


def test_an_enquiry_has_its_messages(ane: Client, kari: str) -> None:
    ane.post(f"{page_of(kari)}/ny/henvendelse", {**ROWS["henvendelse"], **FROM})
    enquiry = MODELS["register_enquiry"].objects.get().pk
    told = {"text": "Hva koster 200 krus?", "from_us": "nei", **FROM}
    assert ane.post(f"{page_of(kari)}/henvendelse/{enquiry}/melding", told).status_code == 302
    assert "Hva koster 200 krus?" in html(ane.post(page_of(kari), {**SHOW, "formal": "document_enquiries"}))


def test_a_text_that_tells_too_much_is_stored_with_a_warning(ane: Client, kari: str) -> None:
    answer = ane.post(f"{page_of(kari)}/ny/henvendelse", {"topic": "Er sykmeldt", **FROM})
    assert answer.status_code == 200
    assert "Lagret, men se på dette" in html(answer) and "helse" in html(answer)
    assert "sykmeldt" not in html(answer)


def test_a_day_that_cannot_be_read_ends_nothing(ane: Client, kari: str) -> None:
    (taken,) = desk.take(
        [NewRelation(person=kari, kind=RelationKind.CUSTOMER, began_on=date(2026, 1, 1))], ORIGIN, HJEMMEL
    )
    answer = ane.post(f"{page_of(kari)}/forhold/{taken.id}", {"on": "i går"})
    assert answer.status_code == 400 and "kan ikke leses" in html(answer)
    assert Relation.objects.get().ended_on is None


# ---- putting right -----------------------------------------------------------------------------------------


def test_values_are_put_right_where_they_are_shown(ane: Client, kari: str) -> None:
    assert "Rett opplysningene" not in html(ane.get(page_of(kari)))
    assert "Rett opplysningene" in html(ane.post(page_of(kari), SHOW))
    told = {"name": "Kari Rettet", "email": "ny@plantet.example", "phone": "", "address": "Plantetveien 2"}
    answer = ane.post(f"{page_of(kari)}/endre", told)
    assert answer.status_code == 200
    shown = html(ane.post(page_of(kari), SHOW))
    assert "Kari Rettet" in shown and "Plantetveien 2" in shown and "00 00 12 34" not in shown


def test_what_no_text_may_hold_changes_nothing(ane: Client, kari: str) -> None:
    answer = ane.post(f"{page_of(kari)}/endre", {"name": "Kari 4111 1111 1111 1111"})
    assert answer.status_code == 400 and "kortnummer lagres aldri" in html(answer)
    assert "Kari Plantet" in html(ane.post(page_of(kari), SHOW))


def test_that_somebody_was_told_is_noted(ane: Client, small: None) -> None:
    origin = Origin(source="activity", channel="phone", purposes=("deliver",), received_at=NOW)
    (taken,) = desk.take([KARI], origin, HJEMMEL)
    assert "Har ikke fått den ennå" in html(ane.get(page_of(taken.id)))
    assert ane.post(f"{page_of(taken.id)}/fortalt").status_code == 302
    assert Person.objects.get().told_at == NOW


# ---- when the keys are not there ---------------------------------------------------------------------------


def test_a_lost_master_key_is_told_in_words_and_nothing_is_overwritten(
    ane: Client, kari: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = Person.objects.values().get()
    monkeypatch.setattr(settings, "HJEMMEL_MASTER_KEY_FILE", tmp_path / "nowhere.keys")
    answers = [
        ane.post("/kontor/register", {"hvem": "kari"}),
        ane.post(page_of(kari), SHOW),
        ane.post(f"{page_of(kari)}/endre", {"name": "Kari Borte"}),
        ane.post("/kontor/register/ny", {**NEW, "fortalt": "on"}),
        ane.post(f"{page_of(kari)}/ny/henvendelse", {**ROWS["henvendelse"], **FROM}),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert "Registeret kan ikke åpnes" in html(answer)
        assert "lantet" not in html(answer)
    assert Person.objects.values().get() == before
    monkeypatch.undo()
    assert "Kari Plantet" in html(ane.post(page_of(kari), SHOW))
