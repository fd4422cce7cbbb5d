"""Which version of the statement new customers were shown: each verdict, in the profile that promises it."""

from __future__ import annotations

from datetime import date

from hjemmel.core.promise import Evidence
from hjemmel.core.terms import Verdict

from .ports import ANE
from .worlds import house, in_memory, profile, rows_of

TODAY = date(2026, 11, 23)
MOBILE = profile("mobile")


def judged(
    *notices: tuple[int, str], came: str = "2026-06-01 10:00:00", relation: str = "owner", without: str = ""
) -> Evidence:
    tables = rows_of(
        MOBILE,
        {
            "abonnement.persons": [{"id": 1, "relation": relation, "name": "Anne", "created_at": came}],
            "abonnement.notices": [
                {"person_id": 1, "version": version, "shown_at": at} for version, at in notices
            ],
        },
    )
    connectors = in_memory(MOBILE, tables)
    connectors.pop(without, None)
    company = house(MOBILE, connectors, TODAY)
    return next(one for one in company.judge(ANE) if one.promise == "P003-02")


def test_a_version_that_was_noted_on_the_day_keeps_it() -> None:
    seen = judged((5, "2026-06-01 12:00:00"))
    assert seen.verdict is Verdict.KEPT and seen.measurement.cases == 1


def test_no_note_a_late_note_and_a_version_that_never_was_break_it() -> None:
    assert judged().verdict is Verdict.BROKEN
    assert judged((5, "2026-06-03 12:00:00")).verdict is Verdict.BROKEN
    assert judged((7, "2026-06-01 12:00:00")).verdict is Verdict.BROKEN


def test_who_came_long_ago_is_no_customer_or_cannot_be_read_says_nothing() -> None:
    assert judged(came="2025-11-22 10:00:00").verdict is Verdict.UNKNOWN
    assert judged(relation="user").verdict is Verdict.UNKNOWN
    assert judged((5, "2026-06-01 12:00:00"), without="abonnement").verdict is Verdict.UNKNOWN
