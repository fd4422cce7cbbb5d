"""The deeds of access: purposes are granted to an account, taken back, and gone through."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from hjemmel.capabilities.access.models import StoredGrant, StoredReview
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.access import Grant, lacks
from hjemmel.engine.ports import Actor


class GrantNotTaken(ValueError):
    """Something is wrong with the grant. `lacks` says what, in both languages."""

    def __init__(self, found: tuple[Text, ...]) -> None:
        super().__init__(" ".join(one.en for one in found))
        self.lacks = found


class NoSuchGrant(LookupError):
    """No grant with this number stands."""


def give(data_map: DataMap, grant: Grant, actor: Actor) -> int:
    """Let the account work with these purposes; returns the number of the grant. Raises GrantNotTaken."""
    if found := lacks(data_map, grant):
        raise GrantNotTaken(found)
    told = {"staff": grant.account, "purposes": sorted(grant.purposes)}
    with deed("access-given", actor, told, grant.given_at) as line:
        stored = StoredGrant.objects.create(
            account_id=int(grant.account.removeprefix("staff-")),
            purposes=" ".join(sorted(grant.purposes)),
            kinds=" ".join(sorted(grant.kinds)),
            begins=grant.begins,
            ends=grant.ends,
            why_all=grant.why_all.value if grant.why_all else "",
            given_at=grant.given_at,
            given_by=grant.given_by,
            line=line.seq,
        )
        return int(stored.pk)


def end(grants: Collection[int], actor: Actor, at: datetime) -> None:
    """Take these grants back, from now on. Raises NoSuchGrant, and takes none, if one does not stand."""
    with deed("access-ended", actor, {"grants": sorted(grants)}, at) as line:
        _end(grants, at, line.seq)


def review(kept: Collection[int], ended: Collection[int], actor: Actor, at: datetime) -> None:
    """Note that these grants were gone through: those that are needed stand, the others end now. Raises NoSuchGrant."""
    told = {"kept": sorted(kept), "ended": sorted(ended)}
    with deed("access-reviewed", actor, told, at) as line:
        if set(kept) & set(ended) or _standing(kept).count() != len(set(kept)):
            raise NoSuchGrant
        _end(ended, at, line.seq)
        StoredReview.objects.bulk_create(
            StoredReview(grant_id=one, kept=one in set(kept), at=at, by=actor.id, line=line.seq)
            for one in sorted({*kept, *ended})
        )


def _standing(grants: Collection[int]) -> QuerySet[StoredGrant]:
    return StoredGrant.objects.filter(pk__in=set(grants), ended_at__isnull=True)


def _end(grants: Collection[int], at: datetime, line: int) -> None:
    if _standing(grants).update(ended_at=at, ended_line=line) != len(set(grants)):
        raise NoSuchGrant
