"""Figures about groups of people, none so small that it tells of somebody. Which rows may be counted is not decided here.

A figure that is left out must not come back by subtraction: what is left out is itself a group that is large enough, and of
more than one group. People are counted, not rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal

USUAL_SMALLEST = 10
"""The smallest group, where the declaration names none."""
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """One row that may be counted: who it is about, the group it belongs to, and its numbers. None: no number there."""

    person: Hashable = field(repr=False)
    key: Key
    numbers: tuple[Decimal | None, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of a column over a group, and of how many rows."""

    total: Decimal
    rows: int

    @property
    def mean(self) -> Decimal:
        return self.total / self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What may be told of one group."""

    key: Key
    """Empty for the rest, which is several groups folded together."""
    people: int
    sums: tuple[Sum, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that comes out of an extract."""

    smallest: int
    """No group of fewer people comes out."""
    groups: tuple[Group, ...]
    rest: Group | None = None
    """The groups that were folded together; None where none were, or they are too few people even so."""
    folded: int = 0
    """How many groups were too small, or were left out so that these could not be worked out."""

    @property
    def told(self) -> tuple[Group, ...]:
        return (*self.groups, self.rest) if self.rest else self.groups

    @property
    def fewest(self) -> int:
        """How many people the smallest group that came out has; 0 where none did."""
        return min((group.people for group in self.told), default=0)


def figures(rows: Iterable[Counted], smallest: int) -> Figures:
    """The groups of at least `smallest` people; the rest folded together, if they are enough."""
    cells: dict[Key, _Cell] = {}
    for row in rows:
        cells.setdefault(row.key, _Cell()).add(row)
    shown, hidden = _parted(cells, smallest)
    rest = _together(cells[key] for key in hidden)
    return Figures(
        smallest=smallest,
        groups=tuple(cells[key].told(key) for key in sorted(shown)),
        rest=rest.told(()) if hidden and rest.is_enough(smallest) else None,
        folded=len(hidden),
    )


class _Cell:
    """A group as it is counted, with its people by name of the system: never handed out."""

    def __init__(self) -> None:
        self.people: set[Hashable] = set()
        self.with_number: list[set[Hashable]] = []
        self.sums: list[Sum] = []

    def add(self, row: Counted) -> None:
        self.people.add(row.person)
        self._room_for(len(row.numbers))
        for place, number in enumerate(row.numbers):
            if number is not None:
                self.with_number[place].add(row.person)
                self.sums[place] = Sum(self.sums[place].total + number, self.sums[place].rows + 1)

    def take(self, other: _Cell) -> None:
        self.people |= other.people
        self._room_for(len(other.sums))
        for place, found in enumerate(other.sums):
            self.with_number[place] |= other.with_number[place]
            mine = self.sums[place]
            self.sums[place] = Sum(mine.total + found.total, mine.rows + found.rows)

    def is_enough(self, smallest: int) -> bool:
        """As many people, in all and behind each sum."""
        return all(len(people) >= smallest for people in (self.people, *self.with_number))

    def told(self, key: Key) -> Group:
        return Group(key=key, people=len(self.people), sums=tuple(self.sums))

    def _room_for(self, count: int) -> None:
        while len(self.sums) < count:
            self.sums.append(Sum(Decimal(0), 0))
            self.with_number.append(set())


def _parted(cells: Mapping[Key, _Cell], smallest: int) -> tuple[AbstractSet[Key], Sequence[Key]]:
    """Which groups are shown, and which are not."""
    by_size = sorted(cells, key=lambda key: (len(cells[key].people), key))
    hidden = [key for key in by_size if not cells[key].is_enough(smallest)]
    shown = [key for key in by_size if cells[key].is_enough(smallest)]
    while hidden and shown and not _is_safe(cells, hidden, shown, smallest):
        hidden.append(shown.pop(0))
    return set(shown), hidden


def _is_safe(cells: Mapping[Key, _Cell], hidden: Sequence[Key], shown: Sequence[Key], smallest: int) -> bool:
    """Whoever knows the whole, and takes away what is shown, is left with no less than a group, and not with one group."""
    rest = _together(cells[key] for key in hidden)
    seen = set().union(*(cells[key].people for key in shown))
    left = len(rest.people - seen)
    return len(hidden) > 1 and rest.is_enough(smallest) and (left == 0 or left >= smallest)


def _together(cells: Iterable[_Cell]) -> _Cell:
    whole = _Cell()
    for cell in cells:
        whole.take(cell)
    return whole
