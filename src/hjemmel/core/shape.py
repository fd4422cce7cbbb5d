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

    def zone_of(self, column: str) -> str:
        return self.zones.get(column, self.home_zone)
