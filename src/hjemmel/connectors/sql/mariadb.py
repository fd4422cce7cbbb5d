"""MariaDB and MySQL: texts compared by the language and without their last spaces, dates that are no dates, moments
without a zone."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.dialects import mysql
from sqlalchemy.ext.compiler import compiles

from hjemmel.core.moment import FIRST_YEAR, LAST_YEAR
from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import Scalar

from ..protocol import Drifted, Failure, Unreachable, Unsupported
from ..values import DATE_TYPES, as_text
from .dates import DATE_PATTERN, YEAR_PATTERN, Column, Test, moment_in
from .postgres import exact_number, float_of
from .quiet import quiet_engine
from .quirks import Extras, Native, Quirks, Stored, Type

PATIENCE = 10
"""Seconds to wait for a connection, or for another writer's lock, before the database counts as out of reach."""
LONGEST = 15 * 60
"""Seconds a single statement may take."""
_KEPT, _FRESH = 5, 300
"""Connections kept open for each address, and seconds until one is made anew."""
_PORT = 3306

_UTC = "UTC"
_WHOLE = re.compile(r"-?[0-9]{1,20}", re.ASCII)
_A_MOMENT = 26
"""Characters of a moment at its longest."""
_KEY_BYTES = 3072
"""An index takes so many of a text."""
_MODES = "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO"
"""What doesn't fit is refused; dates that are none may be read. Backslashes and quotes mean what they always mean."""

_NOTHING, _ONE = sa.literal_column("0", sa.Integer()), sa.literal_column("1", sa.Integer())


# ---- opening --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _open(url: sa.URL, read_only: bool) -> sa.Engine:
    address = url.set(drivername="mysql+pymysql", database=_database(url))
    engine = quiet_engine(
        address.difference_update_query(["schema"]).update_query_dict({"charset": "utf8mb4"}),
        pool_size=_KEPT,
        max_overflow=-1,
        pool_pre_ping=True,
        pool_recycle=_FRESH,
        connect_args={
            "connect_timeout": PATIENCE,
            "read_timeout": LONGEST + PATIENCE,
            "write_timeout": LONGEST + PATIENCE,
            "local_infile": False,
        },
    )
    settings = {
        # Moments are told and read in one zone.
        "time_zone": "'+00:00'",
        "sql_mode": f"'{_MODES}'",
        "innodb_lock_wait_timeout": PATIENCE,
        "lock_wait_timeout": PATIENCE,
        "net_write_timeout": LONGEST,
        # Keys are numbered one by one, in a cluster too.
        "auto_increment_increment": 1,
        "auto_increment_offset": 1,
    }

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: object) -> None:
        is_mariadb = "MariaDB" in connection.get_server_info()
        longest = ("max_statement_time", LONGEST) if is_mariadb else ("max_execution_time", LONGEST * 1000)
        with connection.cursor() as cursor:
            told = ", ".join(f"SESSION {name} = {value}" for name, value in (*settings.items(), longest))
            cursor.execute(f"SET {told}")
            cursor.execute("SET NAMES utf8mb4")
            # What is read stays as it was until the transaction ends, and what a change rests on stays locked.
            cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute(f"SET SESSION TRANSACTION {'READ ONLY' if read_only else 'READ WRITE'}")

    return engine


def _database(url: sa.URL) -> str:
    """A schema is a database here."""
    schema = url.query.get("schema")
    return schema if isinstance(schema, str) else url.database or ""


def _target(url: sa.URL) -> str:
    socket = url.query.get("unix_socket")
    host = url.host or "localhost"
    where = f"mariadb://{host}:{url.port or _PORT}/{_database(url)}"
    return f"{where}?unix_socket={socket}" if isinstance(socket, str) else where


# ---- errors ---------------------------------------------------------------------------------------------------------

_RULES = {
    1048: "NOT NULL",
    1062: "UNIQUE",
    1169: "UNIQUE",
    1451: "FOREIGN KEY",
    1452: "FOREIGN KEY",
    3819: "CHECK",
    4025: "CHECK",
}
_GONE = (1051, 1054, 1146)
_HELD = {
    1205: "another program holds the rows",
    1213: "another program holds the rows",
    1969: "a statement took too long",
}
_AWAY = (
    1040, 1044, 1045, 1049, 1053, 1129, 1130, 1203, 1226, 1317, 1698, 1927,
    2002, 2003, 2005, 2006, 2012, 2013, 2014, 2026, 2055, 3024, 1021, 1114,
)  # fmt: skip
_REFUSED = (
    1142, 1143, 1227, 1264, 1265, 1292, 1366, 1406, 1264, 1364, 1369, 1411, 1644, 1690, 1792, 1836, 1906, 3105,
    1288, 1290, 1031, 1300, 1267, 4078,
)  # fmt: skip


