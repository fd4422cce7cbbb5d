"""Kept, but not for long: a hold that alone keeps data, and that nobody has looked at again by the day they should."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hjemmel.core.facts import Hold, HoldKind
from hjemmel.core.promise import Evidence
from hjemmel.core.terms import Verdict

from .ports import ANE
from .worlds import World, profile

CARD = {"id": 7, "buyer_kind": "person", "first_name": "Kari", "created_at": "2015-05-02 10:00:00"}
NEW = {"id": 8, "buyer_kind": "person", "first_name": "Ola", "created_at": "2026-11-02 10:00:00"}
HOLD = Hold(
    id="2026-14", title="tvist 2026/14", kind=HoldKind.STATUTORY, home="nettbutikk.accounts", keys=frozenset({(7,)}),
    reason="tvist", law="gdpr-17-3-e", approver="Ane Furuseth", begins_on=date(2026, 2, 1), review_on=date(2026, 11, 22),
)  # fmt: skip


def judged(hold: Hold, promise: str = "P004-25") -> Evidence:
    world = World(profile("gifts"), date(2026, 11, 23), {"nettbutikk.accounts": [CARD, NEW]}, hold)
    return next(one for one in world.house().judge(ANE) if one.promise == promise)


def test_an_overdue_review_puts_the_promise_at_risk_and_says_which() -> None:
    evidence = judged(HOLD)
    assert evidence.verdict is Verdict.AT_RISK
    assert evidence.why_nb == (
        "Slettesperren «tvist 2026/14» skulle vært gjennomgått 22. november 2026. Bare den holder én opplysning."
    )


@pytest.mark.parametrize(
    "hold",
    [
        replace(HOLD, review_on=date(2026, 11, 23)),
        replace(HOLD, keys=frozenset({(8,)})),
        replace(HOLD, ends_on=date(2026, 11, 1)),
    ],
    ids=["reviewed today", "what it covers has a ground", "it has ended"],
)
def test_nothing_is_at_risk_where_no_hold_is_overdue_or_it_keeps_nothing_alone(hold: Hold) -> None:
    assert judged(hold).verdict is not Verdict.AT_RISK


def test_a_promise_about_other_data_is_not_touched() -> None:
    assert judged(HOLD, "P004-23").verdict is not Verdict.AT_RISK
