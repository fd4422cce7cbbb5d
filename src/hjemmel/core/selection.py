"""Which rows: a closed set of two-valued predicates over one collection. The only language connectors speak.

Every predicate is true or false for every row, never NULL: what is blank, or no date at all, is false for
comparisons. `negate` gives the exact complement. Built by `grounds` and `event`; translated by connectors."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

Scalar = str | int | bool | None


class Remembering:
    """A value that works out its hash and its complement once. Predicates hold each other many deep, and are looked up
    and turned round all the time: each level would ask all those below it again."""

    __slots__ = ("_hash", "_negated")
    if TYPE_CHECKING:
        # Told to the type checker alone: whoever walks the annotations of a predicate finds its fields.
        _hash: int
        _negated: Predicate


Deep = TypeVar("Deep", bound=Remembering)


def hashed_once(kind: type[Deep]) -> type[Deep]:
    """The same class, whose values keep their hash."""
    anew = kind.__hash__

    def once(value: Deep) -> int:
        try:
            return value._hash
        except AttributeError:
            found = anew(value)
            object.__setattr__(value, "_hash", found)
            return found

    kind.__hash__ = once  # type: ignore[method-assign, assignment]
    return kind


@hashed_once
@dataclass(frozen=True, slots=True)
class Always(Remembering):
    """Every row (`yes=True`), or no row."""

    yes: bool = True


@hashed_once
@dataclass(frozen=True, slots=True)
class Before(Remembering):
    """The column holds a real date, and its local day is before `day` (exclusive).

    The day is of the organisation's zone; the connector turns it into the column's own zone and type."""

    column: str
    day: date


@hashed_once
@dataclass(frozen=True, slots=True)
class NotBefore(Remembering):
    """The column holds a real date, and its local day is `day` or later."""

    column: str
    day: date


@hashed_once
@dataclass(frozen=True, slots=True)
class NoDate(Remembering):
    """The column holds something, but no date: a date that does not exist, or other text. NULL is not that."""

    column: str


@hashed_once
@dataclass(frozen=True, slots=True)
class YearBefore(Remembering):
    """The column holds a whole year number below `year`."""

    column: str
    year: int


@hashed_once
@dataclass(frozen=True, slots=True)
class YearNotBefore(Remembering):
    column: str
    year: int


@hashed_once
@dataclass(frozen=True, slots=True)
class NoYear(Remembering):
    """The column holds something that is no year number. NULL is not that."""

    column: str


@hashed_once
@dataclass(frozen=True, slots=True)
class Null(Remembering):
    """The column is NULL (`yes=True`), or is not."""

    column: str
    yes: bool = True


@hashed_once
@dataclass(frozen=True, slots=True)
class Blank(Remembering):
    """The datum is not there: NULL, or the declared recognisable blank (`{key}` stands for the row's key).

    `yes=False` is the exact complement: there is a datum."""

    column: str
    blank: Scalar = None
    yes: bool = True


@hashed_once
@dataclass(frozen=True, slots=True)
class OneOf(Remembering):
    """The column equals one of the values. NULL equals nothing; `yes=False` is the complement, NULL included."""

    column: str
    values: tuple[Scalar, ...]
    yes: bool = True


@hashed_once
@dataclass(frozen=True, slots=True)
class Among(Remembering):
    """The columns' values are one of these keys (materialised: read from another system, or from facts)."""

    columns: tuple[str, ...]
    keys: frozenset[tuple[Scalar, ...]]
    yes: bool = True


@hashed_once
@dataclass(frozen=True, slots=True)
class Listed(Remembering):
    """The columns' values stand on a list that Hjemmel's facts give, e.g. ("hold", "2026-14") or
    ("objection", "newsletter"). Resolved to `Among` just before it runs, so that no key enters a stored plan."""

    columns: tuple[str, ...]
    kind: str
    name: str
    day: date | None = None
    yes: bool = True


@hashed_once
@dataclass(frozen=True, slots=True)
class LinkedTo(Remembering):
    """Facts remember that the row, by its key `columns`, belonged with one of `rows`, by its key `theirs`.

    For rows that were matched by a value which has been blanked since. Like `Listed` it becomes `Among` before it runs."""

    columns: tuple[str, ...]
    rows: Selection
    theirs: tuple[str, ...]
    yes: bool = True


@hashed_once
@dataclass(frozen=True, slots=True)
class Within(Remembering):
    """The columns' values stand in `theirs` of a row of `rows`: a reference, to a parent or from a child.

    Within one system it becomes a semi-join; across systems the engine reads the keys first (-> `Among`).
    `single`: there is at most one such row, because `theirs` is its key."""

    columns: tuple[str, ...]
    rows: Selection
    theirs: tuple[str, ...]
    yes: bool = True
    single: bool = False


@hashed_once
@dataclass(frozen=True, slots=True)
class All(Remembering):
    parts: tuple[Predicate, ...]


@hashed_once
@dataclass(frozen=True, slots=True)
class AnyOf(Remembering):
    parts: tuple[Predicate, ...]


Leaf = (
    Before | NotBefore | NoDate | YearBefore | YearNotBefore | NoYear | Null | Blank | OneOf | Among | Listed
)
Predicate = Always | Leaf | LinkedTo | Within | All | AnyOf

EVERY = Always()
NONE = Always(yes=False)


@hashed_once
@dataclass(frozen=True, slots=True)
class Selection(Remembering):
    """Rows of one collection (`system.collection`) for which the predicate is true."""

    collection: str
    where: Predicate = EVERY

    @property
    def system(self) -> str:
        return self.collection.partition(".")[0]


def every(*parts: Predicate) -> Predicate:
    """All of them, simplified: an equal predicate, with what stands twice or says nothing left out."""
    flat: dict[Predicate, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts) if isinstance(part, All) else {part: None})
    flat.pop(EVERY, None)
    if len(flat) < 2:
        return next(iter(flat), EVERY)
    if NONE in flat or any(_opposite(part) in flat for part in flat):
        return NONE
    merged = _merged(flat, both=True)
    if merged is not None:
        return every(*merged)
    kept = [part for part in flat if not (isinstance(part, AnyOf) and any(one in flat for one in part.parts))]
    return _one_or(tuple(kept), All, EVERY)


