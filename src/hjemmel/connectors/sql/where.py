"""A `Selection` as SQL. Complements are exact: a comparison that is NULL counts as false, and is
never negated without a word about NULL."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from hjemmel.core.moment import FIRST_YEAR, LAST_YEAR
from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import (
    All,
    Always,
    Among,
    AnyOf,
    Before,
    Blank,
    LinkedTo,
    Listed,
    NoDate,
    NotBefore,
    NoYear,
    Null,
    OneOf,
    Predicate,
    Scalar,
    Selection,
    Within,
    YearBefore,
    YearNotBefore,
    walk,
)
from hjemmel.core.shape import Shape

from ..protocol import Drifted
from ..rowtest import system_of, unresolved
from ..values import KEY_MARK, fitted
from . import dates
from .dates import Column, Test, Valid
from .quirks import Quirks
from .seen import Catalogue
from .simpler import simpler

Table = sa.FromClause
Keys = Sequence[tuple[Scalar, ...]]
Hold = Callable[[Keys, Sequence[ColumnType]], sa.Select[Any]]
"""Lay many keys down where the statement can reach them; the answer selects them."""

_BIND = re.compile(r"(?<![:\w]):(\w+)")

Statement = TypeVar("Statement", bound=sa.Select[Any] | sa.Insert | sa.Delete | sa.Update)

DEEPEST = 3
"""So many references stand inside each other; those below get a part of their own."""
FEW_KEYS = 60
"""Up to so many keys are bound one by one; more go to a temporary table."""


class Where:
    """Translates for one connection. Nested selections get aliases, so that a table may refer to itself.

    `reading`: the statement reads all the rows of a selection, and not a batch of them to change."""

    def __init__(
        self,
        catalogue: Catalogue,
        shapes: dict[str, Shape],
        quirks: Quirks,
        hold: Hold,
        dialect: sa.Dialect,
        *,
        reading: bool,
    ) -> None:
        self._catalogue, self._shapes, self._quirks, self._hold = catalogue, shapes, quirks, hold
        self._reading, self._names = reading, count(1)
        self._dialect = dialect
        self._leaves: dict[tuple[Predicate, str, str], str] = {}
        self._parts: dict[tuple[Selection, tuple[str, ...]], tuple[str, tuple[str, int]]] = {}
        self._often: frozenset[tuple[Selection, tuple[str, ...]]] = frozenset()
        self._binds: dict[str, Any] = {}

    def table(self, rows: Selection) -> tuple[sa.TableClause, sa.TextClause]:
        """The table itself, and the test of its rows."""
        shape = self.shape(rows.collection)
        table = self._table(shape)
        rows = simpler(rows, self._is_filled)
        self._often = _asked_often(rows.where)
        return table, self._bound(f"({self._test(rows.where, shape, table, 1)})")

    def told(self, statement: Statement) -> Statement:
        """The statement with the parts that its test names: what is asked often or lies deep is told once."""
        parts = []
        for name, (sql, width) in self._parts.values():
            columns: list[sa.ColumnClause[Any]] = [sa.column(f"k{number}") for number in range(width)]
            parts.append(self._bound(sql).columns(*columns).cte(name))
        return cast(Statement, statement.add_cte(*parts)) if parts else statement

    def _bound(self, sql: str) -> sa.TextClause:
        names = set(_BIND.findall(sql))
        return sa.text(sql).bindparams(
            **{name: value for name, value in self._binds.items() if name in names}
        )

    def shape(self, collection: str) -> Shape:
        shape = self._shapes.get(collection)
        if shape is None or shape.table not in self._catalogue.tables:
            raise Drifted(collection, "there is no such table", "plan again")
        return shape

    def column(self, shape: Shape, table: Table, name: str) -> Column:
        if name not in table.c:
            raise Drifted(shape.collection, f"there is no column {name}", "plan again")
        return table.c[name]

    def _is_filled(self, collection: str, name: str) -> bool:
        column = self._catalogue.tables[self.shape(collection).table].column(name)
        return column is not None and not column.nullable

    def text_with_key(self, text: str, shape: Shape, table: Table) -> sa.ColumnElement[str]:
        """The text with `{key}` put in, row by row."""
        pieces = text.split(KEY_MARK)
        key = _joined([_key_part(self.column(shape, table, name)) for name in shape.key], "-")
        whole: sa.ColumnElement[str] = sa.literal(pieces[0], sa.String())
        for piece in pieces[1:]:
            whole = whole + key + sa.literal(piece, sa.String())
        return whole

    def kind(self, shape: Shape, name: str) -> ColumnType:
        column = self._catalogue.tables[shape.table].column(name)
        return column.type if column else ColumnType.OTHER

    def key_types(self, shape: Shape) -> list[sa.types.TypeEngine[Any]]:
        """The types of temporary columns that hold keys of this collection."""
        return [self._quirks.key_type(self.kind(shape, name)) for name in shape.key]

    def _table(self, shape: Shape) -> sa.TableClause:
        # Columns without a type: values come back as the database holds them, dates that are none included.
        columns: list[sa.ColumnClause[Any]] = [
            sa.column(seen.name) for seen in self._catalogue.tables[shape.table].columns
        ]
        return sa.table(shape.table, *columns)

    def _test(self, predicate: Predicate, shape: Shape, table: Table, depth: int) -> str:
        """As SQL text: leaves are compiled once each, and put together here. A selection has thousands."""
        match predicate:
            case All(parts):
                return " AND ".join(f"({self._test(part, shape, table, depth)})" for part in parts)
            case AnyOf(parts):
                return self._any(parts, shape, table, depth)
            case Within():
                return self._within(predicate, shape, table, depth)
            case _:
                return self._leaf(predicate, shape, table)

    def _any(self, parts: Sequence[Predicate], shape: Shape, table: Table, depth: int) -> str:
        """Or. "NULL, or no date, or not before" is said as "not (before)": whether a value is a date at all
        is then asked of the rows inside the range only."""
        tests: list[str] = []
        said: set[Predicate] = set()
        whole = set(parts)
        for part in parts:
            if not isinstance(part, Before | NotBefore) or NoDate(part.column) not in whole:
                continue
            if Null(part.column) in whole or self._is_filled(shape.collection, part.column):
                opposite = NotBefore if isinstance(part, Before) else Before
                if Null(part.column) in whole:
                    tests.append(self._leaf(Null(part.column), shape, table))
                tests.append(f"NOT ({self._leaf(opposite(part.column, part.day), shape, table)})")
                said |= {part, Null(part.column), NoDate(part.column)}
        tests += [f"({self._test(part, shape, table, depth)})" for part in parts if part not in said]
        return " OR ".join(tests)

    def _leaf(self, predicate: Predicate, shape: Shape, table: Table) -> str:
        """One comparison as text, its values bound by names of its own."""
        # By collection too: aliases of one depth have one name, and a column of that name may be another's.
        place = (predicate, shape.collection, _name(table))
        known = self._leaves.get(place)
        if known is None:
            made = self._comparison(predicate, shape, table).compile(
                dialect=self._dialect, compile_kwargs={"render_postcompile": True}
            )
            mark = f"b{len(self._leaves)}_"
            known = self._leaves[place] = _BIND.sub(rf":{mark}\1", str(made))
            self._binds.update(
                {f"{mark}{name}": value for name, value in made.params.items() if f":{name}" in str(made)}
            )
        return known

    def _comparison(self, predicate: Predicate, shape: Shape, table: Table) -> Test:
        match predicate:
            case Always(yes):
                return sa.literal_column("1") == sa.literal_column("1" if yes else "0")
            case Before() | NotBefore() | NoDate():
                return self._day(predicate, shape, table)
            case YearBefore() | YearNotBefore() | NoYear():
                return self._year(predicate, shape, self.column(shape, table, predicate.column))
            case Listed(kind=kind):
                raise unresolved(shape, f"a list of facts ({kind})")
            case LinkedTo():
                raise unresolved(shape, "links that facts remember")
            case Among(columns, keys, yes):
                inside = self._among(columns, keys, shape, table)
                return inside if yes else sa.not_(inside)
            case Null() | Blank() | OneOf():
                return self._value(predicate, shape, table)
            case _:
                raise AssertionError("not a leaf")

    def _day(self, predicate: Before | NotBefore | NoDate, shape: Shape, table: Table) -> Test:
        column, kind = self.column(shape, table, predicate.column), self.kind(shape, predicate.column)
        zone = shape.zone_of(predicate.column)
        if kind in self._quirks.text_dates:
            valid = self._valid(column, kind, shape, table)
            return _text_day(predicate, column, valid, zone, shape.home_zone)
        if kind not in (ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.TIMESTAMP_TZ):
            return column.is_not(None) if isinstance(predicate, NoDate) else sa.false()
        return _typed_day(predicate, column, kind, zone, shape.home_zone)

    def _valid(self, column: Column, kind: ColumnType, shape: Shape, table: Table) -> Valid:
        """Rows that are read in the order of an index on the date are first asked all together."""
        is_date, only_days = self._quirks.is_date(column, kind), self._quirks.only_days
        nested = isinstance(table, sa.Alias)
        if (
            only_days is None
            or nested
            or not self._reading
            or not self._catalogue.is_indexed(shape.table, [column.name])
        ):
            return lambda low, high: is_date
        other = self.column(shape, self._table(shape).alias(f"o{next(self._names)}"), column.name)
        return lambda low, high: sa.or_(only_days(other, low, high, f"days{next(self._names)}"), is_date)

    def _year(self, predicate: YearBefore | YearNotBefore | NoYear, shape: Shape, column: Column) -> Test:
        kind = self.kind(shape, predicate.column)
        is_year = self._quirks.is_year(column, kind)
        match predicate:
            case NoYear():
                return sa.and_(column.is_not(None), sa.not_(is_year))
            case YearBefore(_, year):
                number, limit = _year_number(column, kind, year)
                return sa.and_(column.is_not(None), number < limit, is_year)
            case YearNotBefore(_, year):
                number, limit = _year_number(column, kind, year)
                return sa.and_(column.is_not(None), number >= limit, is_year)

    def _value(self, predicate: Null | Blank | OneOf, shape: Shape, table: Table) -> Test:
        column = self.column(shape, table, predicate.column)
        match predicate:
            case Null(_, yes):
                return column.is_(None) if yes else column.is_not(None)
            case Blank(_, blank, yes):
                return self._blank(column, blank, yes, shape, table, predicate.column)
            case OneOf(name, values, yes):
                inside = self._among((name,), ((value,) for value in values), shape, table)
                return inside if yes else sa.not_(inside)

    def _blank(self, column: Column, blank: Scalar, yes: bool, shape: Shape, table: Table, name: str) -> Test:
        kind = self.kind(shape, name)
        value = fitted(blank, kind)
        if value is None:
            return column.is_(None) if yes else column.is_not(None)
        text = isinstance(value, str) and KEY_MARK in value
        other = self.text_with_key(str(value), shape, table) if text else sa.literal(value)
        if yes:
            return sa.or_(column.is_(None), column == other)
        return sa.and_(column.is_not(None), column != other)

    def _among(
        self, columns: Sequence[str], keys: Iterable[Sequence[Scalar]], shape: Shape, table: Table
    ) -> Test:
        kinds = [self.kind(shape, name) for name in columns]
        ours = [self.column(shape, table, name) for name in columns]
        fitting = (tuple(fitted(part, kind) for part, kind in zip(key, kinds, strict=True)) for key in keys)
        whole = list(dict.fromkeys(key for key in fitting if None not in key))
        if not whole:
            return sa.false()
        held = self._hold(whole, kinds) if len(whole) > FEW_KEYS else None
        return _inside(ours, held if held is not None else whole)

    def _within(self, part: Within, shape: Shape, table: Table, depth: int) -> str:
        """Not within: by the index of the other rows, if it has one. Else one pass over them serves all."""
        if part.rows.system != system_of(shape):
            raise unresolved(shape, f"rows of {part.rows.collection}, which is another system")
        other = self.shape(part.rows.collection)
        ours = [self._said(self.column(shape, table, name)) for name in part.columns]
        is_indexed = self._catalogue.is_indexed(other.table, part.theirs)
        most = part.yes and is_indexed and _leaves_out_few(part.rows.where)
        if depth > DEEPEST or (not most and (part.rows, part.theirs) in self._often):
            return self._apart(part, other, ours)
        alias = self._table(other).alias(f"hj_r{depth}")
        theirs = [self._said(self.column(other, alias, name)) for name in part.theirs]
        test = self._test(part.rows.where, other, alias, depth + 1)
        source = f"FROM {self._quoted(other.table)} AS {self._quoted(f'hj_r{depth}')}"
        by_row = most or (not part.yes and is_indexed)
        if by_row or self._quirks.plans_anti_joins:
            pairs = " AND ".join(f"{mine} = {other}" for mine, other in zip(ours, theirs, strict=True))
            inside = f"EXISTS (SELECT 1 {source} WHERE {pairs} AND ({test}))"
        else:
            inside = _in(ours, f"SELECT {', '.join(theirs)} {source} WHERE {_filled(theirs)} AND ({test})")
        return inside if part.yes else f"NOT ({inside})"

    def _apart(self, part: Within, other: Shape, ours: Sequence[str]) -> str:
        """The keys in a part of their own, named once a statement: engines nest only so deep."""
        place = (part.rows, part.theirs)
        if place not in self._parts:
            alias = self._table(other).alias("hj_r1")
            theirs = [self._said(self.column(other, alias, name)) for name in part.theirs]
            named = ", ".join(f"{column} AS k{number}" for number, column in enumerate(theirs))
            test = self._test(part.rows.where, other, alias, 2)
            sql = f"SELECT {named} FROM {self._quoted(other.table)} AS hj_r1 WHERE {_filled(theirs)} AND ({test})"
            self._parts[place] = (f"hjemmel_part_{len(self._parts) + 1}", (sql, len(theirs)))
        name, (_, width) = self._parts[place]
        columns = ", ".join(f"k{number}" for number in range(width))
        inside = _in(ours, f"SELECT {columns} FROM {name}")
        return inside if part.yes else f"NOT ({inside})"

    def _said(self, column: Column) -> str:
        return str(column.compile(dialect=self._dialect))

    def _quoted(self, name: str) -> str:
        return self._dialect.identifier_preparer.quote(name)


def _in(ours: Sequence[str], keys: str) -> str:
    mine = ours[0] if len(ours) == 1 else f"({', '.join(ours)})"
    return f"{_filled(ours)} AND {mine} IN ({keys})"


def _filled(columns: Sequence[str]) -> str:
    return " AND ".join(f"{column} IS NOT NULL" for column in columns)


def _asked_often(predicate: Predicate) -> frozenset[tuple[Selection, tuple[str, ...]]]:
    """References to other rows that stand more than once in a predicate."""
    times = Counter((one.rows, one.theirs) for one in walk(predicate) if isinstance(one, Within))
    return frozenset(place for place, number in times.items() if number > 1)


def _leaves_out_few(predicate: Predicate) -> bool:
    """Nearly every row: a reference to one of them is no way to find the rows that refer."""
    match predicate:
        case All(parts):
            return all(map(_leaves_out_few, parts))
        case Always(yes) | Among(yes=yes):
            return yes is isinstance(predicate, Always)
        case _:
            return False


def _name(table: Table) -> str:
    return str(getattr(table, "name", ""))


def _inside(ours: Sequence[Column], keys: Keys | sa.Select[Any]) -> Test:
    """The columns hold one of the keys; a NULL among them is none."""
    present = [column.is_not(None) for column in ours]
    if len(ours) == 1:
        values = keys if isinstance(keys, sa.Select) else [key[0] for key in keys]
        return sa.and_(*present, ours[0].in_(values))
    return sa.and_(*present, sa.tuple_(*ours).in_(keys))


def _joined(parts: Sequence[sa.ColumnElement[str]], between: str) -> sa.ColumnElement[str]:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + sa.literal(between, sa.String()) + part
    return whole


def _key_part(column: Column) -> sa.ColumnElement[str]:
    return sa.func.coalesce(sa.cast(column, sa.String()), sa.literal("", sa.String()))


def _year_number(column: Column, kind: ColumnType, year: int) -> tuple[sa.ColumnElement[Any], Any]:
    """The column and the limit in one type, so that an index serves; `is_year` does the rest."""
    limit = min(max(year, FIRST_YEAR), LAST_YEAR + 1)
    if kind is ColumnType.TEXT:
        return column, str(limit)
    whole = kind in (ColumnType.INTEGER, ColumnType.NUMBER)
    return column if whole else sa.cast(column, sa.Integer()), limit


def _text_day(part: Before | NotBefore | NoDate, column: Column, valid: Valid, zone: str, home: str) -> Test:
    match part:
        case Before(_, day):
            return dates.text_before(column, valid, day, zone, home)
        case NotBefore(_, day):
            return dates.text_not_before(column, valid, day, zone, home)
        case NoDate():
            return sa.and_(column.is_not(None), sa.not_(dates.text_in_reach(column, valid)))


def _typed_day(
    part: Before | NotBefore | NoDate, column: Column, kind: ColumnType, zone: str, home: str
) -> Test:
    match part:
        case Before(_, day):
            return dates.typed_before(column, kind, day, zone, home)
        case NotBefore(_, day):
            return dates.typed_not_before(column, kind, day, zone, home)
        case NoDate():
            return sa.and_(column.is_not(None), sa.not_(dates.typed_in_reach(column, kind)))
