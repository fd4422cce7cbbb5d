"""The workbook holds the record's cells as strings: no formula, no link, no number."""

import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.output.companies import LANGUAGES, company
from tests.examples import examples

from hjemmel.core.output.record import Record, record
from hjemmel.press.workbook import record_workbook


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def with_cell(made: Record, text: str) -> Record:
    table = made.tables[0]
    first = table.rows[0]
    row = replace(first, cells=(text, *first.cells[1:]))
    return replace(made, tables=(replace(table, rows=(row, *table.rows[1:])), *made.tables[1:]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_table_is_a_sheet_with_its_cells(lang: str) -> None:
    made = record(company("mailhouse"), lang)
    book = read(record_workbook(made))
    assert len(book.sheetnames) == len(made.tables) + 1
    for table, sheet in zip(made.tables, book.worksheets, strict=False):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[0] == [column.title for column in table.columns]
        assert [[cell or "" for cell in row] for row in rows[1:]] == [list(row.cells) for row in table.rows]


@pytest.mark.parametrize(
    "text", ["=cmd()", "=1+1", "+1", "@SUM(A1)", "https://e.example", "internal:A1", "12", "{=1}"]
)
def test_nothing_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    cell = read(record_workbook(with_cell(record(company("gifts"), "nb"), text))).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1))
@settings(max_examples=examples(25))
def test_odd_texts_come_back_as_they_were(text: str) -> None:
    cell = read(record_workbook(with_cell(record(company("gifts"), "nb"), text))).worksheets[0]["A2"]
    assert cell.data_type in ("s", "n")
    assert (cell.value or "").replace("\r", "") == text.replace("\ufffe", "").replace("\uffff", "")