def any_of(*parts: Predicate) -> Predicate:
    """At least one of them, simplified."""
    flat: dict[Predicate, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts) if isinstance(part, AnyOf) else {part: None})
    flat.pop(NONE, None)
    if len(flat) < 2:
        return next(iter(flat), NONE)
    if EVERY in flat or any(_opposite(part) in flat for part in flat):
        return EVERY
    merged = _merged(flat, both=False)
    if merged is not None:
        return any_of(*merged)
    kept = [part for part in flat if not (isinstance(part, All) and any(one in flat for one in part.parts))]
    return _one_or(tuple(kept), AnyOf, NONE)


def _opposite(part: Predicate) -> Predicate | None:
    """The exact complement, where it is a single predicate of the same kind."""
    return negate(part) if isinstance(part, _TURNED) else None


_TURNED = (Null, Blank, OneOf, Among, Listed, LinkedTo, Within)
"""Whose complement is of the same kind. Written once: `A | B` is made anew each time that it is come to."""


def _merged(parts: Collection[Predicate], both: bool) -> list[Predicate] | None:
    """References to the same rows asked once instead of several times; None if there is nothing to merge.

    "Some row has a, or some row has b" is "some row has a or b". With at most one such row the same goes
    for "and", and for a reference that is there against one that is not."""
    if sum(isinstance(part, Within) for part in parts) < 2:
        return None
    seen: dict[tuple[object, ...], list[Within]] = {}
    rest: list[Predicate] = []
    for part in parts:
        if isinstance(part, Within):
            joins = part.single or part.yes is not both
            key = (
                part.columns,
                part.rows.collection,
                part.theirs,
                part.single,
                None if part.single else part.yes,
                joins,
            )
            seen.setdefault(key if joins else (id(part),), []).append(part)
        else:
            rest.append(part)
    if all(len(found) == 1 for found in seen.values()):
        return None
    return [*rest, *(_joined(found, both) for found in seen.values())]


def _joined(found: list[Within], both: bool) -> Predicate:
    if len(found) == 1:
        return found[0]
    first = found[0]
    yes = [part.rows.where for part in found if part.yes]
    no = [part.rows.where for part in found if not part.yes]
    if not yes:
        where, says = (any_of(*no) if both else every(*no)), False
    elif not no:
        where, says = (every(*yes) if both else any_of(*yes)), True
    elif both:
        where, says = every(*yes, *(negate(part) for part in no)), True
    else:
        where, says = every(*no, *(negate(part) for part in yes)), False
    if where == NONE:
        return Always(not says)
    return Within(first.columns, Selection(first.rows.collection, where), first.theirs, says, first.single)


def negate(predicate: Predicate) -> Predicate:
    """The exact complement: true for every row for which `predicate` is false."""
    try:
        return predicate._negated
    except AttributeError:
        found = _complement(predicate)
        object.__setattr__(predicate, "_negated", found)
        return found


def _complement(predicate: Predicate) -> Predicate:
    match predicate:
        case Always(yes):
            return Always(not yes)
        case All(parts):
            return any_of(*(negate(part) for part in parts))
        case AnyOf(parts):
            return every(*(negate(part) for part in parts))
        case Before(column, day):
            return any_of(Null(column), NoDate(column), NotBefore(column, day))
        case NotBefore(column, day):
            return any_of(Null(column), NoDate(column), Before(column, day))
        case NoDate(column):
            return any_of(Null(column), Before(column, date.max), NotBefore(column, date.max))
        case YearBefore(column, year):
            return any_of(Null(column), NoYear(column), YearNotBefore(column, year))
        case YearNotBefore(column, year):
            return any_of(Null(column), NoYear(column), YearBefore(column, year))
        case NoYear(column):
            return any_of(Null(column), YearBefore(column, 0), YearNotBefore(column, 0))
        case Null(column, yes):
            return Null(column, not yes)
        case Blank(column, blank, yes):
            return Blank(column, blank, not yes)
        case OneOf(column, values, yes):
            return OneOf(column, values, not yes)
        case Among(columns, keys, yes):
            return Among(columns, keys, not yes)
        case Listed(columns, kind, name, day, yes):
            return Listed(columns, kind, name, day, not yes)
        case LinkedTo(columns, rows, theirs, yes):
            return LinkedTo(columns, rows, theirs, not yes)
        case Within(columns, rows, theirs, yes, single):
            return Within(columns, rows, theirs, not yes, single)


def walk(predicate: Predicate) -> Iterator[Predicate]:
    """The predicate and everything inside it, nested selections included."""
    yield predicate
    match predicate:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from walk(part)
        case Within(rows=rows) | LinkedTo(rows=rows):
            yield from walk(rows.where)
        case _:
            pass


def _one_or(parts: tuple[Predicate, ...], many: type[All] | type[AnyOf], empty: Predicate) -> Predicate:
    if not parts:
        return empty
    return parts[0] if len(parts) == 1 else many(parts)
