"""An equal predicate with less in it: what the columns, or the other parts of the same "and", already say.

Grounds compose whole claims whose date ranges lie inside each other, which no planner of a database sees."""

from __future__ import annotations

from collections.abc import Callable

from hjemmel.core.selection import (
    EVERY,
    NONE,
    All,
    Among,
    AnyOf,
    Before,
    Blank,
    Listed,
    NoDate,
    NotBefore,
    Null,
    OneOf,
    Predicate,
    Selection,
    Within,
    any_of,
    every,
    negate,
)

IsFilled = Callable[[str, str], bool]
"""Of a collection and a column: the database lets no NULL into it."""


def simpler(rows: Selection, is_filled: IsFilled) -> Selection:
    return Selection(rows.collection, _under(frozenset(), _bare(rows.where, rows.collection, is_filled)))


def _bare(predicate: Predicate, collection: str, is_filled: IsFilled) -> Predicate:
    """Without what the columns alone decide; nested selections are made simpler on their own."""
    match predicate:
        case All(parts):
            return every(*(_bare(part, collection, is_filled) for part in parts))
        case AnyOf(parts):
            return any_of(*(_bare(part, collection, is_filled) for part in parts))
        case Within(columns, rows, theirs, yes, single):
            return Within(columns, simpler(rows, is_filled), theirs, yes, single)
        case Null(column, yes) | Blank(column, None, yes):
            return (NONE if yes else EVERY) if is_filled(collection, column) else Null(column, yes)
        case _:
            return predicate


def _under(known: frozenset[Predicate], predicate: Predicate) -> Predicate:
    """The same, of rows for which all that is known is true."""
    if _follows(known, predicate):
        return EVERY
    if _contradicts(known, predicate):
        return NONE
    match predicate:
        case All(parts):
            return _all_under(known, parts)
        case AnyOf(parts):
            return any_of(*(_under(known, part) for part in parts))
        case _:
            return predicate


def _all_under(known: frozenset[Predicate], parts: tuple[Predicate, ...]) -> Predicate:
    """Each part in the light of the plain parts beside it. One by one, so that no two leave each other out."""
    kept = list(parts)
    for part in parts:
        others = [one for one in kept if one is not part]
        plain = frozenset(one for one in others if not isinstance(one, All | AnyOf))
        kept = [*others, _under(known | plain, part)]
    return every(*kept)


def _follows(known: frozenset[Predicate], wanted: Predicate) -> bool:
    if wanted in known:
        return True
    match wanted:
        case Before(column, day):
            return any(isinstance(one, Before) and one.column == column and one.day <= day for one in known)
        case NotBefore(column, day):
            return any(
                isinstance(one, NotBefore) and one.column == column and one.day >= day for one in known
            )
        case Null(column, False):
            return any(_is_filled_by(one, column) for one in known)
        case _:
            return False


def _contradicts(known: frozenset[Predicate], wanted: Predicate) -> bool:
    match wanted:
        case Before(column, day):
            later = any(
                isinstance(one, NotBefore) and one.column == column and one.day >= day for one in known
            )
            return later or not known.isdisjoint((Null(column), NoDate(column)))
        case NotBefore(column, day):
            sooner = any(isinstance(one, Before) and one.column == column and one.day <= day for one in known)
            return sooner or not known.isdisjoint((Null(column), NoDate(column)))
        case NoDate(column):
            read = any(isinstance(one, Before | NotBefore) and one.column == column for one in known)
            return read or Null(column) in known
        case Null(column, True):
            return any(_is_filled_by(one, column) for one in known)
        case Null() | Blank() | OneOf() | Among() | Listed() | Within():
            return negate(wanted) in known
        case _:
            return False


def _is_filled_by(known: Predicate, column: str) -> bool:
    match known:
        case Before(name) | NotBefore(name) | NoDate(name) | Null(name, False):
            return name == column
        case _:
            return False
