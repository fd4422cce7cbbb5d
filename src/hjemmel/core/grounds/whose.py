"""Whom a datum is about, and what stands elsewhere about the same subject: asked of one row at a time."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cache

from ..datamap import FieldGroup, FixedKind, KindByColumn, Whose
from ..terms import NO_PERSON, Tri
from .question import (
    UNKNOWN,
    Question,
    all_agree,
    always,
    any_of,
    of_all,
    of_any,
    once,
    unknown,
)
from .rows import Key, Row, Rows

Kinds = frozenset[str | None]
"""What the rows that are the subject's own tell; None where one tells nothing that is known."""

_NOBODY = frozenset((NO_PERSON,))


class Subjects:
    """Finds the subject's own row, and other rows of the same subject, among the rows in hand."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._told: dict[int, tuple[Whose, Callable[[Row], Kinds]]] = {}

    def told(self, whose: Whose) -> Callable[[Row], Kinds]:
        """The kinds of subject that are told. Groups of one collection share it: it is worked out once a row."""
        known = self._told.get(id(whose))
        if known is None:
            known = self._told[id(whose)] = whose, self._made(whose)
        return known[1]

    def _made(self, whose: Whose) -> Callable[[Row], Kinds]:
        if isinstance(whose.kind, FixedKind):
            fixed: Kinds = frozenset((whose.kind.kind,))
            return lambda _: fixed
        if not self.rows.sees(whose.path):
            return lambda _: frozenset()
        homes, tell = self.rows.upward(whose.path), _teller(whose.kind)
        known: dict[int, Kinds] = {}
        share = cache(lambda kinds: kinds)

        def told(row: Row) -> Kinds:
            place = id(row)
            kinds = known.get(place)
            if kinds is None:
                kinds = known[place] = share(frozenset([tell(home) for home in homes(row)]))
            return kinds

        return told

    def is_listed(self, whose: Whose, listed: Set[tuple[str, Key]]) -> Question:
        """The subject's own row is on a list of (collection, key)."""
        at_home = self._is_on(listed, whose.home)
        if not whose.path:
            return at_home
        sees = self.rows.sees(whose.path)
        homes = self.rows.upward(whose.path) if sees else None
        if whose.or_own:
            collection, path = whose.own
            own = of_any(self.rows.upward(path), self._is_on(listed, collection))
            return once(any_of(own, of_any(homes, at_home) if homes else unknown))
        return once(of_all(homes, at_home)) if homes else unknown

    def said_at(self, there: str, theirs: Whose, group: FieldGroup, question: Question) -> Question:
        """Ask the rows of another collection that belong to the same subject as the group."""
        if there == group.collection:
            return question
        path = self.rows.map.paths.get((group.collection, there))
        if path is not None:
            return of_any(self.rows.upward(path), question) if self.rows.sees(path) else unknown
        mine = group.whose
        if theirs.home != mine.home:
            return always(Tri.NO)
        if not self.rows.sees(mine.path):
            return unknown
        at_home: Question = unknown
        if self.rows.sees(theirs.path):
            at_home = once(of_any(self.rows.downward(theirs.path), question))
        homes = self.rows.upward(mine.path)
        return of_any(homes, at_home) if mine.or_own else of_all(homes, at_home)

    def _is_on(self, listed: Set[tuple[str, Key]], collection: str) -> Question:
        keys = {key for name, key in listed if name == collection}
        key = self.rows.keys(collection)
        return lambda row: Tri.of(key(row) in keys)


def are_of(told: Kinds, kinds: frozenset[str]) -> Tri:
    """Whether what is told is one of the kinds; unknown where it is not told, or told differently."""
    return all_agree(UNKNOWN if kind is None else Tri.of(kind in kinds) for kind in told)


def are_persons(told: Kinds) -> Tri:
    return ~are_of(told, _NOBODY)


def the_kind(told: Kinds) -> str:
    """The kind of subject; `unknown` if it is not told, or told differently."""
    kinds = set(told)
    return (kinds.pop() if len(kinds) == 1 else None) or "unknown"


def _teller(told: KindByColumn) -> Callable[[Row], str | None]:
    column, values = told.column, told.values
    otherwise = None if told.otherwise == "unknown" else told.otherwise

    def tell(home: Row) -> str | None:
        value = home[column]
        if value is not None:
            for known, kind in values:
                if value == known:
                    return kind
        return otherwise

    return tell
