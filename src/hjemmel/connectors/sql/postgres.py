"""PostgreSQL: types of its own for nearly everything, order of texts by the language, several writers at once."""

from __future__ import annotations

import math
import selectors
import time
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.dialects import postgresql as pg

from hjemmel.core.moment import FIRST_YEAR, LAST_YEAR
from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import Scalar

from ..protocol import Drifted, Failure, Unreachable, Unsupported
from ..values import DATE_TYPES, as_text, fitted, whole
from .dates import DATE_PATTERN, YEAR_PATTERN, Column, Test, moment_in
from .quiet import quiet_engine
from .quirks import Extras, Native, Parts, Quirks, Stored, Type

PATIENCE = 10
"""Seconds to wait for a connection, or for another writer's lock, before the database counts as out of reach."""
LONGEST = 15 * 60
"""Seconds a single statement may take."""
_KEPT, _FRESH = 5, 300
"""Connections kept open for each address, and seconds until one is made anew."""
_SEEN_LATELY = 2.0
"""Seconds after its last use in which the silence of a connection is taken to mean that it lives."""
_PORT = 5432

_BY_LETTER = "C"
"""The collation that compares texts letter by letter."""
_BY_LANGUAGE, _OF_ITS_OWN = "language", "own"
"""What `Native.collation` says of texts: in the database's own order, where equal is equal letter by letter; or in one
that was chosen for the column, where it may mean anything."""


# ---- opening --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _open(url: sa.URL, read_only: bool) -> sa.Engine:
    schema = _schema(url)
    address = url.set(drivername="postgresql+psycopg").difference_update_query(["schema"])
    engine = quiet_engine(
        address,
        pool_size=_KEPT,
        max_overflow=-1,
        pool_recycle=_FRESH,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": PATIENCE, "application_name": "hjemmel", "prepare_threshold": None},
    )
    settings = {
        # Aware moments come in one zone, and are written in one way.
        "TimeZone": "UTC",
        "DateStyle": "ISO, YMD",
        "IntervalStyle": "postgres",
        "bytea_output": "hex",
        "standard_conforming_strings": "on",
        "client_encoding": "UTF8",
        "lock_timeout": f"{PATIENCE}s",
        "statement_timeout": f"{LONGEST}s",
        "default_transaction_read_only": "on" if read_only else "off",
        # Rows that a policy hides would count as if they were not there: better an error than that.
        "row_security": "off",
        **({"search_path": _quoted(schema)} if schema else {}),
    }

    @event.listens_for(engine, "connect", insert=True)
    def settle(connection: Any, _: object) -> None:
        with connection.cursor() as cursor:
            for name, value in settings.items():
                cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
        connection.commit()
        _read_odd_days_as_text(connection, engine.dialect.loaded_dbapi.DataError)

    _ask_before_use(engine)
    return engine


def _ask_before_use(engine: sa.Engine) -> None:
    """Whether a connection still lives is asked of the server before it is used again. One that has just been used is
    only listened to: a server that ended it has said so. Who reads forty tables of one person would wait for forty answers
    otherwise."""

    @event.listens_for(engine, "checkin")
    def note(_: object, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _: object) -> None:
        used = record.info.get("used")
        if used is None:
            return
        if time.monotonic() - used < _SEEN_LATELY and not _has_spoken(connection):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            # The pool makes another one.
            raise exc.DisconnectionError from None


def _has_spoken(connection: Any) -> bool:
    """Without being asked: it says farewell, or the line is cut."""
    with selectors.DefaultSelector() as listener:
        listener.register(connection, selectors.EVENT_READ)
        return bool(listener.select(0))


def _schema(url: sa.URL) -> str | None:
    found = url.query.get("schema")
    return found if isinstance(found, str) else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _read_odd_days_as_text(connection: Any, no_such_value: Any) -> None:
    """Infinity, years before Christ and after 9999 are no days to Python: they come as their text."""
    for name in ("date", "timestamp", "timestamptz"):
        made = connection.adapters.get_loader(connection.adapters.types[name].oid, _TEXT_FORMAT)
        connection.adapters.register_loader(name, _or_text(made, no_such_value))


_TEXT_FORMAT: Any = 0


