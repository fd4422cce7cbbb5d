"""Days, months and financial years: the arithmetic that every period rests on, as properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjemmel.core.datamap import FinancialYears
from hjemmel.core.grounds.years import (
    ONE_DAY,
    end_of_year_with,
    first_day_after,
    last_day,
    last_end_before,
    last_year_over,
)
from hjemmel.core.moment import NOT_A_DAY, local_day, read_day, read_year, start_of
from hjemmel.core.period import Period, cutoff, latest_start

OSLO = "Europe/Oslo"
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
PERIODS = st.builds(
    Period, years=st.integers(0, 12), months=st.integers(0, 30), days=st.integers(0, 800)
).filter(lambda period: period.total_months or period.days)


# ---- periods ----------------------------------------------------------------------------------------------


@given(period=PERIODS, today=DAYS)
def test_the_cutoff_is_the_latest_day_whose_period_is_over(period: Period, today: date) -> None:
    found = cutoff(period, today)
    assert found + period <= today
    assert (found + ONE_DAY) + period > today
    assert latest_start(period, today) == found + ONE_DAY


@given(period=PERIODS, today=DAYS, before=st.integers(-70, 70))
def test_comparing_with_the_cutoff_is_comparing_with_the_sum(
    period: Period, today: date, before: int
) -> None:
    """What SQL asks of a column and what Python asks of a day are the same question, near the edge above all."""
    day = cutoff(period, today) + timedelta(days=before)
    assert (day + period <= today) is (day <= cutoff(period, today))


@given(period=PERIODS, day=DAYS)
def test_adding_a_period_never_goes_back_when_the_day_goes_on(period: Period, day: date) -> None:
    assert day + period <= (day + ONE_DAY) + period


@pytest.mark.parametrize(
    ("day", "period", "over"),
    [
        (date(2025, 8, 31), "6 months", date(2026, 2, 28)),
        (date(2023, 8, 31), "6 months", date(2024, 2, 29)),
        (date(2024, 2, 29), "1 year", date(2025, 2, 28)),
        (date(2024, 2, 29), "4 years", date(2028, 2, 29)),
        (date(2026, 1, 31), "1 month 1 day", date(2026, 3, 1)),
        (date(2026, 11, 23), "3 years 6 months", date(2030, 5, 23)),
        (date(2026, 3, 1), "2 weeks", date(2026, 3, 15)),
    ],
)
def test_months_are_clamped_to_the_end_of_the_month(day: date, period: str, over: date) -> None:
    parsed = Period.parse(period)
    assert parsed is not None
    assert day + parsed == over


@pytest.mark.parametrize(
    "text", ["", "six months", "6", "6 months ago", "-6 months", "1.5 years", "6 månader", "٦ days"]
)
def test_what_is_no_period_is_not_read_as_one(text: str) -> None:
    assert Period.parse(text) is None


@given(period=PERIODS)
def test_a_period_reads_as_it_is_written(period: Period) -> None:
    assert Period.parse(str(period)) == period


# ---- financial years --------------------------------------------------------------------------------------


def short_years(month: int, day: int) -> st.SearchStrategy[dict[int, date]]:
    """Now and then a year that ended some months early."""
    usual = FinancialYears(month=month, day=day)
    one = st.builds(
        lambda year, early: {year: last_day(usual, year) - timedelta(days=early)},
        st.integers(1990, 2040),
        st.integers(1, 300),
    )
    return st.one_of(st.just({}), one)


@st.composite
def financial_years(draw: st.DrawFn, short: bool = True) -> FinancialYears:
    month, day = draw(st.sampled_from([(12, 31), (6, 30), (2, 29), (2, 28), (8, 31), (3, 15), (1, 1)]))
    named_by_start = draw(st.booleans())
    if named_by_start or not short:
        return FinancialYears(month=month, day=day, named_by_start=named_by_start)
    return FinancialYears(month=month, day=day, short=draw(short_years(month, day)))


ABOUT = st.dates(date(1985, 1, 1), date(2045, 12, 31))


@given(years=financial_years(), number=st.integers(1990, 2040))
def test_years_follow_each_other_without_overlap(years: FinancialYears, number: int) -> None:
    assert last_day(years, number) < last_day(years, number + 1)
    assert first_day_after(years, number) == last_day(years, number) + ONE_DAY


@given(years=financial_years(), day=ABOUT)
def test_the_last_year_over_is_over_and_the_next_is_not(years: FinancialYears, day: date) -> None:
    """What SQL asks of a year column (`year < last over + 1`) and what Python asks of its day agree."""
    number = last_year_over(years, day)
    assert first_day_after(years, number) <= day
    assert first_day_after(years, number + 1) > day


@given(years=financial_years(), day=ABOUT, today=ABOUT)
def test_a_day_is_over_with_its_year(years: FinancialYears, day: date, today: date) -> None:
    """What SQL asks of a date column (`column < the day after the last end`) and what Python asks agree."""
    over = end_of_year_with(years, day) + ONE_DAY <= today
    assert over is (day < last_end_before(years, today) + ONE_DAY)


@given(years=financial_years(), day=ABOUT)
def test_every_day_lies_in_exactly_one_year(years: FinancialYears, day: date) -> None:
    end = end_of_year_with(years, day)
    assert day <= end
    assert last_end_before(years, day) < day
    ends = {last_day(years, number) for number in range(day.year - 3, day.year + 4)}
    assert not [one for one in ends if last_end_before(years, day) < one < end]


def test_a_year_is_named_by_its_end_or_by_its_start() -> None:
    assert first_day_after(FinancialYears(), 2024) == date(2025, 1, 1)
    assert first_day_after(FinancialYears(month=6, day=30), 2024) == date(2024, 7, 1)
    assert first_day_after(FinancialYears(month=6, day=30, named_by_start=True), 2024) == date(2025, 7, 1)
    assert first_day_after(FinancialYears(named_by_start=True), 2024) == date(2025, 1, 1)
    assert last_day(FinancialYears(month=2, day=29), 2025) == date(2025, 2, 28)


def test_a_short_year_ends_when_it_says_and_the_next_begins_there() -> None:
    years = FinancialYears(short={2024: date(2024, 8, 31)})
    assert first_day_after(years, 2024) == date(2024, 9, 1)
    assert end_of_year_with(years, date(2024, 8, 31)) == date(2024, 8, 31)
    assert end_of_year_with(years, date(2024, 9, 1)) == date(2025, 12, 31)


# ---- moments ----------------------------------------------------------------------------------------------


@given(
    moment=st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1)),
    zone=st.sampled_from(["UTC", "Asia/Tokyo", "Etc/GMT+5"]),
)
def test_a_moment_is_before_a_day_just_when_its_local_day_is(moment: datetime, zone: str) -> None:
    """SQL compares with `start_of`; Python reads the day. The clocks of the company may change meanwhile."""
    moment = moment.replace(microsecond=0)
    day = read_day(moment.isoformat(sep=" "), zone, OSLO)
    assert isinstance(day, date)
    assert start_of(day, zone, OSLO) <= moment < start_of(day + ONE_DAY, zone, OSLO)


@pytest.mark.parametrize(
    ("value", "zone", "day"),
    [
        ("2026-03-31", "UTC", date(2026, 3, 31)),
        ("2026-03-31 21:59:59", "UTC", date(2026, 3, 31)),
        ("2026-03-31 22:00:00", "UTC", date(2026, 4, 1)),
        ("2026-12-31T22:59:59.999", "UTC", date(2026, 12, 31)),
        ("2026-12-31T23:00:00", "UTC", date(2027, 1, 1)),
        ("2026-12-31T23:00:00", OSLO, date(2026, 12, 31)),
        (date(2026, 3, 31), "UTC", date(2026, 3, 31)),
        (datetime(2026, 3, 31, 22, 30), "UTC", date(2026, 4, 1)),
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), OSLO, date(2026, 4, 1)),
    ],
)
def test_a_day_is_read_in_the_zone_of_its_column(value: object, zone: str, day: date) -> None:
    assert read_day(value, zone, OSLO) == day


@pytest.mark.parametrize(
    "value",
    ["2026-02-30", "2026-13-01", "", "soon", "31.12.2026", "2026-12-31 24:00:00", "9999-12-31", "0001-01-01",
     date(9999, 12, 31), 20261231, True, "2026-12-31T10:00:00+02:00", "２０２６-01-01", " 2026-01-01"],
)  # fmt: skip
def test_what_is_no_day_is_told_apart_from_nothing(value: object) -> None:
    assert read_day(value, "UTC", OSLO) is NOT_A_DAY
    assert read_day(None, "UTC", OSLO) is None


def test_a_year_is_a_whole_number_of_four_digits() -> None:
    assert [read_year(value) for value in (2024, "2024", None)] == [2024, 2024, None]
    assert all(
        read_year(value) is NOT_A_DAY
        for value in (True, 24, "24", 20240, 2024.0, "2024-01-01", "２０２４", 9999)
    )


def test_the_day_turns_at_midnight_in_the_companys_zone() -> None:
    assert local_day(datetime(2026, 6, 30, 21, 59, tzinfo=UTC), OSLO) == date(2026, 6, 30)
    assert local_day(datetime(2026, 6, 30, 22, 0, tzinfo=UTC), OSLO) == date(2026, 7, 1)
