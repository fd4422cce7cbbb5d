"""What a database has: tables, columns, keys, references, indexes, by SQLAlchemy's inspector."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects.postgresql import DOMAIN
from sqlalchemy.engine.reflection import ObjectKind

from hjemmel.core.observation import CollectionSeen, ColumnSeen, ColumnType, ReferenceSeen

from ..schema import schema_digest
from .quirks import Extras, Native, Quirks

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
    schema: str | None = None
    """Where the referring table stands, if not beside the others."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The observation, and what only this connector needs beside it."""

    tables: Mapping[str, CollectionSeen]
    indexes: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """By table: the columns of each index, keys and unique constraints included."""
    inbound: Mapping[str, tuple[Inbound, ...]] = field(default_factory=dict)
    natives: Mapping[tuple[str, str], Native] = field(default_factory=dict)
    """By table and column."""

    def native(self, table: str, column: str) -> Native:
        return self.natives.get((table, column), Native(ColumnType.OTHER))

    def is_indexed(self, table: str, columns: Collection[str]) -> bool:
        """An index begins with these columns, in any order."""
        return any(set(index[: len(columns)]) == set(columns) for index in self.indexes.get(table, ()))


@dataclass(frozen=True, slots=True)
class Described:
    """A catalogue, and what an observation tells of it."""

    catalogue: Catalogue
    tables: tuple[CollectionSeen, ...]
    digest: str


MOST: Final = 64
"""Databases whose description a process keeps."""
_described: dict[object, Described] = {}
_filling = threading.Lock()


def described(connection: sa.Connection, declared: Collection[str], quirks: Quirks) -> Described:
    """What the database has, asked anew only if it is not as it was when this process last looked at one like it."""
    # Asked first: what changes meanwhile is seen the next time.
    mark = connection.scalar(quirks.as_before) if quirks.as_before is not None else None
    # By the account, too: it may see less than another one.
    place = connection.dialect.name if quirks.as_before_anywhere else connection.engine.url
    key = (place, mark, frozenset(declared))
    found = _described.get(key) if mark is not None else None
    if found is None:
        known = catalogue(connection, declared, quirks)
        tables = tuple(known.tables.values())
        found = Described(known, tables, schema_digest(tables))
        if mark is not None:
            with _filling:
                while len(_described) >= MOST:
                    del _described[next(iter(_described))]
                _described[key] = found
    return found


def catalogue(connection: sa.Connection, declared: Collection[str], quirks: Quirks) -> Catalogue:
    """All tables, and the views that are declared: other views store nothing."""
    look = sa.inspect(connection)
    extras = quirks.extras(connection)
    kinds: Any = {"kind": ObjectKind.ANY}
    views = {*look.get_view_names(), *extras.views}
    left_out = (views - set(declared)) | extras.hidden
    with warnings.catch_warnings():
        # A type that SQLAlchemy does not know is one of those that are compared by their text.
        warnings.simplefilter("ignore", exc.SAWarning)
        columns = _by_name(look.get_multi_columns(**kinds))
        keys = _by_name(look.get_multi_pk_constraint(**kinds))
        uniques = _by_name(look.get_multi_unique_constraints(**kinds))
        references = _by_name(look.get_multi_foreign_keys(**kinds))
        indexes = {name: _indexes(found) for name, found in _by_name(look.get_multi_indexes(**kinds)).items()}
    columns = {name: found for name, found in columns.items() if name not in left_out}
    references = {name: found for name, found in references.items() if name not in extras.hidden}
    natives = {
        (name, column["name"]): _native(column, extras.collations.get((name, column["name"])), quirks)
        for name, found in columns.items()
        for column in found
    }
    tables = {
        name: CollectionSeen(
            name=name,
            columns=tuple(_column(column, natives[name, column["name"]]) for column in found),
            key=tuple((keys.get(name) or {}).get("constrained_columns") or ()),
            unique=_uniques(uniques.get(name, ()), indexes.get(name, ())),
            references=tuple(_reference(reference) for reference in references.get(name, ())),
        )
        for name, found in sorted(columns.items())
    }
    return Catalogue(tables, _all_indexes(tables, indexes), _inbound(references, extras), natives)


def _by_name(found: Any) -> dict[str, Any]:
    return {name: seen for (_, name), seen in found.items()}


def _native(found: Any, collation: str | None, quirks: Quirks) -> Native:
    type_ = found["type"]
    while isinstance(type_, DOMAIN):
        type_ = type_.data_type
    kind = quirks.kind(type_) or _kind(type_)
    return Native(kind, type_, collation, found.get("computed") is not None)


def _column(found: Any, native: Native) -> ColumnSeen:
    is_text = native.kind is ColumnType.TEXT and not isinstance(native.type, sa.Enum)
    return ColumnSeen(
        name=found["name"],
        type=native.kind,
        nullable=bool(found["nullable"]),
        length=getattr(native.type, "length", None) if is_text else None,
    )


def _kind(type_: sa.types.TypeEngine[Any]) -> ColumnType:
    if isinstance(type_, sa.DateTime):
        return ColumnType.TIMESTAMP_TZ if type_.timezone else ColumnType.TIMESTAMP
    return next((ours for theirs, ours in _TYPES if isinstance(type_, theirs)), ColumnType.OTHER)


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
        target=".".join(filter(None, (found.get("referred_schema"), found["referred_table"]))),
        target_columns=tuple(found["referred_columns"]),
    )


def _all_indexes(
    tables: Mapping[str, CollectionSeen], indexes: Mapping[str, Indexes]
) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {
        name: (seen.key, *seen.unique, *(columns for _, columns in indexes.get(name, ())))
        for name, seen in tables.items()
    }


def _inbound(references: Mapping[str, Any], extras: Extras) -> dict[str, tuple[Inbound, ...]]:
    found: dict[str, tuple[Inbound, ...]] = {}
    for table, theirs in references.items():
        for one in theirs:
            seen = _reference(one)
            alone = str(one.get("options", {}).get("ondelete", "")).upper() in _ACTS_ALONE
            inbound = Inbound(table, seen.columns, seen.target_columns, alone)
            found[seen.target] = (*found.get(seen.target, ()), inbound)
    for schema, table, columns, target, target_columns, alone in extras.from_elsewhere:
        inbound = Inbound(table, columns, target_columns, alone, schema)
        found[target] = (*found.get(target, ()), inbound)
    return found
