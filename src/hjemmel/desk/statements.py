"""The statement of a version in the forms that it is published in, and what changed between versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from hjemmel.capabilities.declarations import store
from hjemmel.core.output import statement_html, statement_json
from hjemmel.core.output.statement import Statement, statement
from hjemmel.desk.published import compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One published version, for a reader."""

    number: int
    published_at: datetime
    valid_from: date
    notes: str
    changes: tuple[str, ...]


def fragment(content: bytes, lang: str) -> str:
    """What stands inside the page's `main`, escaped."""
    return _fragment(content, lang)


def as_json(content: bytes, lang: str) -> str:
    return statement_json.statement_json(stated(content, lang))


def stated(content: bytes, lang: str) -> Statement:
    return statement(compiled(content), lang)


def history() -> tuple[HistoryLine, ...]:
    """All versions, the newest first."""
    return tuple(
        HistoryLine(
            number=version.number,
            published_at=version.published_at,
            valid_from=compiled(version.content).declaration.statement.valid_from,
            notes=version.notes,
            changes=(),
        )
        for version in store.versions()
    )


@lru_cache(maxsize=8)
def _fragment(content: bytes, lang: str) -> str:
    # Most visits read the same words: one rendering a version and language.
    return statement_html.fragment(stated(content, lang))

