"""What stands in a free text that should not: card numbers, national numbers, accounts, how to reach somebody, hints of
special categories. A finding tells what, where and why; it never holds what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ..terms import Special
from .numbers import Kind, may_hold_numbers, numbers, plain
from .special_words import may_mention, mentions

__all__ = [
    "Hit",
    "Kind",
    "hits",
    "is_reference",
    "is_refused",
    "names_somebody",
    "national_number_in",
    "reach",
]
NATIONAL = frozenset((Kind.FNR, Kind.D_NUMBER, Kind.H_NUMBER, Kind.FH_NUMBER, Kind.SYNTHETIC))
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#+=-]{0,199}")


class Hit(NamedTuple):
    """Something at a place in the text. `start` and `end` count characters. A tuple, for an import makes one for each
    address and number in a file."""

    kind: Kind
    start: int
    end: int
    special: Special | None = None

    @property
    def is_refused(self) -> bool:
        """The text may not be stored at all."""
        return self.kind is Kind.CARD

    def why(self, lang: str) -> str:
        nb, en = _SPECIAL_WHY[self.special] if self.kind is Kind.SPECIAL and self.special else _WHY[self.kind]
        return nb if lang == "nb" else en


def hits(text: str, on: date, known: frozenset[str] = frozenset()) -> tuple[Hit, ...]:
    """Everything in the text that is worth a look, in the order in which it stands.

    `on` is the day of writing, for the rule of national numbers. `known` is how the person the text is about is
    reached, as `reach` writes it: that is no finding."""
    found: list[Hit] = []
    if may_hold_numbers(text):
        found += [
            Hit(kind=kind, start=start, end=end)
            for kind, start, end in numbers(text, on)
            if kind is not Kind.PHONE or reach(text[start:end]) not in known
        ]
    if "@" in text:
        found += _emails(text, known)
    if may_mention(text):
        found += [
            Hit(kind=Kind.SPECIAL, start=one.start, end=one.end, special=one.special)
            for one in mentions(text)
        ]
    return tuple(sorted(found, key=lambda hit: (hit.start, hit.end))) if found else ()


def is_refused(text: str) -> bool:
    """Whether a card number stands in it."""
    return any(kind is Kind.CARD for kind, _, _ in numbers(text, date.min))


def national_number_in(text: str, on: date) -> bool:
    """Whether a national number stands in it, of whatever kind; also one of the test population, which looks like one."""
    return any(kind in NATIONAL for kind, _, _ in numbers(text, on))


def names_somebody(text: str, on: date) -> bool:
    """Whether an e-mail address, a national number or a card number stands in it."""
    return any(hit.kind is Kind.EMAIL or hit.kind in NATIONAL or hit.is_refused for hit in hits(text, on))


def is_reference(text: str, on: date) -> bool:
    """What a wording and a proof are told by: no spaces, so no name and no sentence, and nothing about a person."""
    return _REFERENCE.fullmatch(text) is not None and not hits(text, on)


def reach(text: str) -> str:
    """One way to write an e-mail address or a Norwegian phone number, so that two can be compared."""
    if "@" in text:
        return text.strip().casefold()
    digits = plain("".join(sign for sign in text if sign.isdecimal()))
    return digits[-8:] if len(digits) in (10, 12) and digits[:-8] in ("47", "0047") else digits


# ---- e-mail -----------------------------------------------------------------------------------------------------

_LOCAL = re.compile(r"[\w.+'\-]{1,64}$")
_DOMAIN = re.compile(r"[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,8}")


def _emails(text: str, known: frozenset[str]) -> Iterator[Hit]:
    at = text.find("@")
    while at >= 0:
        local, domain = _LOCAL.search(text[max(0, at - 64) : at]), _DOMAIN.match(text, at + 1)
        if local and domain:
            start = at - len(local[0])
            if reach(text[start : domain.end()]) not in known:
                yield Hit(kind=Kind.EMAIL, start=start, end=domain.end())
        at = text.find("@", at + 1)


# ---- why --------------------------------------------------------------------------------------------------------

_WHY = {
    Kind.CARD: ("Kortnummer lagres aldri: sifferkontroll og kortutsteder stemmer.", "Card numbers are never stored: check digit and issuer fit."),
    Kind.MAYBE_CARD: ("Kan være et kortnummer: sifferkontroll og kortutsteder stemmer.", "May be a card number: check digit and issuer fit."),
    Kind.FNR: ("Fødselsnummer: begge kontrollsifre og datoen stemmer.", "National identity number: both check digits and the day fit."),
    Kind.D_NUMBER: ("D-nummer: begge kontrollsifre og datoen stemmer.", "D-number: both check digits and the day fit."),
    Kind.H_NUMBER: ("Hjelpenummer: begge kontrollsifre og datoen stemmer.", "Help number: both check digits and the day fit."),
    Kind.FH_NUMBER: ("Felles hjelpenummer: begge kontrollsifre og ordene foran.", "Common help number: both check digits and the words before it."),
    Kind.SYNTHETIC: ("Syntetisk fødselsnummer: testdata, ingen person.", "Synthetic national number: test data, no person."),
    Kind.ACCOUNT: ("Kontonummer: kontrollsifferet og ordene eller punktumene.", "Account number: check digit, and its words or dots."),
    Kind.EMAIL: ("E-postadresse som ikke er personens egen.", "An e-mail address that is not the person's own."),
    Kind.PHONE: ("Telefonnummer som ikke er personens eget.", "A phone number that is not the person's own."),
}  # fmt: skip

_SPECIAL_WHY = {
    Special.HEALTH: ("Ordet kan si noe om helse (art. 9).", "The word may tell of health (Art. 9)."),
    Special.UNION: ("Ordet kan si noe om fagforening (art. 9).", "The word may tell of a trade union (Art. 9)."),
    Special.ETHNIC: ("Ordet kan si noe om etnisk opprinnelse (art. 9).", "The word may tell of ethnic origin (Art. 9)."),
    Special.POLITICAL: ("Ordet kan si noe om politisk oppfatning (art. 9).", "The word may tell of political opinions (Art. 9)."),
    Special.BELIEF: ("Ordet kan si noe om religion eller livssyn (art. 9).", "The word may tell of religion or belief (Art. 9)."),
    Special.GENETIC: ("Ordet kan si noe om gener (art. 9).", "The word may tell of genes (Art. 9)."),
    Special.BIOMETRIC: ("Ordet kan si noe om biometri (art. 9).", "The word may tell of biometrics (Art. 9)."),
    Special.SEX: ("Ordet kan si noe om seksuelle forhold (art. 9).", "The word may tell of sex life or orientation (Art. 9)."),
    Special.CRIMINAL: ("Ordet kan si noe om straffbare forhold (art. 10).", "The word may tell of offences (Art. 10)."),
}  # fmt: skip
