"""Norwegian numbers: published vectors, properties, and python-stdnum as the second opinion."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer, iban, kontonr, mva, orgnr

from hjemmel.core.identifiers import (
    NumberKind,
    NumberRule,
    format_account_number,
    format_orgnr,
    is_account_number,
    is_card_number,
    is_kid,
    is_kid_mod10,
    is_kid_mod11,
    is_national_number,
    is_norwegian_iban,
    is_orgnr,
    is_vat_number,
    national_number,
    passes_luhn,
    synthetic_fnr,
    synthetic_fnrs,
)
from hjemmel.core.identifiers.check_digits import mod11_check

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def numbers(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length).filter(lambda text: text.strip("0"))


births = st.dates(date(1854, 1, 1), date(2039, 12, 31))


def with_check_digits(nine: str, remainder: int = 0) -> str | None:
    """A number with correct check digits; the remainder is 0 by the rule of 1964, 1 to 3 only by the new."""
    digits = [int(digit) for digit in nine]
    first = (remainder - sum(d * w for d, w in zip(digits, FIRST_WEIGHTS, strict=True))) % 11
    second = None if first == 10 else mod11_check([*digits, first], SECOND_WEIGHTS)
    return None if second is None else f"{nine}{first}{second}"


def some_number(start: str, remainder: int = 0) -> str:
    """The first number with that start of six digits for which check digits exist."""
    made = (with_check_digits(f"{start}{individual:03}", remainder) for individual in range(1000))
    return next(number for number in made if number)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("920502873", True),
        ("312045109", True),
        ("312 045 109", True),
        ("312\u00a0045\u00a0109", True),
        ("920502874", False),
        ("31204510", False),
        ("000000000", False),
        ("", False),
        ("٣١٢٠٤٥١٠٩", False),
    ],
)
def test_an_organisation_number_ends_in_its_check_digit(text: str, valid: bool) -> None:
    assert is_orgnr(text) is valid


def test_an_organisation_number_is_written_in_threes() -> None:
    assert format_orgnr("312045109") == "312\u00a0045\u00a0109"
    assert format_orgnr("unknown") == "unknown"


@pytest.mark.parametrize("text", ["NO920502873MVA", "NO 920 502 873 MVA", "920502873MVA", "no920502873mva"])
def test_a_vat_number_is_an_organisation_number_with_mva(text: str) -> None:
    assert is_vat_number(text)


@pytest.mark.parametrize("text", ["920502873", "NO920502874MVA", "SE920502873MVA", "NO920502873MVAX"])
def test_other_texts_are_no_vat_number(text: str) -> None:
    assert not is_vat_number(text)


def test_an_account_and_its_iban() -> None:
    assert is_account_number("86011117947")
    assert is_account_number("8601.11.17947")
    assert not is_account_number("86011117948")
    assert not is_account_number("00000000000")
    assert format_account_number("86011117947") == "8601.11.17947"
    assert is_norwegian_iban("NO9386011117947")
    assert is_norwegian_iban("NO93 8601 1117 947")
    assert not is_norwegian_iban("NO9386011117948")
    assert not is_norwegian_iban("SE9386011117947")


def test_an_iban_needs_a_valid_account_too() -> None:
    account = "86011117948"  # wrong check digit, under a correct mod 97
    check = 98 - int(account + "232400") % 97
    assert not is_norwegian_iban(f"NO{check:02}{account}")


def test_a_card_number_passes_mod_10() -> None:
    assert is_card_number("4111111111111111")
    assert is_card_number("4111 1111 1111 1111")
    assert not is_card_number("4111111111111112")
    assert not is_card_number("411111111111")
    assert passes_luhn(tuple(map(int, "490154203237518")))


@pytest.mark.parametrize(
    ("text", "mod10", "mod11"),
    [
        ("1234566", True, False),
        ("1234560", False, True),
        ("1234567", False, False),
        ("8", False, False),
        ("", False, False),
        ("-", False, False),
        ("00", False, False),
        ("1" * 26, False, False),
    ],
)
def test_a_payment_identification_has_one_of_two_checks(text: str, mod10: bool, mod11: bool) -> None:
    assert (is_kid_mod10(text), is_kid_mod11(text)) == (mod10, mod11)
    assert is_kid(text) is (mod10 or mod11)


@given(st.integers(1, 10**24 - 1).map(str))
def test_each_payment_reference_has_exactly_one_last_sign_by_mod_11(body: str) -> None:
    assert sum(is_kid_mod11(body + last) for last in "0123456789-") == 1
    assert sum(is_kid_mod10(body + last) for last in "0123456789") == 1


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("02013299997", NumberRule.R1964),
        ("30108299920", NumberRule.R1964),
        ("30108299939", NumberRule.R2032),
    ],
)
def test_the_published_national_numbers_keep_the_rule_they_were_published_for(
    text: str, rule: NumberRule
) -> None:
    number = national_number(text)
    assert number is not None
    assert number.rule is rule
    assert number.kind is NumberKind.FNR
    assert is_national_number(text, NumberRule.R2032)
    assert is_national_number(text, NumberRule.R1964) is (rule is NumberRule.R1964)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("150385", NumberKind.FNR),
        ("550385", NumberKind.D_NUMBER),
        ("154385", NumberKind.H_NUMBER),
        ("158385", NumberKind.SYNTHETIC),
        ("558385", NumberKind.SYNTHETIC_D),
        ("850385", NumberKind.FH_NUMBER),
        ("999999", NumberKind.FH_NUMBER),
    ],
)
def test_the_series_tells_what_kind_of_number_it_is(start: str, kind: NumberKind) -> None:
    number = national_number(some_number(start))
    assert number is not None
    assert number.kind is kind
    assert number.kind.is_synthetic is (kind in (NumberKind.SYNTHETIC, NumberKind.SYNTHETIC_D))


@pytest.mark.parametrize(
    "start", ["320385", "150085", "151385", "156085", "159385", "720385", "310285", "554385"]
)
def test_without_a_date_there_is_no_number(start: str) -> None:
    assert national_number(some_number(start)) is None


@pytest.mark.parametrize("remainder", [1, 2, 3])
def test_three_more_remainders_are_accepted_from_2032(remainder: int) -> None:
    text = some_number("150385", remainder)
    assert not is_national_number(text, NumberRule.R1964)
    number = national_number(text, NumberRule.BOTH)
    assert number is not None
    assert number.rule is NumberRule.R2032


@pytest.mark.parametrize("remainder", range(4, 11))
def test_no_other_remainder_is_ever_accepted(remainder: int) -> None:
    assert not is_national_number(some_number("150385", remainder))


def test_a_number_may_be_written_in_two_groups() -> None:
    text = synthetic_fnr(date(1985, 3, 15))
    assert is_national_number(f"{text[:6]} {text[6:]}")
    assert is_national_number(f"{text[:6]}-{text[6:]}")


@pytest.mark.parametrize("text", ["", "1", "00000000000", "0201329999", "020132999977", "0201329999x"])
def test_other_texts_are_no_national_number(text: str) -> None:
    assert national_number(text) is None


@given(births, st.integers(0, 149))
def test_a_synthetic_number_is_valid_and_tells_its_birth_date(birth: date, serial: int) -> None:
    number = national_number(synthetic_fnr(birth, serial), NumberRule.R1964)
    assert number is not None
    assert number.kind is NumberKind.SYNTHETIC
    assert number.birth == birth


@given(births)
def test_two_serials_never_give_the_same_number(birth: date) -> None:
    made = list(synthetic_fnrs(birth))
    assert len(set(made)) == len(made) >= 150
    assert made == [synthetic_fnr(birth, serial) for serial in (0, 1, 2)] + made[3:]


@pytest.mark.parametrize(("birth", "serial"), [(date(1985, 3, 15), 5000), (date(2050, 1, 1), 0)])
def test_a_number_that_does_not_exist_is_not_invented(birth: date, serial: int) -> None:
    with pytest.raises(ValueError, match="no synthetic number"):
        synthetic_fnr(birth, serial)


@given(births)
def test_python_stdnum_takes_no_synthetic_number_for_a_person(birth: date) -> None:
    assert not fodselsnummer.is_valid(synthetic_fnr(birth))


@given(numbers(9))
def test_python_stdnum_agrees_on_organisation_numbers(text: str) -> None:
    assert is_orgnr(text) == orgnr.is_valid(text)
    assert is_vat_number(f"NO{text}MVA") == mva.is_valid(f"NO{text}MVA")


@given(numbers(8))
def test_python_stdnum_agrees_on_made_organisation_numbers(start: str) -> None:
    for last in "0123456789":
        assert is_orgnr(start + last) == orgnr.is_valid(start + last)


@given(numbers(10))
def test_python_stdnum_agrees_on_accounts(start: str) -> None:
    for last in "0123456789":
        text = start + last
        if not text.startswith("0000"):  # there stdnum reads the old postal giro, by mod 10
            assert is_account_number(text) == kontonr.is_valid(text)


@given(numbers(11), st.integers(0, 99))
def test_python_stdnum_agrees_on_ibans(account: str, check: int) -> None:
    if not account.startswith("0000"):
        text = f"NO{check:02}{account}"
        assert is_norwegian_iban(text) == iban.is_valid(text)


@given(st.text("0123456789", min_size=1, max_size=25))
def test_python_stdnum_agrees_on_mod_10(text: str) -> None:
    assert passes_luhn(tuple(map(int, text))) == luhn.is_valid(text)


@given(
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    st.integers(0, 999),
    st.sampled_from([0, 40]),
    st.booleans(),
)
def test_python_stdnum_agrees_on_national_numbers_of_1964(
    birth: date, individual: int, day_added: int, is_help_number: bool
) -> None:
    month = birth.month + (40 if is_help_number and not day_added else 0)
    text = with_check_digits(f"{birth.day + day_added:02}{month:02}{birth.year % 100:02}{individual:03}")
    if text is None:
        return
    number = national_number(text, NumberRule.R1964)
    assert number is not None
    if fodselsnummer.is_valid(text):
        assert number.birth == fodselsnummer.get_birth_date(text)
    else:  # stdnum also refuses a century that the individual number cannot have, and births to come
        assert number.birth is None or number.birth > date(2025, 12, 31)


@given(numbers(11))
@example("52517633607")
def test_what_python_stdnum_takes_for_a_person_so_do_we(text: str) -> None:
    try:
        fodselsnummer.validate(text)
    except ValidationError:
        return
    if (
        text[0] >= "4" and "40" < text[2:4] <= "52"
    ):  # a D-number that is an H-number too: stdnum subtracts both
        assert not is_national_number(text, NumberRule.R1964), "nobody gives out such numbers"
        return
    assert is_national_number(text, NumberRule.R1964)
