"""How statements of one reading find their way through the tables: how many rows a test may leave, as far as
indexes tell; which other rows are looked up one by one; which are laid down once for several statements."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from hjemmel.core.selection import (
    NONE,
    All,
    Always,
    Among,
    AnyOf,
    Before,
    NoDate,
    NotBefore,
    Null,
    OneOf,
    Predicate,
    Selection,
    Within,
    YearBefore,
    YearNotBefore,
)
from hjemmel.core.shape import Shape

from .known import Known, way
from .leaves import Leaves
from .looks import Looks
from .simpler import Simpler
from .temporary import Laid

FEW = 16
"""Up to one in so many rows of a table, looking rows up by an index costs less than reading it from end to end."""
LOOKED_UP = 3
"""Finding one row by an index costs as much as passing by so many."""

Place = tuple[Selection, tuple[str, ...]]
UpTo = Callable[[Selection, int], int]
"""How many rows there are, counted no further than so many."""
Lay = Callable[[Selection, tuple[str, ...]], Laid | None]
"""Lay down the keys of the rows; None where it can't be done."""


class Tables:
    """`lay` None: nothing is laid down. `read_whole`: the engine must be told when no index is worth its while."""

    def __init__(self, leaves: Leaves, looks: Looks, up_to: UpTo, lay: Lay | None, read_whole: bool) -> None:
        self._leaves, self._looks, self._up_to, self._lay = leaves, looks, up_to, lay
        self._read_whole = read_whole
        self._at_most: dict[tuple[str, Predicate], int] = {}
        self._laid: dict[Place, Laid | None] = {}
        self._absent: list[Within] = []
        """What statements to come ask of all rows: that no other row is so."""
        self._wider: dict[tuple[Selection, Selection], bool] = {}

    def expect(self, rows: Selection) -> None:
        """A statement about these rows will follow."""
        shape = self._leaves.shape(rows.collection)
        parts = rows.where.parts if isinstance(rows.where, All) else (rows.where,)
        if self.at_most(parts, shape) > self._few(shape):
            self._absent += [part for part in parts if isinstance(part, Within) and not part.yes]

    # -- numbers

    def rows(self, shape: Shape) -> int:
        return self._looks.rows(shape.table)

    def at_most(self, all_of: Iterable[Predicate], shape: Shape) -> int:
        """Rows for which all of it holds: exact up to a few, more of them count as all."""
        every, few = self.rows(shape), self._few(shape)
        least = every
        for predicate in all_of:
            least = min(least, self._rows_of(predicate, shape))
            if least <= few:
                break
        return least

    def is_few(self, predicate: Predicate, shape: Shape) -> bool:
        return self.at_most((predicate,), shape) <= self._few(shape)

    def _few(self, shape: Shape) -> int:
        return self.rows(shape) // FEW

    def _rows_of(self, predicate: Predicate, shape: Shape) -> int:
        place = (shape.collection, predicate)
        if place not in self._at_most:
            self._at_most[place] = self._found(predicate, shape)
        return self._at_most[place]

    def _found(self, predicate: Predicate, shape: Shape) -> int:
        match predicate:
            case Always(yes):
                return self.rows(shape) if yes else 0
            case All(parts):
                return self.at_most(parts, shape)
            case AnyOf(parts):
                return min(self.rows(shape), sum(self._rows_of(part, shape) for part in parts))
            case Within(columns, rows, _, True):
                is_way = self.is_few(rows.where, self._leaves.shape(rows.collection))
                return self._look(predicate, columns, shape) if is_way else self.rows(shape)
            case Among(columns, _, True):
                return self._look(predicate, columns, shape)
            case Before(column) | NotBefore(column) | NoDate(column) | Null(column) | OneOf(column, _, True):
                return self._look(predicate, (column,), shape)
            case YearBefore(column) | YearNotBefore(column):
                return self._look(predicate, (column,), shape)
            case _:
                return self.rows(shape)

    def _look(self, predicate: Predicate, columns: tuple[str, ...], shape: Shape) -> int:
        if self._looks.is_small(shape.table) or not self._leaves.is_indexed(shape, columns):
            return self.rows(shape)
        few = self._few(shape)
        found = self._up_to(Selection(shape.collection, predicate), few + 1)
        return found if found <= few else self.rows(shape)

    # -- ways

    def is_read_whole(self, shape: Shape, where: Predicate, columns: Collection[str]) -> bool:
        """From end to end: no index leads to a few rows, and none has all that is asked for."""
        if (
            not self._read_whole
            or self._looks.is_small(shape.table)
            or self._leaves.is_covered(shape, columns)
        ):
            return False
        return not self.is_few(where, shape)

    def goes_by_row(self, part: Within, shape: Shape, other: Shape, asked: int) -> bool:
        """Looking up the other rows for each row asked costs less than one pass over them."""
        if part.yes and self.is_few(part.rows.where, other):
            return False
        return LOOKED_UP * (asked + self.led_to(shape, other, asked)) < self.rows(other)

    def led_to(self, shape: Shape, other: Shape, asked: int | None) -> int:
        """Of how many of the other rows is something asked, if they are reached from so many of these?"""
        theirs = self.rows(other)
        return theirs if asked is None else min(theirs, asked * theirs // max(1, self.rows(shape)))

    # -- laid down

    def laid(self, rows: Selection, theirs: tuple[str, ...]) -> Laid | None:
        """The keys of these rows, where several statements may ask for them and no index leads to them."""
        other = self._leaves.shape(rows.collection)
        if self._lay is None or self._looks.is_small(other.table) or self.is_few(rows.where, other):
            return None
        place = (rows, theirs)
        if place not in self._laid:
            self._laid[place] = self._lay(rows, theirs)
        return self._laid[place]

    def left_by(self, part: Within, shape: Shape, asked: int) -> int:
        """Rows that refer to none of those laid down, about."""
        laid = self._laid.get((part.rows, part.theirs))
        if laid is None:
            return asked
        return min(asked, max(0, self.rows(shape) - laid.size))

    def forerunner(self, part: Within) -> Within | None:
        """What another statement asks too, and what this part is never true without: one list serves both,
        and leaves fewer rows to be asked the rest."""
        if self._lay is None or self._looks.is_small(self._leaves.shape(part.rows.collection).table):
            return None
        for one in self._absent:
            if one != part and way(one) == way(part) and self._is_wider(part, one):
                return one
        return None

    def _is_wider(self, part: Within, one: Within) -> bool:
        """Whoever has no row of the part has none of the one."""
        place = (part.rows, one.rows)
        if place not in self._wider:
            none = Known(part.rows.collection).beside(_either(part.rows.where), holds=False)
            self._wider[place] = Simpler(self._leaves).under(none, one.rows.where) == NONE
        return self._wider[place]


def _either(predicate: Predicate) -> tuple[Predicate, ...]:
    return predicate.parts if isinstance(predicate, AnyOf) else (predicate,)
