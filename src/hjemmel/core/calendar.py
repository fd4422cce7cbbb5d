"""Norwegian public holidays and working days, computed from Easter.

Saturdays and Sundays are not working days. Local and half holidays (24 December) are working days here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A public holiday on a day of a year. Two can fall on one day (17 May and Ascension Day in 2012)."""

    day: date
    name_nb: str
    name_en: str


# Days after Easter Sunday.
_MOVABLE = (
    (-3, "skjærtorsdag", "Maundy Thursday"),
    (-2, "langfredag", "Good Friday"),
    (0, "første påskedag", "Easter Sunday"),
    (1, "andre påskedag", "Easter Monday"),
    (39, "Kristi himmelfartsdag", "Ascension Day"),
    (49, "første pinsedag", "Whit Sunday"),
    (50, "andre pinsedag", "Whit Monday"),
)
_FIXED = (
    (1, 1, "første nyttårsdag", "New Year's Day"),
    (5, 1, "arbeidernes dag", "Labour Day"),
    (5, 17, "grunnlovsdagen", "Constitution Day"),
    (12, 25, "første juledag", "Christmas Day"),
    (12, 26, "andre juledag", "Boxing Day"),
)


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon = (19 * golden + century - leap_centuries - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * century_rest + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> tuple[Holiday, ...]:
    """The public holidays of a year, in order."""
    easter = easter_sunday(year)
    movable = [Holiday(day=easter + timedelta(days=n), name_nb=nb, name_en=en) for n, nb, en in _MOVABLE]
    fixed = [Holiday(day=date(year, month, day), name_nb=nb, name_en=en) for month, day, nb, en in _FIXED]
    return tuple(sorted(movable + fixed, key=lambda holiday: holiday.day))


def is_public_holiday(day: date) -> bool:
    return any(holiday.day == day for holiday in holidays(day.year))


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and not is_public_holiday(day)


def next_working_day(day: date) -> date:
    """The first working day on or after the day: a working day is its own answer.

    This is how a period that ends on a day off is extended (Regulation (EEC, Euratom) 1182/71 Art. 3(4))."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day


def working_days_after(day: date, number: int) -> date:
    """The working day that comes so many working days after the day, which itself does not count."""
    for _ in range(number):
        day = next_working_day(day + _ONE_DAY)
    return day
