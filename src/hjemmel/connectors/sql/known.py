"""What is certain of a row before a predicate is asked of it, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hjemmel.core.selection import (
    EVERY,
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
    Within,
    YearBefore,
    YearNotBefore,
    negate,
)

FEW_PARTS = 4
"""Of an "or" with more parts nothing is concluded: it would take long, and seldom help."""

About = tuple[str, ...]
"""The columns that a predicate looks at: only those of the same ones can say anything of each other."""
Way = tuple[About, str, About]
"""A reference, whatever is asked of the rows it leads to."""
ByColumns = dict[About, frozenset[Predicate]]
ByWay = dict[Way, frozenset[Predicate]]


# None of these is frozen, which would make a new one take twice as long: of one plan there are tens of thousands.


@dataclass(slots=True, eq=False)
class Choice:
    """Of several predicates at least one holds."""

    of: AnyOf
    places: frozenset[About]
    """What they look at: only news of these columns can deny one of them."""


@dataclass(slots=True, eq=False)
class Known:
    """Of one row: predicates that hold for it, and those that don't; and by which references it leads to what."""

    collection: str
    true: ByColumns = field(default_factory=dict)
    false: ByColumns = field(default_factory=dict)
    some: ByWay = field(default_factory=dict)
    """There it leads to a row that is so."""
    none: ByWay = field(default_factory=dict)
    """There it leads to no row that is so."""
    choices: tuple[Choice, ...] = ()
    came: tuple[Known, Within] | None = None
    """The row that referred to this one, and by which reference."""

    def beside(self, predicates: Iterable[Predicate], *, holds: bool) -> Known:
        """With more that holds, or does not; and what follows where all but one of several is denied."""
        return self._told(predicates, holds, set())

    def _told(self, predicates: Iterable[Predicate], holds: bool, news: set[About]) -> Known:
        """`news`: the columns of which something was learnt that no choice has been held against yet."""
        new = [one for one in predicates if _tells(one, holds)]
        if not new and not news:
            return self
        more = _More(dict(self.true), dict(self.false), dict(self.some), dict(self.none), news)
        choices = list(self.choices)
        for one in new:
            if isinstance(one, AnyOf):
                choices.append(choice := Choice(one, frozenset(_places(one))))
                news |= choice.places
            else:
                more.add(one, holds)
        found = Known(self.collection, more.true, more.false, more.some, more.none, tuple(choices), self.came)
        return found._settled(news)

    def _settled(self, news: set[About]) -> Known:
        for choice in self.choices:
            if choice.places.isdisjoint(news):
                continue
            left = [part for part in choice.of.parts if not self.denies(part)]
            if len(left) == 1:
                others = tuple(other for other in self.choices if other is not choice)
                holding = left[0].parts if isinstance(left[0], All) else left
                return replace(self, choices=others)._told(holding, True, news)
        return self

    def confirms(self, wanted: Predicate) -> bool:
        if isinstance(wanted, Within):
            return self._leads(wanted, wanted.yes)
        ones = self.true.get(about(wanted))
        if not ones:
            return False
        return wanted in ones or any(implies(one, wanted) for one in ones)

    def denies(self, wanted: Predicate) -> bool:
        match wanted:
            case All(parts):
                return any(self.denies(part) for part in parts)
            case Within(columns, yes=yes):
                return self._leads(wanted, not yes) or (yes and self._is_null(columns))
            case Among(columns, _, yes) | Listed(columns, _, _, _, yes):
                return wanted in self.false.get(columns, ()) or (yes and self._is_null(columns))
            case _:
                return self._denies_a_value(wanted)

    def _denies_a_value(self, wanted: Predicate) -> bool:
        place = about(wanted)
        false, true = self.false.get(place), self.true.get(place)
        if false and any(implies(wanted, one) for one in false):
            return True
        if not true:
            return False
        if has_opposite(wanted):
            opposite = negate(wanted)
            return any(implies(one, opposite) for one in true)
        return any(excludes(one, wanted) for one in true)

    def _leads(self, reference: Within, there: bool) -> bool:
        """To a row as the reference wants it, or to none."""
        where = reference.rows.where
        if there:
            some = self.some.get(way(reference), ())
            return where in some or (where == EVERY and bool(some))
        none = self.none.get(way(reference), ())
        return where in none or EVERY in none

    def _is_null(self, columns: About) -> bool:
        return len(columns) == 1 and Null(columns[0]) in self.true.get(columns, ())

    def through(self, reference: Within, *, are_alike: bool) -> Known:
        """Of the rows that the reference leads to: none of them is what no row there is; and, where the columns
        are alike, what stands in theirs is on the same lists as what stands in these."""
        none = self.none.get(way(reference), ())
        parts = [part for where in none for part in (where.parts if isinstance(where, AnyOf) else (where,))]
        found = Known(reference.rows.collection, came=(self, reference)).beside(parts, holds=False)
        if not are_alike:
            return found
        names = dict(zip(reference.columns, reference.theirs, strict=True))
        listed = (one for place, ones in self.true.items() if set(place) <= names.keys() for one in ones)
        lists = [one for one in listed if isinstance(one, Among)]
        return found.beside([renamed(one, names) for one in lists], holds=True)

    def returned_to(self, reference: Within) -> Known | None:
        """The row itself, if the reference leads back the way by which this one was reached."""
        if self.came is None:
            return None
        origin, way = self.came
        is_back = (reference.columns, reference.rows.collection, reference.theirs) == (
            way.theirs,
            origin.collection,
            way.columns,
        )
        return origin if is_back else None


