"""The engine's stores, kept in memory: whole, small, and quick enough for thousands of runs.

What a call has returned from is durable, as a commit is; nothing else is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from hjemmel.core.facts import Fact, Facts, speaks_of
from hjemmel.core.plan import Plan
from hjemmel.core.promise import Evidence
from hjemmel.core.receipt import Receipt
from hjemmel.engine.ports import Actor, Approval

ANE = Actor(id="staff-1", name="Ane Furuseth")


@dataclass
class MemoryPlans:
    plans: dict[str, Plan] = field(default_factory=dict)
    approvals: dict[str, Approval] = field(default_factory=dict)
    begun: dict[tuple[str, int], datetime] = field(default_factory=dict)
    done: dict[tuple[str, int], list[Receipt]] = field(default_factory=dict)
    facts: MemoryFacts | None = None
    """Where what an approval brings is recorded."""

    def store(self, plan: Plan) -> None:
        self.plans.setdefault(plan.digest, plan)

    def plan(self, digest: str) -> Plan | None:
        return self.plans.get(digest)

    def approval(self, digest: str) -> Approval | None:
        return self.approvals.get(digest)

    def approve(self, approval: Approval, facts: Iterable[Fact] = ()) -> None:
        self.approvals.setdefault(approval.plan, approval)
        if self.facts is not None:
            self.facts.record(facts, approval.by, approval.at)

    def begin(self, digest: str, action: int, at: datetime) -> datetime:
        return self.begun.setdefault((digest, action), at)

    def finish(self, receipt: Receipt) -> None:
        standing = self.done.setdefault((receipt.plan, receipt.action), [])
        if receipt not in standing and not any(before.is_true for before in standing):
            standing.append(receipt)

    def receipts(self, digest: str) -> Sequence[Receipt]:
        return tuple(
            receipt
            for (plan, _), receipts in sorted(self.done.items())
            if plan == digest
            for receipt in receipts
        )


@dataclass
class MemoryFacts:
    """A newer word on the same thing takes the place of the older."""

    standing: dict[tuple[object, ...], Fact] = field(default_factory=dict)
    told: int = 0

    @classmethod
    def of(cls, *facts: Fact) -> MemoryFacts:
        return cls({speaks_of(fact): fact for fact in facts})

    def read(self, *kinds: type[Fact]) -> Facts:
        standing = self.standing.values()
        return Facts.gathered(fact for fact in standing if not kinds or isinstance(fact, kinds))

    def newest(self) -> int:
        return self.told

    def record(self, facts: Iterable[Fact], actor: Actor, at: datetime) -> None:
        self.told += 1
        self.standing.update({speaks_of(fact): fact for fact in facts})


@dataclass
class MemoryEvidences:
    last: dict[str, Evidence] = field(default_factory=dict)

    def store(self, evidence: Iterable[Evidence], actor: Actor, at: datetime) -> None:
        self.last.update({one.promise: one for one in evidence})

    def latest(self) -> Mapping[str, Evidence]:
        return dict(self.last)


@dataclass
class Stores:
    """All three together, so that they can be put back to where they stood."""

    plans: MemoryPlans = field(default_factory=MemoryPlans)
    facts: MemoryFacts = field(default_factory=MemoryFacts)
    evidences: MemoryEvidences = field(default_factory=MemoryEvidences)

    def __post_init__(self) -> None:
        self.plans.facts = self.facts

    def copy(self) -> Stores:
        return deepcopy(self)
