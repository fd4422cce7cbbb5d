"""Predicates decided in Python, one row at a time: what they mean, for rows that are not in a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from hjemmel.core.moment import read_day, read_year
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
    any_of,
    every,
)
from hjemmel.core.shape import Shape

from .protocol import Unsupported
from .values import as_text, filled

Row = Mapping[str, object]
Test = Callable[[Row], bool]
Others = Callable[[Selection], Iterable[Row]]
"""The rows of another selection of the same system."""


def row_test(predicate: Predicate, shape: Shape, others: Others) -> Test:
    """The predicate as a function of one row of the collection `shape` tells of."""
    match predicate:
        case Always(yes):
            return lambda row: yes
        case All(parts):
            tests = [row_test(part, shape, others) for part in parts]
            return lambda row: all(test(row) for test in tests)
        case AnyOf(parts):
            tests = [row_test(part, shape, others) for part in parts]
            return lambda row: any(test(row) for test in tests)
        case Before() | NotBefore() | NoDate():
            return _day_test(predicate, shape)
        case YearBefore() | YearNotBefore() | NoYear():
            return _year_test(predicate)
        case Listed(kind=kind):
            raise unresolved(shape, f"a list of facts ({kind})")
        case LinkedTo():
            raise unresolved(shape, "links that facts remember")
        case _:
            return _value_test(predicate, shape, others)


def only(shape: Shape) -> Predicate:
    """The rows of the table that are the collection's."""
    return every(*(_is_one_of(column, values) for column, values in shape.only))


def _is_one_of(column: str, values: tuple[Scalar, ...]) -> Predicate:
    there = OneOf(column, tuple(value for value in values if value is not None))
    return any_of(there, Null(column)) if None in values else there


def own_columns(predicate: Predicate) -> Iterator[str]:
    """The columns of the collection itself that the predicate reads, not those of rows it refers to."""
    match predicate:
        case Always():
            return
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from own_columns(part)
        case Among(columns) | Listed(columns) | LinkedTo(columns) | Within(columns):
            yield from columns
        case _:
            yield predicate.column


def system_of(shape: Shape) -> str:
    return shape.collection.partition(".")[0]


def unresolved(shape: Shape, what: str) -> Unsupported:
    """The engine left something in the selection that only it can read."""
    return Unsupported(
        shape.collection, f"the selection rests on {what}", "the engine must read its keys first"
    )


def _day_test(predicate: Before | NotBefore | NoDate, shape: Shape) -> Test:
    column, zone, home = predicate.column, shape.zone_of(predicate.column), shape.home_zone
    match predicate:
        case Before(_, limit):
            return lambda row: isinstance(day := read_day(row[column], zone, home), date) and day < limit
        case NotBefore(_, limit):
            return lambda row: isinstance(day := read_day(row[column], zone, home), date) and day >= limit
        case NoDate():
            return lambda row: (
                row[column] is not None and not isinstance(read_day(row[column], zone, home), date)
            )


def _year_test(predicate: YearBefore | YearNotBefore | NoYear) -> Test:
    column = predicate.column
    match predicate:
        case YearBefore(_, limit):
            return lambda row: isinstance(year := read_year(row[column]), int) and year < limit
        case YearNotBefore(_, limit):
            return lambda row: isinstance(year := read_year(row[column]), int) and year >= limit
        case NoYear():
            return lambda row: row[column] is not None and not isinstance(read_year(row[column]), int)


def _value_test(predicate: Null | Blank | OneOf | Among | Within, shape: Shape, others: Others) -> Test:
    match predicate:
        case Null(column, yes):
            return lambda row: (row[column] is None) is yes
        case Blank(column, blank, yes):
            return lambda row: _is_blank(row[column], filled(blank, [row[part] for part in shape.key])) is yes
        case OneOf(column, values, yes):
            return _key_test((column,), ((value,) for value in values), yes)
        case Among(columns, keys, yes):
            return _key_test(columns, keys, yes)
        case Within(columns, rows, theirs, yes):
            if rows.system != system_of(shape):
                raise unresolved(shape, f"rows of {rows.collection}, which is another system")
            return _key_test(columns, ([row[name] for name in theirs] for row in others(rows)), yes)


def _is_blank(value: object, blank: object) -> bool:
    return value is None or (blank is not None and as_text(value) == as_text(blank))


def _key_test(columns: tuple[str, ...], keys: Iterable[Iterable[object]], yes: bool) -> Test:
    """Do the columns hold one of the keys? A key with a NULL in it equals nothing."""
    texts = {tuple(as_text(part) for part in key) for key in keys}
    known = {text for text in texts if None not in text}
    return lambda row: (tuple(as_text(row[column]) for column in columns) in known) is yes