def _number(error: exc.DBAPIError) -> int:
    said = error.orig.args if error.orig else ()
    return said[0] if said and isinstance(said[0], int) else 0


def _failure(place: str, error: exc.DBAPIError) -> Failure | None:
    number = _number(error)
    if number in _RULES:
        what = f"the database refuses it ({_RULES[number]})"
        return Unsupported(place, what, "see which rule of the table forbids it")
    if number in _GONE:
        return Drifted(place, "a table or column is gone", "plan again")
    if number in _HELD:
        return Unreachable(place, _HELD[number], "try again later")
    if (
        number in _AWAY
        or error.connection_invalidated
        or (not number and isinstance(error, exc.InterfaceError))
    ):
        return Unreachable(place, f"the database does not answer ({number})", "try again later")
    if number in _REFUSED:
        what = f"the database does not do that ({number})"
        return Unsupported(place, what, "give the right, or see which rule of the table forbids it")
    return None


def _is_forbidden(error: exc.DBAPIError) -> bool:
    return _number(error) in (1044, 1142, 1792)


# ---- what it has ----------------------------------------------------------------------------------------------------

_COLLATIONS = sa.text("""
    SELECT table_name, column_name, collation_name FROM information_schema.columns
    WHERE table_schema = DATABASE() AND collation_name IS NOT NULL
""")
_FROM_ELSEWHERE = sa.text("""
    SELECT k.table_schema, k.table_name, k.constraint_name, k.column_name, k.referenced_table_name,
      k.referenced_column_name, r.delete_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT')
    FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
      ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
      AND r.table_name = k.table_name
    WHERE k.referenced_table_schema = DATABASE() AND k.table_schema <> DATABASE()
    ORDER BY k.table_schema, k.table_name, k.constraint_name, k.ordinal_position
""")


def _extras(connection: sa.Connection) -> Extras:
    whole: dict[tuple[str, str, str], list[tuple[str, str, str, bool]]] = {}
    for schema, table, name, column, target, theirs, alone in connection.execute(_FROM_ELSEWHERE):
        whole.setdefault((schema, table, name), []).append((column, target, theirs, bool(alone)))
    return Extras(
        collations={(table, column): name for table, column, name in connection.execute(_COLLATIONS)},
        from_elsewhere=tuple(
            (
                schema,
                table,
                tuple(column for column, *_ in found),
                found[0][1],
                tuple(theirs for _, _, theirs, _ in found),
                found[0][3],
            )
            for (schema, table, _), found in whole.items()
        ),
    )


def _kind(type_: Type) -> ColumnType | None:
    if isinstance(type_, mysql.YEAR | mysql.BIT):
        return ColumnType.INTEGER
    # Stored in UTC whatever the session's zone: a moment that knows where it is.
    return ColumnType.TIMESTAMP_TZ if isinstance(type_, sa.TIMESTAMP) else None


# ---- columns --------------------------------------------------------------------------------------------------------


def _text(column: Column) -> Column:
    return sa.cast(column, mysql.CHAR(charset="utf8mb4"))


def _bytes(column: Column) -> Column:
    """Letter by letter: no collation, no padding."""
    return sa.cast(column, sa.LargeBinary())


def _read(column: Column, native: Native) -> Column:
    match native.kind:
        case ColumnType.OTHER if isinstance(native.type, sa.LargeBinary | sa.BINARY | sa.VARBINARY):
            return sa.func.lower(sa.func.hex(column), type_=sa.String())
        case ColumnType.OTHER:
            return _text(column)
        case ColumnType.INTEGER if isinstance(native.type, mysql.BIT):
            return sa.cast(column, mysql.INTEGER(unsigned=True))
        case ColumnType.TIMESTAMP:
            # As many digits of a second for all columns, in moments that are none too.
            return _with_fraction(column)
        case ColumnType.TIMESTAMP_TZ if native.zone == _UTC:
            return _with_fraction(column)
        case _:
            return column


def _compared(column: Column, native: Native) -> Column | None:
    match native.kind:
        case ColumnType.TIMESTAMP_TZ:
            # Zones have names here only where somebody has loaded them.
            return _bytes(_with_fraction(column)) if native.zone == _UTC else None
        case ColumnType.NUMBER if _family(native) == "float" and not isinstance(native.type, mysql.DOUBLE):
            # As many digits as it is written with, which is what Python reads.
            return _text(column).op("+", return_type=sa.Double())(sa.literal_column("0e0"))
        case _ if _family(native) == "text":
            return _bytes(_text(_read(column, native)))
        case _:
            return _read(column, native)


