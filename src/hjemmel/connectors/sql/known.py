"""What is certain of a row before a predicate is asked of it, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True)
class Known:
    """Of one row: predicates that hold for it, and those that don't."""

    collection: str
    true: dict[About, frozenset[Predicate]] = field(default_factory=dict)
    false: dict[About, frozenset[Predicate]] = field(default_factory=dict)
    one_of: tuple[AnyOf, ...] = ()
    """Of the parts of each, at least one holds."""
    came: tuple[Known, Within] | None = None
    """The row that referred to this one, and by which reference."""

    def beside(self, predicates: Iterable[Predicate], *, holds: bool) -> Known:
        """With more that holds, or does not; and what follows where all but one of several is denied."""
        true, false, one_of = dict(self.true), dict(self.false), list(self.one_of)
        new = tuple(predicates)
        if not new:
            return self
        for one in new:
            if isinstance(one, AnyOf):
                one_of += [one] if holds and len(one.parts) <= FEW_PARTS else []
            elif not isinstance(one, All):
                _add(true if holds else false, one)
                if has_opposite(one):
                    _add(false if holds else true, negate(one))
        return replace(self, true=true, false=false, one_of=tuple(one_of))._settled()

    def _settled(self) -> Known:
        for several in self.one_of:
            left = [part for part in several.parts if not self.denies(part)]
            if len(left) == 1:
                others = tuple(other for other in self.one_of if other is not several)
                holding = left[0].parts if isinstance(left[0], All) else left
                return replace(self, one_of=others).beside(holding, holds=True)
        return self

    def confirms(self, wanted: Predicate) -> bool:
        return any(implies(one, wanted) for one in self.true.get(about(wanted), ()))

    def denies(self, wanted: Predicate) -> bool:
        if isinstance(wanted, All):
            return any(self.denies(part) for part in wanted.parts)
        place = about(wanted)
        if any(implies(wanted, one) for one in self.false.get(place, ())):
            return True
        true = self.true.get(place, ())
        if true and has_opposite(wanted):
            opposite = negate(wanted)
            return any(implies(one, opposite) for one in true)
        return any(excludes(one, wanted) for one in true)

    def through(self, reference: Within, *, are_alike: bool) -> Known:
        """Of the rows that the reference leads to: none of them is what no row there is; and, where the columns
        are alike, what stands in theirs is on the same lists as what stands in these."""
        none = [
            one.rows.where
            for one in self.false.get(reference.columns, ())
            if isinstance(one, Within) and one.yes and way(one) == way(reference)
        ]
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


def way(reference: Within) -> tuple[About, str, About]:
    """The reference itself, whatever is asked of the rows it leads to."""
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
        case Within(yes=yes), Within(yes=same):
            # References are long: the way they lead is compared before what is asked at its end.
            if yes is not same or way(one) != way(other):
                return False
            return (other if yes else one).rows.where == EVERY or one.rows.where == other.rows.where
        case _:
            return one == other


def _is_null_for(one: Predicate, other: Predicate) -> bool:
    match one, other:
        case Null(column, True), Blank(same, _, True):
            return column == same
        case _:
            return False


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
        case Among(columns, _, True) | Within(columns, yes=True):
            return column in columns
        case _:
            return False


def has_opposite(predicate: Predicate) -> bool:
    """The exact complement is one predicate of the same kind."""
    return isinstance(predicate, Null | Blank | OneOf | Among | Listed | Within)


def renamed(listed: Among, names: Mapping[str, str]) -> Among:
    """The same list, asked of other columns."""
    return replace(listed, columns=tuple(names[column] for column in listed.columns))


def about(predicate: Predicate) -> About:
    """The columns it looks at."""
    match predicate:
        case Among(columns) | Listed(columns) | Within(columns):
            return columns
        case Always():
            return ()
        case _:
            return (getattr(predicate, "column", ""),)


def _add(to: dict[About, frozenset[Predicate]], predicate: Predicate) -> None:
    place = about(predicate)
    to[place] = to.get(place, frozenset()) | {predicate}
