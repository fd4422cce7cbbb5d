"""Buyer, owner and user of one subscription: whether each would see their own, and nothing of the others'."""

from __future__ import annotations

from datetime import date

from hjemmel.core.datamap import DataMap
from hjemmel.core.promise import Evidence
from hjemmel.core.terms import Verdict

from .ports import ANE
from .worlds import changed, compiled, house, in_memory, profile, rows_of

TODAY = date(2026, 11, 23)
MOBILE = profile("mobile")
OWNER_SEES_CALLS = compiled(
    changed(
        "mobile",
        (
            "        about: {via: user_id}                                 # the user at the time, not the owner who pays",
            "        about: {via: subscription_id}",
        ),
    )
)
"""The same, but for whose calls are said to be."""
ANNE, BO = 1, 2
CALLS = ((10, BO), (11, BO), (12, ANNE))


def judged(data_map: DataMap = MOBILE, *, user: int = BO, without: str = "") -> Evidence:
    tables = rows_of(
        data_map,
        {
            "abonnement.persons": [{"id": one, "name": f"Person {one}"} for one in (ANNE, BO)],
            "abonnement.subscriptions": [
                {"id": 5, "buyer_id": ANNE, "owner_id": ANNE, "user_id": user, "msisdn": "4790000000"}
            ],
            "taksering.cdr": [
                {
                    "id": id,
                    "subscription_id": 5,
                    "user_id": whose,
                    "kind": "voice",
                    "started_at": "2026-11-20T10:00:00",
                }
                for id, whose in CALLS
            ],
        },
    )
    connectors = in_memory(data_map, tables)
    connectors.pop(without, None)
    company = house(data_map, connectors, TODAY, None)
    return next(one for one in company.judge(ANE) if one.promise == "P003-04")


def test_who_owns_a_subscription_and_who_uses_it_each_see_their_own_calls() -> None:
    seen = judged()
    assert seen.verdict is Verdict.KEPT, seen.why_nb
    assert seen.measurement.cases == 2


def test_an_owner_who_would_be_given_the_users_calls_breaks_it() -> None:
    seen = judged(OWNER_SEES_CALLS)
    assert seen.verdict is Verdict.BROKEN
    assert "Rader de ville fått om andre: 2. Egne rader de ikke ville fått: 2" in seen.why_nb


def test_where_nobody_shares_a_subscription_or_a_system_is_away_nothing_is_known() -> None:
    assert judged(user=ANNE).verdict is Verdict.UNKNOWN
    assert judged(without="taksering").verdict is Verdict.UNKNOWN
