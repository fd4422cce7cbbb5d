"""P002-10: every credit check has its reason. A check without one breaks the promise; no check yet proves nothing."""

import pytest
from tests.engine.worlds import World, profile

from datetime import date  # isort: skip

from hjemmel.core.promise import Evidence
from hjemmel.core.terms import Verdict
from hjemmel.engine.ports import Actor

TODAY = date(2026, 11, 23)
CUSTOMER = {"id": 1, "is_sole_trader": True, "legal_name": "Kari", "created_at": "2026-01-02 10:00:00"}
CHECK = {
    "id": 1,
    "customer_id": 1,
    "reason": "faktura",
    "received_on": "2026-11-20",
    "bureau": "Kredittbyrået",
    "outcome": "ja",
    "report": "enc:1",
    "decided_on": "2026-11-20",
}


def judged(*checks: dict[str, object], unreached: str = "") -> Evidence:
    world = World(
        profile("footcare"), TODAY, {"nettbutikk.customers": [CUSTOMER], "salg.credit_checks": list(checks)}
    )
    house = world.house()
    if unreached:
        house.connectors.pop(unreached)  # type: ignore[attr-defined]
    (found,) = [one for one in house.judge(Actor(id="hjemmel", name="Hjemmel")) if one.promise == "P002-10"]
    return found


def test_it_is_kept_when_every_check_has_its_reason() -> None:
    assert judged(CHECK, {**CHECK, "id": 2}).verdict is Verdict.KEPT


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_check_without_a_reason_breaks_it(reason: str | None) -> None:
    found = judged(CHECK, {**CHECK, "id": 2, "reason": reason})
    assert found.verdict is Verdict.BROKEN
    assert found.measurement.breaches == 1


def test_a_report_that_is_eight_days_old_breaks_it_however_good_the_reason() -> None:
    old = {**CHECK, "id": 2, "received_on": "2026-11-10", "decided_on": "2026-11-15"}
    assert judged(CHECK, old).verdict is Verdict.BROKEN
    assert judged(CHECK, {**old, "report": None}).verdict is Verdict.KEPT


def test_a_row_without_a_day_tells_of_no_check_and_a_reason_without_a_day_of_one_we_do_not_know() -> None:
    emptied = {"id": 2, "customer_id": 1}
    assert judged(CHECK, emptied).verdict is Verdict.KEPT
    assert judged(CHECK, {**CHECK, "id": 2, "received_on": None}).verdict is Verdict.UNKNOWN


def test_it_is_unknown_while_no_check_was_made() -> None:
    assert judged().verdict is Verdict.UNKNOWN


def test_it_is_unknown_while_the_system_is_out_of_reach() -> None:
    assert judged(CHECK, unreached="salg").verdict is Verdict.UNKNOWN
