"""Reads from all systems the rows that grounds of some rows rest on: no more, and never a row too few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hjemmel.core.datamap import (
    After,
    DataMap,
    Earliest,
    Hop,
    Later,
    Latest,
    Node,
    OfChildren,
    OfParent,
    Path,
    With,
)
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.selection import Among, Scalar, Selection

from .resolve import Resolver

Key = tuple[Scalar, ...]
CHUNK = 400
"""Keys asked for at once."""


class Gatherer:
    """Knows, for each collection, which other rows must be in hand to evaluate a row of it."""

    def __init__(self, data_map: DataMap, resolver: Resolver, unreached: frozenset[str]) -> None:
        self.map = data_map
        self.resolver = resolver
        self.unreached = unreached
        self.below = _paths_below(data_map)

    def gather(self, start: Mapping[str, Iterable[Key]]) -> Rows:
        """The rows with these keys, and everything their grounds rest on."""
        found: dict[str, dict[Key, Row]] = {name: {} for name in self.map.collections}
        new = self._fetch_keys(start, found)
        while new:
            wanted = [*self._above(new), *self._below(new), *self._beside(new)]
            new = {}
            for collection, columns, values in wanted:
                for name, rows in self._fetch(collection, columns, values, found).items():
                    new.setdefault(name, []).extend(rows)
        tables = {name: rows.values() for name, rows in found.items()}
        return Rows(self.map, tables, self.unreached, self.resolver.links)

    def about(self, home: str, keys: Iterable[Key]) -> Rows:
        """All rows about the subjects whose own rows have these keys, and what their grounds rest on."""
        start = {home: list(keys)}
        first = self.gather(start)
        wanted: dict[str, list[Key]] = {home: list(start[home])}
        for name, collection in self.map.collections.items():
            for path in {group.whose.path_to(home) for group in collection.groups}:
                if path and collection.system not in self.unreached:
                    wanted.setdefault(name, []).extend(self._keys_below(first, home, start[home], path))
        return self.gather(wanted)

    def matched_with(self, name: str, keys: list[Key]) -> Iterator[Key]:
        """The keys of the subjects' own rows that these rows are matched with."""
        whose, wanted = self.map.collections[name].whose, set(keys)
        rows = self.gather({name: keys})
        for row in rows.of(name):
            if rows.key(name, row) in wanted:
                yield from (rows.key(whose.home, above) for above in rows.parents(row, whose.path))

    def _keys_below(self, rows: Rows, home: str, keys: list[Key], path: Path) -> Iterator[Key]:
        """Keys of the rows from which the path leads up to one of these."""
        here: list[Row] = [row for row in rows.of(home) if rows.key(home, row) in set(keys)]
        for hop in reversed(path):
            below = list(self._read(hop.child, hop.columns, [_values(row, hop.theirs) for row in here]))
            here = [*below, *self._read_linked(hop.parent, here, hop.child)]
        child = path[0].child if path else home
        yield from (self._key(child, row) for row in here)

    def _fetch_keys(
        self, start: Mapping[str, Iterable[Key]], found: dict[str, dict[Key, Row]]
    ) -> dict[str, list[Row]]:
        new: dict[str, list[Row]] = {}
        for name, keys in start.items():
            new.update(self._fetch(name, self.map.collections[name].shape.key, list(keys), found))
        return new

    def _above(self, new: Mapping[str, list[Row]]) -> Iterator[tuple[str, tuple[str, ...], list[Key]]]:
        for name, rows in new.items():
            for hop in self.map.collections[name].hops:
                yield hop.parent, hop.theirs, [_values(row, hop.columns) for row in rows]

    def _below(self, new: Mapping[str, list[Row]]) -> Iterator[tuple[str, tuple[str, ...], list[Key]]]:
        for name, rows in new.items():
            for hop in self.below.get(name, ()):
                yield hop.child, hop.columns, [_values(row, hop.theirs) for row in rows]

    def _beside(self, new: Mapping[str, list[Row]]) -> Iterator[tuple[str, tuple[str, ...], list[Key]]]:
        """What was matched with these rows before a value was blanked: facts know it by key."""
        for name, rows in new.items():
            above = (hop.parent for hop in self.map.collections[name].hops if hop.match)
            below = (hop.child for hop in self.below.get(name, ()) if hop.match)
            for other in {*above, *below}:
                yield other, self.map.collections[other].shape.key, self._linked(name, rows, other)

    def _linked(self, name: str, rows: Iterable[Row], other: str) -> list[Key]:
        links = self.resolver.links
        return [key for row in rows for key in links.beside(name, self._key(name, row), other)]

    def _read_linked(self, name: str, rows: list[Row], other: str) -> Iterator[Row]:
        keys = self._linked(name, rows, other)
        return self._read(other, self.map.collections[other].shape.key, keys)

    def _fetch(
        self, collection: str, columns: tuple[str, ...], values: list[Key], found: dict[str, dict[Key, Row]]
    ) -> dict[str, list[Row]]:
        new: list[Row] = []
        for row in self._read(collection, columns, values):
            key = self._key(collection, row)
            if key not in found[collection]:
                found[collection][key] = row
                new.append(row)
        return {collection: new} if new else {}

    def _read(self, collection: str, columns: tuple[str, ...], values: list[Key]) -> Iterator[Row]:
        known = self.map.collections[collection]
        if known.system in self.unreached:
            return
        wanted = sorted({value for value in values if None not in value}, key=repr)
        for begin in range(0, len(wanted), CHUNK):
            rows = Selection(collection, Among(columns, frozenset(wanted[begin : begin + CHUNK])))
            yield from self.resolver.connectors[known.system].export(rows, known.columns)

    def _key(self, collection: str, row: Row) -> Key:
        return _values(row, self.map.collections[collection].shape.key)


def _values(row: Row, columns: tuple[str, ...]) -> Key:
    return tuple(row[column] for column in columns)


def _paths_below(data_map: DataMap) -> dict[str, set[Hop]]:
    """For each collection, the references by which rows below it must be read with it."""
    hops: set[Hop] = set()
    first_sale = data_map.marketing.customer_from
    for event in (*data_map.events.values(), *((first_sale,) if first_sale else ())):
        hops.update(_hops_below(event.node))
    for purpose in data_map.purposes.values():
        for line in purpose.lines:
            if isinstance(line.window, After):
                hops.update(_hops_below(line.window.node))
            if isinstance(line.window, With) and not line.window.upward:
                hops.update(line.window.path)
            if line.restricted_from is not None:
                hops.update(_hops_below(line.restricted_from))
    for whose in (
        *(proof.whose for proof in data_map.consents),
        *(mark.whose for mark in data_map.objections),
        *(mark.whose for mark in data_map.restrictions),
    ):
        hops.update(whose.path)
    if data_map.mandate:
        hops.update(data_map.mandate.agreement_to_controller)
    below: dict[str, set[Hop]] = {}
    for hop in hops:
        below.setdefault(hop.parent, set()).add(hop)
    return below


def _hops_below(node: Node) -> Iterator[Hop]:
    match node:
        case OfChildren(path, inner, _, _):
            yield from path
            yield from _hops_below(inner)
        case OfParent(_, inner) | Later(inner, _):
            yield from _hops_below(inner)
        case Latest(nodes, fallback) | Earliest(nodes, fallback):
            for inner in (*nodes, *((fallback,) if fallback else ())):
                yield from _hops_below(inner)
        case _:
            return
