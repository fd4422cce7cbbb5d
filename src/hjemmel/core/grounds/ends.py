"""On which days a purpose's windows over a collection can end, where financial years decide: a few days, not any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce

from ..datamap import (
    After,
    AfterFinancialYear,
    Earliest,
    FinancialYears,
    Later,
    Latest,
    Line,
    Node,
    OfChildren,
    OfParent,
    OnColumn,
    RememberedDay,
)
from ..period import Period
from .years import first_day_after

Shift = tuple[Period, ...]
"""Periods that come on top of an event, in their order."""
LONGEST_AGO = 120
"""Years back from today in which a window that is still open can have begun."""
YEARS_AHEAD = 2
"""A voucher may belong to next year, and a year may end the year after."""


def end_days(lines: Iterable[Line], years: FinancialYears, today: date) -> list[date] | None:
    """Every day after today on which one of these windows may end, the first one first.

    None: something else than the end of a financial year decides, so that it may be any day."""
    try:
        shifts = {shift for line in lines for shift in _line_shifts(line)}
    except _AnyDay:
        return None
    begun = range(today.year - LONGEST_AGO, today.year + YEARS_AHEAD + 1)
    days = {_shifted(first_day_after(years, year), shift) for year in begun for shift in shifts}
    return sorted(day for day in days if day > today)


class _AnyDay(Exception):
    """The event may fall on any day of the year."""


def _line_shifts(line: Line) -> Iterator[Shift]:
    if not isinstance(line.window, After):
        raise _AnyDay
    last = (line.window.period,) if line.window.period else ()
    for shift in _shifts(line.window.node):
        yield (*shift, *last)


def _shifts(node: Node) -> Iterator[Shift]:
    match node:
        case AfterFinancialYear():
            yield ()
        case Later(inner, period):
            for shift in _shifts(inner):
                yield (*shift, period)
        case OfParent(_, inner) | OfChildren(_, inner):
            yield from _shifts(inner)
        case Latest(nodes, fallback) | Earliest(nodes, fallback):
            for inner in (*nodes, *((fallback,) if fallback else ())):
                yield from _shifts(inner)
        case RememberedDay():
            # What was remembered is a day of the very event that stands beside it.
            return
        case OnColumn():
            raise _AnyDay


def _shifted(day: date, shift: Shift) -> date:
    return reduce(lambda at, period: at + period, shift, day)
