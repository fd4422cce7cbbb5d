"""Nothing that is held is ever erased: made-up rows, rules, holds and clocks, swept in a real database, against an answer that is
worked out here row by row and knows nothing of Hjemmel's own. What may go does go, and no sweep undoes another."""

from __future__ import annotations

import calendar
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from hjemmel.core.facts import Hold, HoldKind

from .salon import File, declared, salon, swept

CUSTOMERS = range(4)
NO_DAYS = (None, "", "snart", "2025-02-30", "2023-02-29", "0001-01-01", "9999-12-31")
DAYS = st.one_of(
    st.dates(date(2019, 1, 1), date(2028, 12, 31)),
    st.sampled_from([date(2024, 2, 29), date(2023, 8, 31), date(2025, 3, 30), date(2024, 10, 27), date(2024, 12, 31)]),
)  # fmt: skip
WRITTEN = st.one_of(
    st.sampled_from(NO_DAYS),
    DAYS.map(str),
    st.tuples(DAYS, st.sampled_from(["00:00:00", "02:30:00", "23:59:59"])).map(
        lambda two: f"{two[0]} {two[1]}"
    ),
)
PERIODS = st.sampled_from(
    ["1 day", "30 days", "400 days", "1 month", "6 months", "18 months", "1 year", "2 years"]
)


@dataclass(frozen=True)
class Company:
    visits: Sequence[tuple[int, str | None]]
    """Whose it is, and what stands as its day."""
    customers: Sequence[str | None]
    periods: tuple[str, str]
    """Of visits, and of customers."""
    holds: Sequence[Hold]
    sweeps: Sequence[date]
    """The days on which somebody sweeps, by a clock that may go back."""


@st.composite
def holds(draw: st.DrawFn, number: int) -> Hold:
    begins = draw(st.dates(date(2019, 1, 1), date(2026, 12, 31)))
    lasts = draw(st.one_of(st.none(), st.integers(0, 3000)))
    return Hold(
        id=f"hold-{number}",
        title="tvist",
        kind=HoldKind.STATUTORY,
        home="salon.customer",
        keys=frozenset(
            (key,) for key in draw(st.sets(st.sampled_from(list(CUSTOMERS)), min_size=1, max_size=2))
        ),
        categories=draw(st.sampled_from([frozenset(), frozenset({"use"})])),
        collections=draw(
            st.sampled_from([frozenset(), frozenset({"salon.visit"}), frozenset({"salon.customer"})])
        ),
        reason="tvist",
        law="gdpr-17-3-e",
        approver="Ane Furuseth",
        begins_on=begins,
        ends_on=None if lasts is None else begins + timedelta(days=lasts),
        review_on=begins + timedelta(days=365),
    )


@st.composite
def companies(draw: st.DrawFn) -> Company:
    return Company(
        visits=draw(st.lists(st.tuples(st.sampled_from(list(CUSTOMERS)), WRITTEN), min_size=1, max_size=25)),
        customers=draw(st.lists(WRITTEN, min_size=len(CUSTOMERS), max_size=len(CUSTOMERS))),
        periods=(draw(PERIODS), draw(PERIODS)),
        holds=[draw(holds(number)) for number in range(draw(st.integers(1, 4)))],
        sweeps=draw(st.lists(st.dates(date(2023, 1, 1), date(2028, 12, 31)), min_size=1, max_size=3)),
    )


# ---- the answer, worked out anew ---------------------------------------------------------------------------


def day_of(text: str | None) -> date | None:
    """The day that stands there, if it is one that means anything."""
    try:
        found = date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
    return found if 1000 <= found.year <= 9998 else None


def over_on(day: date, period: str) -> date:
    told, unit = period.removesuffix("s").split()
    number = int(told)
    if unit == "day":
        return day + timedelta(days=number)
    months = day.year * 12 + day.month - 1 + number * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_held(company: Company, collection: str, customer: int, today: date) -> bool:
    return any(
        (customer,) in one.keys
        and (not one.collections or collection in one.collections)
        and one.begins_on <= today
        and (one.ends_on is None or today < one.ends_on)
        for one in company.holds
    )


def may_go(company: Company, collection: str, customer: int, made: str | None, today: date) -> bool:
    day = day_of(made)
    period = company.periods[0 if collection == "salon.visit" else 1]
    if day is None or over_on(day, period) > today:
        return False
    return not is_held(company, collection, customer, today)


# ---- what a sweep does -------------------------------------------------------------------------------------


def laid_down(company: Company, folder: Path) -> File:
    file = File(folder)
    file.execute("DELETE FROM customer")
    for number, made in enumerate(company.customers):
        file.execute(f"INSERT INTO customer VALUES ({number}, 'k{number}@post.example', {_literal(made)})")
    for number, (customer, made) in enumerate(company.visits):
        file.execute(f"INSERT INTO visit VALUES ({number}, {customer}, 'besøk', {_literal(made)})")
    return file


def _literal(text: str | None) -> str:
    return "NULL" if text is None else f"'{text}'"


@settings(
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(companies())
def test_what_is_held_stays_and_what_may_go_goes_whatever_the_clock_does(company: Company) -> None:
    data_map = declared(
        ("after: salon.customer.made, period: 5 years", f"after: salon.customer.made, period: {company.periods[1]}"),
        ("after: salon.visit.made, period: 2 years", f"after: salon.visit.made, period: {company.periods[0]}"),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        file = laid_down(company, Path(folder))
        visits, emails = set(range(len(company.visits))), set(CUSTOMERS)
        for today in company.sweeps:
            swept(salon(file.url, *company.holds, data_map=data_map, day=today))
            visits -= {
                number
                for number in visits
                if may_go(company, "salon.visit", company.visits[number][0], company.visits[number][1], today)
            }
            emails -= {
                number
                for number in emails
                if may_go(company, "salon.customer", number, company.customers[number], today)
            }
            assert {row for (row,) in file.rows("SELECT id FROM visit")} == visits, today
            assert {
                row for (row,) in file.rows("SELECT id FROM customer WHERE email IS NOT NULL")
            } == emails, today


def test_what_is_tried_has_rows_that_only_a_hold_keeps() -> None:
    """Else the property would prove nothing."""
    kept: list[bool] = []

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(companies())
    def count(company: Company) -> None:
        for today in company.sweeps:
            for customer, made in company.visits:
                day = day_of(made)
                is_over = day is not None and over_on(day, company.periods[0]) <= today
                kept.append(is_over and is_held(company, "salon.visit", customer, today))

    count()
    assert sum(kept) > 20 and not all(kept)
