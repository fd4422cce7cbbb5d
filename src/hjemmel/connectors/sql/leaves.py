"""Single comparisons as SQL text, compiled once each. Complements are exact: a comparison that is NULL counts as
false, and is never negated without a word about NULL."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

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
    any_of,
    every,
    walk,
)
from hjemmel.core.shape import Shape, undeclared_table

from ..protocol import Drifted, Unsupported
from ..rowtest import only, unresolved
from ..values import KEY_MARK
from . import dates
from .dates import Column, Test, Texts, Typed
from .looks import Looks
from .quirks import Native, Quirks, Stored
from .seen import Catalogue
from .simplified import simplified

Table = sa.FromClause
Keys = Sequence[tuple[Stored, ...]]
Hold = Callable[[Keys, Sequence[Native]], sa.Select[Any] | None]
"""Lay many keys down where the statement can reach them; the answer selects them. None: it can't be done."""

_BIND = re.compile(r"(?<![:\w]):(\w+)")

_MARK = "\N{NULL}"
"""Stands in the text of a comparison for what its values are named by: no SQL has it."""
Told = tuple[str, Mapping[str, Any]]
"""A comparison as text, and its values by their names in it."""
_SAID: dict[Hashable, Told] = {}
"""Comparisons in the words of an engine, for the whole process: they take longer to say than all the rest of a statement, and
are said again in the next one. They hold nothing of any row: lists have slots where their values go."""
MOST_SAID = 8_000
_ENGINE = ("name", "server_version_info", "is_mariadb")
"""What tells one kind of server from another, of a dialect."""

# SQLAlchemy remembers of each type how an engine tells its values: of one that is made anew for each value, never.
_UNTYPED, _TEXT, _WHOLE = sa.types.NullType(), sa.String(), sa.Integer()

FEW_KEYS = 60
"""Up to so many keys are bound one by one; more go to a temporary table."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value goes: this part of this key."""

    key: int
    part: int


