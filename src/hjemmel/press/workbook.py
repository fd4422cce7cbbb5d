"""The record as a workbook. Every cell is written as a string: nothing in it becomes a formula or a link."""

from __future__ import annotations

import io
import re
from datetime import datetime, time

import xlsxwriter

from hjemmel.core.output.record import Record, Table

_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\']")
_CONTROLS = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]")
LONGEST_SHEET_NAME = 31
LONGEST_CELL = 32_767
_WIDTHS = {"activity": 28, "purpose": 34, "erasure": 60, "recipients": 36, "security": 40, "basis": 34}
_USUAL_WIDTH = 24


def record_workbook(record: Record) -> bytes:
    """One sheet for who keeps the record, one for each table."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": _text(record.title),
                "company": _text(record.organisation),
                "created": datetime.combine(record.on, time()),
            }
        )
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for table in record.tables:
            _table(book.add_worksheet(_sheet_name(table.title)), table, head, body)
        about = book.add_worksheet(
            _sheet_name("Om protokollen" if record.lang == "nb" else "About the record")
        )
        about.set_column(0, 0, _USUAL_WIDTH)
        about.set_column(1, 1, 2 * _USUAL_WIDTH)
        for number, (term, value) in enumerate((*record.facts, ("", record.status))):
            about.write_string(number, 0, _text(term), head)
            about.write_string(number, 1, _text(value), body)
    return out.getvalue()


def _table(
    sheet: xlsxwriter.worksheet.Worksheet,
    table: Table,
    head: xlsxwriter.format.Format,
    body: xlsxwriter.format.Format,
) -> None:
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, _WIDTHS.get(column.key, _USUAL_WIDTH))
        sheet.write_string(0, number, _text(column.title), head)
    for line, row in enumerate(table.rows, start=1):
        for number, cell in enumerate(row.cells):
            sheet.write_string(line, number, _text(cell), body)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3: seventeen columns
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _text(text: str) -> str:
    return _CONTROLS.sub("", text)[:LONGEST_CELL]


def _sheet_name(title: str) -> str:
    return _SHEET_SIGNS.sub("", title).replace("\u00a0", " ")[:LONGEST_SHEET_NAME]
