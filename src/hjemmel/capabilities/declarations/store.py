"""Reading what has been published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection

from hjemmel.capabilities.declarations.models import PublishedVersion

_NEWEST = """
SELECT number, digest, published_at, published_by, notes, line FROM declaration_version ORDER BY number DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version, with its bytes."""

    number: int
    digest: str
    content: bytes
    published_at: datetime
    published_by: str
    notes: str
    line: int

    @classmethod
    def of(cls, stored: PublishedVersion) -> Version:
        return cls(
            number=stored.number,
            digest=stored.digest,
            content=bytes(stored.content),
            published_at=stored.published_at,
            published_by=stored.published_by,
            notes=stored.notes,
            line=stored.line,
        )


def current() -> Version | None:
    """The version that stands; None if nothing was published yet.

    Every page asks, some several times: so the statement is written by hand, and the file itself is read once."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        found = cursor.fetchone()
    return _read(*found) if found else None


@lru_cache(maxsize=8)
def _read(number: int, *says: object) -> Version | None:
    """The version that says this of itself, its file's digest too: whenever it is read, it is the same."""
    return version(number)


def current_digest() -> str | None:
    """Which content stands, without reading it."""
    found: str | None = PublishedVersion.objects.order_by("-number").values_list("digest", flat=True).first()
    return found


def content(digest: str) -> bytes | None:
    """The file with this digest, whenever it was published."""
    found = PublishedVersion.objects.filter(digest=digest).values_list("content", flat=True).first()
    return None if found is None else bytes(found)


def version(number: int) -> Version | None:
    found = PublishedVersion.objects.filter(pk=number).first()
    return Version.of(found) if found else None


def versions() -> tuple[Version, ...]:
    """All versions, the newest first."""
    return tuple(Version.of(stored) for stored in PublishedVersion.objects.order_by("-number"))
