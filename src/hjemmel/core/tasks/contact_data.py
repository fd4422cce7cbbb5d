"""Contact data grows old: what nobody has confirmed for a declared time is outdated, and is confirmed, corrected or removed
(Art. 5(1)(d))."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..moment import Day
from ..period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """The rows of one collection that hold contact data, by whether anybody has confirmed them lately."""

    rows: int
    outdated: tuple[date, ...]
    """The day on which each outdated one became so."""
    untold: int
    """Rows that do not tell when."""


def ages(rows: Iterable[tuple[bool, Iterable[Day]]], every: Period, today: date) -> Ages:
    """From each row, whether there is contact data on it, and the days on which it was confirmed; the last one counts."""
    count = untold = 0
    outdated: list[date] = []
    for has_data, days in rows:
        if not has_data:
            continue
        count += 1
        told = list(days)
        known = [day for day in told if isinstance(day, date)]
        if len(known) < sum(day is not None for day in told) or not known:
            untold += 1
        elif max(known) + every <= today:
            outdated.append(max(known) + every)
    return Ages(rows=count, outdated=tuple(outdated), untold=untold)
