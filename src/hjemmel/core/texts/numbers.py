"""Numbers in a free text, and what each is taken for: a card, somebody's national number, an account, a phone.

Eleven digits can be a national number and an account at once, and one in eleven of any eleven digits passes as an
account. So company decides: the words before a number, and how it is grouped. What stays open is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from ..identifiers import NumberKind, NumberRule, is_account_number, national_number, passes_luhn


class Kind(Enum):
    """What it is taken for."""

    CARD = "card"
    """Never stored: the text is refused."""
    MAYBE_CARD = "maybe_card"
    """Passes as a card number, and is called something else, or has a form that cards no longer have."""
    FNR = "fnr"
    D_NUMBER = "d_number"
    H_NUMBER = "h_number"
    FH_NUMBER = "fh_number"
    SYNTHETIC = "synthetic"
    """A number of the tax authority's test population: no person."""
    ACCOUNT = "account"
    EMAIL = "email"
    PHONE = "phone"
    SPECIAL = "special"
    """A word that may tell of a special category or an offence; `special` says which."""

    __hash__ = object.__hash__  # Looked up for every text that is taken in; an enum's own hash is Python.


class Taken(NamedTuple):
    """A stretch of the text, and what it is taken for."""

    kind: Kind
    start: int
    end: int


NEW_RULE_FROM = date(2032, 1, 1)
"""From then on national numbers are issued whose first check digit follows a wider rule: four times as many by chance."""

_GAP = r"[\s.\-‐‑‒–—_/·\u200b\u2060\ufeff]"
_RUN = re.compile(rf"\d(?:{_GAP}{{0,3}}\d){{7,}}")
_GROUP = re.compile(r"\d+")
_FEWEST = 8
"""Fewer digits than this mean nothing."""
_LOOK_BACK, _LOOK_ON = 28, 12


class _Group(NamedTuple):
    """Digits without anything between them."""

    digits: str
    start: int
    end: int


def numbers(text: str, on: date) -> Iterator[Taken]:
    """Every number in the text that means something, from the left. `on` is the day of writing."""
    is_plain = text.isascii()
    for run in _RUN.finditer(text):
        groups = [
            _Group(found[0] if is_plain else plain(found[0]), *found.span())
            for found in _GROUP.finditer(text, run.start(), run.end())
        ]
        yield from _in_run(text, groups, on)


def may_hold_numbers(text: str) -> bool:
    """Whether so many digits stand together that they could mean something. Most texts have fewer."""
    return _RUN.search(text) is not None


def plain(digits: str) -> str:
    """0 to 9, whatever script they were written in."""
    return digits if digits.isascii() else "".join(str(int(sign)) for sign in digits)


def _in_run(text: str, groups: Sequence[_Group], on: date) -> Iterator[Taken]:
    """What stands in digits that only spaces, dots and strokes part. After an IBAN, cards first: no neighbour hides one."""
    begin = at = _iban(text, groups)
    if begin:
        yield Taken(Kind.ACCOUNT, groups[0].start, groups[begin - 1].end)
    left = sum(len(group.digits) for group in groups[begin:])
    while left >= _SHORTEST_CARD:
        length, kind = _card(text, groups, at)
        if kind is not None:
            yield from _between(text, groups[begin:at], on)
            yield Taken(kind, groups[at].start, groups[at + length - 1].end)
            begin = at + length
        left -= sum(len(group.digits) for group in groups[at : at + max(length, 1)])
        at += max(length, 1)
    yield from _between(text, groups[begin:], on)


def _between(text: str, groups: Sequence[_Group], on: date) -> Iterator[Taken]:
    """What is no card, from the left, the longest meaning first."""
    at, left = 0, sum(len(group.digits) for group in groups)
    while left >= _FEWEST:
        length, kind = _at(text, groups, at, on, left)
        if kind is not None:
            yield Taken(kind, groups[at].start, groups[at + length - 1].end)
        left -= sum(len(group.digits) for group in groups[at : at + length])
        at += length


