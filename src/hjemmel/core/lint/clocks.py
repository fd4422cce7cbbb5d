"""Clocks that periods run from: they must not move when data go, and the reader must be told what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import (
    After,
    AfterFinancialYear,
    Collection,
    DataMap,
    Earliest,
    Later,
    Latest,
    Line,
    Node,
    OfChildren,
    OfParent,
    OnColumn,
    Purpose,
    RememberedDay,
    With,
)
from ..terms import Basis, WhenDue
from .retention import keep_lines
from .rule import ADVICE, WARNING, Breach, rule

_SAYS_LITTLE = re.compile(
    r"at|on|time|date|(started|from|to|ended|made|logged|happened|used|imported)(_at|_on)?|(.*_)?until"
)
_FLEETING = frozenset((Basis.CONSENT, Basis.INSTRUCTION))


@rule(
    "HJ417", "RET-CLOCK", WARNING, "gdpr-5-1-e",
    title="erasing moves a clock",
    meaning="The event is worked out from rows that may be erased while periods still run from it. Without"
    " them it would have another day, and data would go too soon or too late.",
    remedy="add remember: true to the event; its day is then stored before the rows go",
)  # fmt: skip
def moving_clock(map: DataMap, today: date) -> Iterator[Breach]:
    told: set[tuple[str, str]] = set()
    for purpose in map.purposes.values():
        for line in purpose.lines:
            if not isinstance(line.window, After) or line.window.event not in map.events:
                continue
            event = map.events[line.window.event]
            for children, days in _resting_on(line.window.node, _days(line.window)):
                child = map.collections[children.path[0].child]
                if (event.name, child.name) in told or _stays(map, child, children, days, line):
                    continue
                told.add((event.name, child.name))
                yield Breach(
                    ("events", event.name),
                    f'"{event.name}" rests on {child.name}, whose rows may go while periods run from it',
                )


def _resting_on(node: Node, days: float) -> Iterator[tuple[OfChildren, float]]:
    """The rows below that a clock rests on, and how long it counts after the day they hold.

    A day that is remembered rests on nothing any more."""
    match node:
        case OfChildren():
            yield node, days
            yield from _resting_on(node.node, days)
        case OfParent(_, inner):
            yield from _resting_on(inner, days)
        case Later(inner, period):
            yield from _resting_on(inner, days + period.about_days)
        case Latest(nodes, fallback) | Earliest(nodes, fallback):
            if not any(isinstance(one, RememberedDay) for one in nodes):
                for one in (*nodes, *((fallback,) if fallback else ())):
                    yield from _resting_on(one, days)
        case _:
            return


def _stays(map: DataMap, child: Collection, children: OfChildren, days: float, waiting: Line) -> bool:
    """The rows, or at least their clocks, stay for as long as the line waits."""
    if not any(group.is_personal for group in child.groups):
        return True
    clocks = [group for column in _own_columns(children.node) if (group := child.group_of(column))]
    if child.when_due is WhenDue.OVERWRITE:
        return not any(group.is_personal for group in clocks)
    # A clock that is no datum itself does not keep its row: with everything else blank, the row may go.
    return all(group.is_personal for group in clocks) and any(
        _holds(
            [
                line
                for line in purpose.lines
                if line.collection == child.name and {group.category for group in clocks} <= line.categories
            ],
            children,
            days,
            waiting,
        )
        for purpose in map.purposes.values()
        if _is_lasting(purpose) or (purpose.name == waiting.purpose and _is_same(map, child, waiting))
    )


def _is_lasting(purpose: Purpose) -> bool:
    """Its basis does not end with a yes that is taken back or a no to marketing, or with another's instruction."""
    return not purpose.direct_marketing and not set(purpose.basis.values()) & _FLEETING


def _is_same(map: DataMap, child: Collection, waiting: Line) -> bool:
    """Both are about the same person, so that the basis ends for both at once."""
    mine, theirs = child.whose, map.collections[waiting.collection].whose
    return (mine.home, mine.or_own) == (theirs.home, theirs.or_own)


def _holds(lines: list[Line], children: OfChildren, days: float, waiting: Line) -> bool:
    """A line that is for all the rows holds them long enough, or each of those that share them does."""
    enough = [_is_enough(line, children, days, waiting.collection) for line in lines]
    return any(ok for ok, line in zip(enough, lines, strict=True) if _is_for_all(line, waiting)) or (
        len(lines) > 1 and all(enough)
    )


def _is_for_all(line: Line, waiting: Line) -> bool:
    """It has no condition that the line that waits does not have too."""
    return _conditions(line) <= _conditions(waiting)


def _conditions(line: Line) -> set[tuple[str, str, tuple[object, ...]]]:
    return {
        (one.path[-1].parent if one.path else line.collection, one.column, one.values) for one in line.where
    }


def _is_enough(line: Line, children: OfChildren, days: float, waiting: str) -> bool:
    if isinstance(line.window, With):
        return line.window.upward and line.window.collection == waiting
    after = _days_after(line.window.node, children)
    return after is not None and after + _days(line.window) >= days


def _days_after(node: Node, children: OfChildren) -> float | None:
    """How long after the day that the child's row holds the node is at the least; None if it may be before."""
    match node:
        case AfterFinancialYear():
            return 0.0
        case OnColumn(column):
            return 0.0 if [column] == _own_columns(children.node) else None
        case Later(inner, period):
            after = _days_after(inner, children)
            return None if after is None else after + period.about_days
        case OfParent(_, inner):
            return _days_after(inner, children)
        case OfChildren():
            is_same = (node.path, node.node, node.where) == (children.path, children.node, children.where)
            return 0.0 if is_same else None
        case Latest(nodes, _):
            return max(
                (after for one in nodes if (after := _days_after(one, children)) is not None), default=None
            )
        case Earliest(nodes, _):
            each = [_days_after(one, children) for one in nodes]
            known = [after for after in each if after is not None]
            return min(known) if known and len(known) == len(each) else None
        case _:
            return None


def _own_columns(node: Node) -> list[str]:
    """The columns of the row itself that the node is read from."""
    match node:
        case OnColumn(column) | AfterFinancialYear(column):
            return [column]
        case Later(inner, _):
            return _own_columns(inner)
        case Latest(nodes, fallback) | Earliest(nodes, fallback):
            return [
                column for one in (*nodes, *((fallback,) if fallback else ())) for column in _own_columns(one)
            ]
        case _:
            return []


def _days(window: After) -> float:
    return window.period.about_days if window.period else 0.0


@rule(
    "HJ418", "RET-CLOCK-UNNAMED", ADVICE, "gdpr-13",
    title="a period runs from a column whose name says little",
    meaning="No event names the day, so the statement can only say that something happened, began or ended.",
    remedy="declare an event with of:, column: and a title, and write its name here",
)  # fmt: skip
def unnamed_clock(map: DataMap, today: date) -> Iterator[Breach]:
    for at, keep in keep_lines(map):
        word, clock = ("after", keep.after) if keep.after else ("until", keep.until or "")
        column = clock.rpartition(".")[2]
        if "." in clock and _SAYS_LITTLE.fullmatch(column):
            yield Breach((*at, word), f'"{column}" is all that the reader can be told of this day')


RULES = (moving_clock, unnamed_clock)