def _near(column: Column, native: Native) -> Column | None:
    """By its own collation, to which what has the same letters is the same."""
    is_alike = native.kind is ColumnType.TEXT and (native.collation or "").startswith("utf8")
    return column if is_alike else None


def _ordered(column: Column, native: Native) -> Column:
    if native.kind in DATE_TYPES:
        return column
    found = _compared(column, native)
    assert found is not None
    return found


def _written(column: Column, native: Native) -> Column | None:
    match _family(native):
        case "text" if native.kind is ColumnType.TIMESTAMP_TZ:
            return _with_fraction(column) if native.zone == _UTC else None
        case "text" | "whole":
            return _text(_read(column, native))
        case "number":
            return _without_last_zeros(column, getattr(native.type, "scale", None) or 0)
        case _:
            return None


def _without_last_zeros(column: Column, scale: int) -> Column:
    text = _text(column)
    return (
        sa.func.regexp_replace(text, sa.literal_column("'[.]?0*$'"), sa.literal_column("''"))
        if scale
        else text
    )


def _with_fraction(column: Column) -> Column:
    """As Python writes a moment: with six digits of a second, or none."""
    plain, exact = (
        sa.func.date_format(column, sa.literal_column(f"'{form}'"), type_=sa.String())
        for form in ("%Y-%m-%d %H:%i:%s", "%Y-%m-%d %H:%i:%s.%f")
    )
    return sa.case((sa.func.microsecond(column) == _NOTHING, plain), else_=exact)


_FAMILIES = {ColumnType.INTEGER: "whole", ColumnType.BOOLEAN: "whole"}


def _family(native: Native) -> str:
    if native.kind is ColumnType.NUMBER:
        return "float" if isinstance(native.type, sa.Float) else "number"
    return _FAMILIES.get(native.kind, "text")


def _fit(value: Scalar, native: Native) -> Stored | None:
    text = as_text(value)
    if text is None or any("\ud800" <= letter <= "\udfff" for letter in text):
        return None
    match _family(native):
        case "text":
            return text
        case "number":
            return _finite(exact_number(text))
        case "float":
            return _finite(float_of(text))
        case _:
            return _whole(text)


def _whole(text: str) -> int | None:
    is_whole = _WHOLE.fullmatch(text) is not None and str(int(text)) == text
    return int(text) if is_whole and -(2**63) <= int(text) < 2**64 else None


def _finite(number: Decimal | float | None) -> Decimal | float | None:
    return number if number is not None and math.isfinite(number) else None


