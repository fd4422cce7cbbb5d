"""CSV out: nothing that a spreadsheet opens becomes a formula, and every text comes back as it went."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hjemmel.core.output.csv_text import csv_lines, neutral, restored

CELLS = st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("='+-@\t\r\n;,\"' "), max_size=12)


@given(CELLS)
@example("\x85=1")
@example("\u200b=1")
@example("''=1")
@example("'")
def test_no_cell_is_a_formula_and_every_cell_comes_back(text: str) -> None:
    cell = neutral(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text, f"'{text}")
    assert restored(cell) == text


@given(CELLS, CELLS)
def test_two_texts_never_become_one(one: str, other: str) -> None:
    assert (neutral(one) == neutral(other)) == (one == other)


@pytest.mark.parametrize(
    "text", ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc", "'=1", "＝1"]
)
def test_what_a_spreadsheet_would_run_is_marked_as_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Kari", "O'Neill", "'quoted'", "1-2", "kari@kunde.example", "'"])
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert neutral(text) == text


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5), st.sampled_from(";,\t"))
def test_a_file_comes_back_cell_by_cell(rows: list[list[str]], delimiter: str) -> None:
    text = "".join(csv_lines(rows, delimiter))
    read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    assert [[restored(cell) for cell in row] for row in read] == rows
