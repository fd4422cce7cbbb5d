"""Whether a plan may be approved: the rules that hold for every plan, wherever it is approved from.

Whether it has become stale is asked of the systems themselves, just before it runs."""

from __future__ import annotations

import re
from enum import Enum

from .plan import Plan

_WHOLE_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class No(Enum):
    """Why an approval is not taken, in both languages."""

    SHORT_DIGEST = (
        "Godkjenningen må nevne hele avtrykket av planen.",
        "The approval must name the plan's whole digest.",
    )
    NO_SUCH_PLAN = ("Det finnes ingen plan med dette avtrykket.", "There is no plan with this digest.")
    FORECAST = (
        "En prognose for en dag som kommer, kan ikke godkjennes.",
        "A forecast for a day to come cannot be approved.",
    )
    APPROVED_BEFORE = ("Planen er allerede godkjent.", "The plan has been approved already.")
    NO_RIGHT = ("Du har ikke rett til å godkjenne planer.", "You have no right to approve plans.")

    @property
    def nb(self) -> str:
        return str(self.value[0])

    @property
    def en(self) -> str:
        return str(self.value[1])


def why_not(digest: str, plan: Plan | None, *, is_approved: bool, has_right: bool) -> No | None:
    """The first reason why this plan may not be approved by this person; None if it may."""
    if not has_right:
        return No.NO_RIGHT
    if not _WHOLE_DIGEST.fullmatch(digest):
        return No.SHORT_DIGEST
    if plan is None:
        return No.NO_SUCH_PLAN
    if plan.forecast:
        return No.FORECAST
    return No.APPROVED_BEFORE if is_approved else None
