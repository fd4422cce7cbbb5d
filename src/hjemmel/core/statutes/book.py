"""Looking up in the law: by id and day, and what several rules together require.

No rule of law stands in this module."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hjemmel.core.statutes.conduct import CONDUCT
from hjemmel.core.statutes.gdpr import GDPR
from hjemmel.core.statutes.keeping import KEEPING
from hjemmel.core.statutes.statute import Bound, Statute

STATUTES: tuple[Statute, ...] = GDPR + KEEPING + CONDUCT
_BY_ID: dict[str, Statute] = {statute.id: statute for statute in STATUTES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What several statutes together say about one thing's life.

    `at_least` is the longest duty to keep, `at_most` the shortest limit, `window` the longest time in which a
    claim can be made. Lengths are compared, not dates: each period still runs from its own anchor. Where a
    duty outlasts a limit the duty goes first, for what the duty names (Art. 6(1)(c), 17(3)(b)).
    `missing` are the ids that are unknown or not in force that day: nothing can be concluded from them."""

    at_least: Statute | None
    at_most: Statute | None
    window: Statute | None
    missing: tuple[str, ...]

    @property
    def confirmed(self) -> bool:
        """Whether every rule that binds here has been confirmed."""
        return all(rule.confirmed for rule in (self.at_least, self.at_most, self.window) if rule)


def known_ids() -> frozenset[str]:
    return frozenset(_BY_ID)


def find(id: str, on: date) -> Statute | None:
    """The statute of that id if it is in force on that day; None if it is not, or no such id is known."""
    statute = _BY_ID.get(id)
    return statute if statute and statute.is_in_force(on) else None


def binding(ids: Iterable[str], on: date) -> Duty:
    """The longest duty and the shortest limit among the statutes, on that day."""
    asked = tuple(ids)
    found = [statute for id in asked if (statute := find(id, on))]
    with_period = sorted((s for s in found if s.period), key=_length)
    duties = [s for s in with_period if s.bound is Bound.AT_LEAST]
    limits = [s for s in with_period if s.bound is Bound.AT_MOST]
    windows = [s for s in with_period if s.is_window]
    return Duty(
        at_least=duties[-1] if duties else None,
        at_most=limits[0] if limits else None,
        window=windows[-1] if windows else None,
        missing=tuple(id for id in asked if find(id, on) is None),
    )


def oldest_check(ids: Iterable[str]) -> date | None:
    """The day of the oldest check among the statutes relied on; None if none of them is known."""
    return min((_BY_ID[id].checked_on for id in ids if id in _BY_ID), default=None)


def _length(statute: Statute) -> float:
    return statute.period.about_days if statute.period else 0.0
