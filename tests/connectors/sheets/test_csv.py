"""CSV as people hand it over: whatever the program, the signs and the delimiter; never shifted, never cut."""

import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.connectors.sheets.files import by_csv_module, cells, faults, opened, rows

from hjemmel.connectors.sheets import Choice, Fault, Limits, Reason, Unreadable, open_sheet
from hjemmel.core.output.csv_text import csv_lines, restored

TABLE = [
    ["Navn", "Postnr", "Merknad"],
    ["Åse Prøve", "0150", "æ ø å"],
    ["Ola Prøve", "9990", "kjøpte 2; fikk 1"],
]
SIGNS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom", "cp1252", "utf-32"]


def encoded(text: str, signs: str) -> bytes:
    if signs.endswith("-bom"):
        return ("\ufeff" + text).encode(signs.removesuffix("-bom"))
    return text.encode(signs)


@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_signs_and_delimiter_are_found_from_the_file(signs: str, delimiter: str) -> None:
    text = by_csv_module(TABLE, delimiter).decode()
    sheet = opened(encoded(text, signs))
    assert (sheet.kind, list(sheet.headers), sheet.findings) == ("csv", TABLE[0], ())
    assert [(row.number, list(row.cells)) for row in sheet.rows()] == [(2, TABLE[1]), (3, TABLE[2])]


def test_commas_in_names_and_amounts_do_not_make_them_the_delimiter() -> None:
    content = by_csv_module(
        [["Navn, etternavn først", "Beløp"], ["Prøve, Ola", "12,50"], ["Prøve, Kari", "9,00"]]
    )
    assert cells(content) == [("Prøve, Ola", "12,50"), ("Prøve, Kari", "9,00")]


def test_a_file_may_name_its_delimiter_in_a_line_of_its_own() -> None:
    sheet = opened(b"sep=,\r\na,b\r\n1;2,3\r\n")
    assert sheet.headers == ("a", "b")
    assert [row.cells for row in sheet.rows()] == [("1;2", "3")]


def test_one_column_needs_no_delimiter() -> None:
    assert cells(b"epost\nkari@kunde.example\n") == [("kari@kunde.example",)]


def test_quotes_delimiters_and_lines_inside_a_cell_stay_in_it() -> None:
    content = b'Navn;Merknad\r\nOla;"Storgata 1\r\n0150 Oslo; ""Porten"""\r\nKari;-\r\n'
    found = rows(content)
    assert found[0].cells == ("Ola", 'Storgata 1\r\n0150 Oslo; "Porten"')
    assert [row.number for row in found] == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way_and_the_last_one_in_none(end: str) -> None:
    assert cells(end.join(("a;b", "1;2", "3;4")).encode()) == [("1", "2"), ("3", "4")]


# ---- ragged ------------------------------------------------------------------------------------------------


def test_a_ragged_row_is_a_finding_and_its_neighbours_are_whole() -> None:
    found = rows(b"a;b;c\n1;2;3\n1;2\n1;2;3;4\n5;6;7\n")
    assert [(row.number, row.is_spoiled) for row in found] == [(2, False), (3, True), (4, True), (5, False)]
    assert faults(found[1]) == [("too-few-cells", None)] and found[1].cells == ("1", "2")
    assert faults(found[2]) == [("too-many-cells", None)] and found[2].cells == ("1", "2", "3", "4")


def test_blank_cells_after_the_last_heading_say_nothing() -> None:
    sheet = opened(b"a;b;;\n1;2;;\n3;4;;;\n")
    assert sheet.headers == ("a", "b") and sheet.findings == ()
    assert [(row.cells, row.findings) for row in sheet.rows()] == [(("1", "2"), ()), (("3", "4"), ())]


def test_rows_of_nothing_are_passed_over_but_counted() -> None:
    assert [row.number for row in rows(b"\n\na;b\n\n1;2\n ; \n;\n3;4\n")] == [5, 8]


@pytest.mark.parametrize("row", ['"Ola" Prøve;2', '"Ola;2\nKari;"3";4'])
def test_quotes_that_do_not_match_are_a_finding_on_their_row(row: str) -> None:
    found = rows(f"a;b\n{row}\nKari;3\n".encode())
    assert faults(found[0]) == [("bad-quotes", None)] and found[0].is_spoiled and found[0].number == 2
    assert found[-1].cells == ("Kari", "3")


def test_a_quote_that_never_ends_swallows_nothing_in_silence() -> None:
    found = rows(b'a;b\n1;"2\n' + b"3;4\n" * 100)
    assert [faults(row) for row in found] == [[("bad-quotes", None)]]


def test_a_cell_beyond_what_is_held_is_a_finding() -> None:
    found = rows(b'a;b\n1;"' + b"x" * 200_000 + b'"\n3;4\n')
    assert faults(found[0]) == [("bad-quotes", None)] and found[-1].cells == ("3", "4")


# ---- headings ----------------------------------------------------------------------------------------------


def test_blank_and_equal_headings_are_told() -> None:
    sheet = opened(b" E-post ;;e-post;Navn\n1;2;3;4\n")
    assert sheet.headers == ("E-post", "", "e-post", "Navn")
    assert [(one.fault, one.column) for one in sheet.findings] == [
        (Fault.DUPLICATE_HEADER, 0), (Fault.BLANK_HEADER, 1), (Fault.DUPLICATE_HEADER, 2)
    ]  # fmt: skip


def test_headings_may_stand_further_down() -> None:
    content = b"Kundeliste per 1.1.2026\n\nNavn;Postnr\nOla;0150\n"
    sheet = opened(content, Choice(header_row=3))
    assert sheet.headers == ("Navn", "Postnr")
    assert [(row.number, row.cells) for row in sheet.rows()] == [(4, ("Ola", "0150"))]


