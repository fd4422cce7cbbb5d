"""The deeds of packages: keeping one, delivering it, opening it, and letting it go. Ledger lines name the request alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.packages.models import Copy, Opening, Package, Part, Release
from hjemmel.engine.ports import Actor, OpenRow
from hjemmel.engine.vault.vault import Vault

TABLE, COLUMN = "answer_package", "key"
"""Where the sealed key of the file stands."""
READ_TABLE, READ_COLUMN = "answer_release", "texts"
"""Where the texts stand that somebody has read."""
COPY_TABLE = "answer_copy"
"""Where the sealed keys of copies stand, in `COLUMN`."""


class NotThere(ValueError):
    """There is no such package, or it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPackage:
    """A package as it is made, without its content."""

    id: str
    request: str
    right: str
    lang: str
    size: int
    rows: int
    expires_at: datetime


def keep(vault: Vault, new: NewPackage, key: str, parts: Iterable[bytes], actor: Actor, at: datetime) -> None:
    """Keep the sealed file, and its key sealed with one of the package's own. Raises a VaultFault."""
    content: dict[str, str | int] = {
        "request": new.request,
        "right": new.right,
        "rows": new.rows,
        "bytes": new.size,
    }
    with deed("package-made", actor, content, at):
        vault.admit([new.id])
        (sealed,) = vault.seal([OpenRow(subject=new.id, table=TABLE, row=new.id, values={COLUMN: key})])
        package = Package.objects.create(
            id=new.id,
            request=new.request,
            right=new.right,
            lang=new.lang,
            made_at=at,
            expires_at=new.expires_at,
            size=new.size,
            rows=new.rows,
            key=sealed.values[COLUMN],
        )
        for number, part in enumerate(parts):
            Part.objects.create(package=package, number=number, content=part)


def deliver(id: str, token: str, expires_at: datetime, actor: Actor, at: datetime) -> None:
    """From now on whoever has the link can fetch it, until then. A link given before is worth nothing any more.

    `token` is the digest of the link's secret. Raises NotThere."""
    found = Package.objects.filter(pk=id, gone_at__isnull=True, expires_at__gt=at)
    request = found.values_list("request", flat=True).first()
    with deed("package-delivered", actor, {"request": request or ""}, at):
        if not found.update(token=token, delivered_at=at, expires_at=expires_at):
            raise NotThere(id)


def take_link_back(id: str, actor: Actor, at: datetime) -> None:
    """The link that was made did not leave: it is worth nothing, and the package has not been delivered."""
    found = Package.objects.filter(pk=id, gone_at__isnull=True)
    request = found.values_list("request", flat=True).first()
    with deed("package-link-back", actor, {"request": request or ""}, at):
        found.update(token=None, delivered_at=None)


def open_once(id: str, actor: Actor, at: datetime) -> int:
    """Note that it is fetched; returns how often it has been. Raises NotThere."""
    package = Package.objects.filter(pk=id, gone_at__isnull=True, expires_at__gt=at).first()
    with deed("package-opened", actor, {"request": package.request if package else ""}, at):
        if package is None:
            raise NotThere(id)
        Opening.objects.create(package=package, at=at)
    return package.openings.count()


def let_go(vault: Vault, ids: Collection[str], actor: Actor, at: datetime) -> int:
    """The content goes, and the keys, so that copies of it are noise; so do the copies that keepers had sent for it. What is
    left says that there was one, and how often it was fetched. Returns how many went."""
    found = Package.objects.filter(pk__in=ids, gone_at__isnull=True)
    there = list(found.values_list("pk", flat=True))
    requests = list(found.values_list("request", flat=True))
    with deed("packages-gone", actor, {"packages": len(there)}, at):
        Part.objects.filter(package__in=there).delete()
        _empty(Copy.objects.filter(request__in=requests), at)
        Package.objects.filter(pk__in=there).update(key=None, token=None, gone_at=at)
        vault.destroy(there)
    return len(there)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCopy:
    """A copy as it comes in, without its content."""

    id: str
    request: str
    system: str
    kind: str
    size: int


def add_copy(vault: Vault, new: NewCopy, key: str, content: bytes, actor: Actor, at: datetime) -> None:
    """Keep the sealed file, and its key sealed with the request's own. Raises a VaultFault."""
    told: dict[str, str | int] = {
        "request": new.request,
        "system": new.system,
        "kind": new.kind,
        "bytes": new.size,
    }
    with deed("answer-copy-added", actor, told, at):
        row = OpenRow(subject=new.request, table=COPY_TABLE, row=new.id, values={COLUMN: key})
        (sealed,) = vault.seal([row])
        Copy.objects.create(
            id=new.id,
            request=new.request,
            number=Copy.objects.filter(request=new.request).count(),
            system=new.system,
            kind=new.kind,
            size=new.size,
            added_at=at,
            by=actor.id,
            key=sealed.values[COLUMN],
            content=content,
        )


def see_copy(id: str, actor: Actor, at: datetime) -> None:
    """A member of staff opens it. Raises NotThere."""
    copy = Copy.objects.filter(pk=id, gone_at__isnull=True).first()
    with deed("answer-copy-seen", actor, {"request": copy.request if copy else ""}, at):
        if copy is None:
            raise NotThere(id)
        Copy.objects.filter(pk=id, seen_at__isnull=True).update(seen_at=at)


def decide_copy(id: str, how: str, actor: Actor, at: datetime) -> None:
    """Whether it is given to whoever asks. Nobody decides about what nobody has opened. Raises NotThere."""
    found = Copy.objects.filter(pk=id, gone_at__isnull=True, seen_at__isnull=False)
    request = found.values_list("request", flat=True).first()
    with deed("answer-copy-decided", actor, {"request": request or "", "how": how}, at):
        if not found.update(how=how):
            raise NotThere(id)


def let_copies_go(ids: Collection[str], actor: Actor, at: datetime) -> int:
    """The content goes, and the keys. What is left says that there was one, and what was decided."""
    found = Copy.objects.filter(pk__in=ids, gone_at__isnull=True)
    with deed("answer-copies-gone", actor, {"copies": found.count()}, at):
        return _empty(found, at)


def _empty(copies: QuerySet[Copy], at: datetime) -> int:
    return copies.filter(gone_at__isnull=True).update(key=None, content=None, gone_at=at)


def release(request: str, rows: Collection[tuple[str, str]], actor: Actor, at: datetime) -> None:
    """Somebody has read what may be about others in these rows (collection, key), and it can be given to whoever asks.

    Doing it again changes nothing."""
    with deed("answer-released", actor, {"request": request, "rows": len(rows)}, at):
        for collection, key in rows:
            Release.objects.get_or_create(
                request=request, collection=collection, key=key, defaults={"at": at, "by": actor.id}
            )


def read(
    vault: Vault, request: str, row: tuple[str, str], how: str, texts: str, actor: Actor, at: datetime
) -> None:
    """Somebody has read what may be about others in this row (collection, key), and decided `how` it is given.

    `texts` is sealed with the request's own key. Deciding anew takes the place of what was decided. Raises a VaultFault."""
    collection, key = row
    with deed("answer-row-read", actor, {"request": request, "how": how}, at):
        opened = OpenRow(
            subject=request, table=READ_TABLE, row=f"{collection} {key}", values={READ_COLUMN: texts}
        )
        (sealed,) = vault.seal([opened])
        Release.objects.update_or_create(
            request=request,
            collection=collection,
            key=key,
            defaults={"at": at, "by": actor.id, "how": how, "texts": sealed.values[READ_COLUMN]},
        )
