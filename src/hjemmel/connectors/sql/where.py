"""A `Selection` as SQL: leaves put together with and, or, and references to other rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar, cast

import sqlalchemy as sa

from hjemmel.core.selection import (
    All,
    Always,
    Among,
    AnyOf,
    Before,
    Blank,
    NoDate,
    NotBefore,
    Null,
    Predicate,
    Selection,
    Within,
    walk,
)
from hjemmel.core.shape import Shape

from ..rowtest import own_columns
from .leaves import Leaves, Table
from .quirks import Quirks
from .tables import Tables

Statement = TypeVar("Statement", bound=sa.Select[Any] | sa.Insert | sa.Delete | sa.Update)
Place = tuple[Selection, tuple[str, ...]]
"""Rows, and the columns of theirs that others refer to."""

DEEPEST = 2
"""So many references stand inside each other; those below get a part of their own."""
STACK = 95
"""SQLite reads a statement with a stack of 100 words and signs that are still open. A reference that would take more than this
gets a part of its own, too."""
_BEGUN, _CONNECTIVE, _REFERENCE, _LEAF = 14, 3, 15, 24
"""What is open of a statement, or of a part, before its test begins; of an and or an or; of a reference; of the longest leaf."""


class Deep(NamedTuple):
    """How far inside a statement a test stands."""

    references: int = 1
    open: int = _BEGUN

    def inside(self, open: int, references: int = 0) -> Deep:
        return Deep(self.references + references, self.open + open)


class Where:
    """Translates for one statement. Nested selections get aliases, so that a table may refer to itself.

    `tables`: what is known of them while the statement reads. None: it changes rows, and rows may come between."""

    def __init__(self, leaves: Leaves, quirks: Quirks, tables: Tables | None) -> None:
        self.leaves, self.quirks, self._tables = leaves, quirks, tables
        self._parts: dict[tuple[Selection, tuple[str, ...]], tuple[str, tuple[str, int]]] = {}
        self._often: frozenset[Place] = frozenset()

    def table(self, rows: Selection) -> tuple[sa.TableClause, sa.TextClause]:
        """The table itself, and the test of its rows."""
        shape = self.leaves.shape(rows.collection)
        table = self.leaves.table(shape)
        return table, self._whole(self.leaves.simple(rows), shape, table)

    def counted(self, rows: Selection) -> sa.Select[Any]:
        """How many rows there are."""
        rows = self.leaves.simple(rows)
        shape = self.leaves.shape(rows.collection)
        table = self.leaves.table(shape)
        halves = self.leaves.range_less(rows.where, shape, table)
        if halves is None:
            return self._selected([sa.func.count()], rows)
        whole, wrong = (
            sa.select(sa.func.count()).select_from(table).where(test).scalar_subquery() for test in halves
        )
        return sa.select(whole - wrong)

    def keys(self, rows: Selection, theirs: Sequence[str]) -> sa.Select[Any]:
        """The columns of the rows, where none of them is NULL."""
        shape = self.leaves.shape(rows.collection)
        said = self.leaves.said(shape, self.leaves.table(shape), theirs)
        filled = [sa.text(f"{column} IS NOT NULL") for column in said]
        return self._selected([sa.literal_column(column) for column in said], rows, theirs).where(*filled)

    def told(self, statement: Statement) -> Statement:
        """The statement with the parts that its test names: what is asked often or lies deep is told once."""
        parts = []
        for name, (sql, width) in self._parts.values():
            columns: list[sa.ColumnClause[Any]] = [sa.column(f"k{number}") for number in range(width)]
            parts.append(self.leaves.bound(sql).columns(*columns).cte(name))
        return cast(Statement, statement.add_cte(*parts)) if parts else statement

    def _selected(
        self, what: Sequence[sa.ColumnElement[Any]], rows: Selection, columns: Sequence[str] = ()
    ) -> sa.Select[Any]:
        rows = self.leaves.simple(rows)
        shape = self.leaves.shape(rows.collection)
        table = self.leaves.table(shape)
        source = sa.text(self._source(shape, rows.where, columns))
        return sa.select(*what).select_from(source).where(self._whole(rows, shape, table))

    def _whole(self, rows: Selection, shape: Shape, table: Table) -> sa.TextClause:
        self._often = _asked_often(rows.where)
        asked = self._tables.rows(shape) if self._tables and _references(rows.where) else 0
        return self.leaves.bound(f"({self._test(rows.where, shape, table, Deep(), asked)})")

    # -- and, or

    def _test(self, predicate: Predicate, shape: Shape, table: Table, deep: Deep, asked: int) -> str:
        """As SQL text: leaves are compiled once each, and put together here. A selection has thousands.

        `asked`: of so many rows, at most."""
        match predicate:
            case All(parts):
                return self._all(parts, shape, table, deep.inside(_CONNECTIVE), asked)
            case AnyOf(parts):
                return self._any(parts, shape, table, deep.inside(_CONNECTIVE), asked)
            case Within():
                return self._within(predicate, shape, table, deep, asked)
            case _:
                return self.leaves.text(predicate, shape, table)

    def _all(self, parts: Sequence[Predicate], shape: Shape, table: Table, deep: Deep, asked: int) -> str:
        """And. What is cheap to ask goes first, and leaves fewer rows to what comes after it."""
        tests: list[str] = []
        for part in sorted(parts, key=lambda part: self._rank(part, shape)):
            left = asked
            if self._tables and _references(part):
                others = (other for other in parts if other is not part)
                left = min(asked, self._tables.at_most(others, shape))
            for one in self._in_turn(part, shape, left):
                tests.append(self._test(one, shape, table, deep, left))
                asked, left = (self._left_by(one, shape, rows) for rows in (asked, left))
        return " AND ".join(f"({test})" for test in tests)

    def _rank(self, part: Predicate, shape: Shape) -> tuple[bool, int, int]:
        is_few = self._tables is not None and self._tables.is_few(part, shape)
        return (not is_few, *_cost(part))

    def _in_turn(self, part: Predicate, shape: Shape, asked: int) -> Sequence[Predicate]:
        """The part, and before it what other statements ask too, if that leaves fewer rows to ask it of."""
        if self._tables is None or not isinstance(part, Within) or part.yes:
            return (part,)
        if self._goes_by_row(part, shape, self.leaves.shape(part.rows.collection), asked):
            return (part,)
        first = self._tables.forerunner(part)
        return (part,) if first is None else (first, part)

    def _left_by(self, part: Predicate, shape: Shape, asked: int) -> int:
        if self._tables is None or not isinstance(part, Within) or part.yes:
            return asked
        return self._tables.left_by(part, shape, asked)

    def _any(self, parts: Sequence[Predicate], shape: Shape, table: Table, deep: Deep, asked: int) -> str:
        """Or. "NULL, or no date, or not before" is said as "not (before)": whether a value is a date at all
        is then asked of the rows inside the range only."""
        tests: list[str] = []
        said: set[Predicate] = set()
        whole = set(parts)
        for part in parts:
            if not isinstance(part, Before | NotBefore) or NoDate(part.column) not in whole:
                continue
            if self.leaves.are_dates_known(shape, part.column):
                continue
            if Null(part.column) in whole or self.leaves.is_filled(shape.collection, part.column):
                opposite = NotBefore if isinstance(part, Before) else Before
                if Null(part.column) in whole:
                    tests.append(self.leaves.text(Null(part.column), shape, table))
                tests.append(f"NOT ({self.leaves.text(opposite(part.column, part.day), shape, table)})")
                said |= {part, Null(part.column), NoDate(part.column)}
        rest = sorted((part for part in parts if part not in said), key=_cost)
        tests += [f"({self._test(part, shape, table, deep, asked)})" for part in rest]
        return " OR ".join(tests)

    # -- references

    def _within(self, part: Within, shape: Shape, table: Table, deep: Deep, asked: int) -> str:
        """By the index of the other rows, one by one; or one pass over them serves all."""
        other = self.leaves.shape(part.rows.collection)
        by_row = self._goes_by_row(part, shape, other, asked)
        laid = None if by_row or not self._tables else self._tables.laid(part.rows, part.theirs)
        if laid is not None:
            inside = _in(self.leaves.said(shape, table, part.columns), str(sa.select(*laid.table.c)))
        elif _is_too_deep(part, deep) or (not by_row and (part.rows, part.theirs) in self._often):
            inside = self._apart(part, shape, table, other)
        else:
            inside = self._here(part, shape, table, other, deep, asked, by_row)
        return inside if part.yes else f"NOT ({inside})"

    def _goes_by_row(self, part: Within, shape: Shape, other: Shape, asked: int) -> bool:
        if not self.leaves.is_indexed(other, part.theirs):
            return False
        if leaves_out_few(part.rows.where):
            return True
        if self._tables is None:
            return not part.yes and (part.rows, part.theirs) not in self._often
        return self._tables.goes_by_row(part, shape, other, asked)

    def _here(
        self,
        part: Within,
        shape: Shape,
        table: Table,
        other: Shape,
        deep: Deep,
        asked: int,
        by_row: bool,
    ) -> str:
        name = f"hj_r{deep.references}"
        alias = self.leaves.table(other).alias(name)
        ours, theirs = self.leaves.paired((shape, table, part.columns), (other, alias, part.theirs))
        of_theirs = self._tables.led_to(shape, other, asked if by_row else None) if self._tables else 0
        test = self._test(part.rows.where, other, alias, deep.inside(_REFERENCE, 1), of_theirs)
        if by_row or self.quirks.plans_anti_joins:
            source = f"{self.leaves.quoted(other.table)} AS {self.leaves.quoted(name)}"
            pairs = " AND ".join(f"{mine} = {other}" for mine, other in zip(ours, theirs, strict=True))
            return f"EXISTS (SELECT 1 FROM {source} WHERE {pairs} AND ({test}))"
        source = self._source(other, part.rows.where, part.theirs, name)
        return _in(ours, f"SELECT {', '.join(theirs)} FROM {source} WHERE {_filled(theirs)} AND ({test})")

    def _apart(self, part: Within, shape: Shape, table: Table, other: Shape) -> str:
        """The keys in a part of their own, named once a statement: engines nest only so deep."""
        alias = self.leaves.table(other).alias("hj_r1")
        ours, theirs = self.leaves.paired((shape, table, part.columns), (other, alias, part.theirs))
        place = (part.rows, tuple(theirs))
        if place not in self._parts:
            named = ", ".join(f"{column} AS k{number}" for number, column in enumerate(theirs))
            asked = self._tables.rows(other) if self._tables else 0
            test = self._test(part.rows.where, other, alias, Deep(2), asked)
            source = self._source(other, part.rows.where, part.theirs, "hj_r1")
            sql = f"SELECT {named} FROM {source} WHERE {_filled(theirs)} AND ({test})"
            self._parts[place] = (f"hjemmel_part_{len(self._parts) + 1}", (sql, len(theirs)))
        name, (_, width) = self._parts[place]
        columns = ", ".join(f"k{number}" for number in range(width))
        return _in(ours, f"SELECT {columns} FROM {name}")

    def _source(self, shape: Shape, where: Predicate, more: Sequence[str], alias: str = "") -> str:
        """The table, named so that it is read by an index only where that costs less than reading all of it."""
        named = self.leaves.quoted(shape.table) + (f" AS {self.leaves.quoted(alias)}" if alias else "")
        columns = {*own_columns(where), *more}
        if self._tables and self._tables.is_read_whole(shape, where, columns):
            return f"{named} {self.quirks.end_to_end}"
        return named


def leaves_out_few(predicate: Predicate) -> bool:
    """Nearly every row: a reference to one of them is no way to find the rows that refer."""
    match predicate:
        case All(parts):
            return all(map(leaves_out_few, parts))
        case Always(yes) | Among(yes=yes):
            return yes is isinstance(predicate, Always)
        case _:
            return False


def _is_too_deep(part: Within, deep: Deep) -> bool:
    return deep.references > DEEPEST or deep.open + _REFERENCE + _opens(part.rows.where) > STACK


def _opens(predicate: Predicate) -> int:
    """So much is open at once while it is read, with the references in it in parts of their own."""
    match predicate:
        case All(parts) | AnyOf(parts):
            return _CONNECTIVE + max(map(_opens, parts), default=0)
        case Within():
            return _REFERENCE
        case _:
            return _LEAF


_LEAF_COST = {Null: 0, NoDate: 2, Blank: 3}


def _references(predicate: Predicate) -> int:
    """How many references to other rows it asks about."""
    return sum(isinstance(one, Within) for one in walk(predicate))


def _cost(predicate: Predicate) -> tuple[int, int]:
    """What asking it of one row costs, roughly. Lists that leave out few are worth the least."""
    inside = list(walk(predicate))
    references = sum(isinstance(one, Within) for one in inside)
    lists = sum(isinstance(one, Among) for one in inside)
    if isinstance(predicate, Among) and not predicate.yes:
        return 2, lists
    return references, lists if lists else _LEAF_COST.get(type(predicate), 1)


def _asked_often(predicate: Predicate) -> frozenset[Place]:
    """References to other rows that stand more than once in a predicate."""
    times = Counter((one.rows, one.theirs) for one in walk(predicate) if isinstance(one, Within))
    return frozenset(place for place, number in times.items() if number > 1)


def _in(ours: Sequence[str], keys: str) -> str:
    mine = ours[0] if len(ours) == 1 else f"({', '.join(ours)})"
    return f"{_filled(ours)} AND {mine} IN ({keys})"


def _filled(columns: Sequence[str]) -> str:
    return " AND ".join(f"{column} IS NOT NULL" for column in columns)
