"""A folder of CSV files and workbooks as a system. Files are read as streams, and rewritten whole beside themselves:
whoever looks sees the old file or the new one, never half. How files are read at all stands in `connectors/sheets`."""

from __future__ import annotations

from .connector import FilesConnector

__all__ = ["FilesConnector"]
