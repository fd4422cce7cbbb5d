"""Lays tables of the contract down in a folder, as CSV files or as workbooks."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from tests.connectors.tables import clock

from hjemmel.connectors.contract import Table
from hjemmel.connectors.files import FilesConnector
from hjemmel.core.declaration.layouts import ColumnLayout, FileLayout
from hjemmel.core.observation import CollectionSeen, ColumnType
from hjemmel.core.shape import Shape

TYPES = {
    ColumnType.TEXT: "text",
    ColumnType.INTEGER: "integer",
    ColumnType.DATE: "date",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.NUMBER: "number",
}


def column_layouts(seen: CollectionSeen) -> dict[str, ColumnLayout]:
    return {
        column.name: ColumnLayout(
            type=TYPES.get(column.type),  # type: ignore[arg-type]
            required=not column.nullable,
            unique=(column.name,) in seen.unique,
            longest=column.length,
        )
        for column in seen.columns
    }


def cell(value: object) -> str:
    """As the connector says that NULL and the text without letters are told apart."""
    if value is None:
        return ""
    text = str(value)
    return '"' + text.replace('"', '""') + '"' if not text or set(text) & set(';"\r\n') else text


def csv_file(path: Path, table: Table) -> None:
    lines = [";".join(column.name for column in table.seen.columns)]
    lines += [";".join(map(cell, row)) for row in table.rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def xlsx_file(path: Path, table: Table) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([column.name for column in table.seen.columns])
    for row in table.rows:
        sheet.append(list(row))
    book.save(path)


def folder_connector(
    folder: Path, tables: Sequence[Table], shapes: Mapping[str, Shape], ending: str
) -> FilesConnector:
    for old in folder.iterdir():
        old.unlink()
    for table in tables:
        (csv_file if ending == "csv" else xlsx_file)(folder / f"{table.seen.name}.{ending}", table)
    present = {table.seen.name: table.seen for table in tables}
    layouts = {
        name: FileLayout(
            name=f"{shape.table}.{ending}",
            empty="text",
            columns=column_layouts(present[shape.table]) if shape.table in present else {},
        )
        for name, shape in shapes.items()
    }
    references = {name: seen.references for name, seen in present.items()}
    return FilesConnector("shop", folder.as_uri(), shapes, layouts, clock=clock, references=references)


def csv_rows(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=";"))
