"""Reads from all systems the rows that grounds of some rows rest on: no more, and never a row too few.

In rounds: what the rows of one round refer to, and what grounds ask of the rows that refer to them, is read in the
next, one statement a collection. What has been asked for is not asked for again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

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
from hjemmel.core.lineage import Way, reached, rows_by, ways
from hjemmel.core.selection import Among, Predicate, Scalar, Selection, any_of

from .chunks import chunks
from .needed import Needed
from .resolve import Resolver

Key = tuple[Scalar, ...]
InHand = Mapping[str, Mapping[Key, Row]]
"""Rows by collection and key."""
Sieve = Callable[[Selection, Sequence[Row]], Sequence[Row]]
"""Of some of the rows that are read by a selection, those that are taken into the hand."""
Wanted = dict[tuple[str, ...], dict[Key, None]]
"""Of one collection: by columns, the values to read rows by."""

CHUNK = 10_000
"""Keys told to a system at once; the connectors lay them down in a temporary table."""
AT_ONCE = 1_000
"""Rows sieved at a time."""
TOGETHER = 60
"""Up to so many keys of one collection are asked for in one statement, whatever columns they stand in."""


class Gatherer:
    """Knows, for each collection, which other rows must be in hand to evaluate a row of it.

    `needed`: one event is all that will be asked of the rows, so that no more than it needs is read."""

    def __init__(
        self,
        data_map: DataMap,
        resolver: Resolver,
        unreached: frozenset[str],
        needed: Needed | None = None,
    ) -> None:
        self.map = data_map
        self.resolver = resolver
        self.unreached = unreached
        self.needed = needed or _for_grounds(data_map)

    def gather(self, start: Mapping[str, Iterable[Key]], sieve: Sieve | None = None) -> Rows:
        """The rows with these keys, and everything their grounds rest on.

        `sieve`: leaves out rows that tell nothing which another one in hand does not tell as well; they are let go as
        they are read."""
        hand = _Hand(self, sieve=sieve)
        for name, keys in start.items():
            hand.read(name, {self.map.collections[name].shape.key: dict.fromkeys(keys)})
        return hand.filled()

    def with_rest(self, name: str, rows: Iterable[Row], beside: InHand) -> Rows:
        """These rows, which have been read, and everything their grounds rest on. `beside` is in hand already, with
        what it rests on."""
        hand = _Hand(self, beside)
        hand.lay(name, rows)
        return hand.filled()

    def about(self, homes: Mapping[str, Iterable[Key]]) -> Rows:
        """All rows about the subjects whose own rows have these keys, and what their grounds rest on."""
        hand = _Hand(self)
        passed: dict[tuple[str, Path], list[Row]] = {}
        own = {home: list(keys) for home, keys in homes.items()}
        for way in ways(self.map, own):
            if reached(self.map, way, self.unreached):
                passed[way.home, way.path] = hand.by(way, own[way.home], passed)
        return hand.filled()

    def alone(self, start: Mapping[str, Iterable[Key]]) -> Rows:
        """The rows with these keys, and nothing else."""
        hand = _Hand(self)
        for name, keys in start.items():
            hand.read(name, {self.map.collections[name].shape.key: dict.fromkeys(keys)})
        return hand.rows()

    def above(self, name: str, keys: Iterable[Key], path: Path) -> dict[Key, list[Key]]:
        """For each of these rows, the keys of the rows at the end of the path."""
        wanted, hand = dict.fromkeys(keys), _Hand(self)
        here = hand.read(name, {self.map.collections[name].shape.key: wanted})
        for hop in path:
            here = hand.up(hop, here)
        rows = hand.rows()
        return {
            key: [rows.key(path[-1].parent, above) for above in rows.parents(row, path)]
            for row in rows.of(name)
            if (key := rows.key(name, row)) in wanted
        }


class _Hand:
    """The rows read so far, and what has been asked for."""

    def __init__(self, gatherer: Gatherer, beside: InHand | None = None, sieve: Sieve | None = None) -> None:
        self.map, self.resolver = gatherer.map, gatherer.resolver
        self.unreached, self.needed = gatherer.unreached, gatherer.needed
        self._sieve = sieve
        self._found: dict[str, dict[Key, Row]] = {
            name: dict(beside.get(name, ())) if beside else {} for name in self.map.collections
        }
        self._asked: dict[tuple[str, tuple[str, ...]], set[Key]] = {}
        self._new: dict[str, list[Row]] = {}

    def filled(self) -> Rows:
        """With all that the rows in hand rest on."""
        while self._new:
            new, self._new = self._new, {}
            wanted: dict[str, Wanted] = {}
            for collection, columns, values in self._next_to(new):
                fresh = self._not_asked(collection, columns, values)
                wanted.setdefault(collection, {}).setdefault(columns, {}).update(fresh)
            for collection, by_columns in wanted.items():
                self.read(collection, by_columns)
        return self.rows()

    def rows(self) -> Rows:
        """Those in hand, and nothing more."""
        tables = {name: rows.values() for name, rows in self._found.items()}
        return Rows(self.map, tables, self.unreached, self.resolver.links)

    def up(self, hop: Hop, rows: list[Row]) -> list[Row]:
        """The rows that these refer to."""
        wanted: Wanted = {hop.theirs: dict.fromkeys(_values(row, hop.columns) for row in rows)}
        if hop.match:
            linked = self._linked(hop.child, rows, hop.parent)
            key = self.map.collections[hop.parent].shape.key
            wanted.setdefault(key, {}).update(dict.fromkeys(linked))
        return self.read(hop.parent, wanted)

    def by(self, way: Way, own: Iterable[Key], passed: Mapping[tuple[str, Path], list[Row]]) -> list[Row]:
        """The rows that are the person's by this way. By the keys of those passed on it, where these are few or stand
        in another system; many are reached inside their system, and no key of theirs is told."""
        collection = self.map.collections[way.collection]
        if not way.path:
            return self.read(way.collection, {collection.shape.key: dict.fromkeys(own)})
        hop, above = way.path[0], passed.get((way.home, way.path[1:]))
        if above is None or (len(above) > TOGETHER and _is_inside_one_system(self.map, way)):
            rows = self._take(self.resolver.resolve(rows_by(self.map, way, own)))
            self._note(hop.child, hop.columns, (_values(row, hop.theirs) for row in above or ()))
            return rows
        wanted: Wanted = {hop.columns: dict.fromkeys(_values(row, hop.theirs) for row in above)}
        if hop.match:
            linked = self._linked(hop.parent, above, hop.child)
            wanted.setdefault(collection.shape.key, {}).update(dict.fromkeys(linked))
        return self.read(way.collection, wanted)

    def read(self, collection: str, wanted: Wanted) -> list[Row]:
        """The rows with these values in these columns. A value with a NULL in it is no row's."""
        known = self.map.collections[collection]
        if known.system in self.unreached:
            return []
        rows: dict[int, Row] = {}
        for predicate in _predicates(wanted):
            rows.update((id(row), row) for row in self._take(Selection(collection, predicate)))
        for columns, values in wanted.items():
            self._note(collection, columns, values)
        return list(rows.values())

    def lay(self, collection: str, rows: Iterable[Row]) -> None:
        """Take these into the hand; what they rest on is still to be read."""
        found, key = self._found[collection], self.map.collections[collection].shape.key
        for row in rows:
            if found.setdefault(_values(row, key), row) is row:
                self._new.setdefault(collection, []).append(row)

    def _take(self, rows: Selection) -> list[Row]:
        """Read the rows; each is kept once, and is the same whoever comes upon it."""
        collection = self.map.collections[rows.collection]
        found, new = self._found[rows.collection], []
        taken: list[Row] = []
        key_of = row_values(collection.shape.key)
        read = self.resolver.connectors[collection.system].export(rows, self.needed.columns[rows.collection])
        for part in chunks(read, AT_ONCE):
            for row in self._sieve(rows, part) if self._sieve else part:
                key = key_of(row)
                if key not in found:
                    found[key] = row
                    new.append(row)
                taken.append(found[key])
        if new:
            self._new.setdefault(rows.collection, []).extend(new)
        return taken

    def _note(self, collection: str, columns: tuple[str, ...], values: Iterable[Key]) -> None:
        self._asked.setdefault((collection, columns), set()).update(values)

    def _not_asked(self, collection: str, columns: tuple[str, ...], values: Iterable[Key]) -> dict[Key, None]:
        asked = self._asked.get((collection, columns), set())
        is_key = columns == self.map.collections[collection].shape.key
        found = self._found[collection] if is_key else {}
        return {value: None for value in values if value not in asked and value not in found}

    def _next_to(self, new: Mapping[str, list[Row]]) -> Iterator[tuple[str, tuple[str, ...], Iterable[Key]]]:
        """Where the rows lead that these rest on: collection, columns, and their values."""
        for name, rows in new.items():
            for hop in self.needed.above.get(name, ()):
                yield hop.parent, hop.theirs, map(row_values(hop.columns), rows)
                if hop.match:
                    yield self._beside(name, rows, hop.parent)
            for hop in self.needed.below.get(name, ()):
                yield hop.child, hop.columns, map(row_values(hop.theirs), rows)
                if hop.match:
                    yield self._beside(name, rows, hop.child)

    def _beside(self, name: str, rows: list[Row], other: str) -> tuple[str, tuple[str, ...], Iterable[Key]]:
        """What was matched with these rows before a value was blanked: facts know it by key."""
        return other, self.map.collections[other].shape.key, self._linked(name, rows, other)

    def _linked(self, name: str, rows: Iterable[Row], other: str) -> list[Key]:
        links, key = self.resolver.links, self.map.collections[name].shape.key
        if not links.between(name, other):
            return []
        return [linked for row in rows for linked in links.beside(name, _values(row, key), other)]


