"""Rows in hand: what was read of the systems about some subjects, found again by reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..datamap import DataMap, Hop, Path
from ..moment import Day, NotADay, read_day, read_year
from ..selection import Scalar

Row = Mapping[str, Any]


class Rows:
    """Rows of any number of collections. Looking up is by hash; nothing is read from a system here.

    `unreached` names systems that could not be read: what rests on them is unknown."""

    def __init__(
        self,
        data_map: DataMap,
        tables: Mapping[str, Iterable[Row]],
        unreached: frozenset[str] = frozenset(),
    ) -> None:
        self.map = data_map
        self.tables: dict[str, list[Row]] = {name: list(rows) for name, rows in tables.items()}
        self.unreached = unreached
        self._index: dict[tuple[str, tuple[str, ...]], dict[tuple[object, ...], list[Row]]] = {}

    def of(self, collection: str) -> list[Row]:
        return self.tables.get(collection, [])

    def sees(self, path: Path) -> bool:
        return not self.unreached or not any(
            name.partition(".")[0] in self.unreached for hop in path for name in (hop.child, hop.parent)
        )

    def parents(self, row: Row, path: Path) -> list[Row]:
        """The rows at the end of the path upward; the row itself for an empty path."""
        if len(path) == 1:
            return self._above(path[0], row)
        found = [row]
        for hop in path:
            if len(found) == 1:
                found = self._above(hop, found[0])
            else:
                found = [above for here in found for above in self._above(hop, here)]
        return found

    def children(self, row: Row, path: Path) -> list[Row]:
        """The rows from which the path leads up to this row."""
        found = [row]
        for hop in reversed(path):
            found = [
                below
                for here in found
                if self._is_there(hop, here)
                for below in self._matching(hop.child, hop.columns, here, hop.theirs)
            ]
        return found

    def key(self, collection: str, row: Row) -> tuple[Scalar, ...]:
        return tuple(row[column] for column in self.map.collections[collection].shape.key)

    def day(self, collection: str, column: str, row: Row) -> Day:
        shape = self.map.collections[collection].shape
        return read_day(row[column], shape.zone_of(column), shape.home_zone)

    def is_blank(self, collection: str, value: object, blank: Scalar, row: Row) -> bool:
        """NULL, or the declared blank, with the row's key put in for `{key}`."""
        if value is None:
            return True
        if isinstance(blank, str) and "{key}" in blank:
            blank = blank.replace("{key}", "-".join(str(part) for part in self.key(collection, row)))
        return blank is not None and value == blank

    def year(self, column: str, row: Row) -> int | NotADay | None:
        return read_year(row[column])

    def _above(self, hop: Hop, row: Row) -> list[Row]:
        found = self._matching(hop.parent, hop.theirs, row, hop.columns)
        return [above for above in found if self._is_there(hop, above)] if hop.match else found

    def _is_there(self, hop: Hop, above: Row) -> bool:
        """What is compared is no blank: always so, but for matches by value."""
        return not hop.match or not any(
            self.is_blank(hop.parent, above[column], blank, above)
            for column, blank in zip(hop.theirs, hop.blanks, strict=True)
        )

    def _matching(
        self, collection: str, columns: tuple[str, ...], row: Row, values_from: tuple[str, ...]
    ) -> list[Row]:
        values = (
            (row[values_from[0]],) if len(values_from) == 1 else tuple(row[column] for column in values_from)
        )
        if None in values:
            return []
        index = self._index.get((collection, columns))
        if index is None:
            index = {}
            for other in self.of(collection):
                index.setdefault(tuple(other[column] for column in columns), []).append(other)
            self._index[(collection, columns)] = index
        return index.get(values, [])
