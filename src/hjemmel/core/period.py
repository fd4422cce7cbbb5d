"""Lengths of time and the exact arithmetic of dates: what "2 months after" means, and its inverse.

SQL engines disagree on months, so nothing outside this module ever does month arithmetic."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_PART = re.compile(r"(\d{1,5})\s*(day|week|month|year)s?", re.ASCII)
_WHOLE = re.compile(
    r"\s*\d{1,5}\s*(?:day|week|month|year)s?(?:\s+\d{1,5}\s*(?:day|week|month|year)s?)*\s*", re.ASCII
)
MONTHS_IN_A_YEAR = 12
DAYS_IN_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time, kept as it was written ("24 months" is not rewritten to "2 years").

    Years and months are counted before days. `date + Period` clamps to the end of the
    month: 31 August + 6 months is 28 or 29 February."""

    years: int = 0
    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period | None:
        """Read "60 days", "3 years", "3 years 6 months"; None for anything else."""
        if not _WHOLE.fullmatch(text):
            return None
        counts = {"year": 0, "month": 0, "week": 0, "day": 0}
        for number, unit in _PART.findall(text):
            counts[unit] += int(number)
        return cls(counts["year"], counts["month"], counts["week"] * DAYS_IN_A_WEEK + counts["day"])

    def __radd__(self, day: date) -> date:
        return _plus_months(day, self.total_months) + timedelta(days=self.days)

    @property
    def total_months(self) -> int:
        return self.years * MONTHS_IN_A_YEAR + self.months

    @property
    def about_days(self) -> float:
        """The mean length in days, to order periods: a month counts 30.44 days."""
        return self.total_months * 30.436875 + self.days

    def __str__(self) -> str:
        parts = [_counted(self.years, "year"), _counted(self.months, "month"), _counted(self.days, "day")]
        return " ".join(part for part in parts if part) or "0 days"


def cutoff(period: Period, today: date) -> date:
    """The latest day d with `d + period <= today`. Exact, the inverse of the addition."""
    target = today - timedelta(days=period.days)
    if not period.total_months:
        return target
    year, month = divmod(
        target.year * MONTHS_IN_A_YEAR + target.month - 1 - period.total_months, MONTHS_IN_A_YEAR
    )
    month += 1
    if year < 1:
        return date.min
    last = calendar.monthrange(year, month)[1]
    # On the last day of a month every later day of the earlier month has been clamped to it.
    if target.day == calendar.monthrange(target.year, target.month)[1]:
        return date(year, month, last)
    return date(year, month, min(target.day, last))


def latest_start(period: Period, today: date) -> date:
    """The first day whose `+ period` is still to come: the day after the cut-off."""
    return cutoff(period, today) + timedelta(days=1)


def _plus_months(day: date, months: int) -> date:
    if not months:
        return day
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    month += 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _counted(number: int, unit: str) -> str:
    return "" if not number else f"{number} {unit}" + ("s" if number != 1 else "")
