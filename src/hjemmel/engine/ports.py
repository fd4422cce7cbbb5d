"""What the engine needs from the world around it: a ledger, places to keep things, connectors, time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hjemmel.core.facts import Fact, Facts
from hjemmel.core.plan import Plan
from hjemmel.core.promise import Evidence
from hjemmel.core.receipt import Receipt

Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does it. `id` is the staff member's account, never a person in the data."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A named, signed-in person said yes to exactly this digest."""

    plan: str
    by: Actor
    at: datetime


class Ledger(Protocol):
    """Append-only and chained. Content holds no personal data."""

    def append(self, kind: str, actor: Actor, content: Mapping[str, Plain], at: datetime) -> str:
        """Add an entry; returns its digest. In the same transaction as what it tells of."""
        ...


class Plans(Protocol):
    """Plans, approvals, what was begun, and receipts: the durable truth of work."""

    def store(self, plan: Plan) -> None: ...
    def plan(self, digest: str) -> Plan | None: ...
    def approval(self, digest: str) -> Approval | None: ...
    def approve(self, approval: Approval) -> None: ...
    def begin(self, digest: str, action: int, at: datetime) -> datetime:
        """Note that the action is begun, committed before it runs; returns when it was first begun."""
        ...

    def finish(self, receipt: Receipt) -> None:
        """Store the receipt and its ledger line in one commit. Storing it again changes nothing.

        One that left rows may be followed by another; after one that left none, the action is at its end."""
        ...

    def receipts(self, digest: str) -> Sequence[Receipt]:
        """By action, and each action's in the order they came."""
        ...


class FactStore(Protocol):
    def read(self) -> Facts: ...
    def record(self, facts: Iterable[Fact], actor: Actor, at: datetime) -> None: ...


class Evidences(Protocol):
    def store(self, evidence: Iterable[Evidence], actor: Actor, at: datetime) -> None: ...
    def latest(self) -> Mapping[str, Evidence]: ...
