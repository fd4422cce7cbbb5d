"""Workbooks made to do harm, or damaged on the way: refused with a reason, in little memory, and nothing opened."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.sheets.files import (
    HEADINGS,
    MAIN,
    by_hand,
    faults,
    opened,
    rows,
    table_by_xlsxwriter,
    xml,
    zipped,
)
from tests.examples import examples

from hjemmel.connectors.sheets import Limits, Reason, Unreadable

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000
MEGABYTE = 1 << 20


def reason(content: bytes, limits: Limits = Limits()) -> Reason:  # noqa: B008
    with pytest.raises(Unreadable) as refused:
        for _ in opened(content, limits=limits).rows():
            pass
    return refused.value.reason


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (COMPOUND + "Workbook".encode("utf-16-le"), Reason.OLD_XLS),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), Reason.PROTECTED),
        (zipped({"Index/Document.iwa": b"x"}), Reason.NUMBERS),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), Reason.OPENDOCUMENT),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), Reason.BINARY_WORKBOOK),
        (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), Reason.OTHER_ARCHIVE),
        (zipped({"kunder.csv": b"a;b"}), Reason.OTHER_ARCHIVE),
        (b"PK\x03\x04" + b"\0" * 100, Reason.DAMAGED),
        (by_hand(""), Reason.NO_HEADER),
        (by_hand(HEADINGS, book=""), Reason.NO_SHEET),
    ],
    ids=lambda one: one.value if isinstance(one, Reason) else "",
)  # fmt: skip
def test_what_is_no_workbook_is_named_for_what_it_is(content: bytes, why: Reason) -> None:
    assert reason(content) is why


def test_a_password_on_the_parts_is_told() -> None:
    content = bytearray(by_hand(HEADINGS))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert reason(bytes(content)) is Reason.PROTECTED


# ---- growth ------------------------------------------------------------------------------------------------


def peak_of(content: bytes, limits: Limits = Limits()) -> tuple[Reason, int]:  # noqa: B008
    tracemalloc.start()
    try:
        return reason(content, limits), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_bomb_of_spaces_is_refused_unopened() -> None:
    content = by_hand(HEADINGS + " " * (64 * MEGABYTE))
    assert len(content) < MEGABYTE
    why, peak = peak_of(content)
    assert why is Reason.BOMB and peak < 4 * MEGABYTE


def test_a_part_that_lies_about_its_size_gives_no_more_than_it_said() -> None:
    """The directory says 2,000 bytes where 64 MB lie packed."""
    content = bytearray(by_hand(HEADINGS + " " * (64 * MEGABYTE)))
    at = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, at + 24, 2_000)
    why, peak = peak_of(bytes(content))
    assert why is Reason.DAMAGED and peak < 4 * MEGABYTE


def test_a_tag_that_never_ends_is_refused() -> None:
    content = by_hand(f'{HEADINGS}<row r="2" x="{"a" * 3 * MEGABYTE}"/>', packing=zipfile.ZIP_STORED)
    why, peak = peak_of(content)
    assert why is Reason.BOMB and peak < 16 * MEGABYTE


def test_a_text_that_never_ends_is_a_finding_and_takes_no_room() -> None:
    sheet = f'{HEADINGS}<row r="2"><c t="inlineStr"><is><t>{"ab" * 4 * MEGABYTE}</t></is></c><c><v>1</v></c></row>'
    content = by_hand(sheet, packing=zipfile.ZIP_STORED)
    tracemalloc.start()
    (row,) = rows(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert row.cells == ("", "1") and faults(row) == [("too-long", 0)]
    assert peak < len(content) + 4 * MEGABYTE


def test_one_long_text_shared_by_many_cells_is_held_once() -> None:
    many = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 2_000))
    content = by_hand(HEADINGS + many, texts=f"<si><t>{'a' * MEGABYTE}</t></si>", packing=zipfile.ZIP_STORED)
    assert {tuple(faults(row)) for row in rows(content)} == {(("too-long", 0),)}


def test_shared_texts_beyond_what_is_held_are_refused() -> None:
    content = by_hand(HEADINGS, texts="<si><t>tekst</t></si>" * 10_000)
    assert reason(content, Limits(texts=100_000)) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_no_part_may_have_a_document_type(part: str) -> None:
    lol = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    evil = xml(f"{lol}<x xmlns='{MAIN}'><si><t>&a;&b;</t></si></x>")
    content = by_hand(HEADINGS, texts="", styles="")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(name, evil if name == part else before.read(name))
    assert reason(out.getvalue()) is Reason.BOMB


def test_a_directory_too_large_to_read_is_refused() -> None:
    content = bytearray(by_hand(HEADINGS))
    end = content.rfind(b"PK\x05\x06")
    struct.pack_into("<I", content, end + 12, 500 << 20)
    assert reason(bytes(content)) is Reason.TOO_LARGE


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_no_workbook_uses_are_refused(packing: int) -> None:
    assert reason(by_hand(HEADINGS, packing=packing)) is Reason.DAMAGED


def test_a_workbook_wider_than_allowed_is_refused() -> None:
    sheet = '<row r="1">' + "<c><v>1</v></c>" * 1_001 + "</row>"
    assert reason(by_hand(sheet)) is Reason.TOO_LARGE


# ---- damage ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="3"/><row r="2"/>',
        '<row r="2"/><row r="2"/>',
        '<row r="1048577"/>',
        '<row r="x"/>',
        '<row r="2"><c r="B2"/><c r="A2"/></row>',
        '<row r="2"><c r="XFE2"/></row>',
        '<row r="2"><c r="ABCD2"/></row>',
        '<row r="2"><c r="é2"/></row>',
        '<row r="2"><c t="s"><v>0</v></c></row>',
        '<row r="2"><c t="s"><v>-1</v></c></row>',
        '<row r="2"><c',
    ],
)
def test_cells_that_stand_nowhere_are_damage(sheet: str) -> None:
    assert reason(by_hand(HEADINGS + sheet)) is Reason.DAMAGED


@given(st.data())
@settings(max_examples=examples(150), deadline=None)
def test_a_workbook_with_changed_bytes_is_rows_or_refused(data: st.DataObject) -> None:
    content = bytearray(_SOUND)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        for row in opened(bytes(content)).rows((0,)):
            assert len(row.cells) <= 3
    except Unreadable as refused:
        assert refused.remedy


@given(st.integers(4, 3_000))
def test_a_workbook_cut_short_is_refused(length: int) -> None:
    assert reason(_SOUND[: min(length, len(_SOUND) - 23)]) in (Reason.DAMAGED, Reason.NO_HEADER)


_SOUND = table_by_xlsxwriter([["a", "b", "c"], ["1", "2", "3"], ["Åse", "", "=1"]])


def test_a_part_whose_sum_does_not_hold_is_damage() -> None:
    content = bytearray(by_hand(HEADINGS, packing=zipfile.ZIP_STORED))
    at = content.find(b"postnr")
    content[at : at + 6] = b"POSTNR"
    assert zlib.crc32(b"postnr") != zlib.crc32(b"POSTNR")
    assert reason(bytes(content)) is Reason.DAMAGED


def test_no_refusal_holds_a_value() -> None:
    content = by_hand(HEADINGS + '<row r="2"><c t="s"><v>12345</v></c></row>')
    with pytest.raises(Unreadable) as refused:
        list(opened(content).rows())
    assert "12345" not in str(refused.value) and "12345" not in repr(refused.value)
