"""The page of recipients: who may receive and why, and what is put in of their agreements."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW

from hjemmel.capabilities.agreements import store
from hjemmel.capabilities.ledger.store import lines
from hjemmel.core.sharing.agreement import Clause
from hjemmel.core.terms import Tri
from hjemmel.desk import agreements as desk
from hjemmel.web.demo_past import agreements as demo

DOCUMENT = b"%PDF-1.7 a made-up agreement"
BREVDUE = "/kontor/mottakere/brevdue"
PLACES = {clause.value: f"punkt {number}" for number, clause in enumerate(Clause, 1)}


def html(response: Any) -> str:
    return str(response.content.decode())


def put_in(client: Client, content: bytes = DOCUMENT, **changes: str) -> Any:
    given = {"tittel": "Databehandleravtale", "signert": "2025-03-01", "gyldig_til": "2027-03-01", **changes}
    return client.post(f"{BREVDUE}/avtale", {**given, "fil": SimpleUploadedFile("avtale.pdf", content)})


def do(client: Client, slug: str, given: Mapping[str, str]) -> Any:
    return client.post(f"{BREVDUE}/{slug}", given)


def test_every_recipient_of_the_declaration_stands_there_with_its_standing(reader: Client) -> None:
    page = html(reader.get("/kontor/mottakere"))
    for view in desk.recipients_view().recipients:
        assert view.declared.name in page
    assert "Kan få opplysninger, ikke dokumentert" in page
    assert "Er selv behandlingsansvarlig og trenger ingen databehandleravtale." in page


def test_the_signed_document_leaves_its_digest_and_nothing_else(operator: Client) -> None:
    response = put_in(operator)
    assert (response.status_code, response.headers["Location"]) == (302, BREVDUE)
    (kept,) = store.kept()
    assert kept.document.digest == hashlib.sha256(DOCUMENT).hexdigest()
    assert kept.recipient == "brevdue"
    page = html(operator.get(BREVDUE))
    assert "Databehandleravtale" in page and "Ikke sett etter" in page
    assert lines(1)[0].kind == "agreement-kept"


def test_an_agreement_is_read_clause_by_clause_until_it_is_proven(operator: Client) -> None:
    put_in(operator)
    do(operator, "punkter", {"a": "2.1", "h_mangler": "on"})
    view = next(one for one in desk.recipients_view().recipients if one.key == "brevdue")
    assert view.standing.may is Tri.NO
    page = html(operator.get(BREVDUE))
    assert "Avtalen mangler det loven krever i bokstav h." in page and "Står der ikke" in page
    do(operator, "punkter", PLACES)
    do(operator, "dokumentasjon", {"hva": "Rapport", "datert": "2026-03-01", "gyldig_til": "2027-03-01"})
    view = next(one for one in desk.recipients_view().recipients if one.key == "brevdue")
    assert (view.standing.may, view.standing.is_proven) == (Tri.YES, True)
    assert "Kan få opplysninger</span>" in html(operator.get(BREVDUE))


def test_the_rest_is_put_in_one_by_one(operator: Client) -> None:
    put_in(operator)
    annex = SimpleUploadedFile("vedlegg.pdf", b"made up")
    operator.post(f"{BREVDUE}/vedlegg", {"signert": "2025-03-01", "fil": annex})
    do(operator, "underdatabehandler", {"navn": "Nordhall AS", "land": "no", "oppgave": "drift"})
    do(
        operator,
        "overforing",
        {"land": "us", "grunnlag": "adequacy", "sett": "lista", "kontrollert": "2026-11-01"},
    )
    do(operator, "gjennomgang", {"neste": "2027-11-23"})
    (kept,) = store.kept()
    assert kept.annex and kept.sub_processors and kept.transfers and kept.next_review
    page = html(operator.get(BREVDUE))
    for words in ("Nordhall AS", "USA", "lista", "23. november 2027", "Signert"):
        assert words in page
    do(operator, "underdatabehandler", {"ingen": "on"})
    do(operator, "slutt", {"siste_dag": "2026-11-30"})
    (kept,) = store.kept()
    assert kept.sub_processors == ()
    soon = desk.recipients_view().soon
    assert [(one.recipient, one.day.isoformat()) for one in soon] == [("brevdue", "2026-11-30")]
    assert "30. november 2026" in html(operator.get("/kontor/mottakere"))


def test_a_newer_document_keeps_what_is_about_the_recipient(operator: Client) -> None:
    put_in(operator)
    do(operator, "dokumentasjon", {"hva": "Rapport", "datert": "2026-03-01", "gyldig_til": "2027-03-01"})
    do(operator, "punkter", PLACES)
    put_in(operator, b"another", signert="2026-11-01")
    (kept,) = store.kept()
    assert kept.proofs and not kept.ticked, "the new document has not been read yet"


@pytest.mark.parametrize(
    ("slug", "given", "told"),
    [
        ("dokumentasjon", {"hva": "Rapport"}, "Datert: mangler"),
        ("dokumentasjon", {"hva": "R", "datert": "2026-03-01", "gyldig_til": "2026-02-01"}, "går ut før den er datert"),
        ("underdatabehandler", {"navn": "X AS", "land": "Norge", "oppgave": "drift"}, "to bokstaver"),
        ("underdatabehandler", {}, "Et land skrives med to bokstaver"),
        ("punkter", {}, "minst ett punkt"),
        ("overforing", {"land": "US", "grunnlag": "magi", "sett": "x", "kontrollert": "2026-11-01"}, "kan ikke leses"),
        ("avtale", {"tittel": "Avtale", "signert": "2025-03-01"}, "Velg fila"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_stored(
    operator: Client, slug: str, given: Mapping[str, str], told: str
) -> None:
    put_in(operator)
    before = store.kept()
    response = do(operator, slug, given)
    assert response.status_code == 400
    assert told in html(response)
    assert store.kept() == before


def test_a_document_signed_today_is_taken_where_the_company_is(operator: Client) -> None:
    """NOW is 06:00 in Oslo on the 23rd; the 24th has not been."""
    assert put_in(operator, signert="2026-11-24").status_code == 400
    assert put_in(operator, signert="2026-11-23").status_code == 302


def test_an_empty_file_is_no_document(operator: Client) -> None:
    assert put_in(operator, b"").status_code == 400


def test_readers_see_and_change_nothing(reader: Client) -> None:
    assert put_in(reader).status_code == 403
    assert not store.kept()
    assert "<form" not in html(reader.get(BREVDUE)).split('id="innhold"')[1].split("</main>")[0]


def test_a_recipient_nobody_declared_is_not_there(operator: Client) -> None:
    assert operator.get("/kontor/mottakere/ukjent").status_code == 404
    assert operator.post(f"{BREVDUE}/noe", {}).status_code == 404
    assert operator.post(f"{BREVDUE}/dokumentasjon", {}).status_code == 404, "nothing is kept to add to"
    assert operator.get(f"{BREVDUE}/avtale").status_code == 405


def test_the_demo_has_an_agreement_with_each_and_one_whose_proof_soon_ends(reader: Client) -> None:
    demo.make("gifts", HJEMMEL)
    view = desk.recipients_view()
    assert all(one.standing.is_proven for one in view.recipients)
    assert [one.recipient for one in view.soon] == ["google"]
    assert not any(one.differs for one in view.recipients)
    page = html(reader.get("/kontor/mottakere"))
    assert "15. desember 2026" in page
    assert view.today == NOW.date()
