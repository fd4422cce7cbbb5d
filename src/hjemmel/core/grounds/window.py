"""Windows of keep lines, for one row: open until event + period, or as long as another row is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import NamedTuple

from ..datamap import After, ColumnAt, Later, Line, Node, Stop, With
from ..moment import Day
from ..period import Period
from ..terms import Tri
from .question import (
    NO,
    UNKNOWN,
    Question,
    above,
    any_of,
    every,
    no,
    of_all,
    of_any,
    opposite,
    unknown,
)
from .rows import Row, Rows
from .when import Calendar, Happens, When


class End(NamedTuple):
    """The first day without the window, if it is known; else the event or the collection that it waits for."""

    day: date | None
    waits_for: str


class Windows:
    """`row_kept` says of a collection whether a row of it is kept: other rows may be kept with it."""

    def __init__(self, calendar: Calendar, today: date, row_kept: Callable[[str], Question]) -> None:
        self.rows: Rows = calendar.rows
        self.calendar = calendar
        self.today = today
        self.row_kept = row_kept

    def is_open(self, line: Line) -> Question:
        window = line.window
        if isinstance(window, With):
            return self._is_open_with(window)
        open_still = opposite(self._is_over(line.collection, window, window.period, self.today))
        if window.stop is None or window.stop.until is None:
            return open_still
        extended = self._is_extended(line.collection, window.stop)
        return any_of(open_still, every(extended, opposite(self.is_stopped(line))))

    def event_has_come(self, line: Line) -> Question:
        """What the period is counted from is over: a line that a request ends does not stand after it."""
        window = line.window
        return no if isinstance(window, With) else self._is_over(line.collection, window, None, self.today)

    def had_begun(self, node: Node, collection: str, by: date) -> Question:
        """What the event tells the beginning of had begun by that day."""
        happens = self.calendar.of(node, collection)
        return lambda row: happens(row).over(by)

    def is_stopped(self, line: Line) -> Question:
        """The hard stop is passed, or would be once the copies are gone: nothing bounded may hold any more."""
        window = line.window
        if isinstance(window, With) or window.stop is None:
            return no
        by = self.today + window.stop.backups
        return self._is_over(line.collection, window, window.stop.period, by)

    def end(self, line: Line, *, by_request: bool = False) -> Callable[[Row], End]:
        """`by_request`: for somebody who has asked to be erased, the event itself."""
        window = line.window
        if isinstance(window, With):
            waiting = End(None, window.collection)
            return lambda _: waiting
        period = None if by_request else window.period
        event, ends = window.event, self._ends(line.collection, window, period)

        @cache
        def end(when: When) -> End:
            return End(when.day, "" if when.day else event)

        return lambda row: end(ends(row))

    def _is_over(self, collection: str, window: After, period: Period | None, by: date) -> Question:
        ends = self._ends(collection, window, period)
        return lambda row: ends(row).over(by)

    def _ends(self, collection: str, window: After, period: Period | None) -> Happens:
        """The end is an event too: so much later than the one that it is counted from."""
        return self.calendar.of(Later(window.node, period) if period else window.node, collection)

    def _is_open_with(self, window: With) -> Question:
        if not self.rows.sees(window.path):
            return unknown
        kept = self.row_kept(window.collection)
        if window.upward:
            return of_all(self.rows.upward(window.path), kept)
        return of_any(self.rows.downward(window.path), kept)

    def _is_extended(self, collection: str, stop: Stop) -> Question:
        """Prolonged in the company's own columns, with a reason and somebody who approved it."""
        until, reason, approver = stop.until, stop.reason, stop.approver
        if until is None or reason is None or approver is None:
            return no
        there = until.path[-1].parent if until.path else collection
        day_of = self.rows.days(there, until.column)

        def still_open(row: Row) -> Tri:
            return _is_after(day_of(row), self.today)

        return every(
            above(self.rows, until.path, still_open), self._is_given(reason), self._is_given(approver)
        )

    def _is_given(self, at: ColumnAt) -> Question:
        column = at.column
        return above(self.rows, at.path, lambda row: Tri.of(row[column] is not None))


def _is_after(day: Day, today: date) -> Tri:
    if day is None:
        return NO
    return Tri.of(day > today) if isinstance(day, date) else UNKNOWN
