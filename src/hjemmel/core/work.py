"""When work that runs by itself is due: how often, or at which time of day, and when again after a failure. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
"""After a failure it is tried again in a minute, then in two, in four, and at the longest every six hours."""
BROKEN_OFF = "broken_off"
"""What is called the trouble of a job whose worker ended in the middle of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Again so long after it was last begun."""

    gap: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """At this time of day where the company is."""

    at: time


Schedule = Every | Daily


def first_due(schedule: Schedule, now: datetime, zone: str) -> datetime:
    """When a job is due that has never run: at once, or at its time of day."""
    return now if isinstance(schedule, Every) else next_due(schedule, now, zone)


def next_due(schedule: Schedule, began: datetime, zone: str) -> datetime:
    """When it is due after it was begun at this moment. A time that was slept through is not made up for twice."""
    if isinstance(schedule, Every):
        return began + schedule.gap
    here = began.astimezone(ZoneInfo(zone))
    today, tomorrow = (
        datetime.combine(here.date() + timedelta(days=days), schedule.at, ZoneInfo(zone)) for days in (0, 1)
    )
    # As moments: between two of the same zone Python compares what the clocks show, also when they are put back.
    return today.astimezone(UTC) if today.astimezone(UTC) > began else tomorrow.astimezone(UTC)


def again_at(now: datetime, failures: int) -> datetime:
    """When it is tried again after so many failures in a row."""
    doublings = min(max(failures - 1, 0), 20)
    return now + min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
