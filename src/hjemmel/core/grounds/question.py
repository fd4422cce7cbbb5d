"""Questions about one row, with three answers: put together once from the map, then asked of every row.

What is always so is told apart from the rest by identity (`yes`, `unknown`, `no`), so that whatever the map
settles by itself is not asked again a million times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from ..datamap import Path
from ..terms import Tri
from .rows import Related, Row, Rows

Question = Callable[[Row], Tri]

# Members by names of this module: to look one up on its class takes longer than all else that is done here.
YES, UNKNOWN, NO = Tri.YES, Tri.UNKNOWN, Tri.NO


def yes(_: Row) -> Tri:
    return YES


def unknown(_: Row) -> Tri:
    return UNKNOWN


def no(_: Row) -> Tri:
    return NO


def always(answer: Tri) -> Question:
    return {YES: yes, UNKNOWN: unknown, NO: no}[answer]


_SETTLED: dict[Question, Question] = {yes: no, unknown: unknown, no: yes}
"""What needs no row to be answered, and its opposite."""


def opposite(question: Question) -> Question:
    if question in _SETTLED:
        return _SETTLED[question]
    return lambda row: ~question(row)


def every(*questions: Question) -> Question:
    """No if one is no, yes if all are yes, else unknown."""
    open_still = [question for question in questions if question is not yes]
    if no in open_still:
        return no
    if not open_still:
        return yes
    if len(open_still) == 1:
        return open_still[0]

    def asked(row: Row) -> Tri:
        found = YES
        for question in open_still:
            answer = question(row)
            if answer is NO:
                return NO
            if answer is UNKNOWN:
                found = UNKNOWN
        return found

    return asked


def any_of(*questions: Question) -> Question:
    """Yes if one is yes, no if all are no, else unknown."""
    open_still = [question for question in questions if question is not no]
    if yes in open_still:
        return yes
    if not open_still:
        return no
    if len(open_still) == 1:
        return open_still[0]

    def asked(row: Row) -> Tri:
        found = NO
        for question in open_still:
            answer = question(row)
            if answer is YES:
                return YES
            if answer is UNKNOWN:
                found = UNKNOWN
        return found

    return asked


def once(question: Question) -> Question:
    """The same question, answered once a row: rows in hand do not change."""
    if question in _SETTLED:
        return question
    known: dict[int, Tri] = {}

    def asked(row: Row) -> Tri:
        place = id(row)
        answer = known.get(place)
        if answer is None:
            answer = known[place] = question(row)
        return answer

    return asked


def all_agree(answers: Iterable[Tri]) -> Tri:
    """One answer for several rows: what all say; unknown if they differ, or if there is none."""
    found = set(answers)
    return found.pop() if len(found) == 1 else UNKNOWN


def of_all(related: Related, question: Question) -> Question:
    """What all the related rows agree on. None such: unknown."""

    def asked(row: Row) -> Tri:
        found = related(row)
        if len(found) == 1:
            return question(found[0])
        return all_agree(question(one) for one in found)

    return asked


def of_any(related: Related, question: Question) -> Question:
    """Whether it is so of one of the related rows. None such: no."""
    if question is no:
        return no

    def asked(row: Row) -> Tri:
        found = NO
        for one in related(row):
            answer = question(one)
            if answer is YES:
                return YES
            if answer is UNKNOWN:
                found = UNKNOWN
        return found

    return asked


def above(rows: Rows, path: Path, question: Question) -> Question:
    """Asked of the row at the end of the path; of the row itself if there is no path."""
    if not path:
        return question
    return of_all(rows.upward(path), question) if rows.sees(path) else unknown


def happened(rows: Rows, collection: str, column: str, by: date) -> Question:
    """The column's day is `by` or earlier. NULL: it has not happened. No day: unknown."""
    day_of = rows.days(collection, column)

    def asked(row: Row) -> Tri:
        day = day_of(row)
        if day is None:
            return NO
        return Tri.of(day <= by) if isinstance(day, date) else UNKNOWN

    return asked
