"""Triage: what came unasked and is not needed. Each piece is decided on within some working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from ..calendar import working_days_after
from ..declaration.promises import TriageProbe
from ..declaration.whole import Declaration

WORKING_DAYS = 5
"""Where no promise says less: nobody may leave it lying, though no law names the days."""


class Decision(Enum):
    """What became of it. The content itself is gone in every case."""

    ERASED = "erased"
    ANONYMISED = "anonymised"
    """What was left tells of nobody."""
    KEPT_BY_LAW = "kept_by_law"
    """A law says that it must be kept. It was put where such things are kept."""
    TAKEN = "taken"
    """It was needed after all, and was taken into the register with its source and purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Triaged:
    """One piece, without its content: what a probe may see."""

    received_on: date
    decision: Decision | None = None
    decided_on: date | None = None
    law: str = ""
    """Which law says that it is kept."""


def working_days(declaration: Declaration) -> int:
    """How many working days there are to decide in: the fewest that a promise says."""
    said = (
        one.probe.working_days for one in declaration.promises.values() if isinstance(one.probe, TriageProbe)
    )
    return min(said, default=WORKING_DAYS)


def decide_by(received_on: date, days: int) -> date:
    """The last day to decide on."""
    return working_days_after(received_on, days)
