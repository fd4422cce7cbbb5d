"""The deeds of visits to one's own page: asked for, a code tried or somebody sent to a provider, opened, ended. Ledger lines
name nobody."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hjemmel.capabilities.identity import store
from hjemmel.capabilities.identity.models import SignIn, Visit
from hjemmel.capabilities.identity.services import NewSignIn, Tried
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.entrance.identity_check import LASTS, TRIES, Proof
from hjemmel.engine.ports import Actor, OpenRow
from hjemmel.engine.vault.vault import Vault

OPEN_FOR: Final = timedelta(minutes=30)
"""So long the page can be seen after the right code or the sign-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVisit:
    """A visit as it is asked for. Link and code are digests."""

    id: str
    link: str
    mark: str
    visitor: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a provider has shown of whoever came back from it."""

    link: str
    """The digest of the visit's new secret."""
    provider: str
    proof: Proof
    known_by: str
    sign: str = field(repr=False)
    """What led to them. Stored, sealed, only where it shows who they are."""
    email: str | None = field(repr=False)
    mark: str
    """What stands for the e-mail address; empty where the provider vouches for none."""


def ask(vault: Vault, new: NewVisit, address: str, actor: Actor, at: datetime) -> None:
    """Somebody wants to see their page; a code goes to the address."""
    with deed("own-page-asked", actor, {}, at):
        vault.admit([new.id])
        row = OpenRow(subject=new.id, table=store.VISITS, row=new.id, values={store.ADDRESS: address})
        (sealed,) = vault.seal([row])
        Visit.objects.create(
            id=new.id,
            link=new.link,
            mark=new.mark,
            visitor=new.visitor,
            asked_at=at,
            code=new.code,
            expires_at=at + LASTS,
            address=sealed.values[store.ADDRESS],
        )


def attempt(id: str, code: str, actor: Actor, at: datetime) -> Tried:
    """Compare, count, and use a right code up. `code`: the keyed digest of what was written."""
    with deed("own-page-code-tried", actor, {}, at):
        found = Visit.objects.select_for_update().get(pk=id)
        is_same = hmac.compare_digest(code, found.code)
        if found.read_at is not None or found.tries >= TRIES:
            return Tried.SPENT
        if at >= found.expires_at:
            return Tried.EXPIRED
        if not is_same:
            found.tries += 1
            found.save(update_fields=["tries"])
            return Tried.SPENT if found.tries >= TRIES else Tried.WRONG
        found.code, found.read_at, found.expires_at = "", at, at + OPEN_FOR
        found.save(update_fields=["code", "read_at", "expires_at"])
    return Tried.RIGHT


def conclude(id: str, link: str, proof: Proof, actor: Actor, at: datetime) -> None:
    """What the right code proved. `link`: the digest of a new secret; the one from before the code is worth nothing."""
    with deed("own-page-opened", actor, {"proof": proof.name.lower()}, at):
        Visit.objects.filter(pk=id).update(proof=proof.name, link=link)


def ask_by_sign_in(new: NewVisit, away: NewSignIn, actor: Actor, at: datetime) -> None:
    """Somebody wants to see their page, and is sent to a provider to show who they are."""
    with deed("own-page-asked", actor, {"provider": away.provider}, at):
        Visit.objects.create(
            id=new.id, link=new.link, visitor=new.visitor, asked_at=at, expires_at=at + away.lasts
        )
        SignIn.objects.create(
            state=away.state,
            visit=new.id,
            provider=away.provider,
            browser=away.browser,
            began_at=at,
            expires_at=at + away.lasts,
        )


def recognise(vault: Vault, id: str, who: Recognised, actor: Actor, at: datetime) -> bool:
    """They are back, and this is what the provider showed. False where the visit is over, or was opened before."""
    with deed("own-page-opened", actor, {"proof": who.proof.name.lower(), "provider": who.provider}, at):
        found: Visit | None = Visit.objects.select_for_update().filter(pk=id, ended_at=None).first()
        if found is None or found.read_at is not None or at >= found.expires_at:
            return False
        found.link, found.proof, found.provider = who.link, who.proof.name, who.provider
        found.read_at, found.expires_at = at, at + OPEN_FOR
        if who.proof is Proof.IDENTITY:
            found.known_by, found.mark = who.known_by, who.mark
            vault.admit([id])
            values = {store.SIGN: who.sign} | ({store.ADDRESS: who.email} if who.email else {})
            (sealed,) = vault.seal([OpenRow(subject=id, table=store.VISITS, row=id, values=values)])
            found.sign, found.address = sealed.values[store.SIGN], sealed.values.get(store.ADDRESS)
        found.save()
    return True


def end(vault: Vault, ids: Collection[str], actor: Actor, at: datetime) -> None:
    """They are over: the address goes with its key."""
    with deed("own-pages-ended", actor, {"visits": len(ids)}, at):
        Visit.objects.filter(pk__in=ids, ended_at=None).update(ended_at=at, address=None, sign=None, code="")
        vault.destroy(ids)


def forget(before: datetime, actor: Actor, at: datetime) -> None:
    """What stood for addresses and places served to stop floods, and they are over."""
    with deed("own-pages-ended", actor, {"visits": 0}, at):
        Visit.objects.filter(asked_at__lt=before).exclude(mark="", visitor="").update(mark="", visitor="")
