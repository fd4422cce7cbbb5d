"""The facts as the engine sees them. Writing goes through the service."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db.models import Max, Q

from hjemmel.capabilities.facts.models import StoredFact
from hjemmel.capabilities.facts.services import HardStop, record
from hjemmel.core.facts import About, Fact, Facts, Hold
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.plan import plain
from hjemmel.core.revive import revive_fact
from hjemmel.engine.ports import Actor


class StoredFacts:
    """The engine's `FactStore`, in our own database. `hard_stop` looks up how long a bounded hold may last;
    without it none is taken."""

    def __init__(self, hard_stop: HardStop | None = None) -> None:
        self.hard_stop = hard_stop

    def read(self, *kinds: type[Fact]) -> Facts:
        """All facts that stand, in the order they were recorded; of these kinds alone, if any are named."""
        standing = StoredFact.objects.filter(replaced_by_line__isnull=True).order_by("pk")
        if kinds:
            standing = standing.filter(kind__in=[kind.__name__ for kind in kinds])
        bodies = standing.values_list("body", flat=True).iterator(chunk_size=2000)
        return Facts.gathered(revive_fact(json.loads(body)) for body in bodies)

    def newest(self) -> int:
        return StoredFact.objects.aggregate(newest=Max("pk"))["newest"] or 0

    def record(self, facts: Iterable[Fact], actor: Actor, at: datetime) -> None:
        record(facts, actor, at, self.hard_stop)


def about(person: About, kind: type[Fact]) -> Mapping[str, Fact]:
    """The facts of one kind about one row that stand, by their identities, in the order they were recorded.

    Every fact of the kind is looked through, and few are revived."""
    standing = StoredFact.objects.filter(kind=kind.__name__, replaced_by_line__isnull=True)
    theirs = standing.filter(body__contains=f'"about":{canonical(plain(person))}').order_by("pk")
    return {
        identity: revive_fact(json.loads(body)) for identity, body in theirs.values_list("identity", "body")
    }


def all_about(person: About) -> Facts:
    """The facts that stand about one row, holds on it included. Every fact is looked through, and few are revived."""
    theirs = Q(body__contains=f'"about":{canonical(plain(person))}')
    holds = Q(kind=Hold.__name__, body__contains=canonical(list(person.key)))
    near = StoredFact.objects.filter(theirs | holds, replaced_by_line__isnull=True).order_by("pk")
    found = (revive_fact(json.loads(body)) for body in near.values_list("body", flat=True))
    return Facts.gathered(
        fact
        for fact in found
        if not isinstance(fact, Hold) or (fact.home == person.collection and person.key in fact.keys)
    )


def holds() -> Iterator[tuple[Hold, datetime]]:
    """Every hold as it is now, ended ones too, with when it was placed; the newest first."""
    found: dict[str, tuple[Hold, datetime]] = {}
    stored = StoredFact.objects.filter(kind=Hold.__name__).order_by("pk")
    for identity, body, at in stored.values_list("identity", "body", "recorded_at"):
        hold = revive_fact(json.loads(body))
        if isinstance(hold, Hold):
            found[identity] = (hold, found[identity][1] if identity in found else at)
    return reversed(found.values())


def standing(identity: str) -> Fact | None:
    """The fact of this identity that stands."""
    found = StoredFact.objects.filter(identity=identity, replaced_by_line__isnull=True).first()
    return revive_fact(json.loads(found.body)) if found else None


def recorded_with(line: int) -> Mapping[str, Fact]:
    """What one ledger line recorded, by identity."""
    rows = StoredFact.objects.filter(line=line).order_by("pk").values_list("identity", "body")
    return {identity: revive_fact(json.loads(body)) for identity, body in rows}
