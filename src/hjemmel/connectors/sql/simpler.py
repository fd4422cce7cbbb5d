"""An equal predicate with less in it: what the columns, the other parts of the same "and" or "or", or the row
that a reference leads back to, already say.

Grounds compose whole claims whose date ranges lie inside each other, which no planner of a database sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from hjemmel.core.selection import (
    EVERY,
    NONE,
    All,
    Always,
    Among,
    AnyOf,
    Blank,
    Null,
    Predicate,
    Selection,
    Within,
    any_of,
    every,
    negate,
)

from .known import About, Known, about, renamed


class Columns(Protocol):
    """What the database promises of its columns."""

    def is_filled(self, collection: str, column: str) -> bool:
        """No NULL gets into it."""

    def is_unique(self, collection: str, columns: Iterable[str]) -> bool:
        """No two rows have the same in them."""

    def are_alike(self, collection: str, columns: Sequence[str], other: str, theirs: Sequence[str]) -> bool:
        """Columns of one collection hold values of the same types as those of another."""

    def leads_to_one(
        self, collection: str, columns: Sequence[str], other: str, theirs: Sequence[str]
    ) -> bool:
        """Whatever stands in these columns, just one row of the other collection has it in its own."""


def simpler(rows: Selection, columns: Columns) -> Selection:
    bare = _bare(rows.where, rows.collection, columns)
    return Selection(rows.collection, Simpler(columns).under(Known(rows.collection), bare))


def _bare(predicate: Predicate, collection: str, columns: Columns) -> Predicate:
    """Without what the columns alone decide."""
    match predicate:
        case All(parts):
            return every(*(_bare(part, collection, columns) for part in parts))
        case AnyOf(parts):
            return any_of(*(_bare(part, collection, columns) for part in parts))
        case Within(ours, rows, theirs, yes, single):
            inner = Selection(rows.collection, _bare(rows.where, rows.collection, columns))
            found = Within(ours, inner, theirs, yes, single)
            return _of_the_row_itself(collection, found, columns)
        case Null(column, yes) | Blank(column, None, yes):
            return (NONE if yes else EVERY) if columns.is_filled(collection, column) else Null(column, yes)
        case _:
            return predicate


class Simpler:
    """Makes predicates simpler for rows of which something is known."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def under(self, known: Known, predicate: Predicate) -> Predicate:
        """The same, of rows for which all that is known holds."""
        if isinstance(predicate, Always):
            return predicate
        if known.confirms(predicate):
            return EVERY
        if known.denies(predicate):
            return NONE
        match predicate:
            case All() | AnyOf():
                return self._compound(known, predicate)
            case Within():
                return self._reference(known, predicate)
            case _:
                return predicate

    def _compound(self, known: Known, predicate: All | AnyOf) -> Predicate:
        """What several parts share is drawn together first: so it is gone through once and not with each of them. And again
        afterwards, for what lies side by side then may say more of each other."""
        shared = _shared(predicate)
        if shared is not None:
            return self.under(known, shared)
        all_hold = isinstance(predicate, All)
        found = (every if all_hold else any_of)(*self._together(known, predicate.parts, all_hold=all_hold))
        shared = _shared(found)
        return found if shared is None else self.under(known, shared)

    def _together(self, known: Known, parts: tuple[Predicate, ...], *, all_hold: bool) -> list[Predicate]:
        """Each part in the light of those beside it: beside an "and" they hold, beside an "or" they don't,
        or else nothing hangs on this part. One by one, so that no two leave each other out."""
        kept = list(parts)
        alike: dict[About, list[int]] = {}
        for number, part in enumerate(parts):
            alike.setdefault(about(part), []).append(number)
        leaves = [number for number, part in enumerate(parts) if _height(part) == LEAF]
        for number in leaves:
            beside = [kept[other] for other in alike[about(parts[number])] if other != number]
            kept[number] = self.under(known.beside(beside, holds=all_hold), kept[number])
        rest = sorted(
            (number for number in range(len(parts)) if number not in leaves),
            key=lambda one: _height(parts[one]),
        )
        self._in_light(
            known.beside([kept[number] for number in leaves], holds=all_hold), kept, rest, all_hold
        )
        return kept

    def _in_light(self, known: Known, kept: list[Predicate], numbers: list[int], all_hold: bool) -> None:
        """Makes those of the numbers simpler, each in the light of the others: by halves, so that what is known
        beside each is not gathered anew for each."""
        if len(numbers) < 2:
            for number in numbers:
                kept[number] = self.under(known, kept[number])
            return
        middle = len(numbers) // 2
        for these, others in ((numbers[:middle], numbers[middle:]), (numbers[middle:], numbers[:middle])):
            beside = known.beside([kept[number] for number in others], holds=all_hold)
            self._in_light(beside, kept, these, all_hold)

    def _reference(self, known: Known, predicate: Within) -> Predicate:
        columns, rows, theirs = predicate.columns, predicate.rows, predicate.theirs
        back = known.returned_to(predicate)
        if back is not None and self._columns.is_unique(rows.collection, theirs):
            found = self.under(back, rows.where)
            if isinstance(found, Always):
                return Always(found.yes is predicate.yes)
        are_alike = self._columns.are_alike(known.collection, columns, rows.collection, theirs)
        where = self.under(known.through(predicate, are_alike=are_alike), rows.where)
        if where == NONE:
            return Always(not predicate.yes)
        return Within(columns, Selection(rows.collection, where), theirs, predicate.yes, predicate.single)


