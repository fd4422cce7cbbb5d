"""What reading gives: a sheet with its headings, and its rows one at a time. How files are read stands elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from hjemmel.connectors.sheets.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFinding:
    """Something is wrong: what, and where. It never holds a value.

    `column` counts from 0, and is None where the whole row, or the whole file, is meant."""

    fault: Fault
    column: int | None = None


class Row(NamedTuple):
    """One row. `number` is what a spreadsheet shows beside it, so the heading is usually 1.

    A tuple and no dataclass: a file has a million of them."""

    number: int
    cells: tuple[str, ...]
    """As many as there are headings; as they stand in the file where a finding spoils the row."""
    findings: tuple[SheetFinding, ...] = ()

    @property
    def is_spoiled(self) -> bool:
        """Cells may stand in the wrong columns: show the row to a person, never import it."""
        return any(finding.fault.spoils_the_row for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is read at most. Beyond it the file is refused, never cut."""

    file: int = 2 << 30
    """Bytes of the file."""
    unpacked: int = 4 << 30
    """Bytes of one part of a workbook."""
    ratio: int = 250
    """How many times larger than packed; real sheets lie below 40."""
    texts: int = 256 << 20
    """Bytes of the texts that a workbook's cells share: the one part that is held in memory."""
    columns: int = 1_000


NO_COLUMNS: frozenset[int] = frozenset()


class Sheet(Protocol):
    """A table in a file. It reads from the open file each time it is asked, so the file must stay open."""

    kind: str
    """`csv` or `xlsx`."""
    headers: tuple[str, ...]
    """Stripped of spaces; blank and equal ones are told of in `findings`."""
    findings: tuple[SheetFinding, ...]
    """About the file and its headings."""

    def rows(self, text_columns: Collection[int] = NO_COLUMNS) -> Iterator[Row]:
        """The rows under the headings, streamed; rows without any content are passed over.

        `text_columns` are those where a number is no number: phone, postcode, account. There a cell that a
        spreadsheet turned into a number is a finding. May raise Unreadable on the way."""


def header_findings(headers: Sequence[str]) -> tuple[SheetFinding, ...]:
    """Columns without a heading, and all columns that share one (upper and lower case are alike)."""
    seen = Counter(header.casefold() for header in headers)
    return tuple(
        SheetFinding(fault=Fault.DUPLICATE_HEADER if header else Fault.BLANK_HEADER, column=column)
        for column, header in enumerate(headers)
        if not header or seen[header.casefold()] > 1
    )


def trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings: without the spaces around them, and without the blank ones at the end."""
    found = [cell.strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    return tuple(found)
