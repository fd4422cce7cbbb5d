"""Whole processes: what a person waits for at the prompt, the interpreter's own start included."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .measure import Result, Took, median, process, within
from .profiles import PROFILES, file_of

RUNS = 5
HJEMMEL = str(Path(sys.executable).parent / "hjemmel")


def check() -> Iterator[Result]:
    """`hjemmel check` of the largest profile."""
    largest = max(PROFILES, key=lambda name: file_of(name).stat().st_size)
    took = median(_runs([HJEMMEL, "check", str(file_of(largest))]))
    size = file_of(largest).stat().st_size
    yield within(
        "check", f"`hjemmel check` of {largest}, the largest profile ({size / 1000:.0f} kB)", 0.5, took
    )


def version() -> Iterator[Result]:
    """`hjemmel --version`."""
    bare = median(_runs([sys.executable, "-c", "pass"]))
    took = median(_runs([HJEMMEL, "--version"]))
    yield within("version", "`hjemmel --version`", 0.15, took, f"an empty Python process: {bare}")


def _runs(command: list[str]) -> list[Took]:
    """The command as one who has run it before finds it: its bytecode lies there, whatever this machine thinks of that."""
    with tempfile.TemporaryDirectory() as folder:
        prepared = ["env", "-u", "PYTHONDONTWRITEBYTECODE", f"PYTHONPYCACHEPREFIX={folder}", *command]
        process(prepared)
        return [process(prepared) for _ in range(RUNS)]
