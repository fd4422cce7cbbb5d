"""Workbooks by other writers than our reader: values as they are shown, nothing run, nothing fetched, nothing lost."""

import io
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.sheets.files import (
    HEADINGS,
    by_hand,
    by_xlsxwriter,
    cells,
    faults,
    opened,
    rows,
    table_by_xlsxwriter,
)
from tests.examples import examples

from hjemmel.connectors.sheets import Choice, Fault, Reason, Unreadable

TABLE = [
    ["Navn", "Postnr", "Merknad"],
    ["Åse Prøve", "0150", "æ ø å\n2. linje"],
    ["Ola Prøve", "9990", "=1+1"],
]


@pytest.mark.parametrize("constant_memory", [False, True], ids=["shared texts", "texts in the cells"])
def test_a_workbook_is_read_as_text(constant_memory: bool) -> None:
    sheet = opened(table_by_xlsxwriter(TABLE, constant_memory=constant_memory))
    assert (sheet.kind, list(sheet.headers), sheet.findings) == ("xlsx", TABLE[0], ())
    assert [(row.number, list(row.cells), row.findings) for row in sheet.rows()] == [
        (2, TABLE[1], ()), (3, TABLE[2], ())
    ]  # fmt: skip


def test_the_name_of_a_file_says_nothing() -> None:
    assert opened(table_by_xlsxwriter(TABLE)).kind == "xlsx" and opened(b"a;b\n1;2\n").kind == "csv"


# ---- numbers, days, truths ---------------------------------------------------------------------------------


def one_of_each(book: Any, sheet: Any) -> None:
    def shown(code: str) -> Any:
        return book.add_format({"num_format": code})

    for column, name in enumerate(
        ("dag", "tid", "klokke", "tall", "heltall", "postnr", "sant", "feil", "kr")
    ):
        sheet.write_string(0, column, name)
    sheet.write_datetime(1, 0, datetime(2026, 1, 31), shown("dd.mm.yyyy"))
    sheet.write_datetime(1, 1, datetime(2026, 1, 31, 23, 59, 59), shown("yyyy-mm-dd hh:mm:ss"))
    sheet.write_number(1, 2, 0.5, shown("hh:mm"))
    sheet.write_number(1, 3, 0.1 + 0.2)
    sheet.write_number(1, 4, 4740000000, shown("0"))
    sheet.write_number(1, 5, 150, shown("0000"))
    sheet.write_boolean(1, 6, True)
    sheet.write_formula(1, 7, "=NA()", None, "#N/A")
    sheet.write_number(1, 8, 1234.5, shown('#,##0.00 "dager"'))


def test_values_are_taken_as_they_are_shown() -> None:
    (row,) = rows(_computed(by_xlsxwriter(one_of_each)))
    assert row.cells == (
        "2026-01-31",
        "2026-01-31T23:59:59",
        "12:00:00",
        "0.3",
        "4740000000",
        "0150",
        "TRUE",
        "",
        "1234.5",
    )
    assert faults(row) == [("error-value", 7)]


def _computed(content: bytes) -> bytes:
    """The same workbook, saved by a program that says to have computed its formulas."""
    return _changed(content, "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")


def _changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            inside = before.read(name)
            if name == part:
                assert old in inside
                inside = inside.replace(old, new)
            after.writestr(name, inside)
    return out.getvalue()


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)), st.booleans())
@settings(max_examples=examples(40))
def test_days_come_as_iso_days_by_either_calendar(day: date, since_1904: bool) -> None:
    if since_1904 and day.year < 1905:
        return

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "dag")
        sheet.write_datetime(
            1, 0, datetime.combine(day, time()), book.add_format({"num_format": "d. mmmm yyyy"})
        )

    assert cells(by_xlsxwriter(fill, date_1904=since_1904)) == [(day.isoformat(),)]


