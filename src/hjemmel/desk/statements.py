"""The statement of a version in the forms that it is published in, and what changed between versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from hjemmel.capabilities.declarations import store
from hjemmel.capabilities.declarations.store import Version
from hjemmel.core.changes import changes
from hjemmel.core.moment import local_day
from hjemmel.core.output import statement_html, statement_json
from hjemmel.core.output.changes_text import summary
from hjemmel.core.output.statement import Statement, statement
from hjemmel.core.output.statement_jsonld import statement_jsonld
from hjemmel.core.output.statement_tilt import statement_tilt
from hjemmel.core.period import Period
from hjemmel.desk import clock
from hjemmel.desk.published import compiled
from hjemmel.press.pdf import statement_pdf

SHOWN_FOR: Final = Period(days=30)
"""How long a change is shown, where nothing else is declared."""


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


def as_jsonld(content: bytes, lang: str) -> str:
    """In the words of the Data Privacy Vocabulary."""
    return _jsonld(content, lang)


def as_tilt(content: bytes, lang: str) -> str:
    """In the schema of the Transparency Information Language."""
    return _tilt(content, lang)


def as_pdf(content: bytes, lang: str) -> bytes:
    return _pdf(content, lang)


def stated(content: bytes, lang: str) -> Statement:
    return statement(compiled(content), lang)


def history(lang: str) -> tuple[HistoryLine, ...]:
    """All versions, the newest first, each with what it changed."""
    return _lines(store.versions(), lang)


def fresh(lang: str) -> tuple[HistoryLine, ...]:
    """What was changed so lately that it is still shown on the statement itself, the newest first."""
    standing = store.current()
    if standing is None or not _is_fresh(standing):
        return ()
    versions = store.versions()
    return tuple(
        line
        for version, line in zip(versions, _lines(versions, lang), strict=True)
        if line.changes and _is_fresh(version)
    )


def _is_fresh(version: Version) -> bool:
    declaration = compiled(version.content).declaration
    zone = compiled(version.content).zone
    shown_for = declaration.changes.banner if declaration.changes else None
    return local_day(clock.now(), zone) < local_day(version.published_at, zone) + (shown_for or SHOWN_FOR)


def _lines(versions: tuple[Version, ...], lang: str) -> tuple[HistoryLine, ...]:
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


# Most visits read the same words: they are set once a version and language.


@lru_cache(maxsize=16)
def _changes(before: bytes, after: bytes, lang: str) -> tuple[str, ...]:
    return tuple(summary(change, lang) for change in changes(compiled(before), compiled(after)).items)


@lru_cache(maxsize=4)
def _jsonld(content: bytes, lang: str) -> str:
    return statement_jsonld(compiled(content), lang)


@lru_cache(maxsize=4)
def _tilt(content: bytes, lang: str) -> str:
    return statement_tilt(compiled(content), lang)


@lru_cache(maxsize=8)
def _fragment(content: bytes, lang: str, history: str) -> str:
    return statement_html.fragment(stated(content, lang), history)


@lru_cache(maxsize=4)
def _pdf(content: bytes, lang: str) -> bytes:
    return statement_pdf(stated(content, lang))
