"""The line that tells how far a plan has come, for whoever sits at a terminal. Nothing for anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from hjemmel.capabilities.plans import store as plans
from hjemmel.cli.report import going_on, is_watched
from hjemmel.core.output.progress import Progress
from hjemmel.core.plan import Plan
from hjemmel.engine.ports import Watcher

EACH = 0.2
"""Seconds between two times that the line is written."""


@contextmanager
def shown() -> Iterator[Watcher | None]:
    """Who is to be told, while this lasts; the line is gone afterwards."""
    if not is_watched():
        yield None
        return
    try:
        yield _Line()
    finally:
        going_on("")


class _Line:
    """A watcher that writes the line, not more often than somebody can read it."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._written = 0.0

    def __call__(self, plan: Plan, action: int, done: int) -> None:
        now = monotonic()
        if self._progress is None:
            kept = plans.kept(plan.digest)
            before = {number for number, one in kept.outcomes.items() if one.is_true} if kept else ()
            self._progress = Progress(plan, frozenset(before))
        told = self._progress.reached(action, done, now)
        if now - self._written >= EACH:
            self._written = now
            going_on(told)
