"""The telling of a major change of the statement (Art. 13(3), 14(4)): who is told, by when, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ..changes import Changes
from ..period import cutoff


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRun:
    """How far the telling of a version had come when it was last looked at."""

    version: int
    begun_at: datetime
    looked_at: datetime
    concerned: int
    waiting: int
    """Have an e-mail address, and have not been told."""
    by_letter: int
    """Have none that works, and no letter has gone."""
    complete_at: datetime | None
    """When it was first seen that nobody was left."""

    @property
    def left(self) -> int:
        return self.waiting + self.by_letter


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeToTell:
    """A version that changes something major, and what was kept of telling those whom it concerns."""

    version: int
    applies_on: date
    kinds: tuple[str, ...]
    """Of people: those who must be told."""
    tell_by: date
    """The last day on which everybody must have been told."""
    unreachable: int = 0
    """Those of whom somebody has said that there is no address."""
    run: ChangeRun | None = None
    """None: nobody has looked whom it concerns, as with a version from before Hjemmel told people."""


def tell_by(changes: Changes, applies_on: date) -> date:
    """So long before it applies as was promised; the day before, where no time was."""
    return (
        cutoff(changes.before, applies_on) if changes.before else date.fromordinal(applies_on.toordinal() - 1)
    )
