"""Art. 5(1)(e): nothing outlives its ground. Each company's first morning: BROKEN, a plan, an approval, KEPT.

Everything is real: the company's SQLite files, Hjemmel's own database, its accounts and its ledger, each company
in processes of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.companies import copy_of

STORY = """
import json, sys
from hjemmel.desk import ready
from django.contrib.auth import get_user_model
from hjemmel.capabilities.staff.services import actor_of
from hjemmel.core.ledger.chain import Verified
from hjemmel.desk import assignments, clock, ledger, office
from hjemmel.desk.demo_clock import demo_time
clock.use(demo_time)
actor = actor_of(get_user_model().objects.get(username="demo"))
def verdicts():
    return {one.id: one.verdict.value for one in office.promises_view().promises}
before = verdicts()
plan = office.make_sweep(actor) if "anew" in sys.argv else office.plans_view()[0].plan
for one in assignments.views() if assignments.is_processor() else ():
    if one.is_overdue:
        # What a controller sent is no row of a system: a person ends it.
        assignments.erase(one.id, actor)
receipts = office.approve_and_run(plan.digest, actor)
again = office.make_sweep(actor)
print(json.dumps({
    "before": before,
    "after": verdicts(),
    "actions": [[a.verb.value, a.rows.collection, a.expected, a.by_hand] for a in plan.actions],
    "left": [r.left for r in receipts],
    "touched": sum(r.touched for r in receipts),
    "again": [[a.verb.value, a.rows.collection, a.expected] for a in again.actions if not a.by_hand],
    "ledger": isinstance(ledger.check(), Verified),
}))
"""

STORIES = {
    "gifts": "P004-23",
    "mailhouse": "P000-33",
    "trades": "P001-17",
    "footcare": "P002-23",
    "mobile": "P003-26",
}
PEOPLE = {"trades": 400}
"""The fewest that a company's story can be told with, where 200 are not enough."""


@pytest.mark.story
@pytest.mark.parametrize("profile", STORIES)
def test_what_has_no_ground_goes_when_a_person_says_so_and_the_promise_is_kept(
    profile: str, tmp_path: Path
) -> None:
    company = copy_of(profile, tmp_path, PEOPLE.get(profile, 200))
    before = company.counts()
    told = company.python(STORY, "anew")
    assert told.returncode == 0, told.stderr[-2000:]
    story = json.loads(told.stdout)
    promise = STORIES[profile]
    assert story["before"][promise] == "BROKEN"
    assert story["after"][promise] == "KEPT"
    assert story["touched"] > 0 and set(story["left"]) == {0}
    assert story["again"] == [], "a second sweep finds nothing"
    assert story["ledger"] is True
    after = company.counts()
    erased: dict[str, int] = {}
    for verb, collection, expected, by_hand in story["actions"]:
        if verb == "erase" and not by_hand:
            erased[collection] = erased.get(collection, 0) + expected
    assert {name: before[name] - after[name] for name in before if before[name] != after[name]} == erased
