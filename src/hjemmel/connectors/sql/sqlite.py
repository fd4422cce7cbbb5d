"""SQLite: text for dates, any value in any column, one writer, and no pool."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.pool import NullPool

from hjemmel.core.moment import FIRST_YEAR, LAST_YEAR
from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import Scalar

from ..protocol import Drifted, Failure, Unreachable, Unsupported
from ..values import fitted
from .dates import Column, Test
from .quiet import quiet_engine
from .quirks import Extras, Native, Quirks, Stored

PATIENCE = 10
"""Seconds to wait for another writer before a database counts as out of reach."""

_NORMAL = "+0 days"


class Untyped(sa.types.UserDefinedType[Any]):
    """A column without affinity: it takes on that of the column it is compared with."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return ""


_AS_BEFORE = sa.text("""
    SELECT group_concat(quote(type) || quote(name) || quote(tbl_name) || quote(sql))
    FROM (SELECT * FROM sqlite_master ORDER BY rowid)
""")
"""The statements that made it, word by word: there is nothing more to a schema."""

# One of each: SQLAlchemy remembers of each type how an engine tells its values.
_WHOLE, _TEXT, _STRING, _BYTES = sa.BigInteger(), sa.Text(), sa.String(), sa.LargeBinary()
_UNTYPED = Untyped()


def _path(url: sa.URL) -> Path:
    return Path(url.database or "").absolute()


def _open(url: sa.URL, read_only: bool) -> sa.Engine:
    # mode=rw: a file that is not there is a failure, never a new database.
    address = f"file:{quote(str(_path(url)))}?mode={'ro' if read_only else 'rw'}"

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
    engine = quiet_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    # A deferred transaction that turns to writing may fail at once, without waiting for the other writer.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _decoded(raw: bytes) -> str:
    return raw.decode(errors="replace")


def _is_forbidden(error: exc.DBAPIError) -> bool:
    # Whoever opened the file lets no temporary tables be made. The name of the error is not always that of it.
    return str(error.orig).startswith("not authorized")


def _failure(place: str, error: exc.DBAPIError) -> Failure | None:
    name = getattr(error.orig, "sqlite_errorname", "")
    words = str(error.orig)
    if name.startswith("SQLITE_CONSTRAINT"):
        kind = name.removeprefix("SQLITE_CONSTRAINT").strip("_").replace("FOREIGNKEY", "FOREIGN KEY")
        return Unsupported(
            place, f"the database refuses it ({kind})", "see which rule of the table forbids it"
        )
    if name.startswith("SQLITE_READONLY"):
        return Unsupported(place, "the database can't be written to", "do it by hand, or give the right")
    if _is_forbidden(error) or words.startswith("too many SQL variables"):
        return Unsupported(
            place, "that needs a temporary table, and none may be made", "allow temporary tables"
        )
    if words.startswith(("no such table", "no such column")):
        return Drifted(place, "a table or column is gone", "plan again")
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return Unreachable(place, "the database file can't be opened, or is no database", "see to the file")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_PROTOCOL")):
        return Unreachable(place, f"the database does not answer ({name})", "try again later")
    return None


def _key_type(native: Native) -> sa.types.TypeEngine[Any]:
    kind = native.kind
    if kind is ColumnType.INTEGER:
        return _WHOLE
    return _TEXT if kind is ColumnType.TEXT else _UNTYPED


def _is_date(column: Column, kind: ColumnType) -> Test:
    """SQLite's own functions give back the same text for real days in canonical form only, so the common
    forms cost one comparison. Without "+0 days" old versions give back 30 February as it is."""
    # Byte by byte: to some collations a date and one with a space after it are equal.
    exact = column.collate("BINARY")
    by_day = _same(sa.func.date(column, _NORMAL), exact)
    by_clock = _same(sa.func.datetime(column, _NORMAL), exact)
    first, then = (by_day, by_clock) if kind is ColumnType.DATE else (by_clock, by_day)
    return sa.or_(first, then, _is_long_date(column))


