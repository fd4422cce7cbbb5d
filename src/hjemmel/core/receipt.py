"""What happened to one action. Its truth is `left == 0`: counted after, not what the database said it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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


def outcomes(receipts: Iterable[Receipt]) -> Mapping[int, Receipt]:
    """What became of each action, over all the times it was done: all that was touched, and what is left now.

    An action that left rows is done again when the plan is gone on with, and gets one more receipt."""
    found: dict[int, Receipt] = {}
    for receipt in receipts:
        before = found.get(receipt.action)
        found[receipt.action] = (
            replace(receipt, touched=before.touched + receipt.touched, begun_at=before.begun_at)
            if before
            else receipt
        )
    return found
