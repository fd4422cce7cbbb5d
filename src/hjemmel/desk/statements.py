"""The statement of a version in the forms that it is published in, and what changed between versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hjemmel.capabilities.declarations import store
from hjemmel.core.datamap import DataMap


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One published version, for a reader."""

    number: int
    published_at: datetime
    valid_from: date | None
    notes: str
    changes: tuple[str, ...]


def fragment(data_map: DataMap, lang: str, versions: str) -> str:
    return ""


def json_text(data_map: DataMap, lang: str) -> str:
    return "{}"


def pdf(data_map: DataMap, lang: str) -> bytes:
    return b""


def history(lang: str) -> tuple[HistoryLine, ...]:
    """All versions, the newest first."""
    return tuple(
        HistoryLine(
            number=version.number,
            published_at=version.published_at,
            valid_from=None,
            notes=version.notes,
            changes=(),
        )
        for version in store.versions()
    )
