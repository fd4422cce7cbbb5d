"""Requests about rights, judged from their steps: each verdict that the probes can give, in the profiles that promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hjemmel.core.datamap import DataMap
from hjemmel.core.promise import Evidence
from hjemmel.core.request import (
    Answered,
    Closed,
    Delivered,
    Drafted,
    Executed,
    Extended,
    IdentityProven,
    Level,
    Life,
    Matched,
    Method,
    Noticed,
    Outcome,
    Received,
    Step,
    TakenBack,
    Way,
    WhyClosed,
    WhyExtended,
    due,
)
from hjemmel.core.rights.right import Right
from hjemmel.core.terms import Verdict
from hjemmel.engine.kept import Kept

from .ports import ANE
from .worlds import changed, compiled, house, in_memory, profile, rows_of

TODAY = date(2026, 11, 23)
CAME = date(2026, 10, 5)
LAST = date(2026, 11, 4)
"""30 days after."""
A = "a" * 64
KEPT, BROKEN, UNKNOWN, AT_RISK = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.AT_RISK


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def received(came: date = CAME, right: Right = Right.ACCESS, way: Way = Way.EMAIL) -> Received:
    return Received(at=at(came), by="staff-1", way=way, received_on=came, right=right)


def whole(
    came: date = CAME, sent: date | None = None, right: Right = Right.ACCESS, way: Way = Way.EMAIL
) -> tuple[Step, ...]:
    """A request as it should go."""
    told = {"at": at(came), "by": "staff-1"}
    sent = sent or came + timedelta(days=10)
    return (
        received(came, right, way),
        Matched(**told, collections=("nettbutikk.contacts",)),
        IdentityProven(**told, level=Level.ORDINARY, method=Method.KNOWN_CHANNEL),
        Executed(**told, digest=A),
        Answered(**told, outcome=Outcome.DONE),
        Delivered(**told, on=sent, way=way),
    )


def judged(data_map: DataMap, promise: str, *lives: tuple[Step, ...], today: date = TODAY) -> Evidence:
    kept = tuple(Life(id=f"request{number:09}", steps=steps) for number, steps in enumerate(lives))
    connectors = in_memory(data_map, rows_of(data_map, {}))
    company = replace(house(data_map, connectors, today, None), kept=lambda: Kept(requests=kept))
    return next(one for one in company.judge(ANE) if one.promise == promise)


def verdict(data_map: DataMap, promise: str, *lives: tuple[Step, ...], today: date = TODAY) -> Verdict:
    return judged(data_map, promise, *lives, today=today).verdict


# ---- answered ----------------------------------------------------------------------------------------------

GIFTS = profile("gifts")


def access(*lives: tuple[Step, ...], today: date = TODAY) -> Verdict:
    return verdict(GIFTS, "P004-31", *lives, today=today)


def test_an_answer_in_time_keeps_the_promise_and_one_a_day_late_breaks_it() -> None:
    assert access(whole(sent=LAST)) is KEPT
    assert access(whole(sent=LAST + timedelta(days=1))) is BROKEN
    assert access(whole(), whole(sent=LAST + timedelta(days=1))) is BROKEN
    assert "Lengste tid: 30 dager" in judged(GIFTS, "P004-31", whole(sent=LAST)).why_nb


def test_without_an_answer_there_is_nothing_to_judge() -> None:
    assert access() is UNKNOWN
    assert access((received(TODAY),)) is UNKNOWN, "it waits, and its day is far off"
    assert access(whole(right=Right.ERASURE)) is UNKNOWN, "the promise is about access"


def test_one_that_is_open_past_its_day_breaks_the_promise_and_one_that_is_near_it_is_a_risk() -> None:
    opened = (received(CAME),)
    assert access(whole(), opened, today=LAST) is AT_RISK
    assert access(whole(), opened, today=LAST - timedelta(days=2)) is AT_RISK
    assert access(whole(), opened, today=LAST - timedelta(days=3)) is KEPT
    assert access(whole(), opened, today=LAST + timedelta(days=1)) is BROKEN
    assert access(opened, today=LAST) is UNKNOWN, "nothing has been answered yet"


def test_an_extension_counts_when_the_person_was_told_in_time() -> None:
    more = Extended(at=at(CAME), by="staff-1", reason=WhyExtended.COMPLEX)

    def told(on: date) -> tuple[Step, ...]:
        first, *rest = whole(sent=TODAY)
        return (first, more, Noticed(at=at(on), by="staff-1", on=on, way=Way.EMAIL), *rest)

    assert access(told(LAST)) is KEPT
    assert access(told(LAST + timedelta(days=1))) is BROKEN
    first, *rest = whole(sent=TODAY)
    assert access((first, more, *rest)) is BROKEN, "nobody was told"


def test_what_was_taken_back_or_was_no_request_is_no_case_unless_its_day_had_passed() -> None:
    over = (
        TakenBack(at=at(LAST), by="staff-1"),
        Closed(at=at(LAST), by="staff-1", reason=WhyClosed.NOT_A_REQUEST),
    )
    for step in over:
        assert access((received(), step)) is UNKNOWN
        assert access((received(), replace(step, at=at(LAST + timedelta(days=1))))) is BROKEN


def test_a_draft_that_nobody_has_looked_at_lets_its_days_run() -> None:
    draft = Drafted(at=at(CAME), by="hjemmel", way=Way.EMAIL, received_on=CAME)
    assert access(whole(), (draft,), today=LAST + timedelta(days=1)) is BROKEN
    assert access(whole(), (draft,), today=CAME + timedelta(days=3)) is KEPT


def test_a_late_answer_is_over_a_year_after_it_was_sent() -> None:
    late = whole(date(2025, 10, 1), sent=date(2025, 11, 22))
    assert access(late, whole()) is KEPT
    assert access(late, whole(), today=TODAY - timedelta(days=2)) is BROKEN


@pytest.mark.parametrize("came", [CAME + timedelta(days=step) for step in range(0, 400, 7)])
def test_the_probe_and_the_inbox_count_the_same_last_day(came: date) -> None:
    last = due(Life(id="a" * 16, steps=(received(came),)), GIFTS.declaration.rights).day
    assert access(whole(came, sent=last), today=last) is KEPT
    late = last + timedelta(days=1)
    assert access(whole(came, sent=late), today=late) is BROKEN


def test_in_footcare_and_mobile_access_is_judged_too_and_what_the_package_holds_is_not_known_yet() -> None:
    footcare, mobile = profile("footcare"), profile("mobile")
    assert verdict(footcare, "P002-29", whole()) is KEPT
    assert verdict(footcare, "P002-29", whole(sent=TODAY)) is BROKEN
    assert verdict(mobile, "P003-24", whole()) is UNKNOWN
    assert verdict(mobile, "P003-24", whole(sent=TODAY)) is BROKEN


# ---- ways --------------------------------------------------------------------------------------------------

MAILHOUSE = profile("mailhouse")
EACH = tuple(whole(way=way) for way in (Way.POST, Way.EMAIL, Way.PHONE))


def test_every_way_that_is_promised_has_had_a_request() -> None:
    assert verdict(MAILHOUSE, "P000-36", *EACH) is KEPT
    missing = judged(MAILHOUSE, "P000-36", *EACH[:2])
    assert missing.verdict is UNKNOWN and "telefon" in missing.why_nb
    assert verdict(MAILHOUSE, "P000-36") is UNKNOWN


def test_a_request_by_phone_counts_from_the_call_however_late_it_was_entered() -> None:
    first, *rest = whole(way=Way.PHONE, sent=date(2026, 11, 6))
    entered_late = (replace(received(way=Way.PHONE), at=at(date(2026, 11, 1))), *rest)
    assert first != entered_late[0]
    assert verdict(MAILHOUSE, "P000-36", *EACH, entered_late) is BROKEN
    assert verdict(MAILHOUSE, "P000-36", *EACH, whole(way=Way.WEB, sent=TODAY)) is KEPT, (
        "no such way is promised"
    )


# ---- verified ----------------------------------------------------------------------------------------------

FOOTCARE = profile("footcare")


def proven(*lives: tuple[Step, ...]) -> Verdict:
    return verdict(FOOTCARE, "P002-41", *lives)


def test_nothing_is_released_before_it_is_known_who_asks() -> None:
    came, matched, proof, done, answer, sent = whole()
    assert proven(whole()) is KEPT
    assert proven((came, matched, done, answer, sent)) is BROKEN, "never proven"
    assert proven((came, matched, done, proof, answer, sent)) is BROKEN, "proven afterwards"
    assert proven((came, proof, matched, done, answer, sent)) is BROKEN, "proven for somebody else's rows"
    assert proven() is UNKNOWN


def test_a_proof_is_of_a_kind_that_the_statement_tells_of() -> None:
    came, matched, _, *rest = whole()
    seen = IdentityProven(at=at(CAME), by="staff-1", level=Level.HIGH, method=Method.IN_PERSON)
    assert proven((came, matched, seen, *rest)) is BROKEN
    with_it = compiled(
        changed("footcare", ("how: [known_channel, oidc, bankid]", "how: [known_channel, in_person]"))
    )
    assert verdict(with_it, "P002-41", (came, matched, seen, *rest)) is KEPT


@pytest.mark.parametrize("outcome", [Outcome.NOTHING_HELD, Outcome.REFUSED])
def test_to_say_that_nobody_was_found_or_no_releases_nothing(outcome: Outcome) -> None:
    came, _, _, _, _, sent = whole()
    told = Answered(at=at(CAME), by="staff-1", outcome=outcome)
    assert proven((came, told, sent)) is UNKNOWN
    assert proven((came, replace(told, outcome=Outcome.PARTLY), sent)) is BROKEN