@lru_cache(maxsize=16)
def _or_text(made: Any, no_such_value: Any) -> type:
    class OrText:
        format = _TEXT_FORMAT

        def __init__(self, oid: int, context: Any = None) -> None:
            self._load = made(oid, context).load

        def load(self, data: Any) -> Any:
            try:
                return self._load(data)
            except no_such_value:
                return bytes(data).decode()

    return OrText


def _target(url: sa.URL) -> str:
    host = url.host or url.query.get("host") or "localhost"
    schema = _schema(url)
    where = f"postgresql://{host}:{url.port or _PORT}/{url.database or ''}"
    return f"{where}?schema={schema}" if schema else where


# ---- errors ---------------------------------------------------------------------------------------------------------

_RULES = {
    "23502": "NOT NULL",
    "23503": "FOREIGN KEY",
    "23505": "UNIQUE",
    "23514": "CHECK",
    "23P01": "EXCLUDE",
}
_AWAY = ("08", "53", "57P", "58", "28", "3D", "40")
"""Classes of errors: connection, resources, shutdown, its own disk, who may come in, no such database, deadlocks."""
_TOO_LONG = {"57014": "a statement took too long", "55P03": "another program holds the rows"}


def _failure(place: str, error: exc.DBAPIError) -> Failure | None:
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        if isinstance(error, exc.DataError):
            return Unsupported(place, "the database does not take such a value", "declare another value")
        if isinstance(error, exc.ProgrammingError):
            return Unsupported(place, "its address is not understood by the driver", "see docs/connectors.md")
        is_away = isinstance(error, exc.OperationalError | exc.InterfaceError) or error.connection_invalidated
        return Unreachable(place, "the database does not answer", "try again later") if is_away else None
    if state in _TOO_LONG:
        return Unreachable(place, _TOO_LONG[state], "try again later")
    if state.startswith(_AWAY):
        return Unreachable(place, f"the database does not answer ({state})", "try again later")
    if state.startswith("23"):
        kind = _RULES.get(state, state)
        return Unsupported(
            place, f"the database refuses it ({kind})", "see which rule of the table forbids it"
        )
    if state in ("42P01", "42703", "3F000"):
        return Drifted(place, "a table or column is gone", "plan again")
    if state == "42501":
        what = "the account may not do that, or would see some of the rows only (row level security)"
        return Unsupported(place, what, "give it the right, or do it by hand")
    if state == "25006":
        return Unsupported(place, "the database can't be written to", "do it by hand, or give the right")
    if state.startswith(("22", "428C9", "42804", "42P22", "P0001", "44", "55", "0A", "09", "27")):
        return Unsupported(
            place, f"the database does not do that ({state})", "see which rule of the table forbids it"
        )
    return None


def _weigh(connection: sa.Connection, table: sa.Table) -> None:
    connection.execute(sa.text(f"ANALYZE {table.name}"))


