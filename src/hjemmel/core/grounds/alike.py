"""Which rows have the same grounds: those that hold the same, wherever grounds look, and belong to rows that do.

Whoever explains many rows explains one of each kind. A collection whose rows other rows are asked about for them, from
below or by key, has no two rows alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import count
from operator import itemgetter

from ..datamap import (
    After,
    AfterFinancialYear,
    ColumnAt,
    Condition,
    DataMap,
    Earliest,
    FieldGroup,
    Hop,
    KindByColumn,
    Later,
    Latest,
    Node,
    OfChildren,
    OfParent,
    OnColumn,
    RememberedDay,
    With,
)
from ..facts import Facts
from ..moment import Day
from .rows import Row, Rows
from .years import end_of_year_with

Sort = int
"""Rows of one collection with the same number have the same grounds."""
Sorter = Callable[[Sequence[Row]], list[Sort]]
"""From rows of a collection, as many as are in hand, to the sort of each."""
Read = Callable[[Sequence[Row]], Iterable[Hashable]]
"""From rows to what is looked at in each. There are very many of them: what is done, is done for all in one go."""


@dataclass(slots=True)
class _Looked:
    """What grounds look at in the rows of one collection."""

    days: set[str] = field(default_factory=set)
    year_ends: set[str] = field(default_factory=set)
    """Columns of days of which only the end of their financial year matters."""
    values: set[str] = field(default_factory=set)
    one_by_one: bool = False
    """Something is asked of the row by its key, or of rows that refer to it."""


class Alike:
    """Sorts rows as they come, those referred to before those that refer to them. It keeps a number for each kind of
    row, and for each row that others refer to."""

    def __init__(self, data_map: DataMap, looked: Mapping[str, _Looked]) -> None:
        self.map = data_map
        self._rows = Rows(data_map, {})
        self._looked = looked
        # A new sort is given the next number as it is looked up.
        self._numbers: dict[str, dict[Hashable, Sort]] = defaultdict(lambda: defaultdict(count().__next__))
        self._referred: dict[tuple[str, tuple[str, ...]], dict[Hashable, Sort]] = {
            (hop.parent, hop.theirs): {}
            for collection in data_map.collections.values()
            for hop in collection.hops
            if not hop.match
        }

    @classmethod
    def themselves(cls, data_map: DataMap, facts: Facts) -> Alike:
        """Rows that have the same grounds."""
        return cls(data_map, _looked(data_map, facts))

    @classmethod
    def to_others(cls, data_map: DataMap, facts: Facts) -> Alike:
        """Rows that have the same grounds, and of which events of other rows ask the same. What is asked of rows that
        stand below them is not looked at."""
        return cls(data_map, _looked_from_above(data_map, _looked(data_map, facts)))

    def sorter(self, name: str) -> Sorter:
        numbers, reads = self._numbers[name], list(self._reads(name))
        kept = [
            (_values(columns), known) for (there, columns), known in self._referred.items() if there == name
        ]

        def sort(rows: Sequence[Row]) -> list[Sort]:
            looks = [read(rows) for read in reads]
            found = list(map(numbers.__getitem__, zip(*looks, strict=True)))
            for value, known in kept:
                known.update(zip(map(value, rows), found, strict=True))
            return found

        return sort if reads else lambda rows: [0] * len(rows)

    def _reads(self, name: str) -> Iterator[Read]:
        collection, looked = self.map.collections[name], self._looked[name]
        if looked.one_by_one:
            yield _each(_values(collection.shape.key))
        for hop in collection.hops:
            yield self._referred_to(hop)
        for column in sorted(looked.days):
            yield self._rows.days_of_many(name, column)
        for column in sorted(looked.year_ends - looked.days):
            yield self._year_end(name, column)
        if looked.values:
            yield _each(_values(tuple(sorted(looked.values))))
        yield from self._there(collection.groups)

    def _year_end(self, name: str, column: str) -> Read:
        days_of, years = self._rows.days_of_many(name, column), self.map.years

        @cache
        def end(day: Day) -> Hashable:
            return end_of_year_with(years, day) if isinstance(day, date) else day

        return lambda rows: map(end, days_of(rows))

    def _referred_to(self, hop: Hop) -> Read:
        """The sort of the row referred to, where it has come by; otherwise which row it is."""
        value = _values(hop.columns)
        known = self._referred.get((hop.parent, hop.theirs))
        if hop.match or known is None:
            return _each(value)

        def sorts(rows: Sequence[Row]) -> list[Hashable]:
            found: list[Hashable] = list(map(known.get, map(value, rows)))
            if None not in found:
                return found
            missed = zip(found, map(value, rows), strict=True)
            return [(which,) if sort is None else sort for sort, which in missed]

        return sorts

    def _there(self, groups: Iterable[FieldGroup]) -> Iterator[Read]:
        """Whether there is anything: of columns without a blank of their own, all at once."""
        plain: list[str] = []
        for group in groups:
            if group.blank is None:
                plain += group.columns
            else:
                yield _each(self._rows.is_there(group))
        if len(plain) == 1:
            (column,) = plain
            yield lambda rows: [row[column] is None for row in rows]
        elif plain:
            values = itemgetter(*plain)
            # Most rows are full.
            yield lambda rows: [
                None not in found or tuple([one is None for one in found]) for found in map(values, rows)
            ]


def _each(read: Callable[[Row], Hashable]) -> Read:
    return lambda rows: map(read, rows)


def _values(columns: Collection[str]) -> Callable[[Row], Hashable]:
    """The values of some columns; of one column, the value itself."""
    return itemgetter(*columns)


def _looked(data_map: DataMap, facts: Facts) -> dict[str, _Looked]:
    looked: dict[str, _Looked] = {name: _Looked() for name in data_map.collections}
    for name in data_map.collections:
        for line in data_map.lines_of(name):
            _conditions(looked, name, line.where)
            if isinstance(line.window, After):
                _node(looked, name, line.window.node)
                stop = line.window.stop
                for at in (stop.until, stop.reason, stop.approver) if stop else ():
                    _column_at(looked, name, at)
            if isinstance(line.window, With) and not line.window.upward:
                looked[name].one_by_one = True
            for node in (line.restricted_from, line.began):
                if node is not None:
                    _node(looked, name, node)
    _whose(looked, data_map)
    _meanings(looked, data_map)
    for hold in facts.holds:
        looked[hold.home].one_by_one = True
    return looked


def _looked_from_above(data_map: DataMap, looked: dict[str, _Looked]) -> dict[str, _Looked]:
    """With what events of other rows ask of those that refer to them."""
    first_sale = data_map.marketing.customer_from
    nodes = [event.node for event in (*data_map.events.values(), *((first_sale,) if first_sale else ()))]
    for purpose in data_map.purposes.values():
        for line in purpose.lines:
            nodes += [line.window.node] if isinstance(line.window, After) else []
            nodes += [node for node in (line.restricted_from, line.began) if node is not None]
    for node in nodes:
        _below(looked, node)
    return looked


def _below(looked: dict[str, _Looked], node: Node) -> None:
    match node:
        case OfChildren(path, inner, where, _):
            child = path[0].child
            _node(looked, child, inner)
            _conditions(looked, child, where)
            _below(looked, inner)
        case OfParent(_, inner) | Later(inner):
            _below(looked, inner)
        case Latest(nodes, fallback) | Earliest(nodes, fallback):
            for inner in (*nodes, *((fallback,) if fallback else ())):
                _below(looked, inner)
        case _:
            return


def _node(looked: dict[str, _Looked], name: str, node: Node) -> None:
    match node:
        case OnColumn(column):
            looked[name].days.add(column)
        case AfterFinancialYear(column, is_year):
            (looked[name].values if is_year else looked[name].year_ends).add(column)
        case Later(inner):
            _node(looked, name, inner)
        case Latest(nodes, fallback) | Earliest(nodes, fallback):
            for inner in (*nodes, *((fallback,) if fallback else ())):
                _node(looked, name, inner)
        case OfParent(path, inner):
            _node(looked, path[-1].parent, inner)
        case OfChildren():
            looked[name].one_by_one = True
        case RememberedDay(_, of):
            looked[of].one_by_one = True


def _conditions(looked: dict[str, _Looked], name: str, where: Iterable[Condition]) -> None:
    for condition in where:
        there = condition.path[-1].parent if condition.path else name
        looked[there].values.add(condition.column)


def _column_at(looked: dict[str, _Looked], name: str, at: ColumnAt | None) -> None:
    if at is not None:
        there = at.path[-1].parent if at.path else name
        looked[there].values.add(at.column)


def _whose(looked: dict[str, _Looked], data_map: DataMap) -> None:
    """Facts know people by the keys of their own rows; and a column there tells what kind of people they are."""
    for collection in data_map.collections.values():
        for hop in collection.hops:
            if hop.match:
                looked[hop.child].one_by_one = looked[hop.parent].one_by_one = True
        for group in collection.groups:
            whose = group.whose
            looked[whose.home].one_by_one = True
            if whose.or_own:
                looked[whose.own[0]].one_by_one = True
            if isinstance(whose.kind, KindByColumn):
                looked[whose.home].values.add(whose.kind.column)


def _meanings(looked: dict[str, _Looked], data_map: DataMap) -> None:
    """Rows that say yes, no or not now are read one by one: they are few, and much hangs on each."""
    said = [mark.collection for mark in data_map.consents]
    said += [mark.collection for mark in data_map.objections]
    said += [mark.collection for mark in data_map.restrictions]
    for name in said:
        looked[name].one_by_one = True
    if data_map.mandate:
        looked[data_map.mandate.instructions].one_by_one = True
        looked[data_map.mandate.agreements].one_by_one = True
