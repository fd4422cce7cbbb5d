"""Makes a selection answerable by one system: lists of facts and keys from other systems are read first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from hjemmel.connectors.protocol import Connector
from hjemmel.core.grounds.links import Links
from hjemmel.core.selection import (
    All,
    Always,
    Among,
    AnyOf,
    LinkedTo,
    Listed,
    Predicate,
    Scalar,
    Selection,
    Within,
    any_of,
    every,
)

Keys = frozenset[tuple[Scalar, ...]]
ListKeys = Callable[[Listed, str], Keys]
"""The keys on a list of facts, of rows of a collection."""


class Resolver:
    """Resolves selections within one planning or one action. What was read of another system is read once."""

    def __init__(
        self, connectors: Mapping[str, Connector], listed: ListKeys, links: Links | None = None
    ) -> None:
        self.connectors = connectors
        self.listed = listed
        self.links = links or Links()
        self._read: dict[tuple[Selection, tuple[str, ...]], Keys] = {}
        self._resolved: dict[tuple[str, Predicate], Predicate] = {}
        """By collection: the selections of one plan have most of their parts in common."""

    def resolve(self, rows: Selection) -> Selection:
        """The same rows, told in terms of their own system alone."""
        return Selection(rows.collection, self._predicate(rows.where, rows.collection))

    def count(self, rows: Selection) -> int:
        return self.connectors[rows.system].count(self.resolve(rows))

    def counts(self, several: Sequence[Selection]) -> Sequence[int]:
        """How many rows each has. What is asked of one system is asked at once, and of one moment."""
        found: dict[int, int] = {}
        for system in dict.fromkeys(rows.system for rows in several):
            places = [place for place, rows in enumerate(several) if rows.system == system]
            asked = [self.resolve(several[place]) for place in places]
            found.update(zip(places, self.connectors[system].counts(asked), strict=True))
        return [found[place] for place in range(len(several))]

    def find(self, rows: Selection, fields: Sequence[str]) -> Iterator[tuple[Scalar, ...]]:
        return self.connectors[rows.system].find(self.resolve(rows), fields)

    def _predicate(self, predicate: Predicate, collection: str) -> Predicate:
        place = (collection, predicate)
        found = self._resolved.get(place)
        if found is None:
            found = self._resolved[place] = self._anew(predicate, collection)
        return found

    def _anew(self, predicate: Predicate, collection: str) -> Predicate:
        match predicate:
            case All(parts):
                return every(*(self._predicate(part, collection) for part in parts))
            case AnyOf(parts):
                return any_of(*(self._predicate(part, collection) for part in parts))
            case Listed(columns, _, _, _, yes):
                return Among(columns, self.listed(predicate, collection), yes)
            case Within(columns, rows, theirs, yes, _):
                if rows.system == collection.partition(".")[0]:
                    return Within(columns, self.resolve(rows), theirs, yes)
                return Among(columns, self._keys(rows, theirs), yes)
            case LinkedTo(columns, rows, theirs, yes):
                if not self.links.between(rows.collection, collection):
                    return Always(not yes)
                return Among(columns, self._linked(rows, theirs, collection), yes)
            case _:
                return predicate

    def _linked(self, rows: Selection, theirs: tuple[str, ...], collection: str) -> Keys:
        """The keys of the rows that facts link with one of these."""
        return frozenset(
            linked
            for key in self._keys(rows, theirs)
            for linked in self.links.beside(rows.collection, key, collection)
        )

    def _keys(self, rows: Selection, theirs: tuple[str, ...]) -> Keys:
        known = self._read.get((rows, theirs))
        if known is None:
            found = self.find(rows, theirs)
            known = frozenset(key for key in found if None not in key)
            self._read[(rows, theirs)] = known
        return known