def _steps(connection: sa.Connection, column: sa.ColumnClause[Any], most: int) -> sa.CTE | None:
    # Compared byte by byte: to a collation of the column's own, a date and what is none may be equal.
    exact = column.collate("BINARY")
    least: sa.ColumnElement[Any] = sa.func.min(exact)
    number: sa.ColumnElement[Any] = sa.literal_column("1")
    first = sa.select(least.label("value"), number.label("number"))
    steps = first.cte("steps", recursive=True)
    following = sa.select(least).where(exact > steps.c.value).correlate(steps).scalar_subquery()
    if not _is_searched(connection, sa.select(least).where(exact > sa.literal(""))):
        return None
    more = sa.select(following, steps.c.number + 1)
    return steps.union_all(more.where(steps.c.value.is_not(None), steps.c.number < most))


def _is_searched(connection: sa.Connection, query: sa.Select[Any]) -> bool:
    """SQLite goes straight to the rows by an index."""
    said = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}").all()
    return all(str(step[-1]).startswith("SEARCH") for step in plan)


def _is_long_date(column: Column) -> Test:
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
    return sa.and_(is_text, whole, _same(sa.func.datetime(stamp, _NORMAL), sa.func.replace(stamp, "T", " ")))


def _is_year(column: Column, kind: ColumnType) -> Test:
    number = sa.and_(sa.func.typeof(column) == "integer", column.between(FIRST_YEAR, LAST_YEAR))
    if kind in (ColumnType.INTEGER, ColumnType.NUMBER):
        return sa.and_(column.is_not(None), number)
    four = column.op("GLOB", is_comparison=True)("[1-9][0-9][0-9][0-9]")
    text = sa.and_(sa.func.typeof(column) == "text", four, _octets(column) == 4, column <= str(LAST_YEAR))
    return sa.and_(column.is_not(None), sa.or_(text, number))


def _octets(column: Column) -> sa.ColumnElement[int]:
    return sa.func.length(sa.cast(column, _BYTES))


def _same(one: sa.ColumnElement[Any], other: sa.ColumnElement[Any]) -> Test:
    """Equal, and false (not NULL) if either is NULL and the other is not."""
    return one.is_not_distinct_from(other)


def _allow_temporary(connection: sa.Connection, allowed: bool) -> None:
    # The file itself is opened with mode=ro; query_only would bar temporary tables as well.
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if allowed else 'ON'}")


def _fit(value: Scalar, native: Native) -> Stored | None:
    return fitted(value, native.kind)


SQLITE = Quirks(
    open=_open,
    target=lambda url: str(_path(url)),
    failure=_failure,
    reading={},
    reading_once={},
    extras=lambda _: Extras(),
    as_before=_AS_BEFORE,
    as_before_anywhere=True,
    first=0,
    kind=lambda _: None,
    read=lambda column, _: column,
    compared=lambda column, _: column,
    is_led_by_index=lambda _: True,
    near=lambda *_: None,
    ordered=lambda column, _: column,
    written=lambda column, _: sa.cast(column, _STRING),
    family=lambda _: "any",
    fit=_fit,
    stored=_fit,
    as_stored=lambda column, _: column,
    characters=sa.func.length,
    key_type=_key_type,
    any_value_anywhere=True,
    text_dates=frozenset(ColumnType),
    is_date=_is_date,
    is_year=_is_year,
    is_day=lambda _: sa.true(),
    moment=lambda moment: moment,
    steps=_steps,
    end_to_end="NOT INDEXED",
    plans_anti_joins=False,
    listed=None,
    lays_down=True,
    locks_first=False,
    at_once=5_000,
    parts=None,
    # It reads a statement with a small stack, and a test may be deep.
    asks_by_test=False,
    locks_rows=False,
    weigh=lambda *_: None,
    insert_new=lambda table: table.insert().prefix_with("OR IGNORE"),
    is_forbidden=_is_forbidden,
    allow_temporary=_allow_temporary,
)
