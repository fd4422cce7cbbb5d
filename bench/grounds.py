"""Grounds one row at a time in Python, over the example company of the gifts profile with its rows in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap, FieldGroup
from hjemmel.core.facts import About, Facts, Hold, HoldKind, Restricted
from hjemmel.core.grounds.explain import Grounds
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.profiles.gifts.demo import tables

from .measure import Result, median, timed
from .profiles import file_of

RUNS = 5
PEOPLE, SEED = 2_000, 4
LIMIT = 50_000
TODAY = date(2026, 11, 23)
SUBJECTS = "nettbutikk.accounts"

Ask = Callable[[Grounds], Callable[[FieldGroup, Row], object]]


def grounds() -> Iterator[Result]:
    """Every group of personal fields of every row, all of it worked out anew in each run."""
    data_map = load(file_of("gifts").read_bytes()).map
    assert data_map is not None
    systems = tables(PEOPLE, TODAY, SEED)
    rows = {
        name: list(systems[one.system].table(one.shape.table).dicts())
        for name, one in data_map.collections.items()
    }
    yield _measured("state", data_map, rows, lambda grounds: grounds.state)
    yield _measured("explain", data_map, rows, lambda grounds: grounds.explain)


def _measured(name: str, data_map: DataMap, rows: dict[str, list[dict[str, object]]], ask: Ask) -> Result:
    runs = [timed(lambda: _asked(data_map, rows, ask)) for _ in range(RUNS)]
    took, (groups, fields) = median([one for one, _ in runs]), runs[0][1]
    speed, by_cpu = fields / took.wall, fields / took.cpu
    return Result(
        name="grounds",
        what=f"`Grounds.{name}`, {sum(map(len, rows.values())):,} rows, {fields:,} data",
        budget=f">= {LIMIT:,} data/s",
        measured=f"{speed:,.0f} /s ({by_cpu:,.0f})",
        took=took,
        is_met=speed >= LIMIT,
        is_met_by_cpu=by_cpu >= LIMIT,
        note=f"a datum is one field of one row; one answer tells of a group of fields alike, {groups:,} answers:"
        f" {groups / took.wall:,.0f} /s ({groups / took.cpu:,.0f})",
    )


def _asked(data_map: DataMap, rows: dict[str, list[dict[str, object]]], ask: Ask) -> tuple[int, int]:
    """How many answers were given, and for how many fields."""
    answer = ask(Grounds(Rows(data_map, rows), _facts(), TODAY))
    groups = fields = 0
    for collection in data_map.collections.values():
        personal = [group for group in collection.groups if group.is_personal]
        for row in rows[collection.name]:
            for group in personal:
                answer(group, row)
        groups += len(personal) * len(rows[collection.name])
        fields += sum(len(group.columns) for group in personal) * len(rows[collection.name])
    return groups, fields


def _facts() -> Facts:
    """Some people restricted and some held, so that these are asked about too."""
    hold = Hold(
        id="2026-14",
        title="Tvist",
        kind=HoldKind.STATUTORY,
        home=SUBJECTS,
        keys=frozenset((number,) for number in range(1, 20)),
        reason="a dispute",
        law="Art. 17(3)(e)",
        approver="Ane Furuseth",
        begins_on=date(2026, 9, 1),
        review_on=date(2027, 3, 1),
    )
    at = datetime(2026, 10, 1, 9, tzinfo=UTC)
    restricted = (
        Restricted(about=About(collection=SUBJECTS, key=(number,)), at=at) for number in range(20, 40)
    )
    return Facts.gathered([hold, *restricted])