def _at(text: str, groups: Sequence[_Group], at: int, on: date, left: int) -> tuple[int, Kind | None]:
    """How many groups from here belong together, and what they are; one, and nothing, if there is no telling."""
    for find, fewest in _FINDERS:
        if left >= fewest:
            length, kind = find(text, groups, at, on)
            if length:
                return length, kind
    return 1, None


_Found = tuple[int, Kind | None]
_NOTHING: _Found = (0, None)

# ---- cards ------------------------------------------------------------------------------------------------------

_CARD_SHAPES = ((4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (4, 4, 4, 1), (4, 4, 4, 3), (4, 4, 4, 2))
# First digits from, to (as many digits each), and the lengths of such numbers.
_ISSUERS = (
    ("4", "4", (13, 16, 19)),
    ("51", "55", (16,)),
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),
    ("37", "37", (15,)),
    ("300", "305", (14, 16)),
    ("36", "36", (14, 16)),
    ("38", "39", (14, 16)),
    ("3528", "3589", (16, 17, 18, 19)),
    ("6011", "6011", (16, 17, 18, 19)),
    ("644", "659", (16, 17, 18, 19)),
    ("62", "62", (16, 17, 18, 19)),
    ("50", "50", (16, 19)),
    ("56", "58", (16, 19)),
    ("6304", "6304", (16, 19)),
    ("67", "67", (16, 19)),
)
_CARD_WORDS = re.compile(r"kort|card|visa|mastercard|amex|maestro|\bpan\b", re.IGNORECASE)
_OTHER_WORDS = re.compile(
    r"\b(kid|imei|ean|gtin|iccid|sim|sporing\w*|kolli\w*|tracking|ordre\w*|order|faktura\w*|invoice|ref\w*|serie\w*|serial)\W*$",
    re.IGNORECASE,
)
_LONGEST_CARD, _SHORTEST_CARD, _OLD_LENGTH = 19, 13, 13


def _card(text: str, groups: Sequence[_Group], at: int) -> _Found:
    digits, shape = "", []
    for length, group in enumerate(groups[at : at + _LONGEST_CARD], start=1):
        digits += group.digits
        shape.append(len(group.digits))
        if len(digits) > _LONGEST_CARD:
            break
        if (
            len(digits) < _SHORTEST_CARD
            or not _is_issued(digits)
            or not passes_luhn([int(one) for one in digits])
        ):
            continue
        if _is_grouped_as_card(text, groups, at, tuple(shape)):
            return length, _certainty(text, groups[at].start, digits)
    return _NOTHING


def _is_issued(digits: str) -> bool:
    return any(
        first <= digits[: len(first)] <= last and len(digits) in lengths for first, last, lengths in _ISSUERS
    )


def _is_grouped_as_card(text: str, groups: Sequence[_Group], at: int, shape: tuple[int, ...]) -> bool:
    """Undivided, in the groups that cards have, or the whole run in even steps; so that two phone numbers are no card."""
    if len(shape) == 1 or shape in _CARD_SHAPES:
        return True
    step = shape[0]
    is_even = all(size == step for size in shape[:-1]) and shape[-1] <= step
    if not (is_even and at == 0 and len(shape) == len(groups)):
        return False
    gaps = {text[one.end : other.start] for one, other in pairwise(groups)}
    is_like_phones = step in (2, 8)
    return len(gaps) == 1 and (
        not is_like_phones or bool(_CARD_WORDS.search(_before(text, groups[at].start)))
    )


def _certainty(text: str, start: int, digits: str) -> Kind:
    before = _before(text, start)
    if _CARD_WORDS.search(before):
        return Kind.CARD
    return Kind.MAYBE_CARD if len(digits) == _OLD_LENGTH or _OTHER_WORDS.search(before) else Kind.CARD


# ---- accounts and national numbers ------------------------------------------------------------------------------

