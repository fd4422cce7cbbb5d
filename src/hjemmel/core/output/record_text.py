"""The record as CSV and as JSON. A cell of the CSV is only ever text to a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from .csv_text import csv_lines
from .record import Record


def record_csv(record: Record) -> str:
    """One line for each activity; both tables after one another, each under its own heading line. No cell is a formula."""
    return "".join(csv_lines(_rows(record)))


def _rows(record: Record) -> Iterator[Sequence[str]]:
    for number, table in enumerate(record.tables):
        if number:
            yield ()
        yield [column.title for column in table.columns]
        yield from (row.cells for row in table.rows)


def record_json(record: Record) -> str:
    return json.dumps(record_data(record), ensure_ascii=False, indent=2) + "\n"


def record_data(record: Record) -> dict[str, Any]:
    return {
        "lang": record.lang,
        "title": record.title,
        "organisation": record.organisation,
        "status": record.status,
        "declaration": record.digest,
        "facts": [{"term": term, "value": value} for term, value in record.facts],
        "tables": [
            {
                "article": table.article,
                "title": table.title,
                "columns": [{"key": column.key, "title": column.title} for column in table.columns],
                "rows": [{"line": row.line, "cells": list(row.cells)} for row in table.rows],
            }
            for table in record.tables
        ],
    }
