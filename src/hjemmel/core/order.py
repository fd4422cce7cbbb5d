"""What people must do before what in a plan: rows are handled before the rows they refer to.

Whose a row is stands in the row that it refers to. Once somebody has taken that away, nothing tells any longer which rows were
to be handled, and a count of them is zero whatever is there."""

from __future__ import annotations

from collections.abc import Collection as Some

from .action import Verb
from .datamap import DataMap
from .plan import Plan

ENDING = (Verb.ERASE, Verb.OVERWRITE)


def first(data_map: DataMap, plan: Plan, number: int, settled: Some[int]) -> tuple[int, ...]:
    """The actions that people must do before this one, which is theirs too, by their places in the plan. `settled`: what is
    proven, and what a person has said is not possible."""
    action = plan.actions[number]
    if not action.by_hand or action.verb not in ENDING:
        return ()
    return tuple(
        other
        for other, child in enumerate(plan.actions)
        if child.by_hand
        and child.verb in ENDING
        and other not in settled
        and action.rows.collection in _above(data_map, child.rows.collection)
    )


def _above(data_map: DataMap, child: str) -> frozenset[str]:
    """The collections that its rows refer to, and those that these refer to. What is matched by a value is not among them:
    which rows belonged together is remembered before the value goes."""
    seen: set[str] = set()
    ways = [child]
    while ways:
        for hop in data_map.collections[ways.pop()].hops:
            if not hop.match and hop.parent not in seen and hop.parent != child:
                seen.add(hop.parent)
                ways.append(hop.parent)
    return frozenset(seen)
