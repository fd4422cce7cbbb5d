"""Where steps leave a request, and which may come next."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from hjemmel.core.plan import plain
from hjemmel.core.request import (
    Answered,
    Approved,
    Circumstances,
    Closed,
    Corrected,
    Decided,
    Delivered,
    Drafted,
    Executed,
    Extended,
    IdentityAsked,
    IdentityProven,
    Level,
    Life,
    Matched,
    Method,
    No,
    Noticed,
    Opened,
    Outcome,
    Planned,
    Received,
    RefusedRequest,
    Reminded,
    Reviewed,
    State,
    Step,
    TakenBack,
    ToldOfLifting,
    Way,
    WhyClosed,
    WhyExtended,
    WhyRefused,
    WhyRejected,
    is_repeated,
    state,
    why_not,
)
from hjemmel.core.revive import revive_step
from hjemmel.core.rights.right import Right

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = AT.date()
ANE: dict[str, Any] = {"at": AT, "by": "staff-1"}
OLA: dict[str, Any] = {"at": AT, "by": "staff-2"}
A, B = "a" * 64, "b" * 64

RECEIVED = Received(**ANE, way=Way.EMAIL, received_on=DAY, right=Right.ACCESS)
MATCHED = Matched(**ANE, collections=("shop.customers",))
NOBODY = Matched(**ANE, collections=())
ASKED = IdentityAsked(**ANE, level=Level.ORDINARY, method=Method.KNOWN_CHANNEL)
PROVEN = IdentityProven(**ANE, level=Level.ORDINARY, method=Method.KNOWN_CHANNEL)
PLANNED, REVIEWED, APPROVED = Planned(**ANE, digest=A), Reviewed(**ANE, digest=A), Approved(**OLA, digest=A)
EXECUTED, ANSWERED = Executed(**OLA, digest=A), Answered(**ANE, outcome=Outcome.DONE)
DELIVERED = Delivered(**ANE, on=DAY, way=Way.EMAIL)
WHOLE: tuple[Step, ...] = (
    RECEIVED, MATCHED, ASKED, PROVEN, PLANNED, REVIEWED, APPROVED, EXECUTED, ANSWERED, DELIVERED, Opened(**OLA),
)  # fmt: skip
STATES = (
    State.RECEIVED, State.MATCHED, State.ASKED_WHO, State.PROVEN, State.PLANNED, State.REVIEWED, State.APPROVED,
    State.EXECUTED, State.ANSWERED, State.DELIVERED, State.DELIVERED,
)  # fmt: skip
FREE = Circumstances(today=DAY, last_for_extension=DAY + timedelta(days=30), may_approve=True)


def life(*steps: Step) -> Life:
    return Life(id="aaaabbbbccccdddd", steps=steps)


def no(step: Step, *before: Step, **told: Any) -> No | None:
    return why_not(life(*before), step, replace(FREE, **told))


def test_a_request_goes_from_receipt_to_delivery_one_step_at_a_time() -> None:
    for number, step in enumerate(WHOLE):
        assert no(step, *WHOLE[:number]) is None, step
        assert state(life(*WHOLE[: number + 1])) is STATES[number]


def test_nothing_is_skipped() -> None:
    for number in range(len(WHOLE)):
        for later in WHOLE[number + 2 :]:
            if not isinstance(later, IdentityProven):
                assert no(later, *WHOLE[: number + 1]) is not None, (number, later)


def test_nothing_is_planned_before_it_is_known_who_asks() -> None:
    assert no(PLANNED, RECEIVED, MATCHED) is No.NOT_NOW
    assert no(PLANNED, RECEIVED, MATCHED, ASKED) is No.NOT_NOW
    assert no(PLANNED, RECEIVED, MATCHED, PROVEN, MATCHED) is No.NOT_NOW, "it may be somebody else now"


@pytest.mark.parametrize("right", [Right.OBJECTION, Right.WITHDRAWAL])
def test_to_say_no_takes_no_proof(right: Right) -> None:
    said = replace(RECEIVED, right=right)
    assert state(life(said, MATCHED)) is State.PROVEN
    assert no(PLANNED, said, MATCHED) is None
    assert state(life(said, NOBODY)) is State.MATCHED, "there is nobody to plan for"


def test_what_was_said_of_an_older_plan_does_not_count_for_a_newer() -> None:
    newer = Planned(**ANE, digest=B)
    assert state(life(*WHOLE[:7], newer)) is State.PLANNED
    assert no(REVIEWED, *WHOLE[:7], newer) is No.OTHER_PLAN
    assert no(APPROVED, *WHOLE[:7], newer) is No.NOT_NOW
    assert no(EXECUTED, *WHOLE[:7], newer) is No.NOT_NOW


def test_who_entered_it_does_not_approve_it_unless_nobody_else_can() -> None:
    own = replace(APPROVED, by=RECEIVED.by)
    assert no(own, *WHOLE[:6]) is No.OWN
    assert no(own, *WHOLE[:6], is_alone=True) is None
    assert no(own, *WHOLE[:6], may_approve=False, is_alone=True) is No.NO_RIGHT
    assert no(APPROVED, *WHOLE[:6], may_approve=False) is No.NO_RIGHT


def test_a_request_that_is_unfounded_is_refused_by_an_approver_and_still_answered() -> None:
    refused = RefusedRequest(**OLA, reason=WhyRefused.UNFOUNDED)
    assert no(refused, RECEIVED, may_approve=False) is No.NO_RIGHT
    assert no(replace(refused, by="staff-1"), RECEIVED) is No.OWN
    assert no(refused, RECEIVED) is None
    assert state(life(RECEIVED, refused)).is_open, "the person is to be told"
    assert no(ANSWERED, RECEIVED, refused) is No.NOT_NOW
    assert no(replace(ANSWERED, outcome=Outcome.REFUSED), RECEIVED, refused) is None


def test_nobody_is_refused_for_not_showing_who_they_are_without_having_been_asked() -> None:
    refused = RefusedRequest(**OLA, reason=WhyRefused.NOT_IDENTIFIED)
    assert no(refused, RECEIVED, MATCHED) is No.NOT_TRIED
    assert no(refused, RECEIVED, MATCHED, ASKED) is None
    assert (refused.reason.article, WhyRefused.EXCESSIVE.article) == ("12(2)", "12(5)")


def test_that_we_hold_nothing_is_said_only_where_nobody_was_found() -> None:
    nothing = replace(ANSWERED, outcome=Outcome.NOTHING_HELD)
    assert no(nothing, RECEIVED, NOBODY) is None
    assert no(nothing, RECEIVED, MATCHED) is No.NOT_NOW
    assert no(nothing, *WHOLE[:8]) is No.SOMEBODY_FOUND
    assert no(ANSWERED, RECEIVED, NOBODY) is No.NOT_NOW


def test_an_extension_has_a_reason_a_notice_and_the_first_month() -> None:
    more, told = Extended(**ANE, reason=WhyExtended.MANY), Noticed(**ANE, on=DAY, way=Way.EMAIL)
    assert no(more, RECEIVED) is None
    assert no(more, RECEIVED, last_for_extension=DAY - timedelta(days=1)) is No.TOO_LATE_TO_EXTEND
    assert no(more, RECEIVED, may_be_extended=False) is No.NO_EXTENSION_PROMISED
    assert no(told, RECEIVED) is No.NOT_EXTENDED
    assert no(told, RECEIVED, more) is None
    late = replace(told, on=FREE.last_for_extension + timedelta(days=1))
    assert no(late, RECEIVED, more, today=date(2027, 1, 1)) is No.TOO_LATE_TO_EXTEND


def test_no_day_is_in_the_future_or_before_it_came() -> None:
    assert no(replace(RECEIVED, received_on=DAY + timedelta(days=1))) is No.IN_THE_FUTURE
    before = WHOLE[:9]
    assert no(replace(DELIVERED, on=DAY + timedelta(days=1)), *before) is No.IN_THE_FUTURE
    assert no(replace(DELIVERED, on=DAY - timedelta(days=1)), *before) is No.BEFORE_IT_CAME


def test_a_request_is_not_laid_aside_to_escape_the_answer() -> None:
    aside = Closed(**ANE, reason=WhyClosed.NOT_A_REQUEST)
    assert no(aside, *WHOLE[:4]) is No.NOT_NOW
    assert no(aside, RECEIVED) is None
    draft = Drafted(at=AT, by="hjemmel", way=Way.EMAIL, received_on=DAY)
    assert state(life(draft)) is State.DRAFT
    assert no(MATCHED, draft) is No.NOT_NOW, "a person confirms it first"
    assert no(RECEIVED, draft) is None and no(aside, draft) is None
    assert no(draft, RECEIVED) is No.NOT_NOW and no(RECEIVED, RECEIVED) is No.NOT_NOW


def test_what_is_taken_back_or_delivered_is_over() -> None:
    assert state(life(RECEIVED, TakenBack(**ANE))) is State.TAKEN_BACK
    for over in ((RECEIVED, TakenBack(**ANE)), WHOLE[:10]):
        assert not state(life(*over)).is_open
        assert no(TakenBack(**ANE), *over) is No.NOT_NOW
        assert no(MATCHED, *over) is No.NOT_NOW
    assert no(MATCHED) is No.NOT_RECEIVED


def test_the_same_step_again_is_no_news_unless_something_has_undone_it() -> None:
    for number, step in enumerate(WHOLE[1:], start=1):
        again: Any = step
        later = replace(again, at=AT + timedelta(hours=1), by="staff-9")
        expected = not isinstance(step, Matched)
        assert is_repeated(life(*WHOLE[: number + 1]), later) is expected, step
    assert not is_repeated(life(*WHOLE[:4], MATCHED), PROVEN)
    assert not is_repeated(life(*WHOLE[:6], Planned(**ANE, digest=B)), PLANNED)
    assert not is_repeated(life(RECEIVED, Reminded(**ANE, days=14)), Reminded(**ANE, days=7))
    assert is_repeated(
        life(RECEIVED, Reminded(**ANE, days=14), Reminded(**ANE, days=7)), Reminded(**OLA, days=14)
    )


SETTLED: tuple[tuple[Right, Step], ...] = (
    (Right.RECTIFICATION, Corrected(**ANE, columns=("shop.customers.name",))),
    (Right.OBJECTION, Decided(**ANE, upheld=("news",))),
    (Right.RESTRICTION, Decided(**ANE, point="18(1)(b)")),
    (Right.LIFTING, ToldOfLifting(**ANE, on=DAY, way=Way.POST)),
)


@pytest.mark.parametrize(
    ("right", "step"), SETTLED, ids=lambda one: getattr(one, "value", type(one).__name__)
)
def test_what_a_plan_rests_on_may_change_until_it_is_approved_and_then_a_new_one_is_needed(
    right: Right, step: Step
) -> None:
    said = replace(RECEIVED, right=right)
    assert no(step, said) is No.NOT_NOW, "nobody knows whom it is about"
    assert state(life(said, MATCHED, PROVEN, step)) is State.PROVEN
    assert state(life(said, MATCHED, PROVEN, PLANNED, REVIEWED, step)) is State.PROVEN
    assert no(APPROVED, said, MATCHED, PROVEN, PLANNED, REVIEWED, step) is No.NOT_NOW
    assert not is_repeated(life(said, MATCHED, PROVEN, PLANNED, step), PLANNED)
    assert no(step, said, MATCHED, PROVEN, PLANNED, REVIEWED, APPROVED) is No.NOT_NOW
    assert no(step, RECEIVED, MATCHED, PROVEN) is No.OTHER_RIGHT


def test_each_step_is_written_and_read_back_as_it_was() -> None:
    more = (
        Extended(**ANE, reason=WhyExtended.MANY),
        Noticed(**ANE, on=DAY, way=Way.POST),
        Closed(**ANE, reason=WhyClosed.SAME_AS_ANOTHER),
        Corrected(**ANE, columns=("shop.customers.name",)),
        Decided(**ANE, upheld=("news",), rejected=("stats",), why=WhyRejected.OVERRIDING),
        Decided(**ANE, point="18(1)(b)"),
        ToldOfLifting(**ANE, on=DAY, way=Way.POST),
    )
    refused = RefusedRequest(**OLA, reason=WhyRefused.EXCESSIVE)
    draft = Drafted(**ANE, way=Way.WEB, received_on=DAY)
    every = (*WHOLE, *more, refused, draft, Reminded(**ANE, days=2), TakenBack(**ANE))
    assert {type(step) for step in every} == set(get_args(Step))
    for step in every:
        assert revive_step(json.loads(json.dumps(plain(step)))) == step
