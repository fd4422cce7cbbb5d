"""What a connector must know of a declared collection to translate predicates: its table, key, zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One collection as declared. `zones` gives the time zone of each column that holds points in time;
    a column without one is read in the organisation's own zone (`home_zone`)."""

    collection: str
    """`system.collection`"""
    table: str
    key: tuple[str, ...]
    home_zone: str
    zones: Mapping[str, str] = field(default_factory=dict)
    only: tuple[tuple[str, tuple[str | int | bool | None, ...]], ...] = ()
    """The collection is those rows of the table whose columns have these values; the others are another's."""

    @classmethod
    def undeclared(cls, collection: str, key: tuple[str, ...]) -> Shape:
        """Of a table that is only known by its own name: `undeclared` names it in selections."""
        return cls(collection=collection, table=undeclared_table(collection), key=key, home_zone="UTC")

    def zone_of(self, column: str) -> str:
        return self.zones.get(column, self.home_zone)


def undeclared(system: str, table: str) -> str:
    """How selections name a table that no declaration knows, so that what hangs on declared rows can be counted.

    It is read and never changed. No declared collection has such a name."""
    return f"{system}./{table}"


def undeclared_table(collection: str) -> str:
    """The table of such a name; empty for a declared collection."""
    name = collection.partition(".")[2]
    return name[1:] if name.startswith("/") else ""
