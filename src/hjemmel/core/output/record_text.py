"""The record as CSV and as JSON. A cell of the CSV is only ever text to a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from .record import Record


def record_csv(record: Record) -> str:
    """One line for each activity; both tables after one another, each under its own heading line. No cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for number, table in enumerate(record.tables):
        if number:
            writer.writerow([])
        writer.writerow([safe_cell(column.title) for column in table.columns])
        writer.writerows([safe_cell(cell) for cell in row.cells] for row in table.rows)
    return out.getvalue()


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


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula when it opens the file."""
    return (
        f"'{text}"
        if text.lstrip(" \n\v\f\u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))
        else text
    )
