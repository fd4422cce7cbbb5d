"""What the law requires to be kept, counted by the day on which the duty ends, and compared with the last count.

Nothing is remembered of single rows, so a loss is seen as a count that has fallen before the duty was over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hjemmel.core.datamap import (
    After,
    DataMap,
    Earliest,
    FieldGroup,
    Later,
    Latest,
    Node,
    OfChildren,
    OfParent,
)
from hjemmel.core.grounds.explain import State

from .census import Census, Tally

Counts = dict[str, int]
"""Rows by the day on which their duty ends, written YYYY-MM-DD."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    total: int
    lost: int
    unknown: int
    figures: tuple[tuple[str, int], ...]
    """What the next count is compared with. A loss stays a loss until the rows are back or the duty is over."""


def count_duties(
    data_map: DataMap,
    groups: Iterable[FieldGroup],
    purposes: frozenset[str],
    census: Census,
    before: Mapping[str, int],
    today: str,
) -> Counted:
    """How much stands, and how much fewer than before. What is out of sight is neither there nor lost."""
    total = lost = unknown = 0
    figures: Counts = {}
    for group in groups:
        name = f"{group.collection}#{group.number}"
        then = {day: rows for day, rows in _figures(before, name).items() if day > today}
        if group.collection.partition(".")[0] in census.unreached:
            kept = then
        else:
            tally = census.tallies.get((group.collection, group.number), Tally())
            now = _standing(tally, purposes)
            moves = _may_move(data_map, group, purposes)
            fallen = _fallen_together(then, now) if moves else _fallen_by_day(then, now)
            total, unknown = total + sum(now.values()), unknown + tally.count(State.UNKNOWN)
            lost += max(0, fallen - tally.count(State.UNKNOWN))
            kept = then if moves and fallen else _at_least(now, {} if moves else then)
        figures.update({f"{name} {day}": rows for day, rows in kept.items()})
    return Counted(total=total, lost=lost, unknown=unknown, figures=tuple(sorted(figures.items())))


def _standing(tally: Tally, purposes: frozenset[str]) -> Counts:
    found: Counts = {}
    for (purpose, until), rows in tally.duties.items():
        if purpose in purposes:
            found[until.isoformat()] = found.get(until.isoformat(), 0) + rows
    return found


def _figures(before: Mapping[str, int], name: str) -> Counts:
    split = ((*figure.rpartition(" ")[::2], rows) for figure, rows in before.items())
    return {day: rows for group, day, rows in split if group == name}


def _fallen_by_day(then: Counts, now: Counts) -> int:
    """A row's duty ends when it ends: each day's rows are counted by themselves."""
    return sum(max(0, rows - now.get(day, 0)) for day, rows in then.items())


def _fallen_together(then: Counts, now: Counts) -> int:
    """New activity moves a row's end, always later: so no day may have fewer rows that end on it or after it."""
    return max((_from(then, day) - _from(now, day) for day in then), default=0)


def _from(counts: Counts, first: str) -> int:
    return sum(rows for day, rows in counts.items() if day >= first)


def _at_least(now: Counts, then: Counts) -> Counts:
    return {day: max(now.get(day, 0), then.get(day, 0)) for day in {*now, *then}}


def _may_move(data_map: DataMap, group: FieldGroup, purposes: frozenset[str]) -> bool:
    """The duty ends with something that other rows decide, such as the last invoice."""
    return any(
        _rests_on_children(line.window.node)
        for line in data_map.lines_of(group.collection)
        if line.purpose in purposes and group.category in line.categories and isinstance(line.window, After)
    )


def _rests_on_children(node: Node) -> bool:
    match node:
        case OfChildren():
            return True
        case Later(inner, _) | OfParent(_, inner):
            return _rests_on_children(inner)
        case Latest(nodes, fallback) | Earliest(nodes, fallback):
            return any(_rests_on_children(inner) for inner in (*nodes, *((fallback,) if fallback else ())))
        case _:
            return False
