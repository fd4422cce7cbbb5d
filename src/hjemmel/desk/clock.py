"""What time it is. The product asks the machine; the demo, and it alone, asks a clock that can be moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

Clock = Callable[[], datetime]


def machine() -> datetime:
    return datetime.now(UTC)


class _Standing:
    clock: Clock = staticmethod(machine)


def use(clock: Clock) -> None:
    """From now on this clock tells the time."""
    _Standing.clock = staticmethod(clock)


def now() -> datetime:
    return _Standing.clock()


def steady() -> float:
    """Seconds that nobody can move: for what is counted by the minute, and means nothing to anybody afterwards."""
    return monotonic()
