"""How time is taken, and what one measure says. Wall time is what a user waits; CPU time is what the work costs, and
is the steadier of the two on a machine with other jobs."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
NO_BUDGET = "none set"


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{seconds(self.wall)} ({seconds(self.cpu)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the table. `budget` and `measured` are in the same unit; the smaller the better unless `more`."""

    name: str
    what: str
    against: str = "-"
    budget: str
    measured: str
    took: Took
    ratio: str = "-"
    is_met: bool
    is_met_by_cpu: bool
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.budget == NO_BUDGET:
            return "-"
        if self.is_met:
            return "met"
        return "by CPU time only" if self.is_met_by_cpu else "NOT MET"


def within(name: str, what: str, limit: float, took: Took, note: str = "") -> Result:
    """A duration against a limit in seconds."""
    return Result(
        name=name,
        what=what,
        budget=f"<= {seconds(limit)}",
        measured=str(took),
        took=took,
        is_met=took.wall <= limit,
        is_met_by_cpu=took.cpu <= limit,
        note=note,
    )


def timed(deed: Callable[[], T]) -> tuple[Took, T]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = deed()
    return Took(time.perf_counter() - wall, time.process_time() - cpu), found


def process(command: Sequence[str]) -> Took:
    """A whole process, from before it starts until it is gone; its CPU time with that of its own children."""
    wall = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit {running.returncode}")
    return Took(time.perf_counter() - wall, used.ru_utime + used.ru_stime)


def median(several: Sequence[Took]) -> Took:
    return Took(statistics.median(one.wall for one in several), statistics.median(one.cpu for one in several))


def seconds(time: float) -> str:
    return f"{time * 1000:,.0f} ms" if time < 1 else f"{time:,.2f} s"


def times(ours: Took, theirs: Took) -> str:
    return f"{ours.wall / theirs.wall:.2f} ({ours.cpu / theirs.cpu:.2f})"


def peak() -> float:
    """The most memory that this process has had, in MB. (`getrusage` would tell of the one that started it, too.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
