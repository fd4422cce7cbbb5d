"""Copies of what no program reads, from whoever keeps it: which files are taken, and what they are called in the package.

A file is known by what it holds, never by its name: a name may tell whom it is about, and is not kept."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Final

from ..period import Period

MOST_BYTES: Final = 10 * 1024 * 1024
"""Of one file."""
MOST_FILES: Final = 5
"""With one answer."""
LASTS: Final = Period(months=4)
"""The longest that a copy lies there. An answer comes within three months of the request (Art. 12(3)), and the package that
the copy was put into lasts no longer than that again; as a rule the copy goes with it, and long before."""


class CopyKind(Enum):
    """What a copy is. `value` ends its name."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    XLSX = "xlsx"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        return _MEDIA[self]


_MEDIA = {
    CopyKind.PDF: "application/pdf",
    CopyKind.PNG: "image/png",
    CopyKind.JPEG: "image/jpeg",
    CopyKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CopyKind.CSV: "text/csv; charset=utf-8",
}
_BEGINNINGS = (
    (b"%PDF-", CopyKind.PDF),
    (b"\x89PNG\r\n\x1a\n", CopyKind.PNG),
    (b"\xff\xd8\xff", CopyKind.JPEG),
)
_ZIP, _WORKBOOK = b"PK\x03\x04", b"xl/workbook.xml"
_SEPARATORS = (";", ",", "\t")
_LINES = "\t\r\n"


class WhatNow(Enum):
    """Where a copy stands: nobody has decided, it is given, or it is kept back for it is about others (Art. 15(4))."""

    WAITING = "waiting"
    GIVEN = "given"
    KEPT_BACK = "kept_back"


def kind_of(content: bytes) -> CopyKind | None:
    """What the file is; None for what is not taken."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(_ZIP):
        # The names of what is packed stand in clear in the file.
        return CopyKind.XLSX if _WORKBOOK in content else None
    return CopyKind.CSV if _is_table(content) else None


def _is_table(content: bytes) -> bool:
    """Lines of text, and the first has more than one column."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    head = text.partition("\n")[0]
    return any(sign in head for sign in _SEPARATORS) and all(
        sign.isprintable() or sign in _LINES for sign in text
    )


def file_name(system: str, number: int, kind: CopyKind) -> str:
    """In the package. It tells where the copy comes from, and nothing else."""
    return f"copies/{system}-{number}.{kind.value}"


def is_over(added_on: date, today: date) -> bool:
    return added_on + LASTS <= today
