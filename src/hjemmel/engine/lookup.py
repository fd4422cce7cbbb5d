"""Looks people up in all systems that answer: their own rows by what they are known by, everything about them, and why
each datum of it may be held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hjemmel.core.datamap import DataMap, FieldGroup, Path
from hjemmel.core.facts import Facts
from hjemmel.core.grounds.explain import Answer, Grounds
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.lineage import Identity
from hjemmel.core.selection import Scalar

from .gather import Gatherer
from .known_by import KnownRows
from .resolve import Resolver

Key = tuple[Scalar, ...]
Homes = Mapping[str, Sequence[Key]]
"""The keys of persons' own rows, by the collection these stand in."""
Explained = tuple[str, Key, tuple[Answer, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All rows about one person, with an answer for every group of fields."""

    rows: tuple[Explained, ...]
    unreached: tuple[str, ...]
    in_hand: Rows = field(repr=False)

    def values(self) -> dict[tuple[str, Key], Mapping[str, object]]:
        """The values themselves. Whoever asks for them is put on record by the caller."""
        wanted = {(collection, key) for collection, key, _ in self.rows}
        return {
            (collection, key): row
            for collection in {collection for collection, _ in wanted}
            for row in self.in_hand.of(collection)
            for key in (self.in_hand.key(collection, row),)
            if (collection, key) in wanted
        }


class Lookup:
    """One look, with the facts and systems of one moment."""

    def __init__(
        self, data_map: DataMap, resolver: Resolver, facts: Facts, today: date, unreached: frozenset[str]
    ) -> None:
        self.map, self.resolver, self.facts = data_map, resolver, facts
        self.today, self.unreached = today, unreached
        self.gatherer = Gatherer(data_map, resolver, unreached)
        self._known = KnownRows(data_map, resolver)

    def homes(self, identities: Iterable[Identity]) -> Homes:
        """The persons' own rows, by every declared identity column. A row that is about somebody whose own row stands
        elsewhere leads there; one that is matched is somebody's own, and leads to its match."""
        wanted = tuple(identities)
        homes: dict[str, dict[Key, None]] = {}
        for name, collection in self.map.collections.items():
            if collection.system in self.unreached:
                continue
            for whose, keys in self._known.of(collection, wanted):
                above = self.gatherer.above(name, keys, whose.path) if whose.path else {}
                own = keys if whose.or_own or not whose.path else [key for key in keys if not above.get(key)]
                homes.setdefault(name, {}).update(dict.fromkeys(own))
                led = (home for key in keys for home in above.get(key, ()))
                homes.setdefault(whose.home, {}).update(dict.fromkeys(led))
        return {home: list(keys) for home, keys in homes.items() if keys}

    def found(self, homes: Homes) -> Found:
        """All rows about these persons, and why each datum may be held."""
        rows = self.gatherer.about(homes)
        grounds = Grounds(rows, self.facts, self.today)
        explained = _explained(self.map, rows, grounds, {home: set(keys) for home, keys in homes.items()})
        return Found(rows=tuple(explained), unreached=tuple(sorted(self.unreached)), in_hand=rows)


def _explained(
    data_map: DataMap, rows: Rows, grounds: Grounds, homes: Mapping[str, set[Key]]
) -> Iterator[Explained]:
    for name, collection in data_map.collections.items():
        key_of = rows.keys(name)
        own = homes.get(name, set())
        ways = [(group, _ways(group, homes)) for group in collection.groups]
        for row in rows.of(name):
            key = key_of(row)
            mine = [group for group, paths in ways if key in own or _leads_to_one(rows, row, paths, homes)]
            if mine:
                yield name, key, tuple(grounds.explain(group, row) for group in mine)


def _ways(group: FieldGroup, homes: Mapping[str, set[Key]]) -> list[tuple[str, Path]]:
    found = ((home, group.whose.path_to(home)) for home in homes)
    return [(home, path) for home, path in found if path is not None]


def _leads_to_one(
    rows: Rows, row: Row, paths: Sequence[tuple[str, Path]], homes: Mapping[str, set[Key]]
) -> bool:
    return any(
        rows.key(home, above) in homes[home] for home, path in paths for above in rows.parents(row, path)
    )