@dataclass(slots=True, eq=False)
class _More:
    """What is learnt of one row, one predicate after another."""

    true: ByColumns
    false: ByColumns
    some: ByWay
    none: ByWay
    news: set[About]

    def add(self, one: Predicate, holds: bool) -> None:
        place = about(one)
        self.news.add(place)
        if isinstance(one, Within):
            to = self.some if one.yes is holds else self.none
            to[way(one)] = to.get(way(one), frozenset()) | {one.rows.where}
            if to is self.some and len(place) == 1:
                # A reference that leads somewhere is no NULL.
                self.add(Null(place[0]), holds=False)
            return
        _add(self.true if holds else self.false, place, one)
        if has_opposite(one):
            _add(self.false if holds else self.true, place, negate(one))


def way(reference: Within) -> Way:
    """Where it leads, whatever is asked of the rows there."""
    return reference.columns, reference.rows.collection, reference.theirs


def implies(one: Predicate, other: Predicate) -> bool:
    """Every row that is the one is the other too. No: it is not seen."""
    if type(one) is not type(other):
        return _is_null_for(one, other) or (
            isinstance(other, Null) and not other.yes and _fills(one, other.column)
        )
    match one, other:
        case (Before(column, day), Before(same, later)) | (NotBefore(same, later), NotBefore(column, day)):
            return column == same and day <= later
        case (YearBefore(column, year), YearBefore(same, later)) | (
            YearNotBefore(same, later),
            YearNotBefore(column, year),
        ):
            return column == same and year <= later
        case _:
            return one == other


def _is_null_for(one: Predicate, other: Predicate) -> bool:
    if not isinstance(one, Null) or not isinstance(other, Blank):
        return False
    return one.yes and other.yes and one.column == other.column


def excludes(one: Predicate, other: Predicate) -> bool:
    """No row is both; `other` has no opposite of its kind. No: it is not seen."""
    match one, other:
        case (Before(column, day), NotBefore(same, later)) | (NotBefore(same, later), Before(column, day)):
            return column == same and day <= later
        case (Before(column) | NotBefore(column), NoDate(same)) | (
            NoDate(column),
            Before(same) | NotBefore(same),
        ):
            return column == same
        case Null(column, True), _:
            return _fills(other, column)
        case _:
            return False


def _fills(predicate: Predicate, column: str) -> bool:
    """Only rows with something in the column are so."""
    match predicate:
        case Before(name) | NotBefore(name) | NoDate(name) | YearBefore(name) | YearNotBefore(name):
            return name == column
        case NoYear(name) | Null(name, False) | Blank(name, _, False) | OneOf(name, _, True):
            return name == column
        case Among(columns, _, True):
            return column in columns
        case _:
            return False


def has_opposite(predicate: Predicate) -> bool:
    """The exact complement is one predicate of the same kind."""
    return isinstance(predicate, _TURNED)


_TURNED = (Null, Blank, OneOf, Among, Listed, Within)
_OF_COLUMNS = (Among, Listed, Within)


def renamed(listed: Among, names: Mapping[str, str]) -> Among:
    """The same list, asked of other columns."""
    return Among(tuple(names[column] for column in listed.columns), listed.keys, listed.yes)


def about(predicate: Predicate) -> About:
    """The columns it looks at."""
    if isinstance(predicate, _OF_COLUMNS):
        return predicate.columns
    return () if isinstance(predicate, Always) else (getattr(predicate, "column", ""),)


def _tells(predicate: Predicate, holds: bool) -> bool:
    """Something is learnt from knowing it."""
    if isinstance(predicate, AnyOf):
        return holds and len(predicate.parts) <= FEW_PARTS
    return not isinstance(predicate, All | Always)


def _places(predicate: Predicate) -> Iterator[About]:
    """The columns by which it, or a part of it, can be denied."""
    if isinstance(predicate, All | AnyOf):
        for part in predicate.parts:
            yield from _places(part)
    else:
        yield about(predicate)


def _add(to: ByColumns, place: About, predicate: Predicate) -> None:
    there = to.get(place, frozenset())
    if predicate not in there:
        to[place] = there | {predicate}
