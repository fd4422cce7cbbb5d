"""What a sweep would do to rows in hand: row by row, the other way to the same truth as `retention`.

One reading of the rows serves any number of days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from .action import Verb
from .datamap import Collection, OfChildren
from .grounds.claims import Claims
from .grounds.explain import Grounds
from .grounds.over import among_children
from .grounds.question import NO, YES, Question, once
from .grounds.rows import Row
from .grounds.when import STILL_TO_COME, When
from .retention import Proposal, goes
from .terms import Mode, Tri, WhenDue

Test = Callable[[Row], bool]


class Leaving:
    """On the day of the claims and of the grounds, which is the same. Everything is asked once a row."""

    def __init__(self, claims: Claims, grounds: Grounds) -> None:
        self.claims, self.grounds = claims, grounds
        self.map, self.rows = claims.map, grounds.rows
        self._gone: dict[str, Test] = {}

    def counted(self) -> Iterator[tuple[Proposal, int]]:
        """What a sweep of that day would do, with how many rows each has."""
        for proposal in goes(self.claims):
            collection = self.map.collections[proposal.rows.collection]
            if proposal.verb is not Verb.ERASE:
                test = self._overwritten(collection, [column for column, _ in proposal.values])
            elif collection.destroyed and proposal.by_hand:
                test = self._paper_due(collection)
            else:
                test = self._row_gone(collection.name)
            yield proposal, sum(map(test, self.rows.of(collection.name)))

    def _overwritten(self, collection: Collection, columns: Sequence[str]) -> Test:
        """Something in the columns is due, and the row stays."""
        groups = [group for group in collection.groups if group.columns[0] in columns]
        due = self.grounds.due(groups[0])
        is_there = [self.rows.is_there(group) for group in groups]
        gone = _never if collection.when_due is WhenDue.OVERWRITE else self._row_gone(collection.name)
        by_hand = self._paper_due(collection)
        return lambda row: (
            any(one(row) for one in is_there) and due(row) is YES and not gone(row) and not by_hand(row)
        )

    def _paper_due(self, collection: Collection) -> Test:
        """The row is due, and the paper it stands for lies there."""
        if not collection.destroyed:
            return _never
        due, column = self._row_due(collection), collection.destroyed
        return lambda row: row[column] is None and due(row)

    def _row_gone(self, collection: str) -> Test:
        """All that is there is due, and no row that stays refers to it."""
        if collection not in self._gone:
            self._gone[collection] = _once(self._made(self.map.collections[collection]))
        return self._gone[collection]

    def _made(self, collection: Collection) -> Test:
        due = _once(self._row_due(collection))
        by_hand = self._paper_due(collection)
        goes = _once(lambda row: due(row) and not by_hand(row))
        staying: list[Test] = []
        for child, hop in self.map.children_of(collection.name):
            if child.system in self.claims.unreached:
                return _never  # a row out of sight may refer here
            below = self.rows.downward((hop,))
            if child.name == collection.name:
                goes_too = goes
            elif child.when_due is WhenDue.ERASE and child.mode is Mode.ACT:
                goes_too = self._row_gone(child.name)
            else:
                goes_too = _never
            staying.append(partial(_some_stays, below, goes_too))
        told = self._days_told(collection.name)
        return lambda row: (
            goes(row) and all(one(row) for one in told) and not any(one(row) for one in staying)
        )

    def _row_due(self, collection: Collection) -> Test:
        """All that is there is due, and something is, even if nothing is left of it; and no link is kept."""
        personal = [group for group in collection.groups if group.is_personal]
        asked = [(self.rows.is_there(group), self.grounds.due(group)) for group in personal]
        links = [self.grounds.keeps(group) for group in collection.groups if not group.is_personal]

        def row_due(row: Row) -> bool:
            some = False
            for is_there, due in asked:
                if due(row) is YES:
                    some = True
                elif is_there(row):
                    return False
            return some and all(link(row) is NO for link in links)

        return row_due

    def _days_told(self, collection: str) -> list[Test]:
        """Every day that a remembered event takes from the row can be read."""
        return [
            self._is_told(part)
            for event in self.map.events.values()
            if event.remember and event.of != collection
            for part in among_children(event.node)
            if part.path[0].child == collection
        ]

    def _is_told(self, part: OfChildren) -> Test:
        """The row surely does not count, or it is certain whether its day has come."""
        today, calendar = self.claims.today, self.grounds.calendar
        counts, happens = calendar.meets(part.where), calendar.of(part.node, part.path[0].child)

        def is_told(row: Row) -> bool:
            counted = counts(row)
            if counted is not YES:
                return counted is NO
            when = _as_declared(happens(row), part.null)
            return when.present is NO or when.over(today) is not Tri.UNKNOWN

        return is_told


def _as_declared(when: When, null: str) -> When:
    """What a row without a day says."""
    if when.present is YES or null not in ("open", "unknown"):
        return when
    if null == "unknown":
        return When(when.lo, when.hi)
    return STILL_TO_COME if when.present is NO else When(when.lo, when.hi)


def _some_stays(below: Callable[[Row], Sequence[Row]], goes_too: Test, row: Row) -> bool:
    return any(not goes_too(child) for child in below(row))


def _once(test: Test) -> Test:
    """Asked once a row."""
    question: Question = once(lambda row: YES if test(row) else NO)
    return lambda row: question(row) is YES


def _never(_: Row) -> bool:
    return False