def _moment(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _stored(value: Scalar, native: Native) -> Stored | None:
    if isinstance(native.type, mysql.ENUM):
        return value if value in native.type.enums else None
    if isinstance(native.type, sa.LargeBinary | sa.BINARY | sa.VARBINARY):
        try:
            return bytes.fromhex(str(value))
        except ValueError:
            return None
    if native.kind in DATE_TYPES:
        found = moment_in(str(value), native.kind, native.zone)
        return _moment(found) if isinstance(found, datetime) and found.tzinfo else found
    return _fit(value, native)


class _AsIn(sa.ColumnElement[str]):
    """A text as it counts in a column of this collation."""

    inherit_cache = False

    def __init__(self, text: Column, collation: str) -> None:
        self.text, self.collation = text, collation
        self.type = sa.String()


@compiles(_AsIn)
def _say_as_in(element: _AsIn, compiler: Any, **options: Any) -> str:
    charset = element.collation.partition("_")[0]
    return (
        f"(CONVERT({compiler.process(element.text, **options)} USING {charset}) COLLATE {element.collation})"
    )


def _as_stored(column: Column, native: Native) -> Column:
    return column if native.collation is None else _AsIn(column, native.collation)


def _key_type(native: Native) -> Type:
    match _family(native):
        case "whole":
            return mysql.BIGINT(unsigned=_is_unsigned(native))
        case "number":
            return mysql.DECIMAL(65, 30)
        case "float":
            return mysql.DOUBLE()
        case _:
            length = getattr(native.type, "length", None) or (
                _A_MOMENT if native.kind in DATE_TYPES else None
            )
            return sa.VARBINARY(min(4 * (length or _KEY_BYTES), _KEY_BYTES))


# ---- dates and years ------------------------------------------------------------------------------------------------


def _matches(column: Column, pattern: str) -> Test:
    text = sa.cast(column, mysql.CHAR(charset="utf8mb4")).collate("utf8mb4_bin")
    found = text.op("REGEXP", is_comparison=True)(sa.literal(f"^{pattern}\\z", sa.String()))
    return sa.func.coalesce(found, _NOTHING) == _ONE


def _is_date(column: Column, _: ColumnType) -> Test:
    return _matches(column, DATE_PATTERN)


def _is_year(column: Column, kind: ColumnType) -> Test:
    match kind:
        case ColumnType.INTEGER:
            return _surely(column.between(FIRST_YEAR, LAST_YEAR))
        case ColumnType.NUMBER:
            return _surely(sa.and_(column.between(FIRST_YEAR, LAST_YEAR), sa.func.floor(column) == column))
        case ColumnType.TEXT | ColumnType.OTHER:
            return sa.and_(
                _matches(column, YEAR_PATTERN), _surely(column <= sa.literal(str(LAST_YEAR), sa.String()))
            )
        case _:
            return sa.false()


def _is_day(column: Column) -> Test:
    """Months and days of 0 can be stored, and 30 February where the server allows it."""
    first = sa.func.date_format(column, sa.literal_column("'%Y-%m-01'"))
    last = sa.func.dayofmonth(sa.func.last_day(first))
    return _surely(sa.and_(sa.func.month(column) > _NOTHING, sa.func.dayofmonth(column).between(_ONE, last)))


def _surely(test: Test) -> Test:
    return sa.func.coalesce(test, _NOTHING) == _ONE


# ---- statements -----------------------------------------------------------------------------------------------------


def _listed(keys: Sequence[tuple[Stored, ...]], natives: Sequence[Native]) -> sa.Select[Any]:
    """The keys as one JSON text: no temporary table, which a reader may not make."""
    told = json.dumps([[_as_json(part) for part in key] for key in keys], ensure_ascii=False)
    widths = [max(len(str(_as_json(key[place]))) for key in keys) for place in range(len(natives))]
    columns = ", ".join(
        f"k{place} {_json_type(native, width)} PATH '$[{place}]'"
        for place, (native, width) in enumerate(zip(natives, widths, strict=True))
    )
    source = sa.text(f"JSON_TABLE(:listed, '$[*]' COLUMNS ({columns})) AS hjemmel_listed").bindparams(
        sa.bindparam("listed", told, sa.types.NullType(), unique=True)
    )
    named = [
        _bytes(sa.literal_column(f"hjemmel_listed.k{place}"))
        if _family(native) == "text"
        else sa.literal_column(f"hjemmel_listed.k{place}")
        for place, native in enumerate(natives)
    ]
    return sa.select(*named).select_from(source)


def _as_json(part: Stored) -> Any:
    return part if isinstance(part, str | int | float) else str(part)


def _is_unsigned(native: Native) -> bool:
    return bool(getattr(native.type, "unsigned", False)) or isinstance(native.type, mysql.BIT)


def _json_type(native: Native, width: int) -> str:
    match _family(native):
        case "whole":
            return "BIGINT UNSIGNED" if _is_unsigned(native) else "BIGINT"
        case "number":
            return "DECIMAL(65, 30)"
        case "float":
            return "DOUBLE"
        case _:
            return f"VARCHAR({max(1, width)}) CHARACTER SET utf8mb4"


MARIADB = Quirks(
    open=_open,
    target=_target,
    failure=_failure,
    reading={},
    reading_once={},
    extras=_extras,
    as_before=None,
    as_before_anywhere=False,
    first=0,
    kind=_kind,
    read=_read,
    compared=_compared,
    is_led_by_index=lambda native: (
        _family(native) in ("whole", "number") and not isinstance(native.type, mysql.BIT)
    ),
    near=_near,
    ordered=_ordered,
    written=_written,
    family=_family,
    fit=_fit,
    stored=_stored,
    as_stored=_as_stored,
    characters=sa.func.char_length,
    key_type=_key_type,
    any_value_anywhere=False,
    text_dates=frozenset((ColumnType.TEXT, ColumnType.OTHER)),
    is_date=_is_date,
    is_year=_is_year,
    is_day=_is_day,
    moment=_moment,
    steps=lambda *_: None,
    end_to_end="",
    plans_anti_joins=False,
    listed=_listed,
    lays_down=False,
    locks_first=True,
    at_once=0,
    parts=None,
    asks_by_test=False,
    locks_rows=True,
    weigh=lambda *_: None,
    insert_new=lambda table: table.insert(),
    is_forbidden=_is_forbidden,
    allow_temporary=lambda *_: None,
)
