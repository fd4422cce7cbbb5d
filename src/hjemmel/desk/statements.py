"""The statement of a version in the forms that it is published in, and what changed between versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from hjemmel.capabilities.declarations import store
from hjemmel.capabilities.declarations.store import Version
from hjemmel.core.changes import changes
from hjemmel.core.moment import local_day
from hjemmel.core.output import statement_html, statement_json
from hjemmel.core.output.changes_text import summary
from hjemmel.core.output.statement import Statement, statement
from hjemmel.core.output.statement_jsonld import statement_jsonld
from hjemmel.core.output.statement_tilt import statement_tilt
from hjemmel.desk import clock
from hjemmel.desk.change_shown import changes_more_than_words, shown_until
from hjemmel.desk.published import compiled
from hjemmel.press.pdf import statement_pdf


class Standing(Enum):
    """Whether a version applies."""

    NOW = "now"
    EARLIER = "earlier"
    COMING = "coming"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One published version, for a reader."""

    number: int
    published_at: datetime
    applies_from: date
    standing: Standing
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
    """What was changed so lately that it is still shown on the statement itself, or will be changed, the newest first."""
    standing, newest = store.current(clock.now()), store.newest()
    if standing is None or newest is None or not (_is_fresh(standing) or _is_fresh(newest)):
        return ()
    versions = store.versions()
    lines = {line.number: line for line in _lines(versions, lang)}
    return tuple(
        lines[version.number]
        for version, before in pairwise(versions)
        if _is_fresh(version) and changes_more_than_words(before.content, version.content)
    )


def standing_of(version: Version) -> Standing:
    """Whether this version applies now, did, or will. One that another took the place of before its day did."""
    now, standing = clock.now(), store.current(clock.now())
    if standing is not None and version.number == standing.number:
        return Standing.NOW
    is_coming = version.applies_at > now and (standing is None or version.number > standing.number)
    return Standing.COMING if is_coming else Standing.EARLIER


def _is_fresh(version: Version) -> bool:
    return local_day(clock.now(), compiled(version.content).zone) < shown_until(version).until


def _lines(versions: tuple[Version, ...], lang: str) -> tuple[HistoryLine, ...]:
    befores = (*versions[1:], None)
    return tuple(
        HistoryLine(
            number=version.number,
            published_at=version.published_at,
            applies_from=max(
                local_day(version.published_at, compiled(version.content).zone),
                compiled(version.content).declaration.statement.valid_from,
            ),
            standing=standing_of(version),
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