_ELEVEN_SHAPES = frozenset(((11,), (6, 5), (4, 2, 5), (2, 2, 2, 5), (6, 3, 2), (2, 2, 2, 3, 2)))
_MOST_PARTS = max(map(len, _ELEVEN_SHAPES))
_ACCOUNT_SHAPE = (4, 2, 5)
_ACCOUNT_WORDS = r"konto\w*|kto|bankkonto\w*|account|iban"
_PERSON_WORDS = r"f\.?\s?nr|fødselsn\w*|personn\w*|d-?nr|d-?nummer|h-?nummer|national id\w*|identity number"
_FH_WORDS = re.compile(r"\bfh\b|fh-?n|fh-?nummer|felles hjelpe\w*|pasient\w*|journal\w*", re.IGNORECASE)
_TELLING = re.compile(rf"\b(?:(?P<account>{_ACCOUNT_WORDS})|(?P<person>{_PERSON_WORDS}))\b", re.IGNORECASE)
_KINDS = {
    NumberKind.FNR: Kind.FNR,
    NumberKind.D_NUMBER: Kind.D_NUMBER,
    NumberKind.H_NUMBER: Kind.H_NUMBER,
    NumberKind.FH_NUMBER: Kind.FH_NUMBER,
    NumberKind.SYNTHETIC: Kind.SYNTHETIC,
    NumberKind.SYNTHETIC_D: Kind.SYNTHETIC,
}


def _eleven(text: str, groups: Sequence[_Group], at: int, on: date) -> _Found:
    digits, length = "", 0
    while len(digits) < 11 and length < _MOST_PARTS and at + length < len(groups):
        digits += groups[at + length].digits
        length += 1
    if len(digits) != 11:
        return _NOTHING
    shape = tuple(len(group.digits) for group in groups[at : at + length])
    start, end = groups[at].start, groups[at + length - 1].end
    if shape not in _ELEVEN_SHAPES or _is_part_of_a_word(text, start, end):
        return _NOTHING
    kind = _resolved(text, digits, shape, start, end, on)
    return (length, kind) if kind else _NOTHING


def _resolved(text: str, digits: str, shape: tuple[int, ...], start: int, end: int, on: date) -> Kind | None:
    """Account by its words or its dots; else a national number by both its check digits and a day; else nothing."""
    is_dotted = shape == _ACCOUNT_SHAPE and text[start + 4] == "."
    if is_account_number(digits) and (is_dotted or _told(text, start, end) == "account"):
        return Kind.ACCOUNT
    rule = NumberRule.BOTH if on >= NEW_RULE_FROM else NumberRule.R1964
    number = national_number(digits, rule)
    if number is None:
        return None
    if number.kind is NumberKind.FH_NUMBER and not _FH_WORDS.search(_before(text, start)):
        return None  # it has no day to test, so one in a hundred of any eleven digits would be one
    return _KINDS[number.kind]


def _told(text: str, start: int, end: int) -> str | None:
    """Which word for a number stands nearest: the last before it, else the first after it."""
    before = [found.lastgroup for found in _TELLING.finditer(_before(text, start))]
    if before:
        return before[-1]
    after = _TELLING.search(text, end, end + _LOOK_ON)
    return after.lastgroup if after else None


_IBANS = {
    "AT": 18, "BE": 14, "CZ": 22, "DE": 20, "DK": 16, "EE": 18, "ES": 22, "FI": 16,
    "HU": 26, "LT": 18, "NO": 13, "PL": 26, "PT": 23, "SE": 22, "SK": 22,
}  # fmt: skip
"""How many digits follow the country, where nothing but digits does."""


def _iban(text: str, groups: Sequence[_Group]) -> int:
    """How many groups at the start of a run are an IBAN: country, length, and a sum that holds (ISO 13616)."""
    start = groups[0].start
    country = text[max(0, start - 2) : start]
    if country not in _IBANS:
        return 0
    wanted, digits, length = _IBANS[country], "", 0
    while len(digits) < wanted and length < len(groups):
        digits += groups[length].digits
        length += 1
    letters = "".join(str(ord(letter) - 55) for letter in country)
    is_sound = len(digits) == wanted and int(digits[2:] + letters + digits[:2]) % 97 == 1
    return length if is_sound else 0


# ---- phones -----------------------------------------------------------------------------------------------------

