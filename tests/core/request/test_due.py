"""By when a request must be answered: Art. 12(3), Regulation 1182/71 Art. 3, and what the company has promised."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hjemmel.core.declaration.conduct import Rights
from hjemmel.core.period import Period
from hjemmel.core.request import Drafted, Extended, Life, Noticed, Received, Step, Way, WhyExtended, due
from hjemmel.core.rights.right import Right

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def promised(within: str = "30 days", extension: str | None = "2 months", *alarms: str) -> Rights:
    return Rights.model_validate(
        {
            "offered": ["access"],
            "answer_within": within,
            "ways": ["email"],
            "alarms": alarms or ("14 days", "7 days", "2 days"),
            **({"extension": extension} if extension else {}),
        }
    )


def life(came: date, *steps: Step) -> Life:
    received = Received(at=AT, by="staff-1", way=Way.EMAIL, received_on=came, right=Right.ACCESS)
    return Life(id="aaaabbbbccccdddd", steps=(received, *steps))


def extended(told: date | None) -> tuple[Step, ...]:
    first = Extended(at=AT, by="staff-1", reason=WhyExtended.COMPLEX)
    return (first, Noticed(at=AT, by="staff-1", on=told, way=Way.EMAIL)) if told else (first,)


@pytest.mark.parametrize(
    ("came", "last"),
    [
        (date(2026, 3, 5), date(2026, 4, 7)),
        (date(2026, 8, 31), date(2026, 9, 30)),
        (date(2027, 1, 31), date(2027, 3, 1)),
        (date(2026, 11, 25), date(2026, 12, 28)),
        (date(2026, 12, 1), date(2027, 1, 4)),
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
    ids=[
        "5 April 2026 is Easter Sunday, and 6 April is a holiday",
        "30 September is as far as September goes",
        "28 February 2027 is a Sunday",
        "25 December and 26 December, then a Sunday",
        "1 January, a Saturday and a Sunday",
        "a leap year",
    ],
)
def test_the_months_of_the_law_end_on_a_working_day(came: date, last: date) -> None:
    assert due(life(came), None).by_law == last
    assert due(life(came), None).day == last, "nothing is promised, so the law alone counts"


@pytest.mark.parametrize(
    ("came", "within", "last"),
    [
        (date(2026, 10, 5), "30 days", date(2026, 11, 4)),
        (date(2027, 2, 1), "30 days", date(2027, 3, 1)),
        (date(2026, 10, 26), "10 days", date(2026, 11, 5)),
        (date(2026, 11, 25), "1 month", date(2026, 12, 25)),
    ],
    ids=[
        "30 days are shorter than a month of 31",
        "a month is shorter than 30 days in February",
        "a short promise",
        "a promised month does not wait for the holiday to be over",
    ],
)
def test_the_stricter_of_promise_and_law_counts(came: date, within: str, last: date) -> None:
    assert due(life(came), promised(within)).day == last


def test_the_day_it_came_is_not_counted() -> None:
    assert due(life(date(2026, 11, 23)), promised("1 day")).day == date(2026, 11, 24)


def test_an_extension_counts_from_the_day_it_came_and_only_when_the_person_was_told_in_time() -> None:
    came, rights = date(2026, 10, 5), promised()
    assert due(life(came, *extended(None)), rights).day == date(2026, 11, 4), "nobody was told"
    assert due(life(came, *extended(date(2026, 11, 5))), rights).day == date(2026, 11, 4), "told too late"
    in_time = due(life(came, *extended(date(2026, 11, 4))), rights)
    assert in_time.first == date(2026, 11, 4)
    assert in_time.day == date(2027, 1, 4), "30 days and 2 months; the law's three months end on 5 January"


def test_reminders_come_before_the_day_and_move_with_it() -> None:
    came = date(2026, 10, 5)
    assert due(life(came), promised()).reminders == (
        (date(2026, 10, 21), 14),
        (date(2026, 10, 28), 7),
        (date(2026, 11, 2), 2),
    )
    moved = due(life(came, *extended(date(2026, 11, 1))), promised()).reminders
    assert moved[0] == (date(2026, 12, 21), 14)
    assert due(life(came), promised("10 days")).reminders == (
        (date(2026, 10, 8), 7),
        (date(2026, 10, 13), 2),
    ), "one that would come before the request itself does not come"


def test_a_draft_is_counted_from_the_day_it_came_too() -> None:
    drafted = Drafted(at=AT, by="hjemmel", way=Way.EMAIL, received_on=date(2026, 10, 5))
    draft = Life(id="aaaabbbbccccdddd", steps=(drafted,))
    assert due(draft, promised()).day == date(2026, 11, 4)
    assert due(draft, promised()).days_left(date(2026, 11, 23)) == -19
    assert due(
        life(date(2026, 10, 5)), Rights(offered=(), answer_within=Period(days=30), ways=("email",))
    ).alarms
