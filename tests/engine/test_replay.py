"""After a restore, what was erased is erased again: never more than went, and never what is held now."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from hjemmel.core.plan import Plan
from hjemmel.engine.house import House
from hjemmel.engine.replay import CarriedOut, in_backups_until

from .ports import ANE, Stores
from .salon import NEW, OLD, TODAY, File, declared, hold, salon, swept, visits


@pytest.fixture
def file(tmp_path: Path) -> File:
    made = File(tmp_path)
    made.execute(visits(1, 10, OLD), visits(11, 15, NEW))
    return made


def restored(file: File, stores: Stores) -> list[CarriedOut]:
    """A sweep is carried out; then the database of before it is put back."""
    copy = file.path.with_suffix(".backup")
    shutil.copyfile(file.path, copy)
    digest = swept(salon(file.url, stores=stores))
    assert file.left() == 5
    shutil.copyfile(copy, file.path)
    plan = stores.plans.plan(digest)
    assert plan is not None and file.left() == 15
    return [CarriedOut(plan=plan, receipts=tuple(stores.plans.receipts(digest)))]


def told(plan: Plan) -> list[tuple[str, str, int]]:
    return [(one.verb.value, one.rows.collection, one.expected) for one in plan.actions]


def done_again(house: House, done: Sequence[CarriedOut]) -> None:
    plan = house.plan_replay(done)
    house.approve(plan.digest, ANE)
    assert all(receipt.is_true for receipt in house.advance(plan.digest, ANE))


def test_what_came_back_is_erased_again_and_nothing_else(file: File) -> None:
    stores = Stores()
    done = restored(file, stores)
    house = salon(file.url, stores=stores)
    assert told(house.plan_replay(done)) == [("erase", "salon.visit", 10)]
    assert file.left() == 15, "a plan changes nothing"
    done_again(house, done)
    assert file.rows("SELECT min(id), count(*) FROM visit") == [(11, 5)]
    assert house.plan_replay(done).actions == (), "done once, there is nothing to do"


def test_it_is_erased_again_by_the_rule_of_then_where_a_longer_one_has_come_since(file: File) -> None:
    stores = Stores()
    done = restored(file, stores)
    longer = salon(file.url, stores=stores, data_map=declared(("period: 2 years", "period: 4 years")))
    assert longer.preview_sweep().actions == ()
    done_again(longer, done)
    assert file.left() == 5


def test_a_hold_that_came_since_wins(file: File) -> None:
    stores = Stores()
    done = restored(file, stores)
    house = salon(file.url, hold(1), stores=stores)
    done_again(house, done)
    assert file.rows(f"SELECT DISTINCT customer_id FROM visit WHERE made = '{OLD}'") == [(1,)]


def test_more_rows_than_went_are_for_a_person_to_look_at(file: File) -> None:
    stores = Stores()
    done = restored(file, stores)
    file.execute(visits(20, 20, OLD))
    plan = salon(file.url, stores=stores).plan_replay(done)
    assert plan.actions == ()
    assert [(one.collection, one.rows, one.because.rule) for one in plan.refusals] == [
        ("salon.visit", 11, "more-than-went")
    ]


@pytest.mark.parametrize(("days", "found"), [(35, True), (36, False)])
def test_it_looks_back_as_far_as_backups_live(file: File, days: int, found: bool) -> None:
    stores = Stores()
    done = restored(file, stores)
    assert in_backups_until(declared(), done) == {"salon": date(2026, 12, 28)}
    later = salon(file.url, stores=stores, day=TODAY + timedelta(days=days))
    assert bool(later.plan_replay(done).actions) is found
    assert later.plan_replay(done, TODAY).actions, "who knows the day of the backup says so"