def _is_forbidden(error: exc.DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in ("42501", "25006")


# ---- what it has ----------------------------------------------------------------------------------------------------

_COLLATIONS = sa.text("""
    SELECT c.relname, a.attname, l.collname = 'default'
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_collation l ON l.oid = a.attcollation JOIN pg_database d ON d.datname = current_database()
    WHERE n.nspname = current_schema() AND a.attnum > 0 AND NOT a.attisdropped
      AND NOT (l.collname = 'default' AND d.datcollate IN ('C', 'POSIX')
        AND COALESCE(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c')
""")
_HIDDEN = sa.text("""
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relispartition
""")
_VIEWS = sa.text("SELECT matviewname FROM pg_matviews WHERE schemaname = current_schema()")
_FROM_ELSEWHERE = sa.text("""
    SELECT n.nspname, c.relname, t.relname,
      ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY AS k(num, ord)
        JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.num ORDER BY k.ord),
      ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY AS k(num, ord)
        JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.num ORDER BY k.ord),
      f.confdeltype::text IN ('c', 'n', 'd')
    FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class t ON t.oid = f.confrelid JOIN pg_namespace h ON h.oid = t.relnamespace
    WHERE f.contype = 'f' AND h.nspname = current_schema() AND n.oid <> h.oid AND NOT c.relispartition
    ORDER BY 1, 2
""")


_AS_BEFORE = sa.text("""
    WITH here AS (SELECT oid, xmin FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())),
    seen (mark) AS (
      SELECT concat('class ', oid, ' ', xmin) FROM here
      UNION ALL SELECT concat('column ', a.attrelid, ' ', a.attnum, ' ', a.xmin)
        FROM pg_attribute a JOIN here ON here.oid = a.attrelid WHERE a.attnum > 0
      UNION ALL SELECT concat('index ', i.indexrelid, ' ', i.xmin) FROM pg_index i JOIN here ON here.oid = i.indrelid
      UNION ALL SELECT concat('rule ', f.oid, ' ', f.xmin) FROM pg_constraint f JOIN here ON here.oid = f.conrelid
      UNION ALL SELECT concat('from ', f.oid, ' ', f.xmin, ' ', c.relname, ' ', c.relispartition, ' ', n.nspname)
        FROM pg_constraint f JOIN here ON here.oid = f.confrelid
        JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      UNION ALL SELECT concat('type ', oid, ' ', xmin) FROM pg_type
        WHERE typtype IN ('d', 'e') AND typnamespace <> 'pg_catalog'::regnamespace
      UNION ALL SELECT concat('label ', oid, ' ', xmin) FROM pg_enum
    )
    SELECT concat(pg_postmaster_start_time(), ' ', current_schema(), ' ', (SELECT oid FROM pg_database WHERE datname = current_database()), ' ',
      md5(string_agg(mark, ',' ORDER BY mark))) FROM seen
""")
"""Rows of the catalogue are never changed, only written anew by another transaction (`xmin`); but for counts of rows and the like,
which are no part of what a table is."""


def _extras(connection: sa.Connection) -> Extras:
    elsewhere = tuple(
        (schema, table, tuple(columns), ours, tuple(theirs), alone)
        for schema, table, ours, columns, theirs, alone in connection.execute(_FROM_ELSEWHERE)
    )
    return Extras(
        collations={
            (table, column): _BY_LANGUAGE if is_default else _OF_ITS_OWN
            for table, column, is_default in connection.execute(_COLLATIONS)
        },
        hidden=frozenset(connection.scalars(_HIDDEN)),
        views=frozenset(connection.scalars(_VIEWS)),
        from_elsewhere=elsewhere,
    )


# ---- columns --------------------------------------------------------------------------------------------------------


def _is_plain_text(native: Native) -> bool:
    return isinstance(native.type, sa.String) and not isinstance(native.type, sa.Enum | sa.CHAR | pg.CITEXT)


def _text(column: Column) -> Column:
    return sa.cast(column, sa.Text())


def _read(column: Column, native: Native) -> Column:
    """As its text, where the driver would give something else than that text says."""
    match native.kind:
        case ColumnType.TEXT if not _is_plain_text(native):
            # Padding of CHAR(n) goes with the cast, and is no part of the value.
            return _text(column)
        case ColumnType.OTHER if isinstance(native.type, sa.LargeBinary):
            return sa.func.encode(column, sa.literal_column("'hex'"), type_=sa.Text())
        case ColumnType.OTHER if not isinstance(native.type, sa.Uuid):
            return _text(column)
        case _:
            return column


def _compared(column: Column, native: Native) -> Column:
    match native.kind:
        case ColumnType.TEXT if native.collation == _OF_ITS_OWN:
            return _read(column, native).collate(_BY_LETTER)
        case ColumnType.DATE:
            return _text(column)
        case ColumnType.TIMESTAMP:
            return _with_fraction(column, column)
        case ColumnType.TIMESTAMP_TZ:
            local = column.op("AT TIME ZONE")(sa.literal_column(f"'{native.zone}'"))
            return _with_fraction(local, column)
        case _ if isinstance(native.type, pg.REAL):
            # As many digits as it is written with, which is what Python reads.
            return sa.cast(_text(column), pg.DOUBLE_PRECISION())
        case _:
            return _read(column, native)


def _is_led_by_index(native: Native) -> bool:
    match _family(native):
        case "text":
            return _is_plain_text(native) and native.collation != _OF_ITS_OWN
        case "float":
            return not isinstance(native.type, pg.REAL)
        case _:
            return True


def _ordered(column: Column, native: Native) -> Column:
    if native.kind in DATE_TYPES:
        return column
    if _family(native) == "uuid":
        return _text(column)
    is_text = _family(native) == "text"
    is_by_letter = is_text and _is_plain_text(native) and native.collation is None
    return (
        _compared(column, native)
        if is_by_letter or not is_text
        else _read(column, native).collate(_BY_LETTER)
    )


def _written(column: Column, native: Native) -> Column | None:
    match _family(native):
        case "text":
            return _compared(column, native)
        case "whole" | "uuid":
            return _text(column)
        case "number":
            return _text(sa.func.trim_scale(column))
        case "truth":
            return _text(sa.cast(column, sa.Integer()))
        case _:
            return None


def _with_fraction(column: Column, as_it_is: Column) -> Column:
    """As Python writes a moment: with six digits of a second, or none. What Python has no day for is read as the
    database writes it."""
    plain, exact = (
        sa.func.to_char(column, sa.literal_column(f"'{form}'"), type_=sa.Text())
        for form in ("YYYY-MM-DD HH24:MI:SS", "YYYY-MM-DD HH24:MI:SS.US")
    )
    is_whole = sa.func.date_trunc(sa.literal_column("'second'"), column) == column
    first, last = (
        sa.literal_column(f"'{end}'", sa.String()) for end in ("0001-01-01", "9999-12-31 23:59:59.999999")
    )
    is_odd = sa.not_(column.between(first, last))
    return sa.case((is_odd, _text(as_it_is)), (is_whole, plain), else_=exact)


_FAMILIES = {ColumnType.INTEGER: "whole", ColumnType.BOOLEAN: "truth"}


def _family(native: Native) -> str:
    if native.kind is ColumnType.NUMBER:
        return "float" if _is_float(native) else "number"
    if native.kind is ColumnType.OTHER and isinstance(native.type, sa.Uuid):
        return "uuid"
    return _FAMILIES.get(native.kind, "text")


def _is_float(native: Native) -> bool:
    return isinstance(native.type, sa.Float)


def _fit(value: Scalar, native: Native) -> Stored | None:
    if native.kind is ColumnType.INTEGER and (number := whole(value)) is not None:
        return number
    text = as_text(value)
    if text is None or not _is_sayable(text):
        return None
    match _family(native):
        case "text":
            return text
        case "uuid":
            return _uuid(text)
        case "number":
            return exact_number(text)
        case "float":
            return float_of(text)
        case _:
            return fitted(value, native.kind)


def _is_sayable(text: str) -> bool:
    """No text of this database holds a NUL, or half a character."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _uuid(text: str) -> UUID | None:
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None


def exact_number(text: str) -> Decimal | None:
    """The number that is written so."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if as_text(found) == text else None


def float_of(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if as_text(found) == text or (math.isnan(found) and text == "nan") else None


def _stored(value: Scalar, native: Native) -> Stored | None:
    if isinstance(native.type, sa.Enum):
        return value if value in native.type.enums else None
    if isinstance(native.type, sa.LargeBinary):
        try:
            return bytes.fromhex(str(value))
        except ValueError:
            return None
    if native.kind in DATE_TYPES:
        return moment_in(str(value), native.kind, native.zone)
    return _fit(value, native)


def _as_stored(column: Column, native: Native) -> Column:
    if _is_plain_text(native):
        return _text(column)
    return sa.cast(column, native.type)


def _key_type(native: Native) -> Type:
    match _family(native):
        case "whole":
            return sa.BigInteger()
        case "number":
            return sa.Numeric()
        case "float":
            return pg.DOUBLE_PRECISION()
        case "truth":
            return sa.Boolean()
        case "uuid":
            return pg.UUID()
        case _:
            return sa.Text()


# ---- dates and years ------------------------------------------------------------------------------------------------


def _matches(column: Column, pattern: str) -> Test:
    return sa.func.coalesce(
        column.op("~", is_comparison=True)(sa.literal(f"^{pattern}$", sa.String())), sa.false()
    )


def _is_date(column: Column, _: ColumnType) -> Test:
    return _matches(column, DATE_PATTERN)


def _is_year(column: Column, kind: ColumnType) -> Test:
    match kind:
        case ColumnType.INTEGER:
            return sa.func.coalesce(column.between(FIRST_YEAR, LAST_YEAR), sa.false())
        case ColumnType.NUMBER:
            whole = sa.func.trunc(column) == column
            return sa.func.coalesce(sa.and_(column.between(FIRST_YEAR, LAST_YEAR), whole), sa.false())
        case ColumnType.TEXT | ColumnType.OTHER:
            return sa.and_(_matches(column, YEAR_PATTERN), column <= sa.literal(str(LAST_YEAR), sa.String()))
        case _:
            return sa.false()


# ---- statements -----------------------------------------------------------------------------------------------------


def _listed(keys: Sequence[tuple[Stored, ...]], natives: Sequence[Native]) -> sa.Select[Any]:
    """The keys as arrays, one a column: no temporary table, which a reader may not make."""
    arrays = [
        sa.cast(
            sa.literal(_array([key[place] for key in keys], native), sa.types.NullType()),
            sa.ARRAY(_key_type(native)),
        )
        for place, native in enumerate(natives)
    ]
    names = [f"k{place}" for place in range(len(natives))]
    table = sa.func.unnest(*arrays).table_valued(*names).render_derived(name="hjemmel_listed")
    return sa.select(*table.c)


def _array(values: list[Stored], native: Native) -> Stored:
    """Whole numbers are many times quicker to write than to hand over one by one."""
    return f"{{{','.join(map(str, values))}}}" if native.kind is ColumnType.INTEGER else values


_PARTS = sa.text("""
    SELECT c.oid::bigint FROM pg_partition_tree(to_regclass(:name)) p JOIN pg_class c ON c.oid = p.relid
    WHERE p.isleaf AND c.relkind = 'r' AND c.oid <> to_regclass(:name)
      AND has_table_privilege(c.oid, 'TRUNCATE') AND NOT c.relhasrules
      AND NOT EXISTS (
        SELECT FROM pg_trigger t WHERE t.tgrelid IN (c.oid, to_regclass(:name)) AND t.tgtype & 40 <> 0)
      AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.confrelid IN (c.oid, to_regclass(:name)))
      AND NOT EXISTS (
        SELECT FROM pg_publication_tables t JOIN pg_publication b ON b.pubname = t.pubname
        WHERE NOT b.pubtruncate AND (t.schemaname, t.tablename) IN (
          SELECT n.nspname, a.relname FROM pg_partition_ancestors(c.oid) above
          JOIN pg_class a ON a.oid = above.relid JOIN pg_namespace n ON n.oid = a.relnamespace))
""")
"""Leaves of a table that anybody may empty who may erase every row of it, without passing over what the owner wants done
when rows go (triggers of DELETE and TRUNCATE have one of these two marks), or leaving them in a logical copy that is told
of rows that go, and not of tables that are emptied."""


def _parts(connection: sa.Connection, table: str) -> frozenset[int]:
    return frozenset(connection.scalars(_PARTS, {"name": _quoted(table)}))


def _locked(connection: sa.Connection, part: int) -> str:
    name = str(
        connection.scalar(sa.text("SELECT CAST(CAST(:part AS oid) AS regclass)::text"), {"part": part})
    )
    # Who waits for such a lock keeps all who come after it waiting: better to do without.
    connection.exec_driver_sql(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE NOWAIT")
    return name


POSTGRES = Quirks(
    open=_open,
    target=_target,
    failure=_failure,
    reading={"isolation_level": "REPEATABLE READ"},
    reading_once={"isolation_level": "AUTOCOMMIT"},
    extras=_extras,
    as_before=_AS_BEFORE,
    as_before_anywhere=False,
    first=2_000,
    kind=lambda _: None,
    read=_read,
    compared=_compared,
    is_led_by_index=_is_led_by_index,
    near=lambda *_: None,
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
    is_day=lambda _: sa.true(),
    moment=lambda moment: moment,
    steps=lambda *_: None,
    end_to_end="",
    plans_anti_joins=True,
    listed=_listed,
    lays_down=False,
    locks_first=False,
    at_once=50_000,
    parts=Parts(found=_parts, of_row=sa.column("tableoid", sa.BigInteger()), locked=_locked),
    asks_by_test=True,
    locks_rows=True,
    weigh=_weigh,
    insert_new=lambda table: table.insert(),
    is_forbidden=_is_forbidden,
    allow_temporary=lambda *_: None,
)