def _of_the_row_itself(collection: str, found: Within, columns: Columns) -> Predicate:
    """What is asked of the very columns by which the rows are reached can be asked on this side."""
    rows, theirs = found.rows, found.theirs
    if not columns.are_alike(collection, found.columns, rows.collection, theirs):
        return found
    here = dict(zip(theirs, found.columns, strict=True))
    parts = rows.where.parts if isinstance(rows.where, All) else (rows.where,)
    mine = [_renamed(part, here) for part in parts if _is_of(part, theirs)]
    rest = every(*(part for part in parts if not _is_of(part, theirs)))
    there = _leading(collection, replace(found, rows=Selection(rows.collection, rest)), columns)
    return every(*mine, there) if found.yes else any_of(*map(negate, mine), there)


def _leading(collection: str, found: Within, columns: Columns) -> Predicate:
    """A reference that always leads to a row says only that there is one."""
    other = found.rows.collection
    if found.rows.where != EVERY or not columns.leads_to_one(collection, found.columns, other, found.theirs):
        return found
    filled = [_bare(Null(column, yes=False), collection, columns) for column in found.columns]
    return every(*filled) if found.yes else negate(every(*filled))


def _is_of(predicate: Predicate, columns: Sequence[str]) -> bool:
    """It asks of nothing but these columns, and for certain values."""
    match predicate:
        case All(parts) | AnyOf(parts):
            return all(_is_of(part, columns) for part in parts)
        case Among(names):
            return set(names) <= set(columns)
        case _:
            return False


def _renamed(predicate: Predicate, names: Mapping[str, str]) -> Predicate:
    match predicate:
        case All(parts):
            return every(*(_renamed(part, names) for part in parts))
        case AnyOf(parts):
            return any_of(*(_renamed(part, names) for part in parts))
        case Among():
            return renamed(predicate, names)
        case _:
            return predicate


def _shared(predicate: Predicate) -> Predicate | None:
    """What several parts have in common, said once: "(a or b) and (a or c)" is "a or (b and c)", and so the
    other way round. None if they have nothing in common."""
    if not isinstance(predicate, All | AnyOf):
        return None
    inner = AnyOf if isinstance(predicate, All) else All
    times = Counter(one for part in predicate.parts if isinstance(part, inner) for one in part.parts)
    common, number = max(times.items(), key=lambda found: found[1], default=(None, 0))
    if common is None or number < 2:
        return None
    join, part_of = (every, any_of) if isinstance(predicate, All) else (any_of, every)
    alike = [part for part in predicate.parts if isinstance(part, inner) and common in part.parts]
    rests = [part_of(*(one for one in part.parts if one != common)) for part in alike]
    return join(*(part for part in predicate.parts if part not in alike), part_of(common, join(*rests)))


LEAF, REFERENCE, COMPOUND = range(3)


def _height(predicate: Predicate) -> int:
    if isinstance(predicate, All | AnyOf):
        return COMPOUND
    return REFERENCE if isinstance(predicate, Within) else LEAF
