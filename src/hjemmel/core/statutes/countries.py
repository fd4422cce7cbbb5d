"""Which countries personal data may go to without safeguards: the EEA, and adequacy decisions (Art. 45).

A country that is not found here is a third country without a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EEA: frozenset[str] = frozenset(_EU.split()) | {"IS", "LI", "NO"}

_CHECKED = date(2026, 11, 22)
_IN_NORWAY = date(2018, 7, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adequacy:
    """A decision of the Commission that a country protects personal data well enough (Art. 45).

    With a condition it covers only some recipients there: whether this one is among them must be known.
    `valid_from` is the first day the decision is relied on here."""

    country: str
    decision: str
    condition_nb: str | None = None
    condition_en: str | None = None
    valid_from: date = _IN_NORWAY
    valid_to: date | None = None
    checked_on: date = _CHECKED

    @property
    def is_conditional(self) -> bool:
        return self.condition_nb is not None

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


_DECISIONS = (
    Adequacy(country="AD", decision="2010/625/EU"),
    Adequacy(country="AR", decision="2003/490/EC"),
    Adequacy(country="BR", decision="Brazil, 2026", valid_from=date(2026, 2, 9)),
    Adequacy(
        country="CA",
        decision="2002/2/EC",
        condition_nb="bare kommersielle virksomheter som følger den kanadiske personvernloven PIPEDA",
        condition_en="only commercial organisations subject to the Canadian act PIPEDA",
    ),
    Adequacy(country="CH", decision="2000/518/EC"),
    Adequacy(country="FO", decision="2010/146/EU"),
    Adequacy(
        country="GB",
        decision="(EU) 2021/1772, renewed December 2025",
        valid_from=date(2021, 6, 28),
        valid_to=date(2031, 12, 27),
    ),
    Adequacy(country="GG", decision="2003/821/EC"),
    Adequacy(country="IL", decision="2011/61/EU"),
    Adequacy(country="IM", decision="2004/411/EC"),
    Adequacy(country="JE", decision="2008/393/EC"),
    Adequacy(country="JP", decision="(EU) 2019/419", valid_from=date(2019, 1, 23)),
    Adequacy(country="KR", decision="(EU) 2022/254", valid_from=date(2021, 12, 17)),
    Adequacy(country="NZ", decision="2013/65/EU"),
    Adequacy(
        country="US",
        decision="(EU) 2023/1795",
        condition_nb="bare virksomheter som er sertifisert under Data Privacy Framework",
        condition_en="only organisations certified under the Data Privacy Framework",
        valid_from=date(2023, 7, 10),
    ),
    Adequacy(country="UY", decision="2012/484/EU"),
)
ADEQUATE_COUNTRIES: Mapping[str, Adequacy] = MappingProxyType({d.country: d for d in _DECISIONS})


def is_third_country(country: str) -> bool:
    """Whether sending personal data there is a transfer that needs a basis in Chapter V (Art. 44)."""
    return country not in EEA


def adequacy(country: str, on: date) -> Adequacy | None:
    """The decision on that country in force on that day; None: safeguards or a derogation are needed."""
    decision = ADEQUATE_COUNTRIES.get(country)
    return decision if decision and decision.is_in_force(on) else None
