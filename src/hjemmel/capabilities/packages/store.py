"""Reading packages. Writing goes through the services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hjemmel.capabilities.packages.models import Copy, Opening, Package, Part, Release
from hjemmel.capabilities.packages.services import COLUMN, COPY_TABLE, READ_COLUMN, READ_TABLE, TABLE
from hjemmel.core.answer.copies import CopyKind, WhatNow
from hjemmel.engine.ports import SealedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A package without its content."""

    id: str
    request: str
    right: str
    lang: str
    made_at: datetime
    expires_at: datetime
    size: int
    rows: int
    delivered_at: datetime | None
    gone_at: datetime | None
    opened: tuple[datetime, ...]
    """When it was fetched, the first time first."""


def package(id: str) -> Kept | None:
    found = Package.objects.filter(pk=id).first()
    return _kept(found) if found else None


def behind(token: str, at: datetime) -> Kept | None:
    """The package that a link leads to; None if there is none, or it has expired. `token`: the digest of its secret."""
    found = Package.objects.filter(token=token, gone_at__isnull=True, expires_at__gt=at).first()
    return _kept(found) if found else None


def of_request(request: str) -> tuple[Kept, ...]:
    """The newest first."""
    return tuple(map(_kept, Package.objects.filter(request=request).order_by("-made_at", "pk")))


def expired(at: datetime) -> tuple[str, ...]:
    """Those whose time is over, and whose content is still there."""
    found = Package.objects.filter(gone_at__isnull=True, expires_at__lte=at).order_by("pk")
    return tuple(found.values_list("pk", flat=True))


def sealed_key(id: str) -> SealedRow | None:
    found = Package.objects.filter(pk=id, key__isnull=False).values_list("key", flat=True).first()
    if found is None:
        return None
    return SealedRow(subject=id, table=TABLE, row=id, values={COLUMN: bytes(found)})


def parts(id: str) -> Iterator[bytes]:
    """The sealed file, piece by piece: one is in hand at a time."""
    number = 0
    while True:
        found = Part.objects.filter(package=id, number=number).values_list("content", flat=True).first()
        if found is None:
            return
        yield bytes(found)
        number += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A row that somebody has read for a request."""

    collection: str
    key: str
    how: str
    texts: SealedRow | None


def read(request: str) -> tuple[Read, ...]:
    """The rows in which somebody has read what may be about others, for this request."""
    return tuple(
        Read(collection=one.collection, key=one.key, how=one.how, texts=_texts(one))
        for one in Release.objects.filter(request=request).order_by("pk")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCopy:
    """A copy that a keeper sent, without its content."""

    id: str
    request: str
    system: str
    kind: CopyKind
    size: int
    added_at: datetime
    by: str
    is_seen: bool
    how: WhatNow


def copies(request: str) -> tuple[KeptCopy, ...]:
    """Those that are there, the first that came first."""
    found = Copy.objects.filter(request=request, gone_at__isnull=True).order_by("number", "pk")
    return tuple(map(_kept_copy, found.defer("content", "key")))


def sealed_copy(id: str) -> tuple[SealedRow, bytes] | None:
    """The sealed key of a copy, and its sealed content; None once it is gone."""
    found = Copy.objects.filter(pk=id, key__isnull=False, content__isnull=False).first()
    if found is None:
        return None
    key = SealedRow(subject=found.request, table=COPY_TABLE, row=id, values={COLUMN: bytes(found.key)})
    return key, bytes(found.content)


def copies_that_are_there() -> tuple[tuple[str, datetime], ...]:
    """Every copy whose content is still there, and when it came."""
    found = Copy.objects.filter(gone_at__isnull=True).order_by("pk")
    return tuple(found.values_list("pk", "added_at"))


def _kept_copy(found: Copy) -> KeptCopy:
    return KeptCopy(
        id=found.pk,
        request=found.request,
        system=found.system,
        kind=CopyKind(found.kind),
        size=found.size,
        added_at=found.added_at,
        by=found.by,
        is_seen=found.seen_at is not None,
        how=WhatNow(found.how),
    )


def _texts(one: Release) -> SealedRow | None:
    if one.texts is None:
        return None
    row = f"{one.collection} {one.key}"
    return SealedRow(subject=one.request, table=READ_TABLE, row=row, values={READ_COLUMN: bytes(one.texts)})


def _kept(found: Package) -> Kept:
    opened = Opening.objects.filter(package=found).order_by("at", "pk").values_list("at", flat=True)
    return Kept(
        id=found.pk,
        request=found.request,
        right=found.right,
        lang=found.lang,
        made_at=found.made_at,
        expires_at=found.expires_at,
        size=found.size,
        rows=found.rows,
        delivered_at=found.delivered_at,
        gone_at=found.gone_at,
        opened=tuple(opened),
    )