def days_in(*stored: str) -> list[tuple[str, list[tuple[str, int | None]]]]:
    sheet = "".join(f'<row r="{n}"><c s="1"><v>{one}</v></c></row>' for n, one in enumerate(stored, start=2))
    content = by_hand(HEADINGS + sheet, styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>')
    return [(row.cells[0], faults(row)) for row in rows(content)]


def test_days_around_the_day_that_never_was() -> None:
    assert days_in("1", "59", "61", "45688.99") == [
        ("1900-01-01", []), ("1900-02-28", []), ("1900-03-01", []), ("2025-01-31", [])
    ]  # fmt: skip


@pytest.mark.parametrize("stored", ["60", "-1", "1e300", "2958466", "nan"])
def test_what_is_no_day_is_a_finding(stored: str) -> None:
    assert days_in(stored) == [("", [("no-date", 0)])]


def test_numbers_made_of_phones_and_postcodes_are_told_where_text_was_expected() -> None:
    def fill(_: Any, sheet: Any) -> None:
        for column, name in enumerate(("navn", "postnr", "konto")):
            sheet.write_string(0, column, name)
        sheet.write_row(1, 0, ["Ola", 150, 12345678901234567890])
        sheet.write_row(2, 0, ["Kari", "0150", 7])

    first, second = rows(by_xlsxwriter(fill), text_columns=(1,))
    assert faults(first) == [("number-for-text", 1), ("digits-lost", 2)] and first.cells[1] == "150"
    assert second.findings == ()


@given(st.floats(allow_nan=False, allow_infinity=False, width=64) | st.integers(-(10**15) + 1, 10**15 - 1))
@settings(max_examples=examples(60))
def test_a_number_means_what_it_was(number: float) -> None:
    content = by_xlsxwriter(
        lambda _, sheet: (sheet.write_string(0, 0, "tall"), sheet.write_number(1, 0, number))
    )
    (text,) = rows(content)[0].cells or ("",)
    told = rows(content)[0].findings
    assert told or float(text) == pytest.approx(number, rel=1e-14)
    assert not isinstance(number, int) or text == str(number)


# ---- formulas ----------------------------------------------------------------------------------------------


def formula(_: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["navn", "sum"])
    sheet.write_string(1, 0, "Ola")
    sheet.write_formula(1, 1, "=1+1", None, 2)


def test_the_stored_value_of_a_formula_is_taken() -> None:
    assert rows(_computed(by_xlsxwriter(formula))) == [(2, ("Ola", "2"), ())]


def test_a_value_that_its_writer_never_computed_is_not_taken() -> None:
    (row,) = rows(by_xlsxwriter(formula))
    assert row.cells == ("Ola", "") and faults(row) == [("not-computed", 1)]


@pytest.mark.parametrize(
    "cell", ["<c><f>1+1</f></c>", "<c><f>1+1</f><v/></c>", '<c><f t="shared" si="0"/></c>']
)
def test_a_formula_without_a_stored_value_is_a_finding(cell: str) -> None:
    (row,) = rows(by_hand(f'{HEADINGS}<row r="2">{cell}</row>'))
    assert row.cells == ("", "") and faults(row) == [("not-computed", 0)]


def test_a_formula_that_gave_no_text_is_no_finding() -> None:
    content = f'{HEADINGS}<row r="2"><c t="str"><f>A1</f><v></v></c><c t="str"><f>A1</f><v>0150</v></c></row>'
    assert rows(by_hand(content)) == [(2, ("", "0150"), ())]


def test_formulas_stay_text_where_they_are_text() -> None:
    assert cells(table_by_xlsxwriter(TABLE))[1][2] == "=1+1"


# ---- other programs ----------------------------------------------------------------------------------------


def test_cells_and_rows_may_leave_out_where_they_stand() -> None:
    sheet = '<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row><row/><row><c/><c><v>2</v></c></row>'
    assert rows(by_hand(sheet)) == [(3, ("", "2"), ())]


def test_cells_that_are_left_out_are_blank_and_shift_nothing() -> None:
    assert cells(by_hand(HEADINGS + '<row r="9"><c r="B9"><v>7</v></c></row>')) == [("", "7")]
    assert [row.number for row in rows(by_hand(HEADINGS + '<row r="9"><c r="B9"><v>7</v></c></row>'))] == [9]


def test_tags_may_have_prefixes() -> None:
    sheet = HEADINGS + '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    content = by_hand(
        sheet, texts="<si><r><t>Å</t></r><r><t>se</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si>"
    )
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        import re
        import zipfile

        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            plain = archive.read(part)
        head, _, body = plain.partition(b"?>")
        prefixed = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", body).replace(b"xmlns=", b"xmlns:x=")
        content = _changed(content, part, plain, head + b"?>" + prefixed)
    assert cells(content) == [("Åse", "")]


