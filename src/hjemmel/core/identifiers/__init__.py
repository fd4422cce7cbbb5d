"""Norwegian numbers: recognising them by their check digits, and making ones for test and demonstration.

`business` has organisations, accounts and payments, `person` national identity numbers. Import from here."""

from __future__ import annotations

from hjemmel.core.identifiers.business import (
    format_account_number,
    format_orgnr,
    is_account_number,
    is_card_number,
    is_kid,
    is_kid_mod10,
    is_kid_mod11,
    is_norwegian_iban,
    is_orgnr,
    is_vat_number,
)
from hjemmel.core.identifiers.check_digits import passes_luhn
from hjemmel.core.identifiers.person import (
    NationalNumber,
    NumberKind,
    NumberRule,
    is_national_number,
    national_number,
    synthetic_fnr,
    synthetic_fnrs,
)

__all__ = [
    "NationalNumber",
    "NumberKind",
    "NumberRule",
    "format_account_number",
    "format_orgnr",
    "is_account_number",
    "is_card_number",
    "is_kid",
    "is_kid_mod10",
    "is_kid_mod11",
    "is_national_number",
    "is_norwegian_iban",
    "is_orgnr",
    "is_vat_number",
    "national_number",
    "passes_luhn",
    "synthetic_fnr",
    "synthetic_fnrs",
]
