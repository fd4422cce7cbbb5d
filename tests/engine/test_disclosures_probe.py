"""What was given to whom, judged from records: each verdict that the probe can give, on companies made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About, ConsentGiven, Fact, SharingConsent
from hjemmel.core.promise import Evidence
from hjemmel.core.sharing.disclosure import Approval, Disclosure, Given, Need
from hjemmel.core.terms import DisclosureGround as Ground
from hjemmel.core.terms import Verdict
from hjemmel.engine.kept import Kept

from .ports import ANE
from .worlds import changed, compiled, house, in_memory, profile, rows_of

TODAY = date(2026, 11, 23)
GIFTS = profile("gifts")
CLOSED = "\n      closed: true\n"


def no_longer_closed(name: str, *needs: str) -> DataMap:
    """The profile, as if records could tell of everything that was given."""
    return compiled(changed(name, *((f"{need}{CLOSED}", f"{need}\n") for need in needs)))


FOOTCARE = no_longer_closed("footcare", "needs: [reason, agreement, named]")
TRADES = no_longer_closed("trades", "grounds: [delivery]\n      needs: [reference, named]")
MOBILE = no_longer_closed("mobile", "needs: [reference, two_approvers]")
PERSON = {"id": 7, "relation": "customer", "private_customer": True, "name": "Kari"}
PROJECT = {"id": 120, "customer_id": 1}
TO_PARTNER = {
    "id": 1, "project_id": 120, "person_id": 7, "recipient": "Nordfoss Elgrossist AS",
    "reference": "ordre 120", "at": "2026-10-02 09:00:00",
}  # fmt: skip
TO_POLICE = {
    "id": 1, "person_id": 7, "recipient": "Politiet", "ground": "pålegg fra retten", "reference": "2026/14",
    "approved_by": "jur-01", "approved_by_2": "sik-04", "at": "2026-10-02 09:00:00",
}  # fmt: skip
CONTACT = {"id": 7, "customer_id": 1, "role": "employee", "name": "Kari"}
ORDER = {
    "id": 40, "customer_id": 1, "contact_id": 7, "placed_at": "2026-10-02 09:00:00",
    "addon_supplier": "Sålefiks Abonnement AS",
}  # fmt: skip
AGREED = {"id": 1, "contact_id": 7, "purpose": "addon", "given_at": "2026-10-02 05:00:00"}


def judged(
    data_map: DataMap,
    promise: str,
    rows: Mapping[str, Iterable[Mapping[str, object]]],
    *given: Given,
    facts: Iterable[Fact] = (),
    without: str = "",
) -> Evidence:
    connectors = in_memory(data_map, rows_of(data_map, rows))
    connectors.pop(without, None)
    company = replace(
        house(data_map, connectors, TODAY, None, *facts), kept=lambda: Kept(disclosures=tuple(given))
    )
    return next(one for one in company.judge(ANE) if one.promise == promise)


def given(
    recipient: str, ground: Ground, *, collection: str = "nettbutikk.contacts", need: Need | None = None,
    approvers: tuple[str, ...] = (), on: date = date(2026, 10, 2), reference: str = "",
) -> Given:  # fmt: skip
    at = datetime.combine(on, time(9), UTC)
    return Given(
        at=at,
        disclosure=Disclosure(
            recipient=recipient, ground=ground, about=About(collection=collection, key=(7,)), at=at,
            purposes=("p",), categories=("name",), reference=reference, need=need,
            approvals=tuple(Approval(by=one, at=at) for one in approvers),
        ),
    )  # fmt: skip


# ---- partners: a number for each -------------------------------------------------------------------------------


def test_a_partner_with_a_number_for_each_disclosure_is_kept() -> None:
    found = judged(TRADES, "P001-15", {"prosjekt.disclosures": [TO_PARTNER]})
    assert (found.verdict, found.why_en) == (
        Verdict.KEPT,
        "One disclosure is on record, and it is in order.",
    )


@pytest.mark.parametrize("reference", [None, "", "  "])
def test_a_disclosure_without_its_number_breaks_it(reference: str | None) -> None:
    rows = {"prosjekt.disclosures": [TO_PARTNER, {**TO_PARTNER, "id": 2, "reference": reference}]}
    found = judged(TRADES, "P001-15", rows)
    assert found.verdict is Verdict.BROKEN
    assert found.why_en == "Disclosures not in order: 1 of 2 (1 without a number)."


def test_of_one_to_nobody_we_know_it_is_not_known_which_promise_it_breaks() -> None:
    rows = {"prosjekt.disclosures": [TO_PARTNER, {**TO_PARTNER, "id": 2, "recipient": "Noen Andre AS"}]}
    assert judged(TRADES, "P001-15", rows).verdict is Verdict.UNKNOWN


def test_without_any_disclosure_there_is_nothing_to_judge() -> None:
    assert judged(TRADES, "P001-15", {}).why_en == "No case to judge yet."


def test_a_system_out_of_sight_leaves_it_unknown_though_what_is_kept_is_in_order() -> None:
    kept = given("nordfoss", Ground.DELIVERY, collection="crm.persons", reference="ordre 120")
    assert judged(TRADES, "P001-15", {}, kept).verdict is Verdict.KEPT
    assert judged(TRADES, "P001-15", {}, kept, without="prosjekt").why_en == "Not reached: prosjekt."


# ---- authorities: approvers ----------------------------------------------------------------------------------


def test_the_police_with_two_approvers_is_kept() -> None:
    assert judged(MOBILE, "P003-13", {"kundeservice.disclosures": [TO_POLICE]}).verdict is Verdict.KEPT


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"approved_by_2": None}, "1 without two different approvers"),
        ({"approved_by_2": "jur-01"}, "1 without two different approvers"),
        ({"ground": None}, "1 without a stated ground"),
        ({"ground": "de ringte"}, "1 without a stated ground"),
        ({"ground": "consent"}, "1 on a ground that the promise does not name"),
        ({"reference": None}, "1 without a number"),
    ],
    ids=["one approver", "the same twice", "no ground", "a word nobody knows", "another ground", "no number"],
)
def test_what_is_lacking_breaks_it_and_is_told(change: dict[str, object], why: str) -> None:
    found = judged(MOBILE, "P003-13", {"kundeservice.disclosures": [{**TO_POLICE, **change}]})
    assert (found.verdict, found.why_en) == (Verdict.BROKEN, f"Disclosures not in order: 1 of 1 ({why}).")


def test_what_hjemmel_has_kept_is_counted_beside_the_rows() -> None:
    one = given("police", Ground.ORDER, collection="abonnement.persons", reference="2026/9", approvers=("a",))
    found = judged(MOBILE, "P003-13", {"kundeservice.disclosures": [TO_POLICE]}, one)
    assert (found.verdict, found.measurement.cases, found.measurement.breaches) == (Verdict.BROKEN, 2, 1)


@pytest.mark.parametrize(
    ("name", "promise", "rows"),
    [
        ("mobile", "P003-13", {"kundeservice.disclosures": [TO_POLICE]}),
        ("trades", "P001-15", {"prosjekt.disclosures": [TO_PARTNER]}),
    ],
)
def test_that_they_get_something_only_then_no_record_shows(
    name: str, promise: str, rows: dict[str, list[dict[str, object]]]
) -> None:
    found = judged(profile(name), promise, rows)
    assert (found.verdict, "without a record" in found.why_en) == (Verdict.UNKNOWN, True)


def test_what_was_approved_was_given_though_nobody_wrote_to_whom() -> None:
    rows = {"kundeservice.disclosures": [TO_POLICE, {**TO_POLICE, "id": 2, "recipient": None}]}
    assert judged(MOBILE, "P003-13", rows).verdict is Verdict.UNKNOWN


def test_rows_that_do_not_tell_who_approved_leave_it_unknown() -> None:
    silent = compiled(changed("mobile", ("            approved_by: [approved_by, approved_by_2]\n", "")))
    found = judged(silent, "P003-13", {"kundeservice.disclosures": [TO_POLICE]})
    assert (found.verdict, found.measurement.unknown) == (Verdict.UNKNOWN, 1)


# ---- add-ons: a consent of that day --------------------------------------------------------------------------


def shop(*consents: Mapping[str, object], **order: object) -> dict[str, list[Mapping[str, object]]]:
    return {
        "nettbutikk.contacts": [CONTACT, {**CONTACT, "id": 8}],
        "nettbutikk.orders": [{**ORDER, **order}],
        "samtykke.consents": list(consents),
    }


def test_an_add_on_with_the_persons_consent_is_kept() -> None:
    assert judged(FOOTCARE, "P002-21", shop(AGREED)).verdict is Verdict.KEPT


@pytest.mark.parametrize(
    "consent",
    [
        {**AGREED, "contact_id": 8},
        {**AGREED, "purpose": "offers"},
        {**AGREED, "given_at": "2026-10-04 05:00:00"},
        {**AGREED, "given_at": "2026-09-01 05:00:00", "withdrawn_at": "2026-09-20 05:00:00"},
        {**AGREED, "given_at": "2026-10-02 07:00:01"},
        {**AGREED, "given_at": "2026-09-01 05:00:00", "withdrawn_at": "2026-10-02 06:59:59"},
    ],
    ids=[
        "somebody else's", "to something else", "given afterwards", "withdrawn before", "given a second afterwards",
        "withdrawn a second before",
    ],
)  # fmt: skip
def test_an_add_on_without_a_consent_in_force_that_day_breaks_it(consent: dict[str, object]) -> None:
    found = judged(FOOTCARE, "P002-21", shop(consent))
    assert found.verdict is Verdict.BROKEN
    assert "1 without a consent in force that day" in found.why_en


@pytest.mark.parametrize(
    "consent",
    [
        {**AGREED, "given_at": "2026-10-02"},
        {**AGREED, "given_at": "2026-09-01 05:00:00", "withdrawn_at": "2026-10-02"},
    ],
)
def test_of_the_same_day_without_a_clock_nobody_can_tell_which_came_first(consent: dict[str, object]) -> None:
    assert judged(FOOTCARE, "P002-21", shop(consent)).verdict is Verdict.UNKNOWN


def test_a_consent_withdrawn_later_on_the_same_day_stood() -> None:
    later = {**AGREED, "withdrawn_at": "2026-10-02 07:00:01"}
    assert judged(FOOTCARE, "P002-21", shop(later)).verdict is Verdict.KEPT


def test_a_consent_whose_days_cannot_be_read_leaves_it_unknown() -> None:
    found = judged(FOOTCARE, "P002-21", shop({**AGREED, "given_at": "2026-02-30 05:00:00"}))
    assert found.verdict is Verdict.UNKNOWN


def test_an_order_without_an_add_on_is_no_disclosure() -> None:
    assert judged(FOOTCARE, "P002-21", shop(addon_supplier=None)).measurement.cases == 0


@pytest.mark.parametrize(
    "fact",
    [
        SharingConsent(
            about=About(collection="nettbutikk.contacts", key=(7,)), recipient="salefiks",
            purpose="addon_services", given_at=datetime(2026, 10, 1, tzinfo=UTC),
        ),
        ConsentGiven(
            about=About(collection="nettbutikk.contacts", key=(7,)), purpose="addon_services",
            given_at=datetime(2026, 10, 1, tzinfo=UTC),
        ),
    ],
    ids=["to the recipient", "to the purpose"],
)  # fmt: skip
def test_a_consent_that_hjemmel_remembers_counts_as_much(fact: Fact) -> None:
    assert judged(FOOTCARE, "P002-21", shop(), facts=[fact]).verdict is Verdict.KEPT


# ---- the second tier, and agreements --------------------------------------------------------------------------


def test_a_lawyer_with_a_need_is_kept_and_without_one_it_is_broken() -> None:
    lawyer = given("rettlin", Ground.LEGAL_CLAIM, need=Need.DISPUTE, approvers=("a",))
    assert judged(FOOTCARE, "P002-18", {}, lawyer).verdict is Verdict.KEPT
    found = judged(FOOTCARE, "P002-18", {}, given("rettlin", Ground.LEGAL_CLAIM, approvers=("a",)))
    assert (found.verdict, "1 without a special need" in found.why_en) == (Verdict.BROKEN, True)


def test_a_processor_before_its_agreement_was_signed_breaks_it() -> None:
    early = given("salevik", Ground.AGREEMENT, on=date(2025, 3, 9))
    found = judged(FOOTCARE, "P002-18", {}, early)
    assert (found.verdict, "1 without an agreement in force that day" in found.why_en) == (
        Verdict.BROKEN,
        True,
    )


# ---- debt collection, and what is beyond the named ---------------------------------------------------------------


def test_beyond_suppliers_only_the_four_exceptions_will_do() -> None:
    case = {"id": 1, "invoice_id": 3, "sent_on": "2026-10-02", "ground": "forfalt krav"}
    right = judged(GIFTS, "P004-30", {"regnskap.collection": [case]})
    assert (right.measurement.breaches, right.verdict) == (0, Verdict.UNKNOWN), "a closed list"
    for word in (None, "ville vite"):
        rows = {"regnskap.collection": [{**case, "ground": word}]}
        assert judged(GIFTS, "P004-30", rows).verdict is Verdict.BROKEN
    to_carrier = given("postferd", Ground.DELIVERY, collection="nettbutikk.accounts")
    assert judged(GIFTS, "P004-30", {}, to_carrier).measurement.cases == 0


# ---- lists -------------------------------------------------------------------------------------------------------


def test_a_closed_list_is_never_proved_by_records_and_says_what_they_lack() -> None:
    found = judged(FOOTCARE, "P002-22", shop(AGREED))
    assert found.verdict is Verdict.UNKNOWN
    assert "without a record" in found.why_en


def test_a_closed_list_is_broken_by_one_who_does_not_stand_in_it() -> None:
    found = judged(FOOTCARE, "P002-22", shop(AGREED, addon_supplier="Noen Andre AS"))
    assert found.verdict is Verdict.BROKEN
    assert "1 to a recipient that is not declared" in found.why_en


def test_the_list_of_categories_is_a_case_in_itself() -> None:
    assert judged(MOBILE, "P003-11", {}).why_en == "Recipients named: 10 of 10."
    nobody = compiled(changed("mobile", ("    category: {nb: logistikk, en: logistics}\n", "")))
    found = judged(nobody, "P003-11", {})
    assert (found.verdict, "Postferd Norge AS" in found.why_en) == (Verdict.BROKEN, True)
