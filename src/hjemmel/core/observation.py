"""What a system really has: the answer of a connector's `describe`. Compared with the data map it gives drift."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class ColumnType(Enum):
    """What kind of value a column holds, as far as grounds need to know. TEXT may hold dates as ISO text."""

    TEXT = "text"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIMESTAMP_TZ = "timestamp with time zone"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSeen:
    name: str
    type: ColumnType
    nullable: bool
    length: int | None = None
    """The greatest number of characters the column takes, if the database says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSeen:
    """A foreign key the database itself declares."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionSeen:
    name: str
    columns: tuple[ColumnSeen, ...]
    key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    references: tuple[ReferenceSeen, ...] = ()

    def column(self, name: str) -> ColumnSeen | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """Keys of this collection are numbers that the system can give anew. Under another number than this one they name other
    rows, or none."""

    collection: str
    column: str
    """The part of the key that tells which numbering it is of."""
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One look at one system. `digest` changes when its schema does; it holds no personal data."""

    system: str
    at: datetime
    target: str
    """Which database this is, without secrets: what an approval is bound to."""
    collections: tuple[CollectionSeen, ...] = field(default=())
    digest: str = ""
    numbered: tuple[Numbered, ...] = ()

    def collection(self, name: str) -> CollectionSeen | None:
        return next((seen for seen in self.collections if seen.name == name), None)
