"""Yes and no on the person's page: consents, objections, restrictions, holds; each as it stands in law."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW, PASSWORD, signed_in

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.facts.models import StoredFact
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.register.new import NewPerson, Origin
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.facts import Facts, Objection
from hjemmel.desk import clock, keys, permission
from hjemmel.desk import register as desk

SMALL = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
WITH_A_NEWSLETTER = """
  newsletter:
    title: {nb: Sende deg nyhetsbrev, en: Send you a newsletter}
    for: [contact, sole_trader]
    basis: consent
    consent_asked: separately
    direct_marketing: {channels: [email]}
    sources: [person]
    keep:
      - {facts: consents, title: {nb: samtykket ditt, en: your consent}, after: withdrawn, period: 3 years}
      - {facts: suppressions, title: {nb: at du har sagt nei, en: that you have said no}, until: lifted}
      - in: [register.people]
        title: {nb: e-postadressen din, en: your e-mail address}
        categories: [contact_details]
        after: relationship_ended
        period: 60 days
  accountability:
"""
ORIGIN = Origin(source="person", channel="phone", purposes=("deliver",), received_at=NOW, told_at=NOW)
KARI = NewPerson(kind="contact", name="Kari Plantet", email="kari@plantet.example", phone="00 00 12 34")
GIVEN = {
    "purpose": "newsletter",
    "given_on": "2026-11-20",
    "channel": "phone",
    "text_version": "nyhetsbrev 3",
    "proof": "skjema 17",
}


def declaration() -> bytes:
    text = SMALL.read_text(encoding="utf-8")
    text = text.replace("\n  accountability:\n", WITH_A_NEWSLETTER, 1)
    return text.encode()


@pytest.fixture
def small(database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    keys.prepare(HJEMMEL)
    clock.use(lambda: NOW)
    publish(declaration(), HJEMMEL, NOW)
    for role in Role:
        create_staff(role.value, f"Ane {role.value.title()}", PASSWORD, role, HJEMMEL, NOW)
    yield
    clock.use(clock.machine)


@pytest.fixture
def ane(small: None) -> Client:
    return signed_in("operator")


@pytest.fixture
def kari(small: None) -> str:
    (taken,) = desk.take([KARI], ORIGIN, HJEMMEL)
    return f"/kontor/register/{taken.id}"


def html(response: Any) -> str:
    return str(response.content.decode())


def facts() -> Facts:
    return StoredFacts().read()


def gives(ane: Client, kari: str, **changes: str) -> Any:
    return ane.post(f"{kari}/fakta/samtykke", {**GIVEN, **changes})


def may_be_sent_the_newsletter() -> bool:
    return permission.may("kari@plantet.example", "newsletter", "email", HJEMMEL).is_allowed


# ---- consents ----------------------------------------------------------------------------------------------


def test_a_consent_is_written_down_with_its_text_channel_day_and_proof(ane: Client, kari: str) -> None:
    assert not may_be_sent_the_newsletter()
    assert gives(ane, kari).status_code == 302
    (given,) = facts().consents
    assert (given.purpose, given.text_version, given.channel, given.proof) == (
        "newsletter", "nyhetsbrev 3", "phone", "skjema 17",
    )  # fmt: skip
    shown = html(ane.get(kari))
    assert "nyhetsbrev 3" in shown and "skjema 17" in shown and "Trekk tilbake" in shown
    assert may_be_sent_the_newsletter()


def test_it_is_withdrawn_with_one_press_and_counts_no_more(ane: Client, kari: str) -> None:
    gives(ane, kari)
    (given,) = facts().consents
    told = {"formaal": "newsletter", "gitt": given.given_at.isoformat()}
    assert ane.post(f"{kari}/fakta/trekk", told).status_code == 302
    (withdrawn,) = facts().consents
    assert withdrawn.withdrawn_at == NOW
    assert not may_be_sent_the_newsletter()
    count = StoredFact.objects.count()
    ane.post(f"{kari}/fakta/trekk", told)
    assert StoredFact.objects.count() == count, "a second press changes nothing"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"text_version": ""}, "mangler"),
        ({"proof": ""}, "mangler"),
        ({"given_on": "2027-01-01"}, "dagen er ikke kommet"),
        ({"purpose": "deliver"}, "kan ikke leses"),
        ({"proof": "brev til kari@plantet.example"}, "skriv en referanse"),
        ({"text_version": "ring 99 99 99 99"}, "skriv en referanse"),
    ],
)
def test_what_is_no_consent_is_not_written_down(
    ane: Client, kari: str, changes: dict[str, str], says: str
) -> None:
    answer = gives(ane, kari, **changes)
    assert answer.status_code == 400
    assert says in html(answer)
    assert facts().consents == ()


def test_a_child_consents_through_the_guardian_alone(ane: Client, kari: str) -> None:
    ane.post(f"{kari}/fakta/barn", {"born_on": "2014-05-01"})
    gives(ane, kari)
    assert not may_be_sent_the_newsletter()
    gives(ane, kari, given_on="2026-11-21", guardian="on")
    assert may_be_sent_the_newsletter()


def test_the_receipt_is_the_persons_own_copy_and_names_nobody(ane: Client, kari: str) -> None:
    gives(ane, kari)
    (given,) = facts().consents
    told = {"formaal": "newsletter", "gitt": given.given_at.isoformat(), "sprak": "nb"}
    answer = ane.post(f"{kari}/kvittering", told)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    made = json.loads(answer.content)
    assert made["schema_version"] == "ISO/IEC TS 27560:2023"
    assert made["proof"]["evidence"] == "skjema 17"
    assert "plantet" not in html(answer).lower()
    assert lines(1)[0].kind == "consent-receipt-made"
    assert ane.post(f"{kari}/kvittering", {**told, "formaal": "deliver"}).status_code == 400
    assert ane.post(f"{kari}/kvittering", {**told, "gitt": "i går"}).status_code == 404


# ---- objections --------------------------------------------------------------------------------------------


def test_a_no_to_marketing_ends_it_at_once_and_outlives_the_row(ane: Client, kari: str) -> None:
    gives(ane, kari)
    assert ane.post(f"{kari}/fakta/innsigelse", {"purpose": "newsletter"}).status_code == 302
    known = facts()
    assert [one.state for one in known.objections] == [Objection.UPHELD]
    assert known.consents[0].withdrawn_at == NOW
    assert len(known.suppressions) == 2, "the e-mail address and the phone"
    assert not may_be_sent_the_newsletter()
    assert "plantet" not in "".join(StoredFact.objects.values_list("body", flat=True))


def test_a_no_can_be_taken_back_and_a_new_yes_counts(ane: Client, kari: str) -> None:
    ane.post(f"{kari}/fakta/innsigelse", {"purpose": "newsletter"})
    assert ane.post(f"{kari}/fakta/trekk-innsigelse", {"formaal": "newsletter"}).status_code == 302
    assert [one.state for one in facts().objections] == [Objection.LIFTED]
    assert all(one.lifted_at == NOW for one in facts().suppressions)
    gives(ane, kari)
    assert may_be_sent_the_newsletter()


def test_another_objection_is_decided_with_a_reason(ane: Client, kari: str) -> None:
    ane.post(f"{kari}/fakta/innsigelse", {"purpose": "deliver"})
    assert [one.state for one in facts().objections] == [Objection.RAISED]
    told = {"formaal": "deliver", "svar": "avvis"}
    refused = ane.post(f"{kari}/fakta/avgjor", told)
    assert refused.status_code == 400 and "si hvorfor den avvises" in html(refused)
    assert ane.post(f"{kari}/fakta/avgjor", {**told, "grunn": "claims"}).status_code == 302
    (made,) = facts().objections
    assert (made.state, made.reason) == (Objection.REJECTED, "claims")
    assert "rettskrav" in html(ane.get(kari))
    again = ane.post(f"{kari}/fakta/avgjor", {**told, "svar": "folg"})
    assert again.status_code == 400 and "avgjort allerede" in html(again)


def test_nobody_objects_to_a_duty(ane: Client, kari: str) -> None:
    assert ane.post(f"{kari}/fakta/innsigelse", {"purpose": "bookkeeping"}).status_code == 400
    assert facts().objections == ()


# ---- restrictions, holds, listing --------------------------------------------------------------------------


def test_processing_is_restricted_and_the_restriction_lifted(ane: Client, kari: str) -> None:
    assert ane.post(f"{kari}/fakta/begrens", {"ground": "18(1)(a)"}).status_code == 302
    assert ane.post(f"{kari}/fakta/begrens", {"ground": "18(1)(a)"}).status_code == 400
    assert "Behandlingen er begrenset" in html(ane.post("/kontor/hvorfor", {"rad": kari.rpartition("/")[2]}))
    assert ane.post(f"{kari}/fakta/hev-begrensning").status_code == 302
    assert [one.lifted_at for one in facts().restrictions] == [NOW]


HOLD = {
    "title": "sak 14",
    "kind": "statutory",
    "reason": "tvist",
    "law": "tvisteloven",
    "review_on": "2027-01-01",
}


def test_a_hold_is_placed_and_lifted_by_those_who_approve(ane: Client, kari: str) -> None:
    assert ane.post(f"{kari}/fakta/sperre", HOLD).status_code == 403
    assert "Legg inn en slettesperre" not in html(ane.get(kari))
    approver = signed_in("approver")
    assert approver.post(f"{kari}/fakta/sperre", HOLD).status_code == 302
    (hold,) = facts().holds
    assert hold.begins_on == date(2026, 11, 23) and "sak 14" in html(approver.get(kari))
    assert approver.post(f"{kari}/fakta/hev-sperre", {"id": hold.id}).status_code == 302
    assert facts().holds[0].ends_on == date(2026, 11, 23)
    assert "sak 14" not in html(approver.get(kari))


def test_a_hold_that_lacks_something_is_not_placed(kari: str) -> None:
    approver = signed_in("approver")
    answer = approver.post(f"{kari}/fakta/sperre", {**HOLD, "law": ""})
    assert answer.status_code == 400 and "nevne loven" in html(answer)
    answer = approver.post(f"{kari}/fakta/sperre", {**HOLD, "kind": "bounded"})
    assert answer.status_code == 400 and "sluttdato" in html(answer)
    assert facts().holds == ()


def test_a_choice_about_directory_enquiries_is_noted(ane: Client, kari: str) -> None:
    ane.post(f"{kari}/fakta/oppforing", {"listing": "secret"})
    assert "hemmelig" in html(ane.get(kari))


def test_a_no_to_one_channel_is_written_down_and_taken_back(ane: Client, kari: str) -> None:
    text = declaration().decode().replace("{channels: [email]}", "{channels: [email, phone]}")
    text = re.sub(r"(\nstatement:\n  version: )\d+", r"\g<1>9", text, count=1)
    publish(text.encode(), HJEMMEL, NOW)
    page = ane.get(kari).content.decode()
    assert "Skriv inn et nei til én kanal" in page and 'value="newsletter/phone"' in page
    assert ane.post(f"{kari}/fakta/nei-til-kanal", {"way": "newsletter/phone"}).status_code == 302
    assert "Nei til én kanal: telefon" in ane.get(kari).content.decode()
    (declined,) = StoredFacts().read().declined
    assert (declined.purpose, declined.channel, declined.lifted_at) == ("newsletter", "phone", None)
    assert ane.post(f"{kari}/fakta/nei-til-kanal", {"way": "newsletter/phone"}).status_code == 302
    assert ane.post(f"{kari}/fakta/nei-til-kanal", {"way": "newsletter/drum"}).status_code == 400
    told = {"formaal": "newsletter", "kanal": "phone"}
    assert ane.post(f"{kari}/fakta/ja-til-kanal", told).status_code == 302
    (declined,) = StoredFacts().read().declined
    assert declined.lifted_at == NOW


@pytest.mark.parametrize("deed", ["samtykke", "trekk", "innsigelse", "begrens", "barn", "finnes-ikke"])
def test_a_reader_says_nothing_for_anybody(kari: str, deed: str) -> None:
    assert signed_in("reader").post(f"{kari}/fakta/{deed}", GIVEN).status_code == 403
    assert StoredFact.objects.count() == 0


def test_a_deed_that_is_none_is_not_found(ane: Client, kari: str) -> None:
    assert ane.post(f"{kari}/fakta/finnes-ikke").status_code == 404
