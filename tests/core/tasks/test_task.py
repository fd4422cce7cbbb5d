"""Tasks: what may happen to one, where it leaves it, and when somebody is reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hjemmel.core.tasks.task import (
    Asked,
    Assigned,
    Counted,
    Found,
    NotPossible,
    Reminded,
    Task,
    TaskKind,
    TaskState,
    TaskStep,
    Ticked,
    Vouched,
    What,
    WhyNot,
    answers_to,
    may_come,
    reminder_due,
)

AT, DAY = datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 12, 7)
TICKED = Ticked(at=AT, by="ane")
STILL_THERE, GONE = Counted(at=AT, by="ane", left=2), Counted(at=AT, by="ane", left=0)
ANSWERED = Vouched(at=AT, by="keeper", found=Found.DESTROYED, how_many=2)
IMPOSSIBLE = NotPossible(at=AT, by="ane", why=WhyNot.NO_ACCESS)


def task(kind: TaskKind, *steps: TaskStep) -> Task:
    what = What(kind=kind, of="plan:1:0", day=DAY, rows=3, why_nb="fordi", why_en="because")
    return Task(id="t", steps=(Asked(at=AT, by="hjemmel", what=what), *steps))


@pytest.mark.parametrize(
    ("steps", "state", "left"),
    [
        ((), TaskState.OPEN, 3),
        ((TICKED,), TaskState.TICKED, 3),
        ((TICKED, STILL_THERE), TaskState.STILL_THERE, 2),
        ((TICKED, STILL_THERE, GONE), TaskState.PROVEN, 0),
        ((IMPOSSIBLE,), TaskState.NOT_POSSIBLE, 3),
    ],
)
def test_rows_are_proven_by_the_count_and_never_by_the_tick(
    steps: tuple[TaskStep, ...], state: TaskState, left: int
) -> None:
    found = task(TaskKind.ROWS, *steps)
    assert (found.state, found.left) == (state, left)


def test_what_nobody_can_count_is_answered_for() -> None:
    assert task(TaskKind.TELLING, TICKED).state is TaskState.ATTESTED
    assert task(TaskKind.KEEPER, ANSWERED).state is TaskState.ATTESTED


def test_rows_are_not_vouched_for_and_a_keeper_does_not_tick() -> None:
    assert not may_come(task(TaskKind.ROWS), ANSWERED)
    assert not may_come(task(TaskKind.KEEPER), TICKED)
    assert may_come(task(TaskKind.KEEPER), ANSWERED) and may_come(task(TaskKind.ROWS), TICKED)


def test_nothing_is_counted_before_somebody_has_ticked() -> None:
    assert not may_come(task(TaskKind.ROWS), GONE)
    assert may_come(task(TaskKind.ROWS, TICKED), GONE)


def test_nothing_comes_after_the_end() -> None:
    for end in (GONE, IMPOSSIBLE):
        ended = task(TaskKind.ROWS, TICKED, end)
        assert not any(
            may_come(ended, step) for step in (TICKED, GONE, IMPOSSIBLE, Assigned(at=AT, by="a", to="b"))
        )


def test_somebody_is_reminded_a_week_and_a_day_before_on_the_day_and_every_week_after_it() -> None:
    now, reminded = task(TaskKind.ROWS), []
    for number in range(-20, 16):
        today = DAY + timedelta(days=number)
        days = reminder_due(now, today)
        if days is not None:
            reminded.append(number)
            now = Task(id="t", steps=(*now.steps, Reminded(at=AT, by="hjemmel", days=days)))
        assert reminder_due(now, today) is None, "once"
    assert reminded == [-7, -1, 0, 7, 14]
    assert reminder_due(task(TaskKind.ROWS, IMPOSSIBLE), DAY) is None


def test_a_keeper_answers_what_the_right_asks_for() -> None:
    assert answers_to("erasure") == (Found.NOTHING, Found.DESTROYED, Found.RETURNED)
    assert Found.DESTROYED not in answers_to("access")