def by_key(rows: Rows) -> InHand:
    keys = {name: rows.map.collections[name].shape.key for name in rows.tables}
    return {name: {_values(row, keys[name]): row for row in table} for name, table in rows.tables.items()}


def _predicates(wanted: Wanted) -> Iterator[Predicate]:
    """A few values of several columns are asked for together; many of them so many at a time."""
    whole = {
        columns: sorted((value for value in values if None not in value), key=repr)
        for columns, values in wanted.items()
    }
    whole = {columns: values for columns, values in whole.items() if values}
    if sum(map(len, whole.values())) <= TOGETHER:
        if whole:
            yield any_of(*(Among(columns, frozenset(values)) for columns, values in whole.items()))
        return
    for columns, values in whole.items():
        for part in chunks(values, CHUNK):
            yield Among(columns, frozenset(part))


def _is_inside_one_system(data_map: DataMap, way: Way) -> bool:
    """What is matched by value is told by its values: one side of it may be sealed."""
    systems = {data_map.collections[place].system for place in way.places}
    return len(systems) == 1 and not any(hop.match for hop in way.path)


def _values(row: Row, columns: tuple[str, ...]) -> Key:
    return tuple([row[column] for column in columns])


def row_values(columns: tuple[str, ...]) -> Callable[[Row], Key]:
    """The values of these columns, to be asked of many rows."""
    if len(columns) > 1:
        return itemgetter(*columns)
    (column,) = columns
    return lambda row: (row[column],)


def _for_grounds(data_map: DataMap) -> Needed:
    """Everything that the grounds of a row rest on."""
    return Needed(
        above={name: collection.hops for name, collection in data_map.collections.items()},
        below=_paths_below(data_map),
        columns={name: collection.columns for name, collection in data_map.collections.items()},
    )


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
            for node in (line.restricted_from, line.began):
                hops.update(_hops_below(node) if node is not None else ())
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
