"""The ways from a row to the rows whose event it has a part in: up along references, and down again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..datamap import Earliest, Hop, Later, Latest, Node, OfChildren, OfParent


@dataclass(frozen=True, slots=True)
class Step:
    """One reference, taken from the child to the parent (`up`), or the other way."""

    hop: Hop
    up: bool


Way = tuple[Step, ...]


def ways_to(node: Node, collection: str) -> frozenset[Way]:
    """All ways from a row of `collection` to a row whose event, of this node, is worked out from it."""
    return frozenset(_ways(node, collection))


def _ways(node: Node, collection: str) -> Iterator[Way]:
    match node:
        case OfChildren(path, inner):
            up = tuple(Step(hop, up=True) for hop in path)
            yield from (up[at:] for at, hop in enumerate(path) if hop.child == collection)
            yield from ((*way, *up) for way in _ways(inner, collection))
        case OfParent(path, inner):
            down = tuple(Step(hop, up=False) for hop in reversed(path))
            yield from (down[at:] for at, step in enumerate(down) if step.hop.parent == collection)
            yield from ((*way, *down) for way in _ways(inner, collection))
        case Later(inner):
            yield from _ways(inner, collection)
        case Latest(nodes, fallback) | Earliest(nodes, fallback):
            for inner in (*nodes, *((fallback,) if fallback else ())):
                yield from _ways(inner, collection)
        case _:
            return
