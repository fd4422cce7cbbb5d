"""Tables that people hand over as files: CSV and XLSX, read as streamed rows of text with their row numbers.

What a file is, is told by its content, never by its name. Nothing in a file is run, fetched or unpacked to disk.
Whatever is not certain is a finding on its row; a row is never shifted, mended or dropped in silence."""

from __future__ import annotations

from hjemmel.connectors.sheets.faults import Fault, Reason, Unreadable
from hjemmel.connectors.sheets.opening import Choice, open_sheet
from hjemmel.connectors.sheets.sheet import Limits, Row, Sheet, SheetFinding

__all__ = ["Choice", "Fault", "Limits", "Reason", "Row", "Sheet", "SheetFinding", "Unreadable", "open_sheet"]
