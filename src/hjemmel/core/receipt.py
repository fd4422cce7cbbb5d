"""What happened to one action. Its truth is `left == 0`: counted after, not what the database said it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    plan: str
    """The plan's full digest."""
    action: int
    """The action's place in the plan, from 0."""
    verb: str
    collection: str
    expected: int
    touched: int
    left: int
    begun_at: datetime
    ended_at: datetime

    @property
    def is_true(self) -> bool:
        return self.left == 0
