"""The probe of telling a friend: each verdict that it can give, in the profile that promises it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hjemmel.core.promise import Evidence
from hjemmel.core.terms import Verdict
from hjemmel.core.website.tell_a_friend import FriendTrial
from hjemmel.engine.kept import Kept

from .ports import ANE
from .worlds import house, in_memory, profile, rows_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MAP = profile("mobile")


def trial(days_ago: int, *found_in: str, unread: tuple[str, ...] = (), is_sought: bool = True) -> FriendTrial:
    sent = NOW - timedelta(days=days_ago)
    sought = sent + timedelta(hours=1) if is_sought else None
    return FriendTrial(sent_at=sent, sought_at=sought, found_in=found_in, unread=unread)


def judged(*trials: FriendTrial) -> Evidence:
    connectors = in_memory(MAP, rows_of(MAP, {}))
    company = replace(house(MAP, connectors, NOW.date(), None), kept=lambda: Kept(friend_trials=trials))
    return next(one for one in company.judge(ANE) if one.promise == "P003-21")


def test_a_trial_of_this_week_that_was_found_nowhere_keeps_it() -> None:
    seen = judged(trial(9), trial(2))
    assert seen.verdict is Verdict.KEPT and seen.measurement.cases == 2


def test_an_address_that_was_found_breaks_it_for_as_long_as_the_log_is_kept() -> None:
    seen = judged(trial(16, "mail"), trial(9), trial(2))
    assert seen.verdict is Verdict.BROKEN and "loggen til e-posttjeneren" in seen.measurement.seen_nb
    assert judged(trial(22, "mail"), trial(2)).verdict is Verdict.KEPT


def test_what_could_not_be_read_or_was_not_tried_leaves_it_unknown_and_says_which() -> None:
    seen = judged(trial(2, unread=("web", "application")))
    assert seen.verdict is Verdict.UNKNOWN
    assert "the web server's log and the application's log" in seen.measurement.missing_en
    for trials in ((), (trial(9),), (trial(0, is_sought=False),), (trial(9), trial(0, is_sought=False))):
        assert judged(*trials).verdict is Verdict.UNKNOWN


def test_a_find_breaks_it_whatever_could_not_be_read() -> None:
    assert judged(trial(2, "tables", unread=("mail",))).verdict is Verdict.BROKEN
