"""Receipts of consent have every field of ISO/IEC TS 27560, for every consent purpose of the profiles."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About, ConsentGiven
from hjemmel.core.output.consent_receipt import consent_receipt
from hjemmel.core.terms import Basis

PROFILES = Path(__file__).parents[3] / "src" / "hjemmel" / "profiles"
HEADER = {"schema_version", "record_id", "pii_principal_id"}
_PROCESSING = (
    "privacy_notice language purposes purpose_type lawful_basis pii_information pii_controllers collection_method"
    " processing_method storage_locations retention_period processing_locations geographic_restrictions jurisdiction"
    " recipient_third_parties withdrawal_method privacy_rights codes_of_conduct impact_assessment authority_party"
)
PROCESSING = set(_PROCESSING.split())
PII = {"pii_type", "pii_attribute_id", "pii_optional", "sensitive_pii_category", "special_pii_category"}
PARTY = {"party_name", "party_role", "party_contact", "party_type"}
EVENT = {"event_time", "validity_duration", "entity_id", "event_type", "event_state"}
GIVEN = ConsentGiven(
    about=About(collection="crm.persons", key=(7,)), purpose="", given_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
    text_version="nyhetsbrev-2", channel="web", proof="sha256:3f1c",
)  # fmt: skip


def profiles() -> Iterator[tuple[str, DataMap]]:
    for file in sorted(PROFILES.glob("*/hjemmel.yaml")):
        found = load(file.read_bytes()).map
        assert found is not None
        yield file.parent.name, found


CASES = [
    pytest.param(found, name, lang, id=f"{profile}-{name}-{lang}")
    for profile, found in profiles()
    for name, purpose in found.purposes.items()
    if Basis.CONSENT in purpose.basis.values()
    for lang in ("nb", "en")
]


@pytest.mark.parametrize(("data_map", "purpose", "lang"), CASES)
def test_every_field_of_the_standard_is_there(data_map: DataMap, purpose: str, lang: str) -> None:
    receipt: Any = consent_receipt(data_map, replace(GIVEN, purpose=purpose), lang)
    assert json.loads(json.dumps(receipt)) == receipt
    assert receipt.keys() >= HEADER
    (processing,) = receipt["pii_processing"]
    assert processing.keys() == PROCESSING
    assert all(part.keys() == PII for part in processing["pii_information"])
    assert all(party.keys() == PARTY for party in receipt["party_identification"])
    assert all(event.keys() == EVENT for event in receipt["event"])
    assert (
        processing["purposes"]
        and processing["withdrawal_method"]
        and processing["storage_locations"] is not None
    )


def test_what_becomes_of_a_consent_stands_in_the_same_record() -> None:
    gifts = dict(profiles())["gifts"]
    given = replace(GIVEN, purpose="market_others", expires_on=date(2028, 3, 1))
    withdrawn = replace(given, withdrawn_at=datetime(2026, 9, 1, 9, tzinfo=UTC))
    before, after = (consent_receipt(gifts, one, "nb") for one in (given, withdrawn))
    assert before["record_id"] == after["record_id"]
    states: Any = after["event"]
    assert [(event["event_state"], event["event_time"][:10]) for event in states] == [
        ("given", "2026-03-01"),
        ("withdrawn", "2026-09-01"),
    ]
    assert states[0]["validity_duration"] == "until 2028-03-01"


def test_a_receipt_says_which_addresses_a_marketing_purpose_uses() -> None:
    footcare = dict(profiles())["footcare"]
    receipt: Any = consent_receipt(footcare, replace(GIVEN, purpose="offers"), "nb")
    (processing,) = receipt["pii_processing"]
    assert "contact_details" in [one["pii_attribute_id"] for one in processing["pii_information"]]
    assert receipt["proof"]["covers"] == ["email", "post", "sms"]
    assert "Lenken i hver melding" in processing["withdrawal_method"]
