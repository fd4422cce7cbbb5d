"""National identity numbers: recognising them, and making ones that can belong to nobody.

A national number is personal data (personopplysningsloven § 12): nothing here puts one into a message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import islice

from hjemmel.core.identifiers.check_digits import digits_of, mod11_check, weighted_sum

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_D_NUMBER_DAYS = 40
_H_NUMBER_MONTHS = 40
_SYNTHETIC_MONTHS = 80
_FH_FIRST_DIGITS = (8, 9)
# Born in these years, individual number in this range. Order matters only where a year is in two rows.
_CENTURIES = (
    (1900, 1999, range(0, 500)),
    (2000, 2039, range(500, 1000)),
    (1940, 1999, range(900, 1000)),
    (1854, 1899, range(500, 750)),
)


class NumberRule(Enum):
    """Which check digits are accepted: by the rule of 1964, by the rule for issue from 2032, or by either.

    R2032 accepts numbers of 1964 too: they keep both rules, and stay in use."""

    R1964 = "1964"
    R2032 = "2032"
    BOTH = "both"


class NumberKind(Enum):
    """Who the number was made for. Synthetic numbers are test data: never a possible person."""

    FNR = "fødselsnummer"
    D_NUMBER = "D-nummer"
    H_NUMBER = "H-nummer"
    FH_NUMBER = "FH-nummer"
    SYNTHETIC = "syntetisk fødselsnummer"
    SYNTHETIC_D = "syntetisk D-nummer"

    @property
    def is_synthetic(self) -> bool:
        return self in (NumberKind.SYNTHETIC, NumberKind.SYNTHETIC_D)


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalNumber:
    """What a number says about itself.

    `rule` is the older rule that its check digits keep; R2032 means that only the new rule accepts it.
    `birth` is what the digits say by the 1964 rule, None where they say no date. Numbers issued from 2032 do
    not tell the century, so for them the register knows the birth date and the number does not."""

    kind: NumberKind
    rule: NumberRule
    birth: date | None


def national_number(text: str, rule: NumberRule = NumberRule.BOTH) -> NationalNumber | None:
    """Read a national identity number; None if the text cannot be one under that rule.

    A hyphen or spaces are allowed. Month + 40 is read as a help number, though some test sets use it too."""
    digits = digits_of(text, 11)
    if digits is None:
        return None
    met = _rule_met(digits)
    if met is None or (met is NumberRule.R2032 and rule is NumberRule.R1964):
        return None
    kind = _kind(digits)
    return NationalNumber(kind=kind, rule=met, birth=_birth(digits)) if kind else None


def is_national_number(text: str, rule: NumberRule = NumberRule.BOTH) -> bool:
    """Any kind of national identity number, synthetic ones included."""
    return national_number(text, rule) is not None


def synthetic_fnr(birth: date, serial: int = 0) -> str:
    """The number of a person who cannot exist: month + 80, check digits by the 1964 rule.

    `serial` counts the numbers that exist for that day, from 0; individual numbers whose check digit would
    need two digits are passed over, so two serials never give the same number. Each day has at least 150.
    ValueError if the day has fewer, or lies outside 1854 to 2039."""
    number = next(islice(synthetic_fnrs(birth), serial, None), None)
    if number is None:
        raise ValueError(f"no synthetic number {serial} for a day in {birth.year}")
    return number


def synthetic_fnrs(birth: date) -> Iterator[str]:
    """All synthetic numbers of a day of birth, in order."""
    start = f"{birth.day:02}{birth.month + _SYNTHETIC_MONTHS:02}{birth.year % 100:02}"
    made = (_with_check_digits(f"{start}{individual:03}") for individual in _individual_numbers(birth.year))
    return (number for number in made if number)


def _individual_numbers(year: int) -> Iterator[int]:
    for first, last, individual in _CENTURIES:
        if first <= year <= last:
            yield from individual


def _with_check_digits(nine: str) -> str | None:
    digits = tuple(map(int, nine))
    first = mod11_check(digits, _FIRST_WEIGHTS)
    if first is None:
        return None
    second = mod11_check((*digits, first), _SECOND_WEIGHTS)
    return None if second is None else f"{nine}{first}{second}"


def _rule_met(digits: tuple[int, ...]) -> NumberRule | None:
    """The oldest rule that both check digits keep. The last digit is the same under both."""
    if mod11_check(digits[:10], _SECOND_WEIGHTS) != digits[10]:
        return None
    remainder = (weighted_sum(digits[:9], _FIRST_WEIGHTS) + digits[9]) % 11
    if remainder == 0:
        return NumberRule.R1964
    return NumberRule.R2032 if remainder <= 3 else None


def _kind(digits: tuple[int, ...]) -> NumberKind | None:
    if digits[0] in _FH_FIRST_DIGITS:
        return NumberKind.FH_NUMBER
    day, month = _day_and_month(digits)
    if not any(_date(year, month, day) for year in _possible_years(digits)):
        return None
    written_month = digits[2] * 10 + digits[3]
    is_d_number = digits[0] >= 4
    if written_month > _SYNTHETIC_MONTHS:
        return NumberKind.SYNTHETIC_D if is_d_number else NumberKind.SYNTHETIC
    if written_month > _H_NUMBER_MONTHS:
        return None if is_d_number else NumberKind.H_NUMBER
    return NumberKind.D_NUMBER if is_d_number else NumberKind.FNR


def _birth(digits: tuple[int, ...]) -> date | None:
    if digits[0] in _FH_FIRST_DIGITS:
        return None
    day, month = _day_and_month(digits)
    individual = digits[6] * 100 + digits[7] * 10 + digits[8]
    for first, last, range_of in _CENTURIES:
        for year in _possible_years(digits):
            if first <= year <= last and individual in range_of:
                return _date(year, month, day)
    return None


def _day_and_month(digits: tuple[int, ...]) -> tuple[int, int]:
    day, month = digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]
    if day > _D_NUMBER_DAYS:
        day -= _D_NUMBER_DAYS
    for added in (_SYNTHETIC_MONTHS, _H_NUMBER_MONTHS):
        if month > added:
            return day, month - added
    return day, month


def _possible_years(digits: tuple[int, ...]) -> tuple[int, ...]:
    in_century = digits[4] * 10 + digits[5]
    return tuple(century + in_century for century in (1800, 1900, 2000))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
