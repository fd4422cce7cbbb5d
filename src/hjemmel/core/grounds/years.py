"""Financial years: usually the calendar year, sometimes deviating, now and then a short one."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from ..datamap import FinancialYears

ONE_DAY = timedelta(days=1)


def last_day(years: FinancialYears, year: int) -> date:
    """The last day of the financial year with this number."""
    if year in years.short:
        return years.short[year]
    ends_in = year + 1 if years.named_by_start and not _is_calendar_year(years) else year
    return _ends_in(years, ends_in)


def first_day_after(years: FinancialYears, year: int) -> date:
    """2024 -> 1 January 2025 for the calendar year, so that five years end on 1 January 2030."""
    return last_day(years, year) + ONE_DAY


def last_year_over(years: FinancialYears, day: date) -> int:
    """The greatest year number whose first day after is `day` or earlier."""
    year = day.year + 1
    while first_day_after(years, year) > day:
        year -= 1
    return year


def end_of_year_with(years: FinancialYears, day: date) -> date:
    """The last day of the financial year that `day` falls in."""
    if not years.short:
        end = _ends_in(years, day.year)
        return end if end >= day else _ends_in(years, day.year + 1)
    return min(end for end in _ends_about(years, day) if end >= day)


def last_end_before(years: FinancialYears, day: date) -> date:
    """The latest end of a financial year that is before `day`."""
    if not years.short:
        end = _ends_in(years, day.year)
        return end if end < day else _ends_in(years, day.year - 1)
    return max(end for end in _ends_about(years, day) if end < day)


def _ends_about(years: FinancialYears, day: date) -> list[date]:
    return [last_day(years, year) for year in range(day.year - 3, day.year + 3)]


def _ends_in(years: FinancialYears, year: int) -> date:
    """The end of a year that is not a short one, in this calendar year."""
    return date(year, years.month, min(years.day, calendar.monthrange(year, years.month)[1]))


def _is_calendar_year(years: FinancialYears) -> bool:
    return (years.month, years.day) == (12, 31)
