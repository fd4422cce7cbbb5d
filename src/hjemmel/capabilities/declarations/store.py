"""Reading what has been published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection

from hjemmel.capabilities.declarations.models import ChangeLook, PublishedVersion
from hjemmel.core.website.change_shown import Look, Seen

_SAYS = "number, digest, published_at, applies_at, published_by, notes, line"
_STANDING = f"SELECT {_SAYS} FROM declaration_version WHERE applies_at <= %s ORDER BY number DESC LIMIT 1"
_FIRST = f"SELECT {_SAYS} FROM declaration_version ORDER BY number LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version, with its bytes."""

    number: int
    digest: str
    content: bytes
    published_at: datetime
    applies_at: datetime
    """From when it stands, until a version with a higher number does."""
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
            applies_at=stored.applies_at,
            published_by=stored.published_by,
            notes=stored.notes,
            line=stored.line,
        )


def current(at: datetime) -> Version | None:
    """The version that stands at this moment: of those that apply by then, the one with the highest number. The first one
    stands from when it was published, for there was nothing before it. None if nothing was published yet.

    Every page asks, some several times: so the statement is written by hand, and the file itself is read once."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [connection.ops.adapt_datetimefield_value(at)])
        found = cursor.fetchone()
        if found is None:
            cursor.execute(_FIRST)
            found = cursor.fetchone()
    return _read(*found) if found else None


@lru_cache(maxsize=8)
def _read(number: int, *says: object) -> Version | None:
    """The version that says this of itself, its file's digest too: whenever it is read, it is the same."""
    return version(number)


def newest() -> Version | None:
    """The one with the highest number, whether it applies yet or not."""
    found = PublishedVersion.objects.order_by("-number").first()
    return Version.of(found) if found else None


def coming(at: datetime) -> Version | None:
    """The next that will stand: published, and not applying yet at this moment. None if none waits."""
    standing = current(at)
    if standing is None:
        return None
    waiting = PublishedVersion.objects.filter(number__gt=standing.number, applies_at__gt=at)
    found = waiting.order_by("applies_at", "-number").first()
    return Version.of(found) if found else None


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


def looks() -> dict[int, tuple[Look, ...]]:
    """By version, what was seen of its change on the website, the oldest first."""
    found: dict[int, tuple[Look, ...]] = {}
    for number, at, seen in ChangeLook.objects.order_by("at", "pk").values_list("version", "at", "seen"):
        found[number] = (*found.get(number, ()), Look(at=at, seen=Seen(seen)))
    return found
