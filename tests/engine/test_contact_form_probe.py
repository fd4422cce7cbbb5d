"""The probe of the contact form: each verdict that it can give, in the profile that promises it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hjemmel.core.promise import Evidence
from hjemmel.core.terms import Verdict
from hjemmel.core.website.contact_form import Passed
from hjemmel.engine.kept import Kept

from .ports import ANE
from .worlds import house, in_memory, profile, rows_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MAP = profile("trades")
TOPICS = ("job", "invoice", "other")


def passed(days_ago: int, topic: str = "job", *, arrived: bool = True, **other: bool) -> Passed:
    taken = NOW - timedelta(days=days_ago)
    is_ended = not other.pop("waits", False)
    return Passed(
        topic=topic,
        taken_at=taken,
        ended_at=taken + timedelta(minutes=1) if is_ended else None,
        has_arrived=arrived and is_ended,
        is_trial=other.pop("is_trial", False),
        holds_words=other.pop("holds_words", not is_ended),
    )


def trials(days_ago: int) -> tuple[Passed, ...]:
    return tuple(passed(days_ago, topic, is_trial=True) for topic in TOPICS)


def judged(*messages: Passed) -> Evidence:
    connectors = in_memory(MAP, rows_of(MAP, {}))
    company = replace(house(MAP, connectors, NOW.date(), None), kept=lambda: Kept(form_messages=messages))
    return next(one for one in company.judge(ANE) if one.promise == "P001-09")


def test_messages_that_arrived_and_a_trial_of_each_topic_this_week_keep_it() -> None:
    seen = judged(passed(40), *trials(3))
    assert seen.verdict is Verdict.KEPT and seen.measurement.cases == 4


def test_a_message_that_did_not_arrive_breaks_it_for_a_year() -> None:
    assert judged(passed(300, arrived=False), *trials(3)).verdict is Verdict.BROKEN
    assert judged(passed(370, arrived=False), *trials(3)).verdict is Verdict.KEPT


def test_words_that_lie_in_the_form_after_it_went_or_for_too_long_break_it() -> None:
    assert judged(passed(1, holds_words=True), *trials(3)).verdict is Verdict.BROKEN
    assert judged(passed(3, waits=True), *trials(3)).verdict is Verdict.BROKEN
    assert judged(passed(1, waits=True), *trials(3)).verdict is Verdict.KEPT


def test_a_topic_that_nobody_has_tried_this_week_leaves_it_unknown() -> None:
    assert judged(*trials(3)[:2]).verdict is Verdict.UNKNOWN
    assert judged(*trials(9)).verdict is Verdict.UNKNOWN
    assert judged().verdict is Verdict.UNKNOWN
