"""What was made simpler once need not be made so again. A plan is counted, looked at again, approved and carried out,
and asks nearly the same each time; to make one of its selections simpler takes longer than to say it in SQL.

This is kept for the whole process, and so holds nothing of any row: a list of keys, or of values, stands there as a
number, in the order in which the selection first names it. What is asked of a list never hangs on what is on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from hjemmel.core.selection import All, Among, AnyOf, LinkedTo, OneOf, Predicate, Scalar, Selection, Within

from .simpler import Columns, simpler

Lists = frozenset[tuple[Scalar, ...]] | tuple[Scalar, ...]
Question = tuple[str, *tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Known:
    """Simpler, as long as the columns answer as they did."""

    answers: tuple[tuple[Question, bool], ...]
    simple: Selection


MOST_KNOWN = 500
_KNOWN: dict[Selection, Known] = {}


def simplified(rows: Selection, columns: Columns, refuse: Callable[[Selection], None]) -> Selection:
    """The same rows, told as simply as may be. `refuse` raises for rows that cannot be told at all."""
    numbers = _Numbers()
    numbered = Selection(rows.collection, numbers.put_in(rows.where))
    known = _KNOWN.get(numbered)
    if known is None or any(_answer(columns, asked) is not said for asked, said in known.answers):
        refuse(rows)
        noting = _Noting(columns)
        known = Known(simple=simpler(numbered, noting), answers=tuple(noting.answers.items()))
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[numbered] = known
    return Selection(rows.collection, numbers.put_back(known.simple.where))


def _answer(columns: Columns, question: Question) -> bool:
    name, *arguments = question
    found: bool = getattr(columns, name)(*arguments)
    return found


class _Noting:
    """The columns, and what was asked of them. Each question is asked once."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.answers: dict[Question, bool] = {}

    def is_filled(self, collection: str, column: str) -> bool:
        return self._noted("is_filled", collection, column)

    def is_unique(self, collection: str, columns: Iterable[str]) -> bool:
        return self._noted("is_unique", collection, tuple(columns))

    def are_alike(self, collection: str, columns: Sequence[str], other: str, theirs: Sequence[str]) -> bool:
        return self._noted("are_alike", collection, tuple(columns), other, tuple(theirs))

    def leads_to_one(
        self, collection: str, columns: Sequence[str], other: str, theirs: Sequence[str]
    ) -> bool:
        return self._noted("leads_to_one", collection, tuple(columns), other, tuple(theirs))

    def _noted(self, *question: *Question) -> bool:
        if question not in self.answers:
            self.answers[question] = _answer(self._columns, question)
        return self.answers[question]


class _Numbers:
    """Numbers for the lists of one selection: equal lists have the same."""

    def __init__(self) -> None:
        self._of: dict[tuple[Lists, tuple[type, ...]], int] = {}
        self._lists: list[Lists] = []

    def put_in(self, predicate: Predicate) -> Predicate:
        """The predicate with numbers for its lists."""
        return _told(predicate, self._numbered)

    def put_back(self, predicate: Predicate) -> Predicate:
        """The predicate with the lists in the place of their numbers."""
        return _told(predicate, self._listed)

    def _numbered(self, one: Among | OneOf) -> Predicate:
        if isinstance(one, Among):
            return Among(one.columns, frozenset({(self._number(one.keys, ()),)}), one.yes)
        # Of equal values, as 1 and True are, each stays what it is.
        return OneOf(one.column, (self._number(one.values, tuple(map(type, one.values))),), one.yes)

    def _listed(self, one: Among | OneOf) -> Predicate:
        (number,) = one.values if isinstance(one, OneOf) else next(iter(one.keys))
        assert isinstance(number, int)
        listed = self._lists[number]
        if isinstance(one, OneOf):
            assert isinstance(listed, tuple)
            return OneOf(one.column, listed, one.yes)
        assert isinstance(listed, frozenset)
        return Among(one.columns, listed, one.yes)

    def _number(self, listed: Lists, types: tuple[type, ...]) -> int:
        found = self._of.setdefault((listed, types), len(self._lists))
        if found == len(self._lists):
            self._lists.append(listed)
        return found


def _told(predicate: Predicate, list_told: Callable[[Among | OneOf], Predicate]) -> Predicate:
    """The same predicate, with its lists told otherwise."""
    match predicate:
        case All(parts) | AnyOf(parts):
            found = tuple(_told(part, list_told) for part in parts)
            if all(one is other for one, other in zip(found, parts, strict=True)):
                return predicate
            return All(found) if isinstance(predicate, All) else AnyOf(found)
        case Within(rows=rows) | LinkedTo(rows=rows):
            where = _told(rows.where, list_told)
            return (
                predicate
                if where is rows.where
                else replace(predicate, rows=Selection(rows.collection, where))
            )
        case Among() | OneOf():
            return list_told(predicate)
        case _:
            return predicate
