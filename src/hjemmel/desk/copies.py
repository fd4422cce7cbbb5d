"""Copies of what no program reads, for the answer to somebody: taken from whoever keeps it, looked through by a member of staff,
put into the package, and gone with it. They lie sealed with the request's own key."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import uuid4

from hjemmel.capabilities.packages import services, store
from hjemmel.capabilities.packages.services import NewCopy, NotThere
from hjemmel.capabilities.packages.store import KeptCopy
from hjemmel.core.answer.copies import MOST_BYTES, MOST_FILES, CopyKind, WhatNow, is_over, kind_of
from hjemmel.core.declaration.parts import Text
from hjemmel.core.moment import local_day
from hjemmel.desk import access, clock
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.stream import Sealing, new_key, opened

__all__ = ["KeptCopy", "NotThere"]

TOO_BIG = Text(
    nb=f"Hver fil kan være på {MOST_BYTES // 1024 // 1024} MB, og det kan være {MOST_FILES} filer. Ingenting er sendt.",
    en=f"A file can be of {MOST_BYTES // 1024 // 1024} MB, and there can be {MOST_FILES} files. Nothing was sent.",
)
NOT_TAKEN = Text(
    nb="Filene må være PDF, bilde (PNG eller JPEG), Excel eller CSV. Ingenting er sendt.",
    en="The files must be PDF, an image (PNG or JPEG), Excel or CSV. Nothing was sent.",
)


class Unfit(ValueError):
    """The files are not taken. `why` tells whoever sent them."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A copy as a member of staff opens it."""

    kind: CopyKind
    content: bytes


def fit(files: Sequence[bytes]) -> tuple[CopyKind, ...]:
    """What each of them is. Raises Unfit where one is too big, or of a kind that is not taken."""
    if len(files) > MOST_FILES or any(len(one) > MOST_BYTES for one in files):
        raise Unfit(TOO_BIG)
    kinds = tuple(kind for one in files if (kind := kind_of(one)) is not None)
    if len(kinds) < len(files):
        raise Unfit(NOT_TAKEN)
    return kinds


def take(request: str, system: str, files: Sequence[bytes], actor: Actor) -> None:
    """Keep these copies of what lies in the system, sealed. Raises Unfit, or a VaultFault."""
    for content, kind in zip(files, fit(files), strict=True):
        id, key, sealed = uuid4().hex, new_key(), io.BytesIO()
        sealing = Sealing(sealed, key, id)
        sealing.write(content)
        sealing.close()
        new = NewCopy(id=id, request=request, system=system, kind=kind.value, size=len(content))
        services.add_copy(vault(actor), new, key.hex(), sealed.getvalue(), actor, clock.now())


def of_request(request: str) -> tuple[KeptCopy, ...]:
    return store.copies(request)


def wait(request: str) -> bool:
    """Something has come in, and nobody has decided whether it is given."""
    return any(one.how is WhatNow.WAITING for one in store.copies(request))


def open_one(request: str, id: str, actor: Actor, purpose: str, case: str = "") -> Opened:
    """The copy itself, for one of the reader's purposes. That it was opened is noted. Raises NotAllowed, NotThere, or a
    VaultFault."""
    access.check(actor, purpose, case)
    if not access.access(actor).used(purpose).columns:
        raise access.NotAllowed
    found = next((one for one in store.copies(request) if one.id == id), None)
    if found is None:
        raise NotThere(id)
    content = b"".join(parts(id, actor))
    services.see_copy(id, actor, clock.now())
    access.note_shown(actor, purpose, (), 1, case)
    return Opened(kind=found.kind, content=content)


def decide(request: str, id: str, how: WhatNow, actor: Actor) -> None:
    """It is given, or kept back. Raises NotThere: also where nobody has opened it."""
    if all(one.id != id for one in store.copies(request)):
        raise NotThere(id)
    services.decide_copy(id, how.value, actor, clock.now())


def parts(id: str, actor: Actor) -> Iterator[bytes]:
    """The clear text, for whatever puts it into a package. Raises NotThere, or a VaultFault."""
    found = store.sealed_copy(id)
    if found is None:
        raise NotThere(id)
    key, content = found
    (row,) = vault(actor).open([key])
    yield from opened([content], bytes.fromhex(row.values[services.COLUMN] or ""), id)


def let_old_go(actor: Actor) -> int:
    """Every copy that has lain there for too long goes: of a request that came to no package. Run it every night."""
    zone = published().map.zone
    today = local_day(clock.now(), zone)
    old = [id for id, at in store.copies_that_are_there() if is_over(local_day(at, zone), today)]
    return services.let_copies_go(old, actor, clock.now()) if old else 0
