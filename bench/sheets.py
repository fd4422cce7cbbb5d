"""Reading a million rows from CSV and from a workbook, each in a process of its own whose memory is watched.

`python -m bench.sheets FILE` is that process."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from hjemmel.connectors.sheets import open_sheet

from .measure import Result, Took, peak, timed

ROWS = 1_000_000
LIMITS = {"csv": 50, "xlsx": 200}
"""MB. CSV is flat; of a workbook the texts that its cells share are held."""
HEADERS = ("kundenr", "navn", "epost", "telefon", "postnr", "poststed", "kunde siden", "beløp")
TEXT_COLUMNS = (3, 4)
START = date(2020, 1, 1)


def sheets() -> Iterator[Result]:
    """Eight columns: a number, five texts, a day and an amount."""
    with tempfile.TemporaryDirectory(prefix="hjemmel-bench-") as folder:
        for kind, write in (("csv", _csv), ("xlsx", _xlsx)):
            file = Path(folder, f"kunder.{kind}")
            write(file)
            told = json.loads(_process(file))
            took = Took(*told["took"])
            assert told["rows"] == ROWS and not told["findings"], told
            yield Result(
                name="sheets",
                what=f"reading {ROWS:,} rows of eight columns from {kind.upper()} ({file.stat().st_size >> 20} MB)",
                budget=f"<= {LIMITS[kind]} MB",
                measured=f"{told['peak']:.0f} MB",
                took=took,
                is_met=told["peak"] <= LIMITS[kind],
                is_met_by_cpu=False,
                note=f"{ROWS / took.wall:,.0f} rows/s ({ROWS / took.cpu:,.0f} by CPU time); the process had"
                f" {told['before']:.0f} MB before it began",
            )


def _rows() -> Iterator[tuple[int, str, str, str, str, str, date, float]]:
    for number in range(1, ROWS + 1):
        yield (
            number,
            f"Prøve Person{number}",
            f"p{number}@kunde.example",
            f"+47 9{number % 10_000_000:07}",
            f"{number % 9_999:04}",
            "OSLO",
            START + timedelta(number % 2_000),
            number / 7,
        )


def _csv(file: Path) -> None:
    with file.open("w", encoding="cp1252", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(HEADERS)
        writer.writerows(_rows())


def _xlsx(file: Path) -> None:
    """With shared texts, as spreadsheets write them: the dearer form to read."""
    with xlsxwriter.Workbook(file) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        for line, (number, *texts, since, amount) in enumerate(_rows(), start=1):
            sheet.write_number(line, 0, number)
            for column, text in enumerate(texts, start=1):
                sheet.write_string(line, column, str(text))
            sheet.write_datetime(line, 6, datetime(since.year, since.month, since.day), day)
            sheet.write_number(line, 7, amount)


def _process(file: Path) -> str:
    command = [sys.executable, "-m", "bench.sheets", str(file)]
    paths = os.pathsep.join(["src", "."])
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def _read(file: Path) -> tuple[int, int]:
    rows = findings = 0
    with file.open("rb") as opened:
        for row in open_sheet(opened).rows(TEXT_COLUMNS):
            rows += 1
            findings += len(row.findings)
    return rows, findings


if __name__ == "__main__":
    had = peak()
    took, (rows, findings) = timed(lambda: _read(Path(sys.argv[1])))
    told = {"took": (took.wall, took.cpu), "rows": rows, "findings": findings, "before": had, "peak": peak()}
    print(json.dumps(told))
