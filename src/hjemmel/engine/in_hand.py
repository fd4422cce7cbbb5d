"""All the rows of a company that is small enough to be read at one go."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from hjemmel.core.datamap import DataMap
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.selection import EVERY, Selection

from .resolve import Resolver

IN_HAND = 100_000
"""So many rows in all are read at one go."""


def in_hand(data_map: DataMap, resolver: Resolver, unreached: AbstractSet[str]) -> Rows | None:
    """All rows of the systems that are reached; None where they are too many."""
    reached = [one for one in data_map.collections.values() if one.system not in unreached]
    if sum(resolver.counts([Selection(one.name, EVERY) for one in reached])) > IN_HAND:
        return None
    tables = {
        one.name: resolver.connectors[one.system].export(Selection(one.name, EVERY), one.columns)
        for one in reached
    }
    return Rows(data_map, tables, frozenset(unreached), resolver.links)
