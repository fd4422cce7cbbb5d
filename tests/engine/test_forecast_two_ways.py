"""What goes is counted in two ways: row by row of a small company that is read once, and by asking the systems, as a sweep does.

Both say the same of every collection, on every day, whatever stands in the rows."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.grounds.test_two_evaluations_agree import MAP, SYSTEMS, TODAY, facts, tables
from tests.engine.worlds import Table, changed, compiled, in_memory, profile, rows_of
from tests.examples import examples

from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import Facts
from hjemmel.core.forecast import month_ends
from hjemmel.core.grounds.claims import Claims
from hjemmel.core.grounds.explain import Grounds
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.lists import keys_on
from hjemmel.core.leaving import Leaving
from hjemmel.core.retention import Proposal
from hjemmel.engine.forecast import counted_in_systems
from hjemmel.engine.in_hand import in_hand
from hjemmel.engine.resolve import Resolver

DAYS = (TODAY, TODAY + timedelta(days=1), *month_ends(TODAY, 3)[2:], date(2031, 1, 1))


def agree(
    data_map: DataMap,
    rows: dict[str, Table],
    known: Facts,
    days: Iterable[date],
    unreached: frozenset[str] = frozenset(),
) -> int:
    """How many rows go on the last of the days."""
    connectors = in_memory(data_map, rows)

    def resolver(day: date) -> Resolver:
        return Resolver(
            connectors,
            lambda listed, home: keys_on(listed, home, known, day, data_map.zone),
            Links(known.linked),
        )

    company = in_hand(data_map, resolver(TODAY), unreached)
    assert company is not None
    last = 0
    for day in days:
        claims = Claims(data_map, day, known, unreached)
        by_row = told(Leaving(claims, Grounds(company, known, day)).counted())
        assert by_row == told(counted_in_systems(claims, resolver(day))), day
        last = sum(count for *_, count in by_row)
    return last


def told(counted: Iterable[tuple[Proposal, int]]) -> list[tuple[object, ...]]:
    return [(one.verb, one.rows.collection, one.because, one.values, count) for one, count in counted]


@settings(max_examples=examples(120), deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**9))
def test_both_ways_of_counting_agree(seed: int) -> None:
    pick = random.Random(seed)
    rows = rows_of(MAP, tables(pick))
    unreached = frozenset(pick.sample(SYSTEMS, pick.choice([0, 0, 0, 1])))
    agree(MAP, rows, facts(pick), DAYS, unreached)


def test_both_ways_agree_on_rows_that_wait_for_their_paper() -> None:
    """Lying and shredded, due and not, all that is there and a part of it, and the customer whom they are about."""
    data_map = profile("gifts_small")
    rows: dict[str, Table] = {one: [] for one in data_map.collections}
    rows["register.people"] = [
        {"id": "a", "kind": "contact", "name": "N", "received_at": "2015-01-01T00:00:00+00:00"}
    ]
    rows["register.papers"] = [
        {"id": f"{due}{gone}", "person_id": "a", "title": "T", "destroy_by": due, "destroyed_on": gone}
        for due in (None, "2016-01-01", "2030-06-01")
        for gone in (None, "2016-02-01")
    ]
    assert agree(data_map, rows_of(data_map, rows), Facts(), DAYS) == 4


def a_day(pick: random.Random) -> str | None:
    if pick.random() < 0.1:
        return pick.choice([None, "snart", "2025-02-30"])
    return (TODAY - timedelta(days=pick.choice([0, 1, 20, 21, 22, 100, 400, 800, 2000, 4000]))).isoformat()


def made_up(data_map: DataMap, pick: random.Random) -> dict[str, Table]:
    """Rows that refer to each other now and then, with days about the cut-offs: whatever the declaration is."""
    found: dict[str, Table] = {}
    for name, collection in data_map.collections.items():
        days = {
            column
            for group in collection.groups
            if not group.is_personal
            for column in group.columns
            if column.endswith(("_at", "_on", "_date", "_from", "_to", "date", "at", "day"))
        }
        values = {
            column: a_day if column in days else lambda pick: pick.choice([1, 2, 3, None])
            for column in collection.columns
        }
        found[name] = [
            {column: make(pick) for column, make in values.items()} | dict.fromkeys(collection.shape.key, n)
            for n in range(1, pick.randint(2, 5))
        ]
    return rows_of(data_map, found)


@pytest.mark.parametrize("name", ["trades", "gifts"])
def test_they_agree_on_what_the_profiles_declare(name: str) -> None:
    data_map = profile(name)
    for seed in range(examples(8)):
        agree(data_map, made_up(data_map, random.Random(seed)), Facts(), (TODAY, date(2027, 6, 30)))


def test_some_rows_go_in_these_trials() -> None:
    """Two ways that count nothing agree too."""
    trades = compiled(changed("trades"))
    log = [{"id": n, "ip_token": "k", "at": "2020-01-01"} for n in range(3)]
    assert agree(trades, rows_of(trades, {"weblogg.access_log": log}), Facts(), (TODAY,)) == 3
    assert any(agree(MAP, rows_of(MAP, tables(random.Random(n))), Facts(), DAYS) for n in range(4))
