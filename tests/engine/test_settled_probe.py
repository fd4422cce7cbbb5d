"""What a promise about answers says besides: every system was asked, what was kept back has its reason, and what rested on a
consent goes with it. Each verdict, in the profiles that promise it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from hjemmel.core.datamap import DataMap
from hjemmel.core.promise import Evidence
from hjemmel.core.request import Life
from hjemmel.core.rights.right import Right
from hjemmel.core.terms import Verdict
from hjemmel.engine.kept import Kept, PlanMade

from .ports import ANE
from .test_requests_probe import TODAY, A, whole
from .worlds import house, in_memory, profile, rows_of

TRADES, FOOTCARE = profile("trades"), profile("footcare")
Tables = Mapping[str, Sequence[Mapping[str, object]]]


def made(*unreached: str, kept_back: int = 2, unexplained: int = 0) -> PlanMade:
    return PlanMade(digest=A, unreached=unreached, kept_back=kept_back, unexplained=unexplained)


def judged(
    data_map: DataMap, promise: str, right: Right, *plans: PlanMade, tables: Tables | None = None
) -> Evidence:
    life = Life(id="request000000000", steps=whole(right=right))
    connectors = in_memory(data_map, rows_of(data_map, tables or {}))
    company = replace(
        house(data_map, connectors, TODAY, None), kept=lambda: Kept(requests=(life,), plans=plans)
    )
    return next(one for one in company.judge(ANE) if one.promise == promise)


def test_access_that_asked_every_system_keeps_it_and_one_that_did_not_breaks_it() -> None:
    assert judged(TRADES, "P001-24", Right.ACCESS, made()).verdict is Verdict.KEPT
    seen = judged(TRADES, "P001-24", Right.ACCESS, made("crm"))
    assert seen.verdict is Verdict.BROKEN and "Uten at alle systemene ble spurt: 1" in seen.why_nb


def test_an_answer_behind_which_no_plan_is_known_proves_nothing() -> None:
    assert judged(TRADES, "P001-24", Right.ACCESS).verdict is Verdict.UNKNOWN
    assert judged(FOOTCARE, "P002-26", Right.ERASURE).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(("unexplained", "verdict"), [(0, Verdict.KEPT), (1, Verdict.BROKEN)])
def test_what_an_erasure_kept_back_must_stand_with_its_reason(unexplained: int, verdict: Verdict) -> None:
    assert judged(FOOTCARE, "P002-26", Right.ERASURE, made(unexplained=unexplained)).verdict is verdict
