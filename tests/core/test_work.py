"""When work that runs by itself is due."""

from datetime import UTC, datetime, time, timedelta

from hjemmel.core.work import LONGEST_WAIT, Daily, Every, again_at, first_due, next_due

OSLO = "Europe/Oslo"
FOUR = Daily(at=time(4, 0))


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_work_of_every_minute_is_due_at_once_and_a_minute_after_it_began() -> None:
    every = Every(gap=timedelta(minutes=1))
    assert first_due(every, utc(11, 23, 5), OSLO) == utc(11, 23, 5)
    assert next_due(every, utc(11, 23, 5), OSLO) == utc(11, 23, 5, 1)


def test_work_of_the_night_is_due_the_next_night_and_never_twice_in_one() -> None:
    assert first_due(FOUR, utc(11, 23, 5), OSLO) == utc(11, 24, 3)
    assert first_due(FOUR, utc(11, 23, 2), OSLO) == utc(11, 23, 3)
    assert next_due(FOUR, utc(11, 23, 3), OSLO) == utc(11, 24, 3)
    assert next_due(FOUR, utc(11, 23, 3, 1), OSLO) == utc(11, 24, 3)


def test_nights_that_were_slept_through_are_made_up_for_once() -> None:
    assert next_due(FOUR, utc(11, 30, 12), OSLO) == utc(12, 1, 3)


def test_the_time_of_day_is_that_of_the_company_in_summer_and_in_winter() -> None:
    assert next_due(FOUR, utc(10, 23, 12), OSLO) == utc(10, 24, 2)
    assert next_due(FOUR, utc(10, 24, 12), OSLO) == utc(10, 25, 3)
    half_past_two = Daily(at=time(2, 30))
    assert next_due(half_past_two, utc(10, 25, 0, 30), OSLO) == utc(10, 26, 1, 30), (
        "the clock shows 2.30 twice that night, and once is enough"
    )
    skipped = next_due(half_past_two, utc(3, 28, 12), OSLO)
    assert skipped == utc(3, 29, 1, 30), "and in spring not at all: then it is done right after"
    assert next_due(half_past_two, skipped, OSLO) == utc(3, 30, 0, 30)


def test_what_fails_is_tried_ever_more_seldom_but_always_again() -> None:
    now = utc(11, 23, 5)
    waits = [again_at(now, failures) - now for failures in range(1, 12)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert waits == sorted(waits)
    assert waits[-1] == again_at(now, 100_000) - now == LONGEST_WAIT
