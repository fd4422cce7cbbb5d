"""Data that leave the EEA: told, with a basis that stands, and lately checked (Art. 13(1)(f), 44-49)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap
from ..period import Period
from ..statutes import adequacy, is_third_country
from .rule import ERROR, WARNING, Breach, rule

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
# Groups whose services are as a rule run or supported from the United States too, whichever company signs.
_ALSO_IN_THE_US = re.compile(
    r"\b(google|meta|facebook|microsoft|amazon|aws|mailchimp|hubspot|linkedin|salesforce|zoom|stripe|openai|"
    r"cloudflare|zendesk)\b",
    re.I,
)
CHECKED_EVERY = Period(years=1)


@rule(
    "HJ459", "TRANSFER-MISSING", ERROR, "gdpr-44",
    title="data leave the EEA without a word about it",
    meaning="The recipient's country is outside the EEA. The transfer, its basis and how to get a copy are"
    " told.",
    remedy="add transfer: with country, mechanism and the day it was checked",
)  # fmt: skip
def transfer_unsaid(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        outside = _COUNTRY.fullmatch(recipient.country) and is_third_country(recipient.country)
        if outside and recipient.transfer is None:
            yield Breach(
                ("recipients", name, "country"),
                f'recipient "{name}" is in {recipient.country}; no transfer is declared',
            )


@rule(
    "HJ460", "TRANSFER-MISSING", WARNING, "gdpr-44",
    title="a transfer is likely and not told",
    meaning="Services of this group are usually run or supported from the United States too, also when a"
    " company"
    " in the EEA signs.",
    remedy="add transfer:, or make sure in the agreement that there is none and rename the recipient's"
    " country",
)  # fmt: skip
def transfer_likely(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        if (
            recipient.transfer is None
            and not is_third_country(recipient.country)
            and _ALSO_IN_THE_US.search(recipient.name)
        ):
            yield Breach(("recipients", name), f'recipient "{name}" probably sends data to the United States')


@rule(
    "HJ461", "TRANSFER-BASIS", ERROR, "gdpr-45",
    title="there is no adequacy decision for the country",
    meaning="The transfer rests on an adequacy decision, and none is in force for that country.",
    remedy="use standard_clauses or binding_rules, with an assessment of the transfer",
)  # fmt: skip
def not_adequate(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        transfer = recipient.transfer
        if (
            transfer
            and transfer.mechanism == "adequacy"
            and _outside(transfer.country)
            and not adequacy(transfer.country, today)
        ):
            yield Breach(
                ("recipients", name, "transfer", "mechanism"),
                f"no adequacy decision is in force for {transfer.country}",
            )


def _outside(country: str) -> bool:
    return _COUNTRY.fullmatch(country) is not None and is_third_country(country)


@rule(
    "HJ462", "TRANSFER-BASIS", WARNING, "gdpr-46",
    title="an adequacy decision that covers only some has no fallback",
    meaning="The decision covers only certain companies there and may fall. Without a fallback the transfer"
    " stops"
    " with it.",
    remedy="agree on standard clauses too and write fallback: standard_clauses",
)  # fmt: skip
def no_fallback(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        transfer = recipient.transfer
        if not transfer or transfer.mechanism != "adequacy" or transfer.fallback:
            continue
        decision = adequacy(transfer.country, today)
        if decision and decision.is_conditional:
            yield Breach(
                ("recipients", name, "transfer"),
                f'the transfer to "{name}" covers {decision.condition_en}, without fallback',
            )


@rule(
    "HJ463", "TRANSFER-CHECKED", WARNING, "gdpr-44",
    title="the basis of a transfer has not been checked lately",
    meaning="Adequacy decisions and assessments change. The check is more than a year old, or lies in the"
    " future.",
    remedy="look it up again and set checked_on",
)  # fmt: skip
def unchecked_transfer(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        transfer = recipient.transfer
        if transfer and (transfer.checked_on > today or transfer.checked_on + CHECKED_EVERY < today):
            yield Breach(
                ("recipients", name, "transfer", "checked_on"),
                f'the transfer to "{name}" was checked on {transfer.checked_on}',
            )


@rule(
    "HJ464", "TRANSFER-COPY", ERROR, "gdpr-13",
    title="how to get a copy of the safeguards is not told",
    meaning="Where a transfer rests on safeguards, the reader is told how to get a copy of them.",
    remedy="add copy_from: with how to get it, in both languages",
)  # fmt: skip
def no_copy(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        transfer = recipient.transfer
        if (
            transfer
            and (transfer.mechanism != "adequacy" or transfer.fallback)
            and transfer.copy_from is None
        ):
            yield Breach(
                ("recipients", name, "transfer"),
                f'how to get a copy of the safeguards at "{name}" is not told',
            )


@rule(
    "HJ465", "TRANSFER-EEA", WARNING, "gdpr-44",
    title="a transfer inside the EEA is no transfer",
    meaning="Data move freely inside the EEA. Calling it a transfer tells the reader something wrong.",
    remedy="remove transfer:",
)  # fmt: skip
def transfer_inside(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        transfer = recipient.transfer
        if transfer and not is_third_country(transfer.country):
            yield Breach(("recipients", name, "transfer", "country"), f"{transfer.country} is in the EEA")


@rule(
    "HJ466", "COUNTRY-CODE", ERROR, "gdpr-44",
    title="a country is not written as a code",
    meaning="Whether data leave the EEA is worked out from the two-letter code; a name cannot be looked up.",
    remedy='write two capital letters, such as "NO", SE or US',
)  # fmt: skip
def not_a_country(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        if not _COUNTRY.fullmatch(recipient.country):
            yield Breach(("recipients", name, "country"), f'"{recipient.country[:40]}" is not a country code')
        if recipient.transfer and not _COUNTRY.fullmatch(recipient.transfer.country):
            yield Breach(
                ("recipients", name, "transfer", "country"),
                f'"{recipient.transfer.country[:40]}" is not a country code',
            )


RULES = (
    transfer_unsaid, transfer_likely, not_adequate, no_fallback, unchecked_transfer, no_copy,
    transfer_inside, not_a_country,
)  # fmt: skip
