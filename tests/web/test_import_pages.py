"""Files, notices and triage in the office: every step with forms alone, and nothing of anybody in an address."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW, PASSWORD, signed_in

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger.store import lines_of
from hjemmel.capabilities.register.models import Person
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.desk import clock, keys, uploads
from hjemmel.desk.access import give

SMALL = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
SOURCE = "  open: {title: {nb: åpne kilder, en: open sources}, kind: public, public: true, notice_within: 1 month}\n"
FILE = "Navn;E-post;Nr\r\nKari Plantet;kari@plantet.example;1\r\n<b>Ola</b> Plantet;ingen adresse;2\r\n"
ABOUT = {
    "gjor": "bestem", "kilde": "open", "kanal": "email", "formaal": "deliver", "slag": "contact",
    "mottatt": "2026-11-20", "kolonne-0": "name", "kolonne-1": "email", "kolonne-2": "",
}  # fmt: skip


@pytest.fixture
def ane(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(uploads, "BESIDE", tmp_path.name)
    keys.prepare(HJEMMEL)
    clock.use(lambda: NOW)
    publish(
        SMALL.read_text(encoding="utf-8").replace("\nsources:\n", f"\nsources:\n{SOURCE}").encode(),
        HJEMMEL,
        NOW,
    )
    for role in Role:
        staff = create_staff(role.value, f"Ane {role.value.title()}", PASSWORD, role, HJEMMEL, NOW)
        if role is not Role.READER:
            give(staff.id, ["deliver"], HJEMMEL)
    yield signed_in("operator")
    uploads.remove_all_but(())
    clock.use(clock.machine)


def html(response: Any) -> str:
    return str(response.content.decode())


SHOW = {"vis": "ja", "formal": "deliver"}


def shown_lines() -> list[dict[str, Any]]:
    return [dict(line.content) for line in lines_of("values-shown", 9)]


def handed_over(ane: Client, text: str = FILE) -> str:
    made = ane.post("/kontor/les-inn", {"fil": SimpleUploadedFile("kunder.csv", text.encode())})
    assert made.status_code == 302, html(made)
    return str(made.headers["Location"])


def imported(ane: Client, text: str = FILE) -> str:
    page = handed_over(ane, text)
    assert ane.post(page, ABOUT).status_code == 302
    assert ane.post(page, {"gjor": "ta"}).status_code == 302
    return page


def test_a_reader_sees_none_of_it(ane: Client) -> None:
    for page in ("/kontor/les-inn", "/kontor/varsler", "/kontor/sortering"):
        assert signed_in("reader").get(page).status_code == 403


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_first_rows_are_shown_escaped_with_what_is_wrong_and_nothing_is_taken(
    ane: Client, lang: str
) -> None:
    ane.post("/kontor/sprak", {"sprak": lang})
    page = handed_over(ane)
    shown = html(ane.post(page, SHOW))
    assert "Kari Plantet" in shown
    assert "&lt;b&gt;Ola&lt;/b&gt;" in shown
    assert (
        "dette er ikke en e-postadresse" if lang == "nb" else "this is no e-mail address"
    ) in shown.casefold()
    assert re.search(r'<option value="email" selected>', shown)
    assert Person.objects.count() == 0
    assert "plantet" not in page.casefold()


def test_the_rows_of_a_file_are_hidden_until_somebody_asks_and_that_is_noted(ane: Client) -> None:
    page = handed_over(ane)
    for hidden in (ane.get(page), ane.post(page, {**SHOW, "formal": "finnes_ikke"})):
        assert "Plantet" not in html(hidden) and "skjult" in html(hidden)
    assert shown_lines() == []
    assert "kari@plantet.example" in html(ane.post(page, SHOW))
    assert shown_lines() == [
        {"purpose": "deliver", "columns": {"register.people": ["email", "name"]}, "people": 2}
    ]


def test_a_row_that_waits_is_hidden_until_somebody_asks_and_so_is_the_next(ane: Client) -> None:
    imported(ane)
    page = imported(ane, "Navn;E-post\r\nKari P.;kari@plantet.example\r\nK. Plantet;kari@plantet.example\r\n")
    assert "Kari P." not in html(ane.get(page)) and shown_lines() == []
    shown = html(ane.post(page, SHOW))
    assert "Kari P." in shown and "K. Plantet" in shown
    after = html(ane.post(page, {"gjor": "velg", "rad": "2", "svar": "same", **SHOW}))
    assert "Kari P." not in after and "K. Plantet" in after
    assert [line["people"] for line in shown_lines()] == [2, 3], "the rows, and whom they may be"
    assert "plantet" not in html(ane.post(page, {"gjor": "velg", "rad": "3", "svar": "same"})).casefold()


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_whom_a_row_may_be_is_said_without_values_and_with_them_when_somebody_asks(
    ane: Client, lang: str
) -> None:
    ane.post("/kontor/sprak", {"sprak": lang})
    imported(ane)
    page = imported(ane, "Navn;E-post\r\nKari P.;kari@plantet.example\r\n")
    (person,) = (one.pk for one in Person.objects.all())
    hidden = html(ane.get(page))
    assert f'href="/kontor/register/{person}"' in hidden
    assert ("har samme e-post" if lang == "nb" else "has the same e-mail") in hidden
    assert "Plantet" not in hidden
    shown = html(ane.post(page, SHOW))
    assert "Kari Plantet" in shown and "Kari P." in shown
    assert [line["people"] for line in shown_lines()] == [2], "the row and whom it may be"


@pytest.mark.parametrize(
    ("lang", "told"), [("nb", "E-post: Dette er ikke en e-postadresse"), ("en", "E-mail: This is no e-mail")]
)
def test_which_rows_were_kept_out_and_why_is_told_after_the_file_is_gone(
    ane: Client, lang: str, told: str
) -> None:
    ane.post("/kontor/sprak", {"sprak": lang})
    page = imported(ane)
    shown = html(ane.get(page))
    assert re.search(r"(Rad|Row) 3<small>", shown) and told in shown
    listed = ane.get(f"{page}/rader")
    assert listed.headers["Content-Disposition"].startswith("attachment")
    assert f"3;{told.partition(': ')[0]};" in html(listed) and told.partition(": ")[2] in html(listed)
    assert "lantet" not in shown + html(listed)
    assert signed_in("reader").get(f"{page}/rader").status_code == 403


def test_the_letter_list_is_not_made_without_a_purpose(ane: Client) -> None:
    imported(ane)
    asked = {"gjor": "liste", "person": Person.objects.get().pk}
    for wrong in (asked, {**asked, **SHOW, "formal": ""}, {**asked, **SHOW, "sak": "Kari"}):
        answer = ane.post("/kontor/varsler", wrong)
        assert answer.status_code == 403 and "Plantet" not in html(answer)
    assert shown_lines() == []


def test_whoever_works_with_no_purpose_sees_none_of_it(ane: Client) -> None:
    page = handed_over(ane)
    told = {"gjor": "mottatt", "tekst": "CV fra Kari Plantet", "kanal": "email", "dag": "2026-11-20"}
    ane.post("/kontor/sortering", told)
    (id,) = re.findall(r'name="id" value="(\w+)"', html(ane.get("/kontor/sortering")))
    create_staff("ola", "Ola", PASSWORD, Role.OPERATOR, HJEMMEL, NOW)
    ola = signed_in("ola")
    for answer in (ola.post(page, SHOW), ola.post("/kontor/sortering", {"id": id, **SHOW})):
        assert "Plantet" not in html(answer) and "ikke knyttet til noe formål" in html(answer)
    assert shown_lines() == []


def test_from_file_to_register_and_who_must_be_told(ane: Client) -> None:
    page = imported(ane)
    shown = html(ane.get(page))
    assert Person.objects.count() == 1
    assert "Ferdig" in shown
    assert "Se hvem som skal varsles" in shown
    due = html(ane.get("/kontor/varsler"))
    assert "1 venter på varsel." in due.replace("\xa0", " ")
    person = Person.objects.get().pk
    listed = ane.post("/kontor/varsler", {"gjor": "liste", "person": person, **SHOW})
    assert "Kari Plantet" in html(listed)
    assert listed.headers["Content-Disposition"].startswith("attachment")
    ane.post("/kontor/varsler", {"gjor": "fortalt", "person": person})
    assert "Ingen venter" in html(ane.get("/kontor/varsler"))


def test_what_is_missing_is_said_and_what_was_typed_stands(ane: Client) -> None:
    page = handed_over(ane)
    answer = ane.post(page, {**ABOUT, "kilde": "", "kolonne-0": ""})
    assert answer.status_code == 400
    assert "Velg hvilken kolonne navnet står i".casefold() in html(answer).casefold()
    assert 'value="2026-11-20"' in html(answer)
    assert Person.objects.count() == 0


def test_a_person_decides_about_a_row_that_may_be_somebody_there(ane: Client) -> None:
    imported(ane)
    page = imported(ane, "Navn;E-post\r\nKari P.;kari@plantet.example\r\n")
    shown = html(ane.get(page))
    assert "Samme person?" in shown
    assert ane.post(page, {"gjor": "velg", "rad": "2", "svar": "new"}).status_code == 302
    assert Person.objects.count() == 2
    assert ane.post(page, {"gjor": "velg", "rad": "2", "svar": "new"}).status_code == 409
    assert Person.objects.count() == 2


@pytest.mark.parametrize("content", ["", "%PDF-1.7 og litt til"])
def test_what_is_no_table_is_refused_with_a_remedy(ane: Client, content: str) -> None:
    answer = ane.post("/kontor/les-inn", {"fil": SimpleUploadedFile("x.csv", content.encode())})
    assert answer.status_code == 400
    assert ane.post("/kontor/les-inn").status_code == 400


def test_a_dropped_file_is_gone(ane: Client) -> None:
    page = handed_over(ane)
    assert ane.post(page, {"gjor": "slipp"}).status_code == 302
    shown = html(ane.get(page))
    assert "Avbrutt" in shown
    assert "Kari" not in shown
    assert ane.get("/kontor/les-inn/finnes-ikke").status_code == 404


def test_triage_from_receiving_to_deciding(ane: Client) -> None:
    told = {"gjor": "mottatt", "tekst": "CV fra <i>Kari</i> Plantet", "kanal": "email", "dag": "2026-11-20"}
    assert f'name="dag" type="date" required value="{NOW:%Y-%m-%d}"' in html(ane.get("/kontor/sortering"))
    refused = ane.post("/kontor/sortering", {**told, "kanal": "faks"})
    assert refused.status_code == 400
    assert "CV fra &lt;i&gt;Kari" in html(refused) and 'value="2026-11-20"' in html(refused)
    assert ane.post("/kontor/sortering", told).status_code == 302
    page = html(ane.get("/kontor/sortering"))
    assert "Plantet" not in page
    (id,) = re.findall(r'name="id" value="(\w+)"', page)
    assert "Plantet" not in html(ane.post("/kontor/sortering", {"gjor": "vis", "id": id}))
    shown = html(ane.post("/kontor/sortering", {"id": id, **SHOW}))
    assert "CV fra &lt;i&gt;Kari&lt;/i&gt; Plantet" in shown
    assert "Så verdiene om en person til formålet deliver." in html(ane.get("/kontor/journal"))
    kept = {"gjor": "bestem", "id": id, "svar": "kept_by_law", "lov": ""}
    assert ane.post("/kontor/sortering", kept).status_code == 409
    assert ane.post("/kontor/sortering", {**kept, "svar": "erased"}).status_code == 302
    assert "Ingenting venter" in html(ane.get("/kontor/sortering"))


def test_a_company_without_the_register_is_told_why_no_files_are_taken(office: None) -> None:
    keys.prepare(HJEMMEL)
    answer = signed_in("operator").post(
        "/kontor/les-inn", {"fil": SimpleUploadedFile("kunder.csv", FILE.encode())}
    )
    assert answer.status_code == 409
    assert "Registeret er ikke et av systemene" in html(answer)
