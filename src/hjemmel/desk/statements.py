"""The statement of a version in the forms that it is published in, and what changed between versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from hjemmel.capabilities.declarations import store
from hjemmel.core.changes import changes
from hjemmel.core.output import statement_html, statement_json
from hjemmel.core.output.changes_text import summary
from hjemmel.core.output.statement import Statement, statement
from hjemmel.desk.published import compiled
from hjemmel.press.pdf import statement_pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One published version, for a reader."""

    number: int
    published_at: datetime
    valid_from: date
    notes: str
    changes: tuple[str, ...]


def fragment(content: bytes, lang: str, history: str) -> str:
    """What stands inside the page's `main`, escaped, with a link to the page of all versions."""
    return _fragment(content, lang, history)


def as_json(content: bytes, lang: str) -> str:
    return statement_json.statement_json(stated(content, lang))


def as_pdf(content: bytes, lang: str) -> bytes:
    return _pdf(content, lang)


def stated(content: bytes, lang: str) -> Statement:
    return statement(compiled(content), lang)


def history(lang: str) -> tuple[HistoryLine, ...]:
    """All versions, the newest first, each with what it changed."""
    versions = store.versions()
    befores = (*versions[1:], None)
    return tuple(
        HistoryLine(
            number=version.number,
            published_at=version.published_at,
            valid_from=compiled(version.content).declaration.statement.valid_from,
            notes=version.notes,
            changes=_changes(before.content, version.content, lang) if before else (),
        )
        for version, before in zip(versions, befores, strict=True)
    )


def _changes(before: bytes, after: bytes, lang: str) -> tuple[str, ...]:
    return tuple(summary(change, lang) for change in changes(compiled(before), compiled(after)).items)


# Most visits read the same words: they are set once a version and language.


@lru_cache(maxsize=8)
def _fragment(content: bytes, lang: str, history: str) -> str:
    return statement_html.fragment(stated(content, lang), history)


@lru_cache(maxsize=4)
def _pdf(content: bytes, lang: str) -> bytes:
    return statement_pdf(stated(content, lang))
