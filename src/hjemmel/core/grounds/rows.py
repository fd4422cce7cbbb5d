"""Rows in hand: what was read of the systems about some subjects, found again by reference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from ..datamap import DataMap, FieldGroup, Hop, Path
from ..moment import Day, NotADay, read_day, read_days, read_year
from ..same import as_text, scalar
from ..selection import Scalar
from .links import Links

Row = Mapping[str, Any]
Key = tuple[Scalar, ...]
Related = Callable[[Row], Sequence[Row]]
"""From a row to the rows that it leads to."""

_NOTHING: tuple[Row, ...] = ()


class Index:
    """Rows by the values of some columns. Equal values are found as they are; of different types, by their texts."""

    def __init__(self, rows: Iterable[Row], columns: Sequence[str]) -> None:
        self._is_one = len(columns) == 1
        self._rows: dict[object, list[Row]] = {}
        self._texts: dict[object, list[Row]] | None = None
        values = itemgetter(*columns)
        for row in rows:
            self._rows.setdefault(values(row), []).append(row)
        self._types: set[object] = set(map(type if self._is_one else self._type, self._rows))

    def led_to_by(self, columns: Sequence[str]) -> Related:
        """From a row of any collection to the rows that have the same in their columns as it has in these."""
        values, having = itemgetter(*columns), self.having
        # Nearly all are found at once, as they are. Where types differ, all go by their texts.
        as_they_are, types = (self._rows, self._types) if len(self._types) == 1 else ({}, set())

        def led_to(row: Row) -> Sequence[Row]:
            value = values(row)
            found = as_they_are.get(value)
            if found is None:
                return _NOTHING if type(value) in types else having(value)
            return found

        return led_to

    def having(self, value: Any) -> Sequence[Row]:
        """The rows that have the same."""
        if len(self._types) == 1:
            found = self._rows.get(value)
            if found is not None or self._type(value) in self._types:
                return found or _NOTHING
        text = self._text(value)
        return _NOTHING if text is None else self._by_text().get(text, _NOTHING)

    def _type(self, value: Any) -> object:
        return type(value) if self._is_one else tuple(map(type, value))

    def _text(self, value: Any) -> object:
        if self._is_one:
            return as_text(value)
        texts = tuple(map(as_text, value))
        return None if None in texts else texts

    def _by_text(self) -> dict[object, list[Row]]:
        if self._texts is None:
            self._texts = {}
            for value, rows in self._rows.items():
                self._texts.setdefault(self._text(value), []).extend(rows)
        return self._texts


class Rows:
    """Rows of any number of collections. Looking up is by hash; nothing is read from a system here.

    `unreached` names systems that could not be read: what rests on them is unknown.
    What is asked of many rows is asked for once, as a function of the row: `upward`, `downward`, `keys`, `days`."""

    def __init__(
        self,
        data_map: DataMap,
        tables: Mapping[str, Iterable[Row]],
        unreached: frozenset[str] = frozenset(),
        links: Links | None = None,
    ) -> None:
        self.map = data_map
        self.tables: dict[str, list[Row]] = {name: list(rows) for name, rows in tables.items()}
        self.unreached = unreached
        self.links = links or Links()
        self._indexes: dict[tuple[str, tuple[str, ...], tuple[Scalar, ...] | None], Index] = {}
        self._upward: dict[Path, Related] = {}

    def of(self, collection: str) -> list[Row]:
        return self.tables.get(collection, [])

    def reaches(self, collection: str) -> bool:
        return collection.partition(".")[0] not in self.unreached

    def sees(self, path: Path) -> bool:
        return not self.unreached or all(self.reaches(hop.child) and self.reaches(hop.parent) for hop in path)

    def parents(self, row: Row, path: Path) -> Sequence[Row]:
        """The rows at the end of the path upward; the row itself for an empty path."""
        return self.upward(path)(row)

    def upward(self, path: Path) -> Related:
        """From a row to those at the end of the path upward."""
        found = self._upward.get(path)
        if found is None:
            found = self._upward[path] = self._above(path[0]) if len(path) == 1 else self._far_above(path)
        return found

    def downward(self, path: Path) -> Related:
        """From a row to those from which the path leads up to it."""
        hops = [self._below(hop) for hop in reversed(path)]
        if len(hops) == 1:
            return hops[0]

        def found(row: Row) -> Sequence[Row]:
            rows: Sequence[Row] = (row,)
            for hop in hops:
                rows = [below for here in rows for below in hop(here)]
            return rows

        return found

    def key(self, collection: str, row: Row) -> Key:
        return tuple(scalar(row[column]) for column in self.map.collections[collection].shape.key)

    def keys(self, collection: str) -> Callable[[Row], Key]:
        """From a row of the collection to its key."""
        columns = self.map.collections[collection].shape.key
        if not self._are_plain(collection, columns):
            return lambda row: tuple([scalar(row[column]) for column in columns])
        if len(columns) > 1:
            return itemgetter(*columns)
        column = columns[0]
        return lambda row: (row[column],)

    def _are_plain(self, collection: str, columns: Sequence[str]) -> bool:
        """Numbers and texts, by which selections know rows too. What stands in a key is of one type in all rows."""
        rows = self.of(collection)
        return bool(rows) and all(isinstance(rows[0][column], str | int) for column in columns)

    def days(self, collection: str, column: str) -> Callable[[Row], Day]:
        """From a row of the collection to the day that the column holds."""
        shape = self.map.collections[collection].shape
        zone, home_zone = shape.zone_of(column), shape.home_zone
        return lambda row: read_day(row[column], zone, home_zone)

    def days_of_many(self, collection: str, column: str) -> Callable[[Sequence[Row]], list[Day]]:
        """The same of many rows at a time: from rows of the collection to the day that each holds."""
        shape = self.map.collections[collection].shape
        zone, home_zone = shape.zone_of(column), shape.home_zone
        return lambda rows: read_days(map(itemgetter(column), rows), zone, home_zone)

    def years(self, column: str) -> Callable[[Row], int | NotADay | None]:
        """From a row to the year number that the column holds."""
        return lambda row: read_year(row[column])

    def is_there(self, group: FieldGroup) -> Callable[[Row], bool]:
        """From a row of the group's collection to whether some field of the group is not blank."""
        collection, columns, blank = group.collection, group.columns, group.blank
        if _names_key(blank):
            is_blank = self.blanks(collection, blank)
            return lambda row: not all(is_blank(row[column], row) for column in columns)

        def is_there(row: Row) -> bool:
            for column in columns:
                value = row[column]
                if value is not None and value != blank:
                    return True
            return False

        return is_there

    def is_blank(self, collection: str, value: object, blank: Scalar, row: Row) -> bool:
        """NULL, or the declared blank, with the row's key put in for `{key}`."""
        return self.blanks(collection, blank)(value, row)

    def blanks(self, collection: str, blank: Scalar) -> Callable[[object, Row], bool]:
        """The same, to be asked of many rows of the collection: of a value, and the row that it stands on."""
        if blank is None:
            return lambda value, _: value is None
        if not (isinstance(blank, str) and _names_key(blank)):
            return lambda value, _: value is None or value == blank
        begins = blank.partition("{key}")[0]

        def is_blank(value: object, row: Row) -> bool:
            if value is None:
                return True
            # Most values begin otherwise, and need no key to be told from it.
            if not (isinstance(value, str) and value.startswith(begins)):
                return False
            return value == blank.replace("{key}", "-".join(str(part) for part in self.key(collection, row)))

        return is_blank

    def _far_above(self, path: Path) -> Related:
        hops = [self._above(hop) for hop in path]
        known: dict[int, Sequence[Row]] = {}

        def found(row: Row) -> Sequence[Row]:
            rows = known.get(id(row))
            if rows is None:
                rows = (row,)
                for hop in hops:
                    rows = hop(rows[0]) if len(rows) == 1 else [up for here in rows for up in hop(here)]
                known[id(row)] = rows
            return rows

        return found

    def _above(self, hop: Hop) -> Related:
        seen = self._index(hop.parent, hop.theirs, hop.blanks if hop.match else None).led_to_by(hop.columns)
        return self._with_linked(seen, hop.child, hop.parent) if hop.match else seen

    def _below(self, hop: Hop) -> Related:
        below = self._index(hop.child, hop.columns).led_to_by(hop.theirs)
        if not hop.match:
            return below
        has_blank = self._has_blank(hop.parent, hop.theirs, hop.blanks)

        def seen(row: Row) -> Sequence[Row]:
            return _NOTHING if has_blank(row) else below(row)

        return self._with_linked(seen, hop.parent, hop.child)

    def _with_linked(
        self, seen: Callable[[Row], Sequence[Row]], here: str, there: str
    ) -> Callable[[Row], Sequence[Row]]:
        """Also those that the row was matched with before a value was blanked: facts know them by key."""
        if not self.links.between(here, there):
            return seen
        key, their_key = self.keys(here), self.keys(there)
        by_key = {their_key(row): row for row in self.of(there)}

        def found(row: Row) -> Sequence[Row]:
            together = {id(one): one for one in seen(row)}
            for linked in self.links.beside(here, key(row), there):
                one = by_key.get(linked)
                if one is not None:
                    together[id(one)] = one
            return list(together.values())

        return found

    def _index(
        self, collection: str, columns: tuple[str, ...], blanks: tuple[Scalar, ...] | None = None
    ) -> Index:
        """The rows of the collection by the values of these columns. What is NULL, or one of the blanks of a
        match, is not there: it is found by nothing."""
        place = (collection, columns, blanks)
        index = self._indexes.get(place)
        if index is None:
            has_blank = self._has_blank(collection, columns, blanks or (None,) * len(columns))
            rows = (row for row in self.of(collection) if not has_blank(row))
            index = self._indexes[place] = Index(rows, columns)
        return index

    def _has_blank(
        self, collection: str, columns: tuple[str, ...], blanks: tuple[Scalar, ...]
    ) -> Callable[[Row], bool]:
        """Whether one of the columns of a row is blank. Nearly all references are of one column."""
        asked = [
            (column, self.blanks(collection, blank)) for column, blank in zip(columns, blanks, strict=True)
        ]
        if len(asked) > 1:
            return lambda row: any(is_blank(row[column], row) for column, is_blank in asked)
        ((column, is_blank),) = asked
        return lambda row: is_blank(row[column], row)


def _names_key(blank: Scalar) -> bool:
    return isinstance(blank, str) and "{key}" in blank
