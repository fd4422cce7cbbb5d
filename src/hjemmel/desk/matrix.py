"""The field-to-purpose matrix: every declared column with its category, purposes and security class."""

from __future__ import annotations

from dataclasses import dataclass

from hjemmel.core.datamap import Collection, DataMap, FieldGroup
from hjemmel.core.declaration.parts import Text
from hjemmel.core.terms import Security


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeMark:
    """One purpose that a group of columns is kept for, and the line that says so."""

    title: Text
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    columns: tuple[str, ...]
    category: Text | None
    """None: keys and clocks, which tell nothing about a person by themselves."""
    security: Security | None
    purposes: tuple[PurposeMark, ...]
    line: int

    @property
    def lacks_purpose(self) -> bool:
        return self.category is not None and not self.purposes


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixPart:
    """One collection."""

    system: Text
    collection: Text
    name: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    parts: tuple[MatrixPart, ...]

    @property
    def columns(self) -> int:
        return sum(len(row.columns) for part in self.parts for row in part.rows)

    @property
    def covered(self) -> int:
        return sum(len(row.columns) for part in self.parts for row in part.rows if not row.lacks_purpose)


def matrix(data_map: DataMap) -> Matrix:
    return Matrix(parts=tuple(_part(data_map, collection) for collection in data_map.collections.values()))


def _part(data_map: DataMap, collection: Collection) -> MatrixPart:
    system = data_map.declaration.systems[collection.system]
    return MatrixPart(
        system=system.title,
        collection=system.collections[collection.name.partition(".")[2]].title,
        name=collection.name,
        rows=tuple(_row(data_map, group) for group in collection.groups),
    )


def _row(data_map: DataMap, group: FieldGroup) -> MatrixRow:
    category = data_map.declaration.categories.get(group.category) if group.is_personal else None
    security = Security(group.security) if group.security else category.security if category else None
    return MatrixRow(
        columns=group.columns,
        category=category.title if category else None,
        security=security,
        purposes=_purposes(data_map, group),
        line=group.place.line,
    )


def _purposes(data_map: DataMap, group: FieldGroup) -> tuple[PurposeMark, ...]:
    marks = {
        line.purpose: PurposeMark(title=data_map.purposes[line.purpose].declared.title, line=line.place.line)
        for line in data_map.lines_of(group.collection)
        if group.category in line.categories
    }
    return tuple(marks.values())
