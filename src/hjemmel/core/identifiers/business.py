"""Norwegian numbers with check digits: organisations, accounts, payments and cards.

Each `is_...` says whether a text can be such a number, never whether it has been issued. Numbers of persons
stand in `person`."""

from __future__ import annotations

import re

from hjemmel.core.identifiers.check_digits import digits_of, mod11_check, passes_luhn, without_separators

NBSP = "\u00a0"

_ORGNR_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_ACCOUNT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_KID_WEIGHTS = (2, 3, 4, 5, 6, 7)
_VAT = re.compile(r"(?:NO)?(\d{9})MVA", re.ASCII)


def is_orgnr(text: str) -> bool:
    """An organisation number: nine digits, the last a check digit by mod 11. The first may be any digit."""
    digits = digits_of(text, 9)
    return digits is not None and digits[8] == mod11_check(digits[:8], _ORGNR_WEIGHTS)


def format_orgnr(text: str) -> str:
    """`312 045 109`, with non-breaking spaces; anything but nine digits is given back unchanged."""
    digits = digits_of(text, 9)
    if digits is None:
        return text
    written = "".join(map(str, digits))
    return NBSP.join((written[:3], written[3:6], written[6:]))


def is_vat_number(text: str) -> bool:
    """An organisation number with `MVA` after it, and `NO` before it or not."""
    match = _VAT.fullmatch(without_separators(text).upper())
    return match is not None and is_orgnr(match[1])


def is_account_number(text: str) -> bool:
    """A bank account: eleven digits, the last a check digit by mod 11."""
    digits = digits_of(text, 11)
    return digits is not None and digits[10] == mod11_check(digits[:10], _ACCOUNT_WEIGHTS)


def format_account_number(text: str) -> str:
    """`8601.11.17947`; anything but eleven digits is given back unchanged."""
    digits = digits_of(text, 11)
    if digits is None:
        return text
    written = "".join(map(str, digits))
    return ".".join((written[:4], written[4:6], written[6:]))


def is_norwegian_iban(text: str) -> bool:
    """`NO`, two check digits by mod 97 (ISO 13616), and a valid account number."""
    written = without_separators(text).upper()
    if not re.fullmatch(r"NO\d{13}", written, re.ASCII):
        return False
    as_number = int(written[4:] + "2324" + written[2:4])  # N is 23, O is 24
    return as_number % 97 == 1 and is_account_number(written[4:])


def is_card_number(text: str) -> bool:
    """A payment card: 13 to 19 digits that pass mod 10."""
    digits = digits_of(text)
    return digits is not None and 13 <= len(digits) <= 19 and passes_luhn(digits)


def is_kid(text: str) -> bool:
    """A customer identification of a payment (KID) by either of its two checks."""
    return is_kid_mod10(text) or is_kid_mod11(text)


def is_kid_mod10(text: str) -> bool:
    """2 to 25 digits, the last a check digit by mod 10."""
    digits = None if text.rstrip().endswith("-") else digits_of(text)
    return digits is not None and 2 <= len(digits) <= 25 and passes_luhn(digits)


def is_kid_mod11(text: str) -> bool:
    """2 to 25 signs, the last a check digit by mod 11, or a hyphen where there is none (older agreements)."""
    stripped = text.strip()
    body = digits_of(stripped[:-1])
    if body is None or not 1 <= len(body) <= 24:
        return False
    weights = [_KID_WEIGHTS[place % len(_KID_WEIGHTS)] for place in range(len(body))]
    check = mod11_check(body[::-1], weights)
    return stripped[-1] == ("-" if check is None else str(check))
