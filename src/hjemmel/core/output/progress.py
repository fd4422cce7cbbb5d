"""How far a plan has come, in one line of a terminal: a bar, the rate, and the time that is left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from ..plan import Plan

WIDTH = 20
SURE = 1.0
"""Seconds after which a rate is worth telling."""


@dataclass(slots=True)
class Progress:
    """Rows of a plan as they are done. What had its receipt before counts as done, and not for the rate."""

    plan: Plan
    done_before: Collection[int] = ()
    """The numbers of the actions that have their receipts already."""
    _at: tuple[int, int] = field(default=(0, 0), init=False)
    _began: float | None = field(default=None, init=False)

    def reached(self, action: int, done: int, now: float) -> str:
        """The line after so many rows of this action, at this second of a clock that never goes back."""
        if self._began is None:
            self._began = now
        # Before the end of a transaction it is asked once more, with none done yet: nothing goes back.
        self._at = max(self._at, (action, done))
        return self._line(now - self._began)

    @property
    def rows(self) -> int:
        """Of the whole plan, what is done by hand apart."""
        return sum(self._expected(number) for number in range(len(self.plan.actions)))

    @property
    def done(self) -> int:
        number, part = self._at
        earlier = {one for one in self.done_before if one >= number}
        return sum(self._expected(one) for one in (*range(number), *earlier)) + part

    @property
    def done_now(self) -> int:
        return self.done - sum(map(self._expected, self.done_before))

    def _line(self, seconds: float) -> str:
        rows, done, now = self.rows, min(self.done, self.rows), self.done_now
        filled = WIDTH * done // rows if rows else WIDTH
        parts = [f"[{'#' * filled}{'-' * (WIDTH - filled)}] {done:,} of {rows:,} rows"]
        if seconds >= SURE and now > 0:
            rate = now / seconds
            parts += [f"{rate:,.0f} rows/s", f"{time_told((rows - done) / rate)} left"]
        number, _ = self._at
        parts.append(self.plan.actions[number].rows.collection)
        return "   ".join(parts)

    def _expected(self, number: int) -> int:
        action = self.plan.actions[number]
        return 0 if action.by_hand else action.expected


def time_told(seconds: float) -> str:
    """«45 s», «3 min 20 s», «2 h 5 min»: the two largest parts."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
