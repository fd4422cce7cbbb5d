"""Reading what has been published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hjemmel.capabilities.declarations.models import PublishedVersion


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
    """The version that stands; None if nothing was published yet."""
    found = PublishedVersion.objects.order_by("-number").first()
    return Version.of(found) if found else None


def current_digest() -> str | None:
    """Which content stands, without reading it."""
    found: str | None = PublishedVersion.objects.order_by("-number").values_list("digest", flat=True).first()
    return found


def version(number: int) -> Version | None:
    found = PublishedVersion.objects.filter(pk=number).first()
    return Version.of(found) if found else None


def versions() -> tuple[Version, ...]:
    """All versions, the newest first."""
    return tuple(Version.of(stored) for stored in PublishedVersion.objects.order_by("-number"))