def test_signs_that_xml_cannot_hold_are_read() -> None:
    assert cells(by_hand(HEADINGS + '<row><c t="inlineStr"><is><t>a_x000D_b_x005F_</t></is></c></row>')) == [
        ("a\rb_", "")
    ]


def test_the_reading_aid_of_a_text_in_the_cell_is_left_out() -> None:
    cell = '<c t="inlineStr"><is><r><t>Å</t></r><rPh sb="0" eb="1"><t>x</t></rPh><r><t>se</t></r></is></c>'
    assert cells(by_hand(f"{HEADINGS}<row>{cell}</row>")) == [("Åse", "")]


def test_rows_of_nothing_are_passed_over() -> None:
    assert rows(by_hand(HEADINGS + '<row r="2"><c r="A2" s="1"/></row><row r="3"/>')) == []


def test_content_beyond_the_headings_is_a_finding_once_a_row() -> None:
    sheet = HEADINGS + '<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>1</v></c><c r="D2"><v>1</v></c></row>'
    (row,) = rows(by_hand(sheet))
    assert row.is_spoiled and faults(row) == [("too-many-cells", None)] and row.cells == ("1", "")


def two_sheets(book: Any, sheet: Any) -> None:
    sheet.write_string(0, 0, "gammelt")
    other = book.add_worksheet("Leverandører")
    other.write_column(0, 0, ["navn", "Prøve AS"])
    sheet.hide()
    other.activate()


def test_the_first_sheet_that_is_not_hidden_is_read_and_the_others_are_told_of() -> None:
    sheet = opened(by_xlsxwriter(two_sheets))
    assert sheet.headers == ("navn",) and [one.fault for one in sheet.findings] == [Fault.OTHER_SHEETS]
    hidden = opened(by_xlsxwriter(two_sheets), Choice(sheet="Kunder"))
    assert hidden.headers == ("gammelt",)
    assert [one.fault for one in hidden.findings] == [Fault.HIDDEN_SHEET, Fault.OTHER_SHEETS]


def test_a_sheet_that_is_not_there_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        opened(by_xlsxwriter(two_sheets), Choice(sheet="Ark9"))
    assert refused.value.reason is Reason.NO_SHEET


def test_macros_and_other_files_are_never_opened() -> None:
    content = by_hand(
        HEADINGS,
        others={"xl/vbaProject.bin": b"\xff" * 10, "xl/externalLinks/externalLink1.xml": b"<!broken"},
    )
    assert [one.fault for one in opened(content).findings] == [Fault.MACROS, Fault.EXTERNAL_LINKS]


# ---- the same as another reader ----------------------------------------------------------------------------

VALUES = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
    | st.integers(-(10**14), 10**14)
    | st.booleans()
    | st.none()
)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=6))
@settings(max_examples=examples(60))
def test_openpyxl_reads_the_same(table: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a", "b", "c"])
    for number, line in enumerate(table, start=2):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl itself would make a formula of "=1"
    out = io.BytesIO()
    book.save(out)
    read = openpyxl.load_workbook(io.BytesIO(out.getvalue()), read_only=True, data_only=True).worksheets[0]
    theirs = {
        number: tuple(map(_text, line))
        for number, line in enumerate(read.iter_rows(values_only=True), start=1)
    }
    ours = {row.number: row.cells for row in rows(out.getvalue())}
    assert ours == {
        number: (line + ("",) * 3)[:3]
        for number, line in theirs.items()
        if number > 1 and any(cell.strip() for cell in line)
    }


def _text(value: object) -> str:
    return "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)
