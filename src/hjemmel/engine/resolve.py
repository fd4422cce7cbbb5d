"""Makes a selection answerable by one system: lists of facts and keys from other systems are read first.

A request is about few rows, so of another system only what those lead to is read: `Narrow` says which rows that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hjemmel.connectors.protocol import Connector
from hjemmel.core.grounds.links import Links
from hjemmel.core.selection import (
    EVERY,
    NONE,
    All,
    Always,
    Among,
    AnyOf,
    LinkedTo,
    Listed,
    Null,
    Predicate,
    Scalar,
    Selection,
    Within,
    any_of,
    every,
    walk,
)

Keys = frozenset[tuple[Scalar, ...]]
ListKeys = Callable[[Listed, str], Keys]
"""The keys on a list of facts, of rows of a collection."""

FEW_ROWS = 2_000
"""Up to so many rows are asked whom they lead to; with more, the other system is read as a whole."""


@dataclass(frozen=True, slots=True)
class Near:
    """Of which rows a predicate is asked, and what it may be of any others: rows can change between the reading of keys
    and the deed. Of others it says no; or yes, where it stands inside "refers to no row that ...". So the whole says
    yes of too few rows, never of too many.

    Only where it says no of others may a predicate choose its rows by what itself asks of them: those it leaves out are
    not among its own, and a yes for them would be wrong."""

    rows: Predicate = EVERY
    others: bool = False

    @property
    def other_way_round(self) -> Near:
        return Near(self.rows, not self.others)


EVERYWHERE = Near()


class Resolver:
    """Resolves selections within one planning or one action. What was read of another system is read once.

    `narrow`: the selections are about few people, and of other systems only what their rows lead to is read."""

    def __init__(
        self,
        connectors: Mapping[str, Connector],
        listed: ListKeys,
        links: Links | None = None,
        *,
        narrow: bool = False,
    ) -> None:
        self.connectors = connectors
        self.listed = listed
        self.links = links or Links()
        self._narrow = narrow
        self._read: dict[tuple[Selection, tuple[str, ...], Near], Keys] = {}
        self._resolved: dict[tuple[str, Predicate, Near], Predicate] = {}
        """By collection: the selections of one plan have most of their parts in common."""
        self._crosses: dict[tuple[str, Predicate], bool] = {}
        self._few: dict[tuple[Selection, tuple[str, ...]], Keys | None] = {}
        self._sizes: dict[Selection, int] = {}

    def resolve(self, rows: Selection) -> Selection:
        """The same rows, told in terms of their own system alone."""
        return self._told(rows, EVERYWHERE)

    def _told(self, rows: Selection, near: Near) -> Selection:
        return Selection(rows.collection, self._predicate(rows.where, rows.collection, near))

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

    def _predicate(self, predicate: Predicate, collection: str, near: Near = EVERYWHERE) -> Predicate:
        if not self._narrow or not self._is_crossing(predicate, collection):
            near = EVERYWHERE
        place = (collection, predicate, near)
        found = self._resolved.get(place)
        if found is None:
            found = self._resolved[place] = self._anew(predicate, collection, near)
        return found

    def _anew(self, predicate: Predicate, collection: str, near: Near) -> Predicate:
        match predicate:
            case All(parts):
                if near == EVERYWHERE and self._narrow and self._is_crossing(predicate, collection):
                    near = Near(self._led(predicate, collection) or EVERY)
                return every(*(self._predicate(part, collection, near) for part in parts))
            case AnyOf(parts):
                return any_of(*(self._predicate(part, collection, near) for part in parts))
            case Listed(columns, _, _, _, yes):
                return _among(columns, self.listed(predicate, collection), yes)
            case Within(columns, rows, theirs, yes, _):
                if rows.system == collection.partition(".")[0]:
                    beside = self._beside(predicate, collection, near if yes else near.other_way_round)
                    return Within(columns, self._told(rows, beside), theirs, yes)
                return self._of_another(predicate, collection, near)
            case LinkedTo(columns, rows, theirs, yes):
                if not self.links.between(rows.collection, collection):
                    return Always(not yes)
                return _among(columns, self._linked(rows, theirs, collection), yes)
            case _:
                return predicate

    # -- of few rows

    def _is_crossing(self, predicate: Predicate, collection: str) -> bool:
        """Keys of another system are asked for in it."""
        place = (collection, predicate)
        found = self._crosses.get(place)
        if found is None:
            system = collection.partition(".")[0]
            found = any(isinstance(one, Within) and one.rows.system != system for one in walk(predicate))
            self._crosses[place] = found
        return found

    def _led(self, predicate: Predicate, collection: str) -> Predicate | None:
        """What lists of keys alone say of the rows, in terms of their own system. None: no list leads to them."""
        match predicate:
            case Among(yes=True) | Listed(yes=True):
                found = self._predicate(predicate, collection)
                return found if not isinstance(found, Among) or len(found.keys) <= FEW_ROWS else None
            case Within(columns, rows, theirs, True):
                there = self._led(rows.where, rows.collection)
                if there is None:
                    return None
                led = Selection(rows.collection, there)
                if rows.system == collection.partition(".")[0]:
                    return Within(columns, led, theirs)
                keys = self._leading(led, theirs)
                return None if keys is None else _among(columns, keys)
            case All(parts):
                ways = [way for part in parts if (way := self._led(part, collection)) is not None]
                return every(*ways) if ways else None
            case AnyOf(parts):
                each = [way for part in parts if (way := self._led(part, collection)) is not None]
                return any_of(*each) if len(each) == len(parts) else None
            case _:
                return None

    def _beside(self, reference: Within, collection: str, near: Near) -> Near:
        """Of which rows it is asked where the reference leads."""
        if near.rows == EVERY or not self._is_crossing(reference.rows.where, reference.rows.collection):
            return Near(others=near.others)
        keys = self._leading(Selection(collection, near.rows), reference.columns)
        return Near(EVERY if keys is None else _among(reference.theirs, keys), near.others)

    def _of_another(self, reference: Within, collection: str, near: Near) -> Predicate:
        columns, rows, theirs, yes = reference.columns, reference.rows, reference.theirs, reference.yes
        asked = None if near.rows == EVERY else self._leading(Selection(collection, near.rows), columns)
        if asked is None:
            return _among(columns, self._keys(rows, theirs), yes)
        led_to = Selection(rows.collection, every(_among(theirs, asked), rows.where))
        says_yes = near.others if yes else not near.others
        there = Near(_among(theirs, asked), others=True) if says_yes else EVERYWHERE
        found = _among(columns, self._keys(led_to, theirs, there), yes)
        if yes and near.others:
            filled = (Null(column, yes=False) for column in columns)
            return any_of(found, every(_among(columns, asked, yes=False), *filled))
        if not yes and not near.others:
            return every(found, any_of(_among(columns, asked), *map(Null, columns)))
        return found

    def _leading(self, rows: Selection, columns: tuple[str, ...]) -> Keys | None:
        """What stands in these columns of the rows, which are resolved. None: they are too many, or it is of a kind
        that is not written alike in every system."""
        place = (rows, columns)
        if place not in self._few:
            self._few[place] = self._leading_anew(rows, columns)
        return self._few[place]

    def _leading_anew(self, rows: Selection, columns: tuple[str, ...]) -> Keys | None:
        if rows.where == NONE:
            return frozenset()
        if isinstance(rows.where, Among) and rows.where.columns == columns:
            keys = rows.where.keys
        elif self._size(rows) > FEW_ROWS:
            return None
        else:
            keys = frozenset(self.connectors[rows.system].find(rows, columns))
        keys = frozenset(key for key in keys if None not in key)
        return (
            keys
            if len(keys) <= FEW_ROWS and all(type(one) in (int, str) for key in keys for one in key)
            else None
        )

    def _size(self, rows: Selection) -> int:
        if rows not in self._sizes:
            lists = sum(len(one.keys) for one in walk(rows.where) if isinstance(one, Among))
            many = lists > FEW_ROWS
            self._sizes[rows] = lists if many else self.connectors[rows.system].count(rows)
        return self._sizes[rows]

    # -- keys

    def _linked(self, rows: Selection, theirs: tuple[str, ...], collection: str) -> Keys:
        """The keys of the rows that facts link with one of these."""
        return frozenset(
            linked
            for key in self._keys(rows, theirs)
            for linked in self.links.beside(rows.collection, key, collection)
        )

    def _keys(self, rows: Selection, theirs: tuple[str, ...], near: Near = EVERYWHERE) -> Keys:
        place = (rows, theirs, near)
        if place not in self._read:
            told = self._told(rows, near)
            found = self.connectors[rows.system].find(told, theirs) if told.where != NONE else ()
            self._read[place] = frozenset(key for key in found if None not in key)
        return self._read[place]


def _among(columns: tuple[str, ...], keys: Keys, yes: bool = True) -> Predicate:
    return Among(columns, keys, yes) if keys else Always(not yes)
