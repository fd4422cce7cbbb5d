"""The deeds of access tokens: one is made, one is ended, those that stand are gone through."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.tokens.models import StoredToken
from hjemmel.core.entrance.token import AccessToken
from hjemmel.engine.ports import Actor


class NoSuchToken(LookupError):
    """No token that stands has this number."""


def make(token: AccessToken, salt: str, digest: str, actor: Actor) -> None:
    """Keep a new token: everything but its secret."""
    told = {
        "token": token.id,
        "purposes": sorted(token.purposes),
        "rights": sorted(right.value for right in token.rights),
    }
    with deed("token-made", actor, told, token.made_at) as line:
        StoredToken.objects.create(
            id=token.id,
            name=token.name,
            salt=salt,
            digest=digest,
            purposes=" ".join(sorted(token.purposes)),
            rights=" ".join(sorted(right.value for right in token.rights)),
            made_at=token.made_at,
            expires_at=token.expires_at,
            line=line.seq,
        )


def end(id: str, actor: Actor, at: datetime) -> None:
    """From now on the token lets nobody in. Raises NoSuchToken if there is none, or it has ended already."""
    with deed("token-ended", actor, {"token": id}, at):
        _update([id], ended_at=at)


def review(kept: Collection[str], ended: Collection[str], actor: Actor, at: datetime) -> None:
    """Note that these tokens were gone through: those that are needed stand, the others let nobody in from now on.
    Raises NoSuchToken, and changes none, if one does not stand."""
    with deed("tokens-reviewed", actor, {"kept": sorted(kept), "ended": sorted(ended)}, at):
        if set(kept) & set(ended):
            raise NoSuchToken
        _update(kept, reviewed_at=at)
        _update(ended, ended_at=at)


def _update(ids: Collection[str], **changed: datetime) -> None:
    standing = StoredToken.objects.filter(pk__in=set(ids), ended_at__isnull=True)
    if standing.update(**changed) != len(set(ids)):
        raise NoSuchToken
