"""Public holidays and working days, against published dates of Easter and the calendars of single years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjemmel.core.calendar import (
    easter_sunday,
    holidays,
    is_public_holiday,
    is_working_day,
    next_working_day,
    working_days_after,
)

days = st.dates(date(1901, 1, 1), date(2199, 12, 1))


@pytest.mark.parametrize(
    "easter",
    [
        date(1961, 4, 2),
        date(1981, 4, 19),  # the two exceptions of the Gregorian rule
        date(1954, 4, 18),
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2285, 3, 22),
    ],
)
def test_easter_falls_where_it_was_published(easter: date) -> None:
    assert easter_sunday(easter.year) == easter


@given(st.integers(1583, 4099))
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    easter = easter_sunday(year)
    assert easter.weekday() == 6
    assert date(year, 3, 22) <= easter <= date(year, 4, 25)


def test_the_holidays_of_2027() -> None:
    assert [(holiday.day.month, holiday.day.day, holiday.name_nb) for holiday in holidays(2027)] == [
        (1, 1, "første nyttårsdag"),
        (3, 25, "skjærtorsdag"),
        (3, 26, "langfredag"),
        (3, 28, "første påskedag"),
        (3, 29, "andre påskedag"),
        (5, 1, "arbeidernes dag"),
        (5, 6, "Kristi himmelfartsdag"),
        (5, 16, "første pinsedag"),
        (5, 17, "andre pinsedag"),
        (5, 17, "grunnlovsdagen"),
        (12, 25, "første juledag"),
        (12, 26, "andre juledag"),
    ]


def test_two_holidays_can_fall_on_one_day() -> None:
    assert {holiday.name_en for holiday in holidays(2012) if holiday.day == date(2012, 5, 17)} == {
        "Ascension Day",
        "Constitution Day",
    }


def test_christmas_eve_is_a_working_day_and_christmas_day_is_not() -> None:
    assert is_working_day(date(2026, 12, 24))
    assert not is_working_day(date(2026, 12, 25))
    assert is_public_holiday(date(2026, 12, 26))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 4, 2), date(2026, 4, 7)),  # Maundy Thursday to the Tuesday after Easter
        (date(2026, 5, 1), date(2026, 5, 4)),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_a_deadline_on_a_day_off_moves_to_the_next_working_day(day: date, working: date) -> None:
    assert next_working_day(day) == working


@given(days)
def test_the_next_working_day_is_the_nearest_one(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert not any(is_working_day(skipped) for skipped in between)
    assert (found - day).days <= 5


def test_working_days_are_counted_from_the_day_after() -> None:
    friday = date(2026, 11, 20)
    assert working_days_after(friday, 0) == friday
    assert working_days_after(friday, 1) == date(2026, 11, 23)
    assert working_days_after(friday, 5) == date(2026, 11, 27)