class Leaves:
    """Translates for one connection.

    `looks`: what is certain of the tables while this reads. None: it changes them, and rows may come between."""

    def __init__(
        self,
        catalogue: Catalogue,
        shapes: Mapping[str, Shape],
        quirks: Quirks,
        hold: Hold,
        dialect: sa.Dialect,
        looks: Looks | None,
    ) -> None:
        self._catalogue, self._shapes, self._quirks, self._hold = catalogue, shapes, quirks, hold
        self._dialect, self._looks = dialect, looks
        self._parts = any(shape.only for shape in shapes.values())
        self._engine = tuple(getattr(dialect, name, None) for name in _ENGINE)
        self._texts: dict[tuple[Predicate, str, str], str] = {}
        self._binds: dict[str, Any] = {}
        self._tables: dict[str, sa.TableClause] = {}
        self._simple: dict[Selection, Selection] = {}
        self._fitted: dict[tuple[frozenset[tuple[Scalar, ...]], tuple[Native, ...]], Keys] = {}

    def simple(self, rows: Selection) -> Selection:
        """The same rows, told as simply as may be. What the engine should have resolved is refused."""
        if rows not in self._simple:
            narrowed = self._narrowed(rows) if self._parts else rows
            found = simplified(narrowed, self, self._refuse_unresolved)
            self._simple[rows] = self._simple[found] = found
        return self._simple[rows]

    def _refuse_unresolved(self, rows: Selection) -> None:
        for part in walk(rows.where):
            if isinstance(part, Listed):
                raise unresolved(self.shape(rows.collection), f"a list of facts ({part.kind})")
            if isinstance(part, Within) and part.rows.system != rows.system:
                raise unresolved(
                    self.shape(rows.collection), f"rows of {part.rows.collection}, which is another system"
                )

    def _narrowed(self, rows: Selection) -> Selection:
        """Where a collection is a part of its table: that part, of these rows and of those they refer to."""
        shape = self._shapes.get(rows.collection)
        where = self._narrowed_in(rows.where)
        return Selection(rows.collection, every(only(shape), where) if shape else where)

    def _narrowed_in(self, predicate: Predicate) -> Predicate:
        match predicate:
            case All(parts):
                return every(*map(self._narrowed_in, parts))
            case AnyOf(parts):
                return any_of(*map(self._narrowed_in, parts))
            case Within(rows=rows):
                return replace(predicate, rows=self._narrowed(rows))
            case _:
                return predicate

    # -- names

    def shape(self, collection: str) -> Shape:
        shape = self._shapes.get(collection)
        seen = self._catalogue.tables.get(undeclared_table(collection))
        if shape is None and seen is not None:
            return Shape.undeclared(collection, seen.key)
        if shape is None or shape.table not in self._catalogue.tables:
            raise Drifted(collection, "there is no such table", "plan again")
        return shape

    def table(self, shape: Shape) -> sa.TableClause:
        found = self._tables.get(shape.table)
        if found is None:
            # Columns without a type: values come back as the database holds them, dates that are none included.
            columns: list[sa.ColumnClause[Any]] = [
                sa.column(seen.name) for seen in self._catalogue.tables[shape.table].columns
            ]
            found = self._tables[shape.table] = sa.table(shape.table, *columns)
        return found

    def column(self, shape: Shape, table: Table, name: str) -> Column:
        if name not in table.c:
            raise Drifted(shape.collection, f"there is no column {name}", "plan again")
        return table.c[name]

    def native(self, shape: Shape, name: str) -> Native:
        found = self._catalogue.native(shape.table, name)
        is_aware = found.kind is ColumnType.TIMESTAMP_TZ
        return replace(found, zone=shape.zone_of(name)) if is_aware else found

    def kind(self, shape: Shape, name: str) -> ColumnType:
        return self.native(shape, name).kind

    def compared(self, shape: Shape, table: Table, name: str) -> Column:
        """The column as it is compared: by its letters, whatever its collation."""
        found = self._quirks.compared(self.column(shape, table, name), self.native(shape, name))
        return _had(found, shape, name)

    def ordered(self, shape: Shape, table: Table, name: str) -> Column:
        """The column as its days and years are compared."""
        return self._quirks.ordered(self.column(shape, table, name), self.native(shape, name))

    def read(self, shape: Shape, table: Table, name: str) -> Column:
        """The column as it is read by whoever judges its values."""
        return self._quirks.read(self.column(shape, table, name), self.native(shape, name))

    def is_filled(self, collection: str, column: str) -> bool:
        seen = self._catalogue.tables[self.shape(collection).table].column(column)
        return seen is not None and not seen.nullable

    def is_unique(self, collection: str, columns: Iterable[str]) -> bool:
        seen = self._catalogue.tables[self.shape(collection).table]
        return set(columns) in (set(one) for one in (seen.key, *seen.unique) if one)

    def is_indexed(self, shape: Shape, columns: Sequence[str]) -> bool:
        is_led = all(self._quirks.is_led_by_index(self.native(shape, name)) for name in columns)
        return is_led and self._catalogue.is_indexed(shape.table, columns)

    def is_covered(self, shape: Shape, columns: Iterable[str]) -> bool:
        """An index has all these columns in it."""
        return any(set(columns) <= set(index) for index in self._catalogue.indexes.get(shape.table, ()))

    def are_dates_known(self, shape: Shape, column: str) -> bool:
        """The values of the column that are no dates are named one by one."""
        kind = self.kind(shape, column)
        if self._looks is None or kind not in self._quirks.text_dates:
            return False
        return self._no_dates(shape, column) is not None

    def _no_dates(self, shape: Shape, name: str) -> tuple[dates.Value, ...] | None:
        if self._looks is None:
            return None
        plain, native = self._plain(shape, name), self.native(shape, name)
        return self._looks.no_dates(plain, self._quirks.ordered(plain, native), native.kind)

    def _plain(self, shape: Shape, name: str) -> sa.ColumnClause[Any]:
        """The column of the table itself, under no other name."""
        table = self.table(shape)
        self.column(shape, table, name)
        return table.c[name]

    def key_types(self, shape: Shape) -> list[sa.types.TypeEngine[Any]]:
        """The types of temporary columns that hold keys of this collection."""
        return [self._quirks.key_type(self.native(shape, name)) for name in shape.key]

    def are_alike(self, collection: str, columns: Sequence[str], other: str, theirs: Sequence[str]) -> bool:
        ours, others = self.shape(collection), self.shape(other)
        return [self._family(ours, name) for name in columns] == [
            self._family(others, name) for name in theirs
        ]

    def _family(self, shape: Shape, name: str) -> tuple[ColumnType, str]:
        native = self.native(shape, name)
        return native.kind, self._quirks.family(native)

    def leads_to_one(
        self, collection: str, columns: Sequence[str], other: str, theirs: Sequence[str]
    ) -> bool:
        if self._looks is None or not self._looks.thorough or not self.is_unique(other, theirs):
            return False
        ours, others = self.shape(collection), self.shape(other)
        if self._looks.is_small(ours.table):
            return False
        mine, parents = self.table(ours), self.table(others)
        for shape, table, names in ((ours, mine, columns), (others, parents, theirs)):
            for name in names:
                self.column(shape, table, name)
        return not self._looks.leads_nowhere(mine, parents, dict(zip(columns, theirs, strict=True)))

    def said(self, shape: Shape, table: Table, names: Sequence[str]) -> list[str]:
        """The columns as they are written in SQL."""
        return [self._sql(self.compared(shape, table, name)) for name in names]

    def paired(
        self, ours: tuple[Shape, Table, Sequence[str]], theirs: tuple[Shape, Table, Sequence[str]]
    ) -> tuple[list[str], list[str]]:
        """Columns of two tables as they are compared with each other, in SQL: where their types differ, by
        their texts."""
        pairs = zip(ours[2], theirs[2], strict=True)
        both = [self._pair((*ours[:2], mine), (*theirs[:2], other)) for mine, other in pairs]
        return [self._sql(mine) for mine, _ in both], [self._sql(other) for _, other in both]

    def _pair(self, mine: tuple[Shape, Table, str], other: tuple[Shape, Table, str]) -> tuple[Column, Column]:
        families = {self._quirks.family(self.native(shape, name)) for shape, _, name in (mine, other)}
        if len(families) == 1:
            return self.compared(*mine), self.compared(*other)
        return self._written(*mine), self._written(*other)

    def _written(self, shape: Shape, table: Table, name: str) -> Column:
        found = self._quirks.written(self.column(shape, table, name), self.native(shape, name))
        return _had(found, shape, name)

    def _sql(self, column: Column) -> str:
        return str(column.compile(dialect=self._dialect))

    def quoted(self, name: str) -> str:
        return self._dialect.identifier_preparer.quote(name)

    # -- tests

    def text(self, predicate: Predicate, shape: Shape, table: Table) -> str:
        """One comparison as text, its values bound by names of its own."""
        # By collection too: aliases of one depth have one name, and a column of that name may be another's.
        place = (predicate, shape.collection, str(getattr(table, "name", "")))
        known = self._texts.get(place)
        if known is None:
            mark = f"b{len(self._texts)}"
            sql, values = self._told(predicate, shape, table)
            self._binds.update({name.replace(_MARK, mark): value for name, value in values.items()})
            known = self._texts[place] = sql.replace(_MARK, mark)
        return known

    def _told(self, predicate: Predicate, shape: Shape, table: Table) -> Told:
        place: Hashable = None
        match predicate:
            case Among(columns, keys, yes):
                natives = tuple(self.native(shape, name) for name in columns)
                listed = self._listed(columns, self._fitting(keys, natives), yes, shape, table)
                if listed is not None:
                    return listed
            case OneOf(column, values, yes):
                fitted = self._fitted_all(zip(values), [self.native(shape, column)])
                listed = self._listed((column,), fitted, yes, shape, table)
                if listed is not None:
                    return listed
            case Null(column) | Blank(column):
                # A blank may hold the row's own key.
                is_filled, said = self.is_filled(shape.collection, column), (column, *shape.key)
                place = predicate, is_filled, self._columns_place(said, shape, table)
            case YearBefore(column) | YearNotBefore(column) | NoYear(column):
                place = predicate, self._columns_place((column,), shape, table)
            case Before() | NotBefore() | NoDate():
                place = self._days_place(predicate, shape, table)
            case _:
                pass
        return self._once(place, lambda: self._comparison(predicate, shape, table))

    def _once(self, place: Hashable, made: Callable[[], Test]) -> Told:
        """What has been said before in this place, or else what is made now. Without a place it is made each time."""
        found = _SAID.get(place) if place is not None else None
        if found is None:
            compiled = made().compile(dialect=self._dialect, compile_kwargs={"render_postcompile": True})
            found = _numbered(str(compiled), compiled.params)
            if place is not None:
                if len(_SAID) >= MOST_SAID:
                    _SAID.clear()
                _SAID[place] = found
        return found

    def _listed(
        self, columns: Sequence[str], keys: Keys, yes: bool, shape: Shape, table: Table
    ) -> Told | None:
        """A list of keys. How it is said hangs on how many there are, and not on which. None: they are too many."""
        if len(keys) > FEW_KEYS:
            return None

        def made() -> Test:
            slots = [tuple(Slot(key, part) for part in range(len(columns))) for key in range(len(keys))]
            inside = self._one_of(columns, slots, shape, table)
            return inside if yes else sa.not_(inside)

        sql, slots = self._once((Among, yes, len(keys), self._columns_place(columns, shape, table)), made)
        return sql, {name: keys[slot.key][slot.part] for name, slot in slots.items()}

    def _columns_place(self, columns: Sequence[str], shape: Shape, table: Table) -> Hashable:
        """All that the writing of these columns hangs on: their table, the name it goes by, and of which types they are."""
        natives = []
        for name in columns:
            self.column(shape, table, name)
            one = self.native(shape, name)
            natives.append((name, one.kind, repr(one.type), one.collation, one.is_computed, one.zone))
        return self._engine, shape.table, str(getattr(table, "name", "")), tuple(natives)

    def _days_place(self, predicate: Before | NotBefore | NoDate, shape: Shape, table: Table) -> Hashable:
        """All that what is said of days hangs on; None where it hangs on what lies in the rows too."""
        column, kind = self.ordered(shape, table, predicate.column), self.kind(shape, predicate.column)
        said = self._sql(column)
        if ":" in said or self.are_dates_known(shape, predicate.column):
            return None
        return predicate, said, kind, shape.zone_of(predicate.column), shape.home_zone, self._engine

    def range_less(self, predicate: Predicate, shape: Shape, table: Table) -> tuple[Test, Test] | None:
        """A range of days as all that lies in it, less what there is no date: two counts that an index answers
        alone. None: it is no such range, or what is no date in it is not known."""
        if (
            not isinstance(predicate, Before | NotBefore)
            or shape.zone_of(predicate.column) != shape.home_zone
        ):
            return None
        if not self.are_dates_known(shape, predicate.column):
            return None
        column, kind = self.ordered(shape, table, predicate.column), self.kind(shape, predicate.column)
        low, high = (
            (dates.FIRST_DAY, predicate.day)
            if isinstance(predicate, Before)
            else (predicate.day, dates.AFTER_LAST_DAY)
        )
        whole, wrong = self._texts_of(predicate.column, column, kind, shape).in_two(low, high)
        return whole, sa.and_(whole, column.in_(wrong))

    def bound(self, sql: str) -> sa.TextClause:
        """The text with the values that it names."""
        names = set(_BIND.findall(sql))
        # Without a type: drivers know best how their own values are told.
        return sa.text(sql).bindparams(
            *(sa.bindparam(name, value, _UNTYPED) for name, value in self._binds.items() if name in names)
        )

    def text_with_key(self, text: str, shape: Shape, table: Table) -> sa.ColumnElement[str]:
        """The text with `{key}` put in, row by row."""
        pieces = text.split(KEY_MARK)
        key = _joined([_or_nothing(self._written(shape, table, name)) for name in shape.key], "-")
        whole: sa.ColumnElement[str] = sa.literal(pieces[0], _TEXT)
        for piece in pieces[1:]:
            whole = whole + key + sa.literal(piece, _TEXT)
        return whole

    def _comparison(self, predicate: Predicate, shape: Shape, table: Table) -> Test:
        match predicate:
            case Always(yes):
                return sa.literal_column("1") == sa.literal_column("1" if yes else "0")
            case Before() | NotBefore() | NoDate():
                return self._day(predicate, shape, table)
            case YearBefore() | YearNotBefore() | NoYear():
                return self._year(predicate, shape, self.ordered(shape, table, predicate.column))
            case Among(columns, keys, yes):
                inside = self._among(columns, keys, shape, table)
                return inside if yes else sa.not_(inside)
            case Null() | Blank() | OneOf():
                return self._value(predicate, shape, table)
            case _:
                raise AssertionError("not a leaf")

    def _day(self, predicate: Before | NotBefore | NoDate, shape: Shape, table: Table) -> Test:
        column, kind = self.ordered(shape, table, predicate.column), self.kind(shape, predicate.column)
        zone = shape.zone_of(predicate.column)
        if kind in self._quirks.text_dates:
            texts = self._texts_of(predicate.column, column, kind, shape)
            return _text_day(predicate, texts, zone, shape.home_zone)
        if kind not in (ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.TIMESTAMP_TZ):
            return column.is_not(None) if isinstance(predicate, NoDate) else sa.false()
        typed = Typed(column, kind, self._quirks.is_day(column), self._quirks.moment)
        return _typed_day(predicate, typed, zone, shape.home_zone)

    def _texts_of(self, name: str, column: Column, kind: ColumnType, shape: Shape) -> Texts:
        return Texts(column, self._quirks.is_date(column, kind), self._no_dates(shape, name))

    def _year(self, predicate: YearBefore | YearNotBefore | NoYear, shape: Shape, column: Column) -> Test:
        kind = self.kind(shape, predicate.column)
        is_year = self._quirks.is_year(column, kind)
        match predicate:
            case NoYear():
                return sa.and_(column.is_not(None), sa.not_(is_year))
            case YearBefore(_, year):
                number, limit = self._year_number(column, kind, year)
                return sa.and_(column.is_not(None), number < limit, is_year)
            case YearNotBefore(_, year):
                number, limit = self._year_number(column, kind, year)
                return sa.and_(column.is_not(None), number >= limit, is_year)

    def _year_number(self, column: Column, kind: ColumnType, year: int) -> tuple[Column, Column]:
        """The column and the limit in one type, so that an index serves; `is_year` does the rest."""
        limit = min(max(year, FIRST_YEAR), LAST_YEAR + 1)
        if kind in (ColumnType.INTEGER, ColumnType.NUMBER):
            return column, sa.literal(limit)
        if kind is ColumnType.TEXT or not self._quirks.any_value_anywhere:
            return column, sa.literal(str(limit), _TEXT)
        return sa.cast(column, _WHOLE), sa.literal(limit)

    def _value(self, predicate: Null | Blank | OneOf, shape: Shape, table: Table) -> Test:
        column, native = self.column(shape, table, predicate.column), self.native(shape, predicate.column)
        match predicate:
            case Null(_, yes):
                return self._is_null(predicate.column, column, shape) if yes else column.is_not(None)
            case Blank(name, blank, yes):
                return self._blank(name, self._quirks.fit(blank, native), yes, shape, table)
            case OneOf(name, values, yes):
                inside = self._one_of((name,), self._fitted_all(zip(values), [native]), shape, table)
                return inside if yes else sa.not_(inside)

    def _blank(self, name: str, value: Stored | None, yes: bool, shape: Shape, table: Table) -> Test:
        column = self.column(shape, table, name)
        is_null = self._is_null(name, column, shape)
        if value is None:
            return is_null if yes else column.is_not(None)
        text = isinstance(value, str) and KEY_MARK in value
        other = self.text_with_key(str(value), shape, table) if text else sa.literal(value)
        compared = self.compared(shape, table, name)
        return sa.or_(is_null, compared == other) if yes else sa.and_(column.is_not(None), compared != other)

    def _is_null(self, name: str, column: Column, shape: Shape) -> Test:
        """Asked of a column that takes no NULL, MySQL finds the day 0000-00-00 to be one."""
        is_never = not self._quirks.any_value_anywhere and self.is_filled(shape.collection, name)
        return sa.literal_column("1") == sa.literal_column("0") if is_never else column.is_(None)

    def _among(
        self, columns: Sequence[str], keys: frozenset[tuple[Scalar, ...]], shape: Shape, table: Table
    ) -> Test:
        natives = tuple(self.native(shape, name) for name in columns)
        whole = self._fitting(keys, natives)
        held = self._hold(whole, natives) if len(whole) > FEW_KEYS else None
        if held is None:
            return self._one_of(columns, whole, shape, table)
        return _inside([self.compared(shape, table, name) for name in columns], held)

    def _one_of(self, columns: Sequence[str], keys: Keys, shape: Shape, table: Table) -> Test:
        """The columns hold one of these keys; where an index serves something wider alone, that is asked too."""
        inside = _inside([self.compared(shape, table, name) for name in columns], keys)
        raw = (self.column(shape, table, name) for name in columns)
        near = [
            self._quirks.near(column, self.native(shape, name))
            for column, name in zip(raw, columns, strict=True)
        ]
        wider = [
            column.in_({key[place] for key in keys})
            for place, column in enumerate(near)
            if column is not None and keys
        ]
        # That the columns are filled comes first: what is negated must never be NULL.
        return sa.and_(inside, *wider)

    def _fitting(self, keys: frozenset[tuple[Scalar, ...]], natives: tuple[Native, ...]) -> Keys:
        """The keys in the types of their columns; long lists are asked for by many columns."""
        if len(keys) <= FEW_KEYS:
            return self._fitted_all(keys, natives)
        if (keys, natives) not in self._fitted:
            self._fitted[keys, natives] = self._fitted_all(keys, natives)
        return self._fitted[keys, natives]

    def _fitted_all(self, keys: Iterable[tuple[Scalar, ...]], natives: Sequence[Native]) -> Keys:
        """Without those that have a NULL in them."""
        fit = self._quirks.fit
        if len(natives) == 1:
            (native,) = natives
            found = dict.fromkeys(fit(key[0], native) for key in keys)
            return [(value,) for value in found if value is not None]
        fitting = (
            tuple(fit(part, native) for part, native in zip(key, natives, strict=True)) for key in keys
        )
        return list(dict.fromkeys(key for key in fitting if None not in key))


