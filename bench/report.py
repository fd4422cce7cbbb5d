"""The table on the screen, and the page docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from .measure import Result

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
COLUMNS = ("measure", "compared with", "budget", "median", "ratio", "")


def shown(results: Sequence[Result]) -> str:
    rows = [COLUMNS, *(_row(one, plain=True) for one in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def write(results: Sequence[Result]) -> None:
    PAGE.write_text("\n".join([*_head(), *_table(results), "", *_notes(results)]) + "\n", encoding="utf-8")


def _head() -> list[str]:
    load = f"{os.getloadavg()[0]:.1f}"
    return [
        "# Benchmarks",
        "",
        "Written by `./dev bench`; `./dev bench NAME...` runs some of it (`./dev bench --help` lists the names) and leaves",
        "this page alone. Each figure is the median of a few runs on one machine: wall time first, CPU time in brackets.",
        "Budgets are for wall time. Where two things are compared they run in turn, in the same process, and the ratio is",
        "what to trust. Nothing here is asserted in tests; a budget that is not met is said to be so.",
        "",
        f"{date.today().isoformat()}. {os.cpu_count()} cores ({platform.machine()}), load average {load} at the end of"
        f" the run, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}.",
        "",
    ]


def _table(results: Sequence[Result]) -> list[str]:
    titles = [*COLUMNS[:-1], "verdict"]
    lines = [titles, ["---"] * len(titles), *map(_row, results)]
    return [f"| {' | '.join(line)} |" for line in lines]


def _notes(results: Sequence[Result]) -> list[str]:
    """What is worth knowing behind each figure."""
    found: list[str] = []
    for one in results:
        if one.note:
            found.append(f"- {one.what}: {one.note}.")
    return ["## Notes", "", *found] if found else []


def _row(result: Result, plain: bool = False) -> list[str]:
    what = result.what.replace("`", "") if plain else result.what
    return [what, result.against, result.budget, result.measured, result.ratio, result.verdict]