_PHONE_SHAPES = ((8,), (2, 2, 2, 2), (3, 2, 3), (4, 4))
_MOST_GROUPS = max(map(len, _PHONE_SHAPES))
_PHONE_WORDS = re.compile(r"\b(tlf|telefon\w*|mob|mobil\w*|ring\w*|sms|phone|call|cell)\b", re.IGNORECASE)
_NOT_A_PHONE = re.compile(
    r"(\b(ordre\w*|order|faktura\w*|invoice|kunde\w*|customer|sak\w*|case|ref\w*|kid|vare\w*|lager|antall|tilbud|merket|artikkel\w*|sporing\w*|serie\w*"
    r"|kr|nok|beløp|sum|id|nr|bilag\w*|ticket|dato|date|postnr)|#)[\s.:#\-]*(nr|nummer|no|number)?[\s.:#\-]*$",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(r"\s{0,2}(kr\b|nok\b|,-|,\d|%)", re.IGNORECASE)
_LONGEST_PHONE, _RIGHT_BEFORE = 15, 14
_MOBILE = "49"
"""Undivided and without a word, eight digits are taken for a phone number only if they begin as mobile numbers do."""


def _phone(text: str, groups: Sequence[_Group], at: int, _: date) -> _Found:
    start = groups[at].start
    if text[max(0, start - 1) : start] == "+":
        return _international(groups, at)
    first = groups[at].digits
    if first == "0047":
        length = _shaped(groups, at + 1)
        return (length + 1, Kind.PHONE) if length else _NOTHING
    if first.startswith("0047") and len(first) == 12:
        return 1, Kind.PHONE
    length = _shaped(groups, at)
    if not length or first[0] in "018":
        return _NOTHING
    end = groups[at + length - 1].end
    return (length, Kind.PHONE) if _is_phone(text, groups, at, length, start, end) else _NOTHING


def _is_phone(text: str, groups: Sequence[_Group], at: int, length: int, start: int, end: int) -> bool:
    """Eight digits in the groups of a phone number that are no day, no sum of money and no other kind of number."""
    before = _before(text, start)
    if _PHONE_WORDS.search(before[-_RIGHT_BEFORE:]):
        return True
    if _is_part_of_a_word(text, start, end) or _NOT_A_PHONE.search(before) or _MONEY_AFTER.match(text, end):
        return False
    if _PHONE_WORDS.search(before):
        return True
    if (length < len(groups) - at and groups[at + length].start - end <= 1) or (
        at and start - groups[at - 1].end <= 1
    ):
        return False  # it goes on in the same way: part of something longer
    digits = groups[at].digits
    return length > 1 or (digits[0] in _MOBILE and not _is_day(digits))


def _shaped(groups: Sequence[_Group], at: int) -> int:
    """How many groups from here have the form of a phone number."""
    sizes = tuple([len(group.digits) for group in groups[at : at + _MOST_GROUPS]])
    for shape in _PHONE_SHAPES:
        if sizes[: len(shape)] == shape:
            return len(shape)
    return 0


def _international(groups: Sequence[_Group], at: int) -> _Found:
    """After a plus: eight digits after 47, else as many as a number can have."""
    digits = ""
    most = 10 if "".join(group.digits for group in groups[at : at + 2]).startswith("47") else _LONGEST_PHONE
    for length, group in enumerate(groups[at:], start=1):
        digits += group.digits
        if len(digits) >= most or at + length == len(groups):
            return (length, Kind.PHONE) if 8 <= len(digits) <= most else _NOTHING
    return _NOTHING


def _is_day(digits: str) -> bool:
    """20261122 or 22112026."""
    for year, month, day in ((digits[:4], digits[4:6], digits[6:]), (digits[4:], digits[2:4], digits[:2])):
        if "1900" <= year <= "2099" and "01" <= month <= "12" and "01" <= day <= "31":
            return True
    return False


_FINDERS = ((_eleven, 11), (_phone, _FEWEST))
"""In this order, each only where enough digits are left for it."""


# ---- looking round ----------------------------------------------------------------------------------------------


def _before(text: str, start: int) -> str:
    return text[max(0, start - _LOOK_BACK) : start]


def _is_part_of_a_word(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum()
