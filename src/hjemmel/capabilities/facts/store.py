"""The facts as the engine sees them. Writing goes through the service."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from hjemmel.capabilities.facts.models import StoredFact
from hjemmel.capabilities.facts.services import HardStop, record
from hjemmel.core.facts import Fact, Facts
from hjemmel.core.revive import revive_fact
from hjemmel.engine.ports import Actor


class StoredFacts:
    """The engine's `FactStore`, in our own database. `hard_stop` looks up how long a bounded hold may last;
    without it none is taken."""

    def __init__(self, hard_stop: HardStop | None = None) -> None:
        self.hard_stop = hard_stop

    def read(self) -> Facts:
        """All facts that stand, in the order they were recorded."""
        standing = StoredFact.objects.filter(replaced_by_line__isnull=True).order_by("pk")
        bodies = standing.values_list("body", flat=True).iterator(chunk_size=2000)
        return Facts.gathered(revive_fact(json.loads(body)) for body in bodies)

    def record(self, facts: Iterable[Fact], actor: Actor, at: datetime) -> None:
        record(facts, actor, at, self.hard_stop)
