"""The receipt of one consent, in the shape of ISO/IEC TS 27560:2023: a copy of the record, for the person who gave it.

The standard says which fields there are, not how they are written; the writing here is ours. A field that does not
apply is null, so that every receipt has them all. No name and no address: the person is a row's key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ..datamap import DataMap, Purpose
from ..facts import ConsentGiven
from ..ledger.chain import canonical, moment
from ..plan import plain
from ..terms import NO_CATEGORY
from .language import Tongue, unique
from .record import Table, record

SCHEMA = "ISO/IEC TS 27560:2023"
AUTHORITY = "Datatilsynet"
JURISDICTION = "NO"
Part = Mapping[str, object]


def consent_receipt(data_map: DataMap, consent: ConsentGiven, lang: str) -> Part:
    """The receipt of a consent to a declared purpose. Raises KeyError for a purpose that is not declared."""
    purpose = data_map.purposes[consent.purpose]
    return {
        "schema_version": SCHEMA,
        "record_id": _record_id(consent),
        "pii_principal_id": f"{consent.about.collection}#{'-'.join(map(str, consent.about.key))}",
        "pii_processing": [_processing(data_map, purpose, lang)],
        "party_identification": [*_parties(data_map, purpose)],
        "event": [*_events(consent)],
        "proof": {
            "wording": consent.text_version or None,
            "given_through": consent.channel or None,
            "covers": sorted(consent.covers or _channels(purpose)),
            "by_guardian": consent.guardian,
            "evidence": consent.proof or None,
        },
    }


def _record_id(consent: ConsentGiven) -> str:
    """The same for all that becomes of one consent: whom, what and when."""
    named = [plain(consent.about), consent.purpose, moment(consent.given_at)]
    return hashlib.sha256(canonical(named).encode()).hexdigest()[:32]


def _processing(data_map: DataMap, purpose: Purpose, lang: str) -> Part:
    told = _told(data_map, purpose, lang)
    tongue, info = Tongue(lang), data_map.declaration.statement
    marketing = purpose.direct_marketing
    return {
        "privacy_notice": f"{info.version}, {info.valid_from.isoformat()}, {data_map.digest}",
        "language": lang,
        "purposes": [tongue.text(purpose.declared.title)],
        "purpose_type": "dpv:DirectMarketing" if marketing else "dpv:Purpose",
        "lawful_basis": "eu-gdpr:A6-1-a",
        "pii_information": [*_attributes(data_map, purpose, tongue)],
        "pii_controllers": [data_map.declaration.organisation.name],
        "collection_method": told["source"],
        "processing_method": told["activity"],
        "storage_locations": told["systems"],
        "retention_period": told["erasure"],
        "processing_locations": told["transfers"],
        "geographic_restrictions": None,
        "jurisdiction": JURISDICTION,
        "recipient_third_parties": told["recipients"],
        "withdrawal_method": _withdrawal(data_map, tongue, in_message=marketing),
        "privacy_rights": list(data_map.declaration.rights.offered) if data_map.declaration.rights else [],
        "codes_of_conduct": None,
        "impact_assessment": told["dpia"],
        "authority_party": AUTHORITY,
    }


def _told(data_map: DataMap, purpose: Purpose, lang: str) -> Mapping[str, str]:
    """What the record of processing says of the purpose: one truth, in one wording."""
    tables: tuple[Table, ...] = record(data_map, lang).tables
    for table in tables:
        for row in table.rows:
            if row.line == purpose.place.line:
                cells = {column.key: cell for column, cell in zip(table.columns, row.cells, strict=True)}
                return {"source": "", "dpia": "", **cells}
    raise KeyError(purpose.name)


def _attributes(data_map: DataMap, purpose: Purpose, tongue: Tongue) -> list[Part]:
    categories = data_map.declaration.categories
    return [
        {
            "pii_type": tongue.text(categories[name].title),
            "pii_attribute_id": name,
            "pii_optional": True,
            "sensitive_pii_category": categories[name].special is not None,
            "special_pii_category": special.value if (special := categories[name].special) else None,
        }
        for name in _categories(data_map, purpose)
    ]


def _categories(data_map: DataMap, purpose: Purpose) -> tuple[str, ...]:
    """What its keep lines cover; a `use_only` purpose uses the addresses of its channels."""
    kept = [name for line in purpose.lines for name in sorted(line.categories)]
    used = [
        group.category
        for channel in _channels(purpose)
        for collection, column in data_map.marketing.channels[channel].addresses
        if (group := data_map.collections[collection].group_of(column))
    ]
    return tuple(name for name in unique([*kept, *used]) if name != NO_CATEGORY)


def _channels(purpose: Purpose) -> tuple[str, ...]:
    marketing = purpose.declared.direct_marketing
    return marketing.channels if marketing else ()


def _withdrawal(data_map: DataMap, tongue: Tongue, *, in_message: bool) -> str:
    """Art. 7(3): as easy as giving it."""
    organisation = data_map.declaration.organisation
    write = organisation.email or organisation.name
    by_post = tongue.pick(f"Skriv til {write}", f"Write to {write}")
    return (
        tongue.pick(f"Lenken i hver melding. {by_post}.", f"The link in each message. {by_post}.")
        if (in_message)
        else f"{by_post}."
    )


def _parties(data_map: DataMap, purpose: Purpose) -> list[Part]:
    organisation = data_map.declaration.organisation
    answers = organisation.answers_for_privacy
    contact = answers.email if answers and answers.email else organisation.email
    recipients = data_map.declaration.recipients
    return [
        _party(organisation.name, "controller", contact),
        *(_party(recipients[name].name, "recipient", None) for name in purpose.declared.recipients),
        _party(AUTHORITY, "authority", None),
    ]


def _party(name: str, role: str, contact: str | None) -> Part:
    return {"party_name": name, "party_role": role, "party_contact": contact, "party_type": "organisation"}


def _events(consent: ConsentGiven) -> list[Part]:
    given = _event(consent, moment(consent.given_at), "given")
    if consent.withdrawn_at is None:
        return [given]
    return [given, _event(consent, moment(consent.withdrawn_at), "withdrawn")]


def _event(consent: ConsentGiven, at: str, state: str) -> Part:
    return {
        "event_time": at,
        "validity_duration": f"until {consent.expires_on.isoformat()}" if consent.expires_on else None,
        "entity_id": "guardian" if consent.guardian else "pii_principal",
        "event_type": "explicit",
        "event_state": state,
    }
