"""When two written forms are the same: e-mail addresses, phone numbers, names, other numbers.

A blind index finds what is equal in its normal form, so the normal form is part of what is stored: changing a rule here
makes what is stored unfindable until it is indexed anew. What is found may still differ; open it and look."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache


class Normal(Enum):
    """The kind of text, and by that what counts as the same."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    NUMBER = "number"

    __hash__ = object.__hash__  # Looked up for every value that is sealed; an enum's own hash is Python.


def normal(kind: Normal, text: str) -> str:
    """The form that equals are compared in; empty if nothing is left to compare."""
    return _FORMS[kind](unicodedata.normalize("NFKC", text))


def parts_of_name(text: str) -> tuple[str, ...]:
    """The words of a name in normal form, each once, in alphabetical order."""
    return tuple(sorted(set(normal(Normal.NAME, text).split())))


def fits(name: str, typed: str) -> bool:
    """Every word that was typed begins a word of the name."""
    words = parts_of_name(name)
    wanted = parts_of_name(typed)
    return bool(wanted) and all(any(word.startswith(one) for word in words) for one in wanted)


# ---- the forms ----------------------------------------------------------------------------------------------

NORWAY = "+47"
_NORWEGIAN = re.compile(r"\d{5}|\d{8}|5[89]\d{10}")
"""Short numbers, usual numbers, and numbers of machines."""
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W_]+")
_SAME_LETTER = str.maketrans({"ä": "æ", "ö": "ø"})


def _email(text: str) -> str:
    """Letters' case never tells addresses apart in practice; what stands after a + does."""
    address = text.strip().strip("<>").strip().casefold()
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{_ascii(domain)}"


def _ascii(domain: str) -> str:
    """Domains in the form that mail servers use: the same whether written with æ or with xn--."""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii").casefold()
    except UnicodeError:
        return domain


def _phone(text: str) -> str:
    """With the country's number before it. Without one it is Norwegian, if it is as long as those are."""
    found = "".join(_DIGITS.findall(text.replace("(0)", "")))
    digits = found if found.isascii() else "".join(str(unicodedata.decimal(sign)) for sign in found)
    if text.lstrip(" (").startswith("+"):
        return f"+{digits}" if digits else ""
    if _NORWEGIAN.fullmatch(digits):
        return NORWAY + digits
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if len(digits) == 10 and digits.startswith("47"):
        return f"+{digits}"
    return digits


def _name(text: str) -> str:
    """Without accents and signs, aa as å, ä as æ, ö as ø; words in alphabetical order, so that "Nordmann, Kari" is
    "Kari Nordmann"."""
    folded = text.casefold()
    if not folded.isascii():
        letters = unicodedata.normalize("NFC", folded).translate(_SAME_LETTER)
        folded = "".join(map(_without_accent, letters))
    plain = folded.replace("aa", "å")
    return " ".join(sorted(_WORDS.findall(plain)))


@lru_cache(maxsize=1024)
def _without_accent(sign: str) -> str:
    if sign == "å":
        return sign
    return "".join(one for one in unicodedata.normalize("NFD", sign) if not unicodedata.combining(one))


def _number(text: str) -> str:
    """Letters and digits alone: customer numbers, organisation numbers, national numbers."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


_FORMS: Mapping[Normal, Callable[[str], str]] = {
    Normal.EMAIL: _email,
    Normal.PHONE: _phone,
    Normal.NAME: _name,
    Normal.NUMBER: _number,
}
