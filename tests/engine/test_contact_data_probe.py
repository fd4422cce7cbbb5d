"""P002-30: contact data that nobody has confirmed for two years is outdated; sixty days later the promise is broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hjemmel.core.promise import Evidence
from hjemmel.core.request import Life
from hjemmel.core.rights.right import Right
from hjemmel.core.sharing.telling import NOBODY
from hjemmel.core.terms import Verdict
from hjemmel.engine.kept import Kept

from .ports import ANE
from .test_requests_probe import whole
from .test_told_probe import telling
from .worlds import World, profile

TODAY = date(2026, 11, 23)
KEPT, BROKEN, UNKNOWN, AT_RISK = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.AT_RISK
CONTACT = {
    "id": 1,
    "customer_id": 1,
    "role": "employee",
    "name": "Kari",
    "email": "kari@kunde.example",
    "received_at": "2020-02-01 10:00:00",
    "confirmed_at": None,
}


def judged(*contacts: dict[str, object], unreached: str = "") -> Evidence:
    """A company in which a restriction was answered in time, and nobody else had the data."""
    world = World(profile("footcare"), TODAY, {"nettbutikk.contacts": list(contacts)})
    kept = Kept(
        requests=(Life(id="r" * 16, steps=whole(right=Right.RESTRICTION)),), tellings=(telling(NOBODY),)
    )
    house = replace(world.house(), kept=lambda: kept)
    if unreached:
        house.connectors.pop(unreached)  # type: ignore[attr-defined]
    (found,) = [one for one in house.judge(ANE) if one.promise == "P002-30"]
    return found


def confirmed(day: date, **more: object) -> dict[str, object]:
    return {**CONTACT, "confirmed_at": f"{day.isoformat()} 10:00:00", **more}


def test_it_is_kept_while_everything_has_been_confirmed_lately() -> None:
    assert judged(confirmed(TODAY - timedelta(days=700))).verdict is KEPT
    assert judged({**CONTACT, "received_at": "2026-01-01 10:00:00"}).verdict is KEPT, "it came lately"
    assert judged().verdict is KEPT


def test_what_has_just_grown_old_is_a_risk_and_two_months_later_a_breach() -> None:
    assert judged(confirmed(date(2024, 11, 24))).verdict is KEPT
    found = judged(confirmed(date(2024, 11, 23)))
    assert found.verdict is AT_RISK and "22. januar 2027" in found.why_nb.replace("\xa0", " ")
    assert judged(confirmed(date(2024, 9, 25))).verdict is AT_RISK
    assert judged(confirmed(date(2024, 9, 24))).verdict is BROKEN
    assert judged(CONTACT).verdict is BROKEN, "nobody has ever confirmed it"


def test_a_row_without_contact_data_is_none() -> None:
    assert judged({**CONTACT, "email": None, "phone": ""}).verdict is KEPT


def test_a_day_that_is_none_and_a_system_out_of_reach_leave_it_unknown() -> None:
    assert judged({**CONTACT, "confirmed_at": "i fjor"}).verdict is UNKNOWN
    assert judged({**CONTACT, "received_at": None}).verdict is UNKNOWN
    assert judged(confirmed(TODAY), unreached="nettbutikk").verdict is UNKNOWN
