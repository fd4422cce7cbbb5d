"""Bokmål and English: numbers, periods, dates, lists and clauses as people write them. No sentence of any page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ..declaration.parts import Text
from ..period import Period

NBSP = "\u00a0"

_NB_NUMBERS = ("null", "en", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv")
_EN_NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_NB_MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_UNITS = {
    "year": (("år", "år"), ("year", "years")),
    "month": (("måned", "måneder"), ("month", "months")),
    "day": (("dag", "dager"), ("day", "days")),
}
_SHORT_UNITS = {
    "second": (("sekund", "sekunder"), ("second", "seconds")),
    "minute": (("minutt", "minutter"), ("minute", "minutes")),
    "hour": (("time", "timer"), ("hour", "hours")),
}
_SHORT_TIME = re.compile(r"(\d{1,4}) (second|minute|hour)s?", re.ASCII)
_FINITE_NB = frozenset(
    [
        "er",
        "ble",
        "blir",
        "har",
        "hadde",
        "var",
        "går",
        "gikk",
        "slutter",
        "sluttet",
        "kom",
        "kommer",
        "får",
        "fikk",
        "tar",
        "tok",
        "sier",
        "sa",
        "gjør",
        "gjorde",
        "trekker",
        "trakk",
        "trekkes",
        "hentes",
        "sendes",
        "avsluttes",
        "lukkes",
        "endres",
        "opphører",
        "opphørte",
        "utløper",
        "utløp",
        "melder",
        "meldte",
        "betales",
        "leveres",
        "stenges",
        "heves",
        "svarer",
        "svarte",
        "ber",
        "ba",
        "forlater",
        "forlot",
        "kjøpte",
        "kjøper",
        "handlet",
        "brukte",
        "bruker",
        "ga",
        "gir",
        "spurte",
        "spør",
        "skjedde",
        "begynner",
        "begynte",
        "ansettes",
        "fratrer",
        "fratrådte",
    ]
)
_FINITE_EN = frozenset(["has", "have", "is", "was", "are", "were"])
_SHORT_INFINITIVES = frozenset(
    ["å", "ha", "gi", "se", "få", "ta", "gå", "by", "si", "slå", "bli", "be", "la", "tilby", "drive"]
)
_NOT_INFINITIVES = frozenset(
    ["reklame", "helse", "ordre", "tilgjengelige", "lønn", "nye", "egne", "andre", "våre", "denne", "disse"]
)

_RELATIVE = re.compile(r" (?:som|hvis|når|that|which|who|if|when) ")
_BOUND_SPACE = re.compile(
    r" (?:(?<=§ )|(?<=\b[aA]rt\. )|(?<=\bnr\. )|(?<=\bNo\. )|(?<=\bkl\. )|(?<=\bbokstav )|(?<=\bkapittel )"
    r"|(?<=\d )(?=\d)|(?<=nr\.[ \u00a0]\d )(?=[a-j]\b))"
)
"""A space at which a line must not end: after § and the like, inside numbers, before the letter of an article."""


def tidy(text: str) -> str:
    """Non-breaking spaces where a line must not end: after § and the like, and inside numbers."""
    return _BOUND_SPACE.sub(NBSP, text.strip())


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """With a small first letter, unless the first word is a name or an abbreviation."""
    first = text.split(" ", 1)[0]
    return text if first[1:] != first[1:].lower() or not text[1:2].isalpha() else text[:1].lower() + text[1:]


def ended(text: str) -> str:
    """With a full stop, unless it has an end already."""
    text = text.strip()
    return text if not text or text[-1] in ".!?:" or text[-2:] in (".”", ".»") else f"{text}."


def is_infinitive(nb: str) -> bool:
    """Whether a Norwegian phrase begins with an infinitive: «sende faktura», not «nyhetsbrev»."""
    first = nb.strip().split(" ", 1)[0].lower().strip(",.")
    return first in _SHORT_INFINITIVES or (first.endswith(("e", "å")) and first not in _NOT_INFINITIVES)


def is_clause(title: Text) -> bool:
    """Whether a title is a clause («kundeforholdet er slutt») and not a noun («siste levering», «det siste som skjedde»)."""
    nb, en = (_RELATIVE.split(text.lower(), maxsplit=1)[0].split() for text in (title.nb, title.en))
    return bool(_FINITE_NB & set(nb) or _FINITE_EN & set(en))


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: `nb` or `en`. Every method gives plain text."""

    lang: str

    def pick(self, nb: str, en: str) -> str:
        return nb if self.lang == "nb" else en

    def text(self, text: Text) -> str:
        return text.nb if self.lang == "nb" else text.en

    def number(self, number: int) -> str:
        """Words up to twelve, figures above, thousands parted."""
        words = _NB_NUMBERS if self.lang == "nb" else _EN_NUMBERS
        if 0 <= number < len(words):
            return words[number]
        return f"{number:,}".replace(",", NBSP if self.lang == "nb" else ",")

    def period(self, period: Period) -> str:
        """«to måneder», «ett år», «tre år og seks måneder», «60 dager»."""
        counts = (("year", period.years), ("month", period.months), ("day", period.days))
        return self.listed([self._counted(number, unit) for unit, number in counts if number])

    def short_time(self, text: str) -> str:
        """«30 minutter» for "30 minutes"; anything else as it is."""
        found = _SHORT_TIME.fullmatch(text.strip())
        if not found:
            return text
        number = int(found[1])
        nb, en = _SHORT_UNITS[found[2]]
        word = (nb if self.lang == "nb" else en)[number != 1]
        return f"{self.number(number)} {word}"

    def month(self, day: date) -> str:
        """«november 2026», “November 2026”."""
        return f"{(_NB_MONTHS if self.lang == 'nb' else _EN_MONTHS)[day.month - 1]} {day.year}"

    def date(self, day: date) -> str:
        if self.lang == "nb":
            return f"{day.day}. {_NB_MONTHS[day.month - 1]} {day.year}"
        return f"{day.day} {_EN_MONTHS[day.month - 1]} {day.year}"

    def listed(self, items: Sequence[str]) -> str:
        """«a, b og c»; with a comma more where a part has an «og» of its own."""
        *front, last = items or [""]
        if not front:
            return last
        word = self.pick("og", "and")
        comma = "," if any(f" {word} " in item for item in items) else ""
        return f"{', '.join(front)}{comma} {word} {last}"

    def either(self, items: Sequence[str]) -> str:
        """«a, b eller c»."""
        *front, last = items or [""]
        return f"{', '.join(front)} {self.pick('eller', 'or')} {last}" if front else last

    def after(self, title: Text) -> str:
        """«etter at kundeforholdet er slutt», «etter siste levering»."""
        if self.lang == "en":
            return f"after {small(title.en)}"
        return f"etter at {small(title.nb)}" if is_clause(title) else f"etter {small(title.nb)}"

    def when(self, title: Text) -> str:
        if is_clause(title):
            return self.pick(f"når {small(title.nb)}", f"when {small(title.en)}")
        return self.pick(f"fra {small(title.nb)}", f"from {small(title.en)}")

    def until(self, title: Text) -> str:
        return self.pick(f"til {small(title.nb)}", f"until {small(title.en)}")

    def every(self, period: Period) -> str:
        """«hvert år», «hver sjette måned»: in words that suit the common ones."""
        known = _EVERY.get((period.total_months, period.days))
        return (
            self.pick(*known)
            if known
            else self.pick(f"hver {self.period(period)}", f"every {self.period(period)}")
        )

    def in_order_to(self, title: Text) -> str:
        """A purpose as a reason: «for å sende faktura»; a purpose that is no verb stands as it is."""
        if is_infinitive(title.nb):
            return self.pick(f"for å {small(title.nb)}", f"to {small(title.en)}")
        return small(self.text(title))

    def reasons(self, titles: Sequence[Text]) -> str:
        """Several purposes as one reason: «for å finne feil og å hindre misbruk»."""
        first, *rest = [self.in_order_to(title) for title in titles] or [""]
        return self.listed([first, *(text.removeprefix("for ") for text in rest)])

    def quoted(self, text: str) -> str:
        return self.pick(f"«{text}»", f"“{text}”")

    def _counted(self, number: int, unit: str) -> str:
        nb, en = _UNITS[unit]
        word = (nb if self.lang == "nb" else en)[number != 1]
        if number == 1 and self.lang == "nb":
            return f"{'ett' if unit == 'year' else 'en'} {word}"
        return f"{self.number(number)}{NBSP if number > len(_NB_NUMBERS) - 1 else ' '}{word}"


_EVERY = {
    (1, 0): ("hver måned", "every month"),
    (3, 0): ("hvert kvartal", "every quarter"),
    (6, 0): ("hvert halvår", "every six months"),
    (12, 0): ("hvert år", "every year"),
    (24, 0): ("annethvert år", "every second year"),
    (0, 7): ("hver uke", "every week"),
    (0, 1): ("hver dag", "every day"),
}


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Without repetition, in order."""
    return tuple(dict.fromkeys(items))
