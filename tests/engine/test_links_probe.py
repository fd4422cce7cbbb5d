"""The probe of links: each verdict that it can give, in the profiles that promise them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hjemmel.core.promise import Evidence
from hjemmel.core.terms import Verdict
from hjemmel.core.website.cookie_choice import Counted
from hjemmel.core.website.outgoing_link import AGAIN, EVERY, Found, LinkTried, is_due, outgoing
from hjemmel.engine.kept import Kept

from .ports import ANE
from .worlds import house, in_memory, profile, rows_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
GIFTS, MAILHOUSE = profile("gifts"), profile("mailhouse")
COMPLAINT = GIFTS.declaration.complaint
assert COMPLAINT is not None
SAID = Counted(made=3, refused=2)


def tried(days_ago: int, found: Found = Found.WORKS, address: str = COMPLAINT.link) -> LinkTried:
    return LinkTried(address=address, at=NOW - timedelta(days=days_ago), found=found)


def judged(*trials: LinkTried) -> Evidence:
    company = house(GIFTS, in_memory(GIFTS, rows_of(GIFTS, {})), NOW.date(), None)
    company = replace(company, kept=lambda: Kept(links=trials), published=GIFTS)
    return next(one for one in company.judge(ANE) if one.promise == "P004-06")


def opted_out(choices: Counted, *, found: Found = Found.WORKS) -> Evidence:
    trials = tuple(tried(1, found, address) for address in outgoing(MAILHOUSE))
    company = house(MAILHOUSE, in_memory(MAILHOUSE, rows_of(MAILHOUSE, {})), NOW.date(), None)
    company = replace(company, kept=lambda: Kept(links=trials, cookie_choices=choices), published=MAILHOUSE)
    return next(one for one in company.judge(ANE) if one.promise == "P000-14")


def test_a_link_that_worked_this_week_keeps_it() -> None:
    assert judged(tried(3)).verdict is Verdict.KEPT
    assert judged(tried(20, Found.DEAD), tried(3)).verdict is Verdict.KEPT


def test_a_dead_link_breaks_it_and_silence_does_not_mend_it() -> None:
    assert judged(tried(3, Found.DEAD)).verdict is Verdict.BROKEN
    assert judged(tried(9), tried(3, Found.DEAD), tried(1, Found.NO_ANSWER)).verdict is Verdict.BROKEN


@pytest.mark.parametrize("trials", [(), (tried(9),), (tried(1, Found.NO_ANSWER),), (tried(1, address="https://other.example"),)])  # fmt: skip
def test_a_link_without_an_answer_this_week_leaves_it_unknown(trials: tuple[LinkTried, ...]) -> None:
    assert judged(*trials).verdict is Verdict.UNKNOWN


def test_a_promise_about_our_own_choice_needs_visitors_who_say_no_by_it() -> None:
    assert opted_out(SAID).verdict is Verdict.KEPT
    assert opted_out(Counted(made=3, accepted=3)).verdict is Verdict.UNKNOWN
    assert opted_out(Counted()).verdict is Verdict.UNKNOWN
    assert opted_out(SAID, found=Found.DEAD).verdict is Verdict.BROKEN


def test_a_link_is_tried_each_week_and_sooner_where_it_did_not_work() -> None:
    assert is_due((), COMPLAINT.link, NOW)
    assert is_due([tried(7)], COMPLAINT.link, NOW) and not is_due([tried(6)], COMPLAINT.link, NOW)
    for found in (Found.DEAD, Found.NO_ANSWER):
        assert is_due([tried(1, found)], COMPLAINT.link, NOW)
        assert not is_due([tried(0, found)], COMPLAINT.link, NOW)
    assert timedelta(days=1) == AGAIN < EVERY


def test_every_declared_link_is_among_those_that_are_tried() -> None:
    assert COMPLAINT.link in outgoing(GIFTS)
    cookies = profile("mobile").declaration.cookies
    assert cookies is not None and set(cookies.help_links) <= set(outgoing(profile("mobile")))
    assert all(one.startswith("http") for one in outgoing(GIFTS))