# ---- numbers that a spreadsheet has been at ----------------------------------------------------------------


def test_a_shortened_number_is_a_finding_where_text_was_expected() -> None:
    found = rows(b"Navn;Telefon\n4,79E+10;4,79123E+10\nOla;+47 40 00 00 00\n", text_columns=(1,))
    assert faults(found[0]) == [("shortened-number", 1)] and found[0].cells[1] == "4,79123E+10"
    assert found[1].findings == ()


# ---- damage ------------------------------------------------------------------------------------------------


def test_a_file_of_two_encodings_is_read_as_the_older_and_said_to_be_so() -> None:
    content = "Navn;By\nBjørn;Tromsø\n".encode() + "Åse;Bodø\n".encode("cp1252")
    sheet = opened(content)
    assert [one.fault for one in sheet.findings] == [Fault.TWO_ENCODINGS]
    assert list(sheet.rows())[1].cells == ("Åse", "Bodø")


@pytest.mark.parametrize("damaged", ["BjÃ¸rn", "Bj\ufffdrn"])
def test_letters_damaged_earlier_are_told(damaged: str) -> None:
    assert [one.fault for one in opened(f"Navn;By\n{damaged};Oslo\n".encode()).findings] == [
        Fault.DAMAGED_LETTERS
    ]


REFUSED = {
    "empty": (b"", Reason.EMPTY),
    "blank": (b" \r\n\r\n", Reason.EMPTY),
    "only a mark": (b"\xef\xbb\xbf\n;;\n", Reason.NO_HEADER),
    "a web page called .xls": (b"\n<html><table><tr><td>Navn</td></tr></table>", Reason.WEB_PAGE),
    "a PDF": (b"%PDF-1.7\n...", Reason.NO_TABLE),
    "packed by gzip": (b"\x1f\x8b\x08\x00 ...", Reason.NO_TABLE),
    "bytes": (b"a;b\n\x00\x01\x02;3\n", Reason.NO_TABLE),
    "UTF-16 without a mark": ("a;b\n1;2\n".encode("utf-16-le"), Reason.NO_TABLE),
    "neither": (b"a;b\nBj\x9drn;\xff\n", Reason.NO_ENCODING),
    "half of a UTF-16 sign": (b"\xff\xfea\x00;\x00b\x00\n\x00\x31", Reason.NO_ENCODING),
    "no lines": (b"a" * (9 << 20), Reason.NO_TABLE),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_with_a_remedy_in_both_languages(name: str) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(Unreadable) as refused:
        opened(content)
    assert refused.value.reason is reason
    assert refused.value.remedy == reason.remedy.en and reason.remedy.nb and reason.what.nb


@pytest.mark.parametrize("name", ["latin-9000", "zip", "hex", "ascii"])
def test_an_encoding_that_does_not_fit_is_refused(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        opened("Navn;By\nÅse;Bodø\n".encode(), Choice(encoding=name))
    assert refused.value.reason is Reason.NO_ENCODING


def test_signs_may_be_told_where_they_cannot_be_found() -> None:
    assert cells("Navn;By\nÅse;Bodø\n".encode("cp865"), encoding="cp865") == [("Åse", "Bodø")]


def test_a_file_larger_than_allowed_is_refused_before_it_is_read() -> None:
    with pytest.raises(Unreadable) as refused:
        opened(b"a;b\n" + b"1;2\n" * 100, limits=Limits(file=100))
    assert refused.value.reason is Reason.TOO_LARGE


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        opened(b";".join([b"a"] * 1_001) + b"\n")
    assert refused.value.reason is Reason.TOO_LARGE


def test_the_file_stays_open_and_can_be_read_again() -> None:
    file = io.BytesIO(by_csv_module(TABLE))
    sheet = open_sheet(file)
    assert list(sheet.rows()) == list(sheet.rows())
    next(sheet.rows())
    assert not file.closed and len(list(sheet.rows())) == 2


def test_every_fault_and_reason_is_said_in_both_languages() -> None:
    for said in [*(fault.said for fault in Fault), *(reason.what for reason in Reason)]:
        assert said.nb and said.en and said.nb != said.en


# ---- any table ---------------------------------------------------------------------------------------------

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(";,\t\n\r\"'=+-@ ÆØÅ"), max_size=15
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    headers = [f"kolonne {number}" for number in range(width)]
    return [headers, *draw(st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=6))]


@given(tables(), st.sampled_from(";,\t"), st.sampled_from(["utf-8-sig", "utf-16", "utf-8"]))
def test_what_the_csv_module_wrote_is_read_cell_by_cell(
    table: list[list[str]], delimiter: str, signs: str
) -> None:
    content = by_csv_module(table, delimiter, signs)
    found = opened(content, Choice(delimiter=delimiter))
    wanted = [tuple(line) for line in table[1:] if any(cell.strip() for cell in line)]
    assert [row.cells for row in found.rows()] == wanted
    assert not any(row.findings for row in found.rows())


@given(tables())
def test_what_we_write_we_read_back(table: list[list[str]]) -> None:
    assume(all(any(cell.strip() for cell in line) for line in table))
    content = "".join(csv_lines(table)).encode("utf-8-sig")
    sheet = opened(content, Choice(delimiter=";"))
    assert [[restored(cell) for cell in row.cells] for row in sheet.rows()] == table[1:]


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_refused_with_a_reason(content: bytes) -> None:
    try:
        sheet = opened(content)
        for row in sheet.rows(range(3)):
            assert row.findings or len(row.cells) == len(sheet.headers)
    except Unreadable as refused:
        assert refused.remedy
