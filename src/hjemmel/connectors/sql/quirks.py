"""What SQL engines differ in. A new engine is a new entry at the end, and the contract passed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.pool import NullPool

from hjemmel.core.moment import FIRST_YEAR, LAST_YEAR
from hjemmel.core.observation import ColumnType

from ..protocol import Drifted, Failure, Unreachable, Unsupported
from ..values import DATE_TYPES
from .dates import Column, Test

PATIENCE = 10
"""Seconds to wait for another writer before a database counts as out of reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """How one engine is opened, how its errors read, and what its values need."""

    open: Callable[[sa.URL, bool], sa.Engine]
    target: Callable[[sa.URL], str]
    failure: Callable[[str, exc.DBAPIError], Failure | None]
    """The failure an error stands for; None: a bug, let through."""
    key_type: Callable[[ColumnType], sa.types.TypeEngine[Any]]
    """The type of a temporary column that is compared with one of this type."""
    text_dates: frozenset[ColumnType]
    """The types whose dates lie as ISO text."""
    is_date: Callable[[Column, ColumnType], Test]
    """Text between years 1000 and 9998 is a date as `moment.DATE_TEXT` says. Never NULL."""
    is_year: Callable[[Column, ColumnType], Test]
    """The value, of this type, is a whole year number. Never NULL."""
    plans_anti_joins: bool
    """The planner turns NOT EXISTS into a join by itself, index or none."""
    allow_temporary: Callable[[sa.Connection, bool], None]
    """Open (and close) the way to temporary tables on a connection that only reads."""


def quirks_of(url: sa.URL, system: str) -> Quirks:
    found = _ENGINES.get(url.get_backend_name())
    if found is None:
        raise Unsupported(system, f"{url.get_backend_name()} is not known", f"use {', '.join(_ENGINES)}")
    return found


# SQLite --------------------------------------------------------------------------------------------------


class Untyped(sa.types.UserDefinedType[Any]):
    """A column without affinity: it takes on that of the column it is compared with."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return ""


def _sqlite_path(url: sa.URL) -> Path:
    return Path(url.database or "").absolute()


def _sqlite_open(url: sa.URL, read_only: bool) -> sa.Engine:
    # mode=rw: a file that is not there is a failure, never a new database.
    address = f"file:{quote(str(_sqlite_path(url)))}?mode={'ro' if read_only else 'rw'}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        # One value in a foreign encoding must not make the whole table unreadable.
        connection.text_factory = _decoded
        connection.execute(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    # Without a pool no handle outlives a database file that is replaced by a restored backup.
    engine = sa.create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_begin(connection: sa.Connection) -> None:
    # A deferred transaction that turns to writing may fail at once, without waiting for the other writer.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _decoded(raw: bytes) -> str:
    return raw.decode(errors="replace")


def _sqlite_failure(place: str, error: exc.DBAPIError) -> Failure | None:
    name = getattr(error.orig, "sqlite_errorname", "")
    words = str(error.orig)
    if name.startswith("SQLITE_CONSTRAINT"):
        kind = name.removeprefix("SQLITE_CONSTRAINT").strip("_").replace("FOREIGNKEY", "FOREIGN KEY")
        return Unsupported(
            place, f"the database refuses it ({kind})", "see which rule of the table forbids it"
        )
    if name.startswith("SQLITE_READONLY"):
        return Unsupported(place, "the database can't be written to", "do it by hand, or give the right")
    if words.startswith(("no such table", "no such column")):
        return Drifted(place, "a table or column is gone", "plan again")
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return Unreachable(place, "the database file can't be opened, or is no database", "see to the file")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_PROTOCOL")):
        return Unreachable(place, f"the database does not answer ({name})", "try again later")
    return None


def _sqlite_key_type(kind: ColumnType) -> sa.types.TypeEngine[Any]:
    if kind is ColumnType.INTEGER:
        return sa.BigInteger()
    return sa.Text() if kind is ColumnType.TEXT else Untyped()


def _sqlite_is_date(column: Column, kind: ColumnType) -> Test:
    """SQLite's own functions give back the same text only for real days in canonical form, so the common
    forms cost one comparison; the form the column's type promises is tried first."""
    by_day, by_clock = _same(sa.func.date(column), column), _same(sa.func.datetime(column), column)
    first, then = (by_clock, by_day) if kind in DATE_TYPES - {ColumnType.DATE} else (by_day, by_clock)
    return sa.or_(first, then, _sqlite_is_long_date(column))


def _sqlite_is_long_date(column: Column) -> Test:
    """With a T, or with fractions of a second. `length` stops at a NUL, so the bytes are counted too."""
    stamp, length = sa.func.substr(column, 1, 19), sa.func.length(column)
    whole = sa.or_(
        length == 19,
        sa.and_(
            length.between(21, 29),
            sa.func.substr(column, 20, 1) == ".",
            sa.not_(sa.func.substr(column, 21).op("GLOB", is_comparison=True)("*[^0-9]*")),
        ),
    )
    is_text = sa.and_(sa.func.typeof(column) == "text", _octets(column) == length)
    return sa.and_(is_text, whole, _same(sa.func.datetime(stamp), sa.func.replace(stamp, "T", " ")))


def _sqlite_is_year(column: Column, kind: ColumnType) -> Test:
    number = sa.and_(sa.func.typeof(column) == "integer", column.between(FIRST_YEAR, LAST_YEAR))
    if kind in (ColumnType.INTEGER, ColumnType.NUMBER):
        return sa.and_(column.is_not(None), number)
    four = column.op("GLOB", is_comparison=True)("[1-9][0-9][0-9][0-9]")
    text = sa.and_(sa.func.typeof(column) == "text", four, _octets(column) == 4, column <= str(LAST_YEAR))
    return sa.and_(column.is_not(None), sa.or_(text, number))


def _octets(column: Column) -> sa.ColumnElement[int]:
    return sa.func.length(sa.cast(column, sa.LargeBinary()))


def _same(one: sa.ColumnElement[object], other: sa.ColumnElement[object]) -> Test:
    """Equal, and false (not NULL) if either is NULL and the other is not."""
    return one.is_not_distinct_from(other)


def _sqlite_allow_temporary(connection: sa.Connection, allowed: bool) -> None:
    # The file itself is opened with mode=ro; query_only would bar temporary tables as well.
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if allowed else 'ON'}")


_ENGINES = {
    "sqlite": Quirks(
        open=_sqlite_open,
        target=lambda url: str(_sqlite_path(url)),
        failure=_sqlite_failure,
        key_type=_sqlite_key_type,
        text_dates=frozenset(ColumnType),
        is_date=_sqlite_is_date,
        is_year=_sqlite_is_year,
        plans_anti_joins=False,
        allow_temporary=_sqlite_allow_temporary,
    ),
}
