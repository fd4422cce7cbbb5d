"""Files as other programs make them: XlsxWriter, the csv module, and workbooks laid down byte by byte."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from hjemmel.connectors.sheets import Choice, Limits, Row, Sheet, open_sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def opened(content: bytes, choice: Choice = Choice(), limits: Limits = Limits()) -> Sheet:  # noqa: B008
    return open_sheet(io.BytesIO(content), choice, limits)


def rows(content: bytes, text_columns: Iterable[int] = (), **choice: Any) -> list[Row]:
    return list(opened(content, Choice(**choice)).rows(tuple(text_columns)))


def cells(content: bytes, **choice: Any) -> list[tuple[str, ...]]:
    return [row.cells for row in rows(content, **choice)]


def faults(row: Row) -> list[tuple[str, int | None]]:
    return [(finding.fault.value, finding.column) for finding in row.findings]


def by_csv_module(table: Sequence[Sequence[str]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    return out.getvalue().encode(encoding)


def by_xlsxwriter(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook by XlsxWriter; `fill` gets the book and its first sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book, book.add_worksheet("Kunder"))
    return out.getvalue()


def table_by_xlsxwriter(table: Sequence[Sequence[str]], **options: Any) -> bytes:
    def fill(_: Any, sheet: Any) -> None:
        for number, line in enumerate(table):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)

    return by_xlsxwriter(fill, **options)


# ---- by hand ----------------------------------------------------------------------------------------------


def by_hand(
    sheet: str,
    *,
    texts: str | None = None,
    styles: str | None = None,
    book: str = '<sheet name="Ark1" sheetId="1" r:id="rId1"/>',
    before: str = "",
    after: str = "",
    others: Mapping[str, bytes] | None = None,
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook of as few parts as a workbook may have. `sheet` is what stands inside `sheetData`."""
    parts: dict[str, bytes] = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": xml(f"<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'>{before}<sheets>{book}</sheets>{after}</workbook>"),
        "xl/worksheets/sheet1.xml": xml(f"<worksheet xmlns='{MAIN}'><sheetData>{sheet}</sheetData></worksheet>"),
    }  # fmt: skip
    relations = [("rId1", "worksheet", "worksheets/sheet1.xml")]
    if texts is not None:
        parts["xl/sharedStrings.xml"] = xml(f"<sst xmlns='{MAIN}'>{texts}</sst>")
        relations.append(("rId8", "sharedStrings", "sharedStrings.xml"))
    if styles is not None:
        parts["xl/styles.xml"] = xml(f"<styleSheet xmlns='{MAIN}'>{styles}</styleSheet>")
        relations.append(("rId9", "styles", "/xl/styles.xml"))
    links = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{k}" Target="{t}"/>' for i, k, t in relations)
    parts["xl/_rels/workbook.xml.rels"] = xml(f"<Relationships>{links}</Relationships>")
    return zipped({**parts, **(others or {})}, packing)


def xml(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def zipped(parts: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


HEADINGS = '<row r="1"><c r="A1" t="inlineStr"><is><t>navn</t></is></c><c r="B1" t="inlineStr"><is><t>postnr</t></is></c></row>'
