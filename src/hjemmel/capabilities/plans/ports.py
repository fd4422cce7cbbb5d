"""What the engine is handed: its `Plans` and `Evidences`, in our own database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from hjemmel.capabilities.plans import services, store
from hjemmel.core.facts import Fact
from hjemmel.core.plan import Plan
from hjemmel.core.promise import Evidence
from hjemmel.core.receipt import Receipt
from hjemmel.engine.ports import Actor, Approval

HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
"""Who works when no person does: what is done on a timetable stands in the ledger under this account."""


class StoredPlans:
    """The engine's `Plans`. `actor` is the one who makes the plans that are stored."""

    def __init__(self, actor: Actor = HJEMMEL) -> None:
        self.actor = actor

    def store(self, plan: Plan) -> None:
        services.keep(plan, self.actor)

    def plan(self, digest: str) -> Plan | None:
        return store.plan(digest)

    def approval(self, digest: str) -> Approval | None:
        return store.approval(digest)

    def approve(self, approval: Approval, facts: Iterable[Fact] = ()) -> None:
        services.approve(approval, facts)

    def begin(self, digest: str, action: int, at: datetime) -> datetime:
        return store.begin(digest, action, at)

    def finish(self, receipt: Receipt) -> None:
        services.finish(receipt)

    def receipts(self, digest: str) -> Sequence[Receipt]:
        return store.receipts(digest)


class StoredEvidences:
    """The engine's `Evidences`."""

    def store(self, evidence: Iterable[Evidence], actor: Actor, at: datetime) -> None:
        services.keep_evidence(evidence, actor, at)

    def latest(self) -> Mapping[str, Evidence]:
        return {promise: judged.evidence for promise, judged in store.latest().items()}
