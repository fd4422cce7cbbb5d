"""Whether data may be given to somebody, as a table: one sentence a case, with the reason it must be answered with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.engine.worlds import profile

from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About
from hjemmel.core.sharing.agreement import standing
from hjemmel.core.sharing.disclosure import (
    Allowed,
    Approval,
    Disclosure,
    Known,
    Need,
    Refused,
    Waits,
    approvals_needed,
    decide,
    is_number,
    is_section,
)
from hjemmel.core.terms import DisclosureGround as Ground
from hjemmel.core.terms import Tri

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FOOTCARE, TRADES, MOBILE, GIFTS = (profile(name) for name in ("footcare", "trades", "mobile", "gifts"))
DOCUMENT = "9f" * 32
KARI = About(collection="nettbutikk.contacts", key=(7,))
ADD_ON = Disclosure(
    recipient="salefiks", ground=Ground.CONSENT, about=KARI, at=NOW,
    purposes=("addon_services",), categories=("contact_details",),
)  # fmt: skip
AGREED = {"addon_services": Tri.YES}
TO_PARTNER = Disclosure(
    recipient="nordfoss", ground=Ground.DELIVERY, about=KARI, at=NOW,
    purposes=("deliver_work",), categories=("site_address",), reference="ordre 120",
)  # fmt: skip
TO_POLICE = Disclosure(
    recipient="police", ground=Ground.ORDER, about=KARI, at=NOW, purposes=("lawful_orders",),
    categories=("name",), reference="2026/14", law="straffeprosessloven § 210", covers=frozenset({"name"}),
    proof=DOCUMENT, approvals=(Approval(by="staff-1", at=NOW), Approval(by="staff-2", at=NOW)),
)  # fmt: skip
TO_COLLECTOR = Disclosure(
    recipient="innfordra", ground=Ground.DEBT_COLLECTION, about=KARI, at=NOW, purposes=("bookkeeping",),
    categories=("name", "voucher"), reference="10933", proof=DOCUMENT,
    approvals=(Approval(by="staff-1", at=NOW),),
)  # fmt: skip
TO_LAWYER = Disclosure(
    recipient="rettlin", ground=Ground.LEGAL_CLAIM, about=KARI, at=NOW, purposes=("run_relationship",),
    categories=("name",), reference="tvist 2026/3", need=Need.DISPUTE,
    approvals=(Approval(by="staff-1", at=NOW),),
)  # fmt: skip
TO_STORE = Disclosure(
    recipient="lagerhylla", ground=Ground.AGREEMENT, about=KARI, at=NOW, purposes=("run_relationship",),
    categories=("contact_details",),
)  # fmt: skip


def answer(
    data_map: DataMap,
    asked: Disclosure,
    consents: dict[str, Tri] | None = None,
    restricted: Tri = Tri.NO,
) -> object:
    recipient = data_map.declaration.recipients.get(asked.recipient)
    agreement = standing(recipient, None, asked.at.date()) if recipient else None
    return decide(data_map, asked, Known(agreement=agreement, consents=consents or {}, restricted=restricted))


def codes(decision: object) -> list[str]:
    assert isinstance(decision, Refused), decision
    return [reason.code for reason in decision.reasons]


# ---- what may be given -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data_map", "asked"),
    [
        (TRADES, TO_PARTNER),
        (MOBILE, TO_POLICE),
        (GIFTS, TO_COLLECTOR),
        (FOOTCARE, TO_LAWYER),
        (FOOTCARE, TO_STORE),
    ],
    ids=["a partner, for an order", "the police, by an order", "a debt collector", "a lawyer", "a processor"],
)
def test_with_recipient_ground_and_what_shows_it_data_may_be_given(
    data_map: DataMap, asked: Disclosure
) -> None:
    assert answer(data_map, asked) == Allowed()


def test_an_add_on_supplier_gets_data_with_the_persons_consent() -> None:
    assert answer(FOOTCARE, ADD_ON, AGREED) == Allowed()


# ---- what may not ------------------------------------------------------------------------------------------

CASES = [
    ("a recipient that is not declared gets nothing",
     TRADES, replace(TO_PARTNER, recipient="somebody"), ["unknown-recipient"]),
    ("a purpose that does not name the recipient is no purpose of this disclosure",
     TRADES, replace(TO_PARTNER, purposes=("bookkeeping",)), ["not-of-the-purpose"]),
    ("a purpose must be named",
     TRADES, replace(TO_PARTNER, purposes=()), ["no-purpose"]),
    ("a purpose that is not declared is none",
     TRADES, replace(TO_PARTNER, purposes=("fun",)), ["unknown-purpose"]),
    ("a partner gets nothing without the number of an offer, order or delivery",
     TRADES, replace(TO_PARTNER, reference=""), ["no-reference"]),
    ("a partner gets no more than the purpose needs",
     TRADES, replace(TO_PARTNER, categories=("site_address", "pay")), ["not-needed"]),
    ("it must be said which data are given",
     TRADES, replace(TO_PARTNER, categories=()), ["no-category"]),
    ("a recipient only with consent gets nothing without it, whatever else is the ground",
     FOOTCARE, replace(ADD_ON, ground=Ground.DELIVERY, reference="120"), ["consent-not-read"]),
    ("a lawyer gets nothing without a special need",
     FOOTCARE, replace(TO_LAWYER, need=None), ["no-need"]),
    ("whoever is itself responsible is no processor",
     FOOTCARE, replace(TO_LAWYER, ground=Ground.AGREEMENT), ["agreement-is-not-enough"]),
    ("an order names the section it rests on",
     MOBILE, replace(TO_POLICE, law=""), ["no-law"]),
    ("an order has a case number",
     MOBILE, replace(TO_POLICE, reference=""), ["no-reference"]),
    ("an order is a document that somebody has read",
     MOBILE, replace(TO_POLICE, proof=""), ["no-document"]),
    ("an order says what it covers",
     MOBILE, replace(TO_POLICE, covers=frozenset()), ["no-scope"]),
    ("no more is given than the order covers",
     MOBILE, replace(TO_POLICE, categories=("name", "contact_details")), ["beyond-the-order"]),
    ("a name is no case number",
     MOBILE, replace(TO_POLICE, reference="Kari Nordmann"), ["written-otherwise"]),
    ("a debt collector gets nothing without the claim's document",
     GIFTS, replace(TO_COLLECTOR, proof=""), ["no-document"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data_map", "asked", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_refused(data_map: DataMap, asked: Disclosure, expected: list[str]) -> None:
    assert codes(answer(data_map, asked)) == expected


def test_everything_that_stands_against_it_is_told_at_once() -> None:
    asked = replace(TO_POLICE, law="", reference="", proof="", covers=frozenset())
    assert codes(answer(MOBILE, asked)) == ["no-reference", "no-law", "no-document", "no-scope"]


@pytest.mark.parametrize(
    ("consent", "code"),
    [(Tri.NO, "not-agreed-to-share"), (Tri.UNKNOWN, "consent-not-read")],
    ids=["no consent", "a consent that could not be read"],
)
def test_without_a_consent_that_is_known_an_add_on_supplier_gets_nothing(consent: Tri, code: str) -> None:
    assert codes(answer(FOOTCARE, ADD_ON, {"addon_services": consent})) == [code]


def test_a_processor_whose_agreement_has_ended_receives_nothing() -> None:
    late = replace(TO_STORE, at=datetime(2027, 6, 1, tzinfo=UTC))
    found = codes(answer(FOOTCARE, late))
    assert found and set(found) == {"agreement"}


def test_what_the_law_demands_is_given_whatever_was_agreed() -> None:
    """A missing agreement stops no order, and neither does a consent that nobody gave."""
    known = Known(agreement=None, consents={}, restricted=Tri.YES)
    assert decide(MOBILE, TO_POLICE, known) == Allowed()


def test_restricted_data_are_not_given_but_for_consent_law_and_legal_claims() -> None:
    assert codes(answer(TRADES, TO_PARTNER, restricted=Tri.YES)) == ["restricted"]
    assert codes(answer(TRADES, TO_PARTNER, restricted=Tri.UNKNOWN)) == ["restriction-not-read"]
    assert answer(FOOTCARE, TO_LAWYER, restricted=Tri.YES) == Allowed()
    assert answer(FOOTCARE, ADD_ON, AGREED, restricted=Tri.YES) == Allowed()


# ---- approvals ---------------------------------------------------------------------------------------------


def test_an_order_needs_two_and_the_same_person_twice_is_one() -> None:
    first, _ = TO_POLICE.approvals
    assert answer(MOBILE, replace(TO_POLICE, approvals=())) == Waits(2)
    assert answer(MOBILE, replace(TO_POLICE, approvals=(first,))) == Waits(1)
    assert answer(MOBILE, replace(TO_POLICE, approvals=(first, first))) == Waits(1)


def test_every_ground_has_its_number_of_approvers() -> None:
    assert {ground: approvals_needed(ground) for ground in Ground} == {
        Ground.CONSENT: 0,
        Ground.DELIVERY: 0,
        Ground.AGREEMENT: 0,
        Ground.LAW: 1,
        Ground.DEBT_COLLECTION: 1,
        Ground.LEGAL_CLAIM: 1,
        Ground.ORDER: 2,
    }


def test_an_approval_mends_nothing_that_is_wrong() -> None:
    assert codes(answer(MOBILE, replace(TO_POLICE, law="")))


# ---- what may be written -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["ordre 120", "2026/14", "22-123456MED-OTIR/12", "10933"])
def test_numbers_of_cases(text: str) -> None:
    assert is_number(text, NOW)


@pytest.mark.parametrize(
    "text", ["Kari Nordmann", "kari@post.example", "92 34 56 78", "92345678", "ordre", "Kari Mo 12"]
)
def test_no_numbers_of_cases(text: str) -> None:
    assert not is_number(text, NOW)


@pytest.mark.parametrize(
    "text", ["straffeprosessloven § 210", "a-opplysningsloven § 3", "bokføringsloven § 13 første ledd"]
)
def test_sections(text: str) -> None:
    assert is_section(text)


@pytest.mark.parametrize("text", ["§ 210", "fordi Kari Nordmann ba om det", "straffeprosessloven"])
def test_no_sections(text: str) -> None:
    assert not is_section(text)
