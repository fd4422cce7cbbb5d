"""What a database has: tables, columns, keys, references, indexes, by SQLAlchemy's inspector."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.reflection import ObjectKind

from hjemmel.core.observation import CollectionSeen, ColumnSeen, ColumnType, ReferenceSeen

_TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], ColumnType], ...] = (
    (sa.Boolean, ColumnType.BOOLEAN),
    (sa.Date, ColumnType.DATE),
    (sa.Integer, ColumnType.INTEGER),
    (sa.Numeric, ColumnType.NUMBER),
    (sa.Float, ColumnType.NUMBER),
    (sa.String, ColumnType.TEXT),
)
Indexes = tuple[tuple[bool, tuple[str, ...]], ...]
"""(unique, columns) of each."""

_ACTS_ALONE = ("CASCADE", "SET NULL", "SET DEFAULT")


@dataclass(frozen=True, slots=True)
class Inbound:
    """A foreign key that points at a table."""

    table: str
    columns: tuple[str, ...]
    theirs: tuple[str, ...]
    acts_alone: bool
    """The database itself changes the referring rows when the row goes (ON DELETE CASCADE, SET NULL)."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The observation, and what only this connector needs beside it."""

    tables: Mapping[str, CollectionSeen]
    indexes: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """By table: the columns of each index, keys and unique constraints included."""
    inbound: Mapping[str, tuple[Inbound, ...]] = field(default_factory=dict)

    def is_indexed(self, table: str, columns: Collection[str]) -> bool:
        """An index begins with these columns, in any order."""
        return any(set(index[: len(columns)]) == set(columns) for index in self.indexes.get(table, ()))


def catalogue(connection: sa.Connection, declared: Collection[str]) -> Catalogue:
    """All tables, and the views that are declared: other views store nothing."""
    look = sa.inspect(connection)
    kinds: Any = {"kind": ObjectKind.ANY}
    views = set(look.get_view_names()) - set(declared)
    columns = _by_name(look.get_multi_columns(**kinds))
    keys = _by_name(look.get_multi_pk_constraint(**kinds))
    uniques = _by_name(look.get_multi_unique_constraints(**kinds))
    references = _by_name(look.get_multi_foreign_keys(**kinds))
    indexes = {name: _indexes(found) for name, found in _by_name(look.get_multi_indexes(**kinds)).items()}
    tables = {
        name: CollectionSeen(
            name=name,
            columns=tuple(_column(column) for column in found),
            key=tuple((keys.get(name) or {}).get("constrained_columns") or ()),
            unique=_uniques(uniques.get(name, ()), indexes.get(name, ())),
            references=tuple(_reference(reference) for reference in references.get(name, ())),
        )
        for name, found in sorted(columns.items())
        if name not in views
    }
    return Catalogue(tables, _all_indexes(tables, indexes), _inbound(references))


def _by_name(found: Any) -> dict[str, Any]:
    return {name: seen for (_, name), seen in found.items()}


def _column(found: Any) -> ColumnSeen:
    kind, length = found["type"], getattr(found["type"], "length", None)
    return ColumnSeen(
        name=found["name"],
        type=_type(kind),
        nullable=bool(found["nullable"]),
        length=length if isinstance(kind, sa.String) else None,
    )


def _type(kind: sa.types.TypeEngine[Any]) -> ColumnType:
    if isinstance(kind, sa.DateTime):
        return ColumnType.TIMESTAMP_TZ if kind.timezone else ColumnType.TIMESTAMP
    return next((ours for theirs, ours in _TYPES if isinstance(kind, theirs)), ColumnType.OTHER)


def _indexes(found: Any) -> Indexes:
    """Those on plain columns: one on an expression, or on some rows only, promises nothing."""
    whole = (index for index in found if None not in index["column_names"] and not _is_partial(index))
    return tuple((bool(index["unique"]), tuple(index["column_names"])) for index in whole)


def _is_partial(index: Any) -> bool:
    return any(name.endswith("_where") for name in index.get("dialect_options", {}))


def _uniques(constraints: Any, indexes: Indexes) -> tuple[tuple[str, ...], ...]:
    found = {tuple(constraint["column_names"]) for constraint in constraints}
    return tuple(sorted(found | {columns for unique, columns in indexes if unique}))


def _reference(found: Any) -> ReferenceSeen:
    return ReferenceSeen(
        columns=tuple(found["constrained_columns"]),
        target=found["referred_table"],
        target_columns=tuple(found["referred_columns"]),
    )


def _all_indexes(
    tables: Mapping[str, CollectionSeen], indexes: Mapping[str, Indexes]
) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {
        name: (seen.key, *seen.unique, *(columns for _, columns in indexes.get(name, ())))
        for name, seen in tables.items()
    }


def _inbound(references: Mapping[str, Any]) -> dict[str, tuple[Inbound, ...]]:
    found: dict[str, tuple[Inbound, ...]] = {}
    for table, theirs in references.items():
        for one in theirs:
            seen = _reference(one)
            alone = str(one.get("options", {}).get("ondelete", "")).upper() in _ACTS_ALONE
            inbound = Inbound(table, seen.columns, seen.target_columns, alone)
            found[seen.target] = (*found.get(seen.target, ()), inbound)
    return found
