"""What must be read to work out one event: references to follow, and columns. Nothing is read here.

The rows of a person may lead to many others, and have long texts on them; an event asks for few of either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hjemmel.core.datamap import (
    AfterFinancialYear,
    DataMap,
    Earliest,
    Event,
    Hop,
    Later,
    Latest,
    Node,
    OfChildren,
    OfParent,
    OnColumn,
    Path,
    RememberedDay,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """By collection. What is not named is not read."""

    above: Mapping[str, Sequence[Hop]]
    """References from its rows to those that must be in hand with them."""
    below: Mapping[str, Iterable[Hop]]
    """References to its rows, from those that must be in hand with them."""
    columns: Mapping[str, Sequence[str]]


def by_event(data_map: DataMap, event: Event) -> Needed:
    """What a `Calendar` asks for to tell when the event happens."""
    found = _Found()
    found.of(event.node, event.of)
    columns = {
        name: tuple(dict.fromkeys((*collection.shape.key, *found.columns.get(name, ()))))
        for name, collection in data_map.collections.items()
    }
    return Needed(
        above={name: tuple(hops) for name, hops in found.above.items()}, below=found.below, columns=columns
    )


class _Found:
    """References and columns so far. Dicts, for these keep their order."""

    def __init__(self) -> None:
        self.above: dict[str, dict[Hop, None]] = {}
        self.below: dict[str, dict[Hop, None]] = {}
        self.columns: dict[str, dict[str, None]] = {}

    def of(self, node: Node, collection: str) -> None:
        match node:
            case OnColumn(column) | AfterFinancialYear(column):
                self._columns(collection, (column,))
            case Later(inner):
                self.of(inner, collection)
            case OfParent(path, inner):
                self._upward(path)
                self.of(inner, path[-1].parent)
            case OfChildren(path, inner, where):
                for hop in path:
                    self.below.setdefault(hop.parent, {})[hop] = None
                    self._ends(hop)
                child = path[0].child
                for condition in where:
                    self._upward(condition.path)
                    there = condition.path[-1].parent if condition.path else child
                    self._columns(there, (condition.column,))
                self.of(inner, child)
            case Latest(nodes, fallback) | Earliest(nodes, fallback):
                for inner in (*nodes, *((fallback,) if fallback else ())):
                    self.of(inner, collection)
            case RememberedDay():
                # By the row's key, which is always read.
                return

    def _upward(self, path: Path) -> None:
        for hop in path:
            self.above.setdefault(hop.child, {})[hop] = None
            self._ends(hop)

    def _ends(self, hop: Hop) -> None:
        self._columns(hop.child, hop.columns)
        self._columns(hop.parent, hop.theirs)

    def _columns(self, collection: str, columns: Iterable[str]) -> None:
        self.columns.setdefault(collection, {}).update(dict.fromkeys(columns))
