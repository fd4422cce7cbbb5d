"""How a collection lies in a system that is no database. Read by its connector."""

from typing import Literal

from pydantic import Field

from .parts import Column, Line, Model


class ColumnLayout(Model):
    """What the system itself does not say of a column: where it stands, and what may stand in it."""

    heading: Line | None = None
    """In a file: the heading, where it is not the column's own name."""
    type: Literal["text", "integer", "number", "boolean", "date"] | None = None
    required: bool = False
    unique: bool = False
    longest: int | None = Field(default=None, ge=1)
    """The greatest number of characters."""


class FileLayout(Model):
    """A file of the folder, or several that have the same headings."""

    name: Line
    """`jobs.csv`, `2026/jobs.xlsx`, or a pattern: `jobs-*.csv`."""
    sheet: Line | None = None
    """In a workbook: the sheet; otherwise the first that is not hidden."""
    header_row: int | None = Field(default=None, ge=1)
    delimiter: Literal[",", ";", "tab", "|"] | None = None
    encoding: Line | None = None
    empty: Literal["null", "text"] = "null"
    """What a cell that is there and holds nothing (`""`) is: no value, or a text without letters."""
    columns: dict[Column, ColumnLayout] = Field(default_factory=dict)
