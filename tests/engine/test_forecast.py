"""What will go, month by month; and what another declaration would do otherwise at the next sweep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.engine.ports import Stores
from tests.engine.worlds import World, changed, compiled, in_memory, profile

from hjemmel.core.action import Verb
from hjemmel.core.forecast import Forecast, Otherwise, by_span, month_ends

TODAY = date(2026, 11, 23)
LOG = "weblogg.access_log"
LINES = ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-09", "2026-11-10", "2026-12-10", None, "snart"]
"""Two due already, for 21 days are over; two in what is left of November, two in December, on its first day and its last."""


def world(*days: str | None) -> World:
    rows = [{"id": n, "ip_token": "k", "at": day} for n, day in enumerate(days, 1)]
    return World(profile("trades"), TODAY, {LOG: rows})


def rows_of(found: Forecast) -> dict[str, tuple[int, ...]]:
    return {one.collection: one.rows for one in found.going}


@pytest.mark.parametrize(
    ("today", "months", "ends"),
    [
        (date(2026, 11, 23), 3, ["2026-11-23", "2026-11-30", "2026-12-31", "2027-01-31"]),
        (date(2028, 1, 31), 2, ["2028-01-31", "2028-01-31", "2028-02-29"]),
        (date(2026, 12, 31), 1, ["2026-12-31", "2026-12-31"]),
    ],
)
def test_it_tells_to_the_end_of_each_month(today: date, months: int, ends: list[str]) -> None:
    assert [end.isoformat() for end in month_ends(today, months)] == ends


def test_what_is_there_at_each_end_becomes_what_comes_in_each_month() -> None:
    assert by_span([3, 3, 10, 4, 6]) == (3, 0, 7, 0, 2)


def test_each_row_stands_in_the_month_in_which_its_period_is_over() -> None:
    found = world(*LINES).house().forecast(2)
    assert rows_of(found) == {LOG: (2, 2, 2)}, "the 2nd of November is over on the 23rd, the 3rd on the 24th"
    (line,) = found.going
    assert (line.verb, line.by_hand, line.because.rule) == (Verb.ERASE, False, "site_security")


def test_it_says_what_the_sweep_of_that_day_would_do() -> None:
    house = world(*LINES).house()
    found = house.forecast(3)
    for number, end in enumerate(found.ends):
        counted = sum(action.expected for action in house.preview_sweep(end).actions)
        assert counted == sum(sum(one.rows[: number + 1]) for one in found.going), end


def test_nothing_is_stored_and_nothing_is_changed_by_it() -> None:
    here = world(*LINES)
    stores = Stores()
    house = here.house(stores)
    before = {name: [dict(row) for row in rows] for name, rows in here.tables.items()}
    house.forecast(12)
    assert here.tables == before
    assert not stores.plans.plans
    assert rows_of(house.forecast(2)) == {LOG: (2, 2, 2)}


def test_a_system_out_of_sight_is_named_and_nothing_is_told_of_it() -> None:
    here = world(*LINES)
    connectors = {name: one for name, one in in_memory(here.map, here.tables).items() if name != "weblogg"}
    found = replace(here.house(), connectors=connectors).forecast(2)
    assert rows_of(found) == {}
    assert found.unreached == ("weblogg",)


def test_another_declaration_is_held_against_the_one_that_stands_row_by_row() -> None:
    here = world(*LINES)
    shorter = compiled(
        changed("trades", ("period: 21 days", "period: 10 days"), ("kept: 21 days", "kept: 10 days"))
    )
    house = here.house()
    told = house.what_if(replace(house, map=shorter))
    assert told.otherwise == (Otherwise(collection=LOG, verb=Verb.ERASE, more=3, fewer=0),)
    back = replace(house, map=shorter).what_if(house)
    assert back.otherwise == (Otherwise(collection=LOG, verb=Verb.ERASE, more=0, fewer=3),)


def test_the_same_declaration_does_nothing_otherwise() -> None:
    house = world(*LINES).house()
    assert house.what_if(house).otherwise == ()


def test_what_cannot_be_counted_under_both_is_named() -> None:
    here = world(*LINES)
    connectors = {name: one for name, one in in_memory(here.map, here.tables).items() if name != "weblogg"}
    house = here.house()
    told = house.what_if(replace(house, connectors=connectors))
    assert (told.otherwise, told.unreached) == ((), ("weblogg",))


def test_what_the_new_declaration_no_longer_names_is_not_counted_and_is_told() -> None:
    here, there = world(*LINES), World(profile("footcare"), TODAY, {})
    told = here.house().what_if(there.house())
    assert told.otherwise == ()
    assert {one.system for one in here.map.collections.values()} <= set(told.unreached)