def _numbered(sql: str, values: Mapping[str, Any]) -> Told:
    """The text with names for its values that no other text has, once the mark is one of its own. A name that SQLAlchemy
    made of a column's may hold any sign that the column's does, so the whole name is looked for, the longest first."""
    names = sorted((name for name in values if f":{name}" in sql), key=len, reverse=True)
    if not names:
        return sql, {}
    numbered = {name: f"{_MARK}_{number}" for number, name in enumerate(names)}
    whole = re.compile(rf"(?<![:\w]):({'|'.join(map(re.escape, names))})(?!\w)")
    told = whole.sub(lambda found: f":{numbered[found[1]]}", sql)
    return told, {numbered[name]: values[name] for name in names}


def _had(column: Column | None, shape: Shape, name: str) -> Column:
    if column is None:
        what = f"{name} is of a type whose values are not compared with that"
        raise Unsupported(shape.collection, what, "see what docs/connectors.md says of types")
    return column


def _inside(ours: Sequence[Column], keys: Keys | sa.Select[Any]) -> Test:
    """The columns hold one of the keys; a NULL among them is none."""
    if not isinstance(keys, sa.Select) and not keys:
        return sa.false()
    present = [column.is_not(None) for column in ours]
    if len(ours) == 1:
        values = keys if isinstance(keys, sa.Select) else [key[0] for key in keys]
        return sa.and_(*present, ours[0].in_(values))
    return sa.and_(*present, sa.tuple_(*ours).in_(keys))


def _joined(parts: Sequence[sa.ColumnElement[str]], between: str) -> sa.ColumnElement[str]:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + sa.literal(between, _TEXT) + part
    return whole


def _or_nothing(column: Column) -> sa.ColumnElement[str]:
    return sa.func.coalesce(column, sa.literal("", _TEXT), type_=_TEXT)


def _text_day(part: Before | NotBefore | NoDate, texts: Texts, zone: str, home: str) -> Test:
    match part:
        case Before(_, day):
            return dates.text_before(texts, day, zone, home)
        case NotBefore(_, day):
            return dates.text_not_before(texts, day, zone, home)
        case NoDate():
            return texts.no_date()


def _typed_day(part: Before | NotBefore | NoDate, typed: Typed, zone: str, home: str) -> Test:
    match part:
        case Before(_, day):
            return typed.before(day, zone, home)
        case NotBefore(_, day):
            return typed.not_before(day, zone, home)
        case NoDate():
            return typed.no_date()
