"""What the engine needs from the world around it: a ledger, places to keep things, connectors, time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hjemmel.core.facts import Fact, Facts
from hjemmel.core.plan import Plan
from hjemmel.core.promise import Evidence
from hjemmel.core.receipt import Receipt
from hjemmel.core.selection import Scalar
from hjemmel.core.sharing.roll import Enrolled, RollPart

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

    @property
    def is_by_a_person(self) -> bool:
        return self.by.id.startswith("staff-")


class Plans(Protocol):
    """Plans, approvals, what was begun, and receipts: the durable truth of work."""

    def store(self, plan: Plan) -> None: ...
    def plan(self, digest: str) -> Plan | None: ...
    def approval(self, digest: str) -> Approval | None: ...
    def approve(self, approval: Approval, facts: Iterable[Fact] = ()) -> None:
        """Keep the approval, and let these facts stand, in one commit."""
        ...

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
    def read(self, *kinds: type[Fact]) -> Facts:
        """All facts that stand; of these kinds alone, if any are named. There may be very many of a kind."""
        ...

    def newest(self) -> int:
        """Grows whenever a fact is recorded: quick to ask, where reading all of them is not."""
        ...

    def record(self, facts: Iterable[Fact], actor: Actor, at: datetime) -> None: ...


class Watcher(Protocol):
    """Who is told how far a plan has come, while it is carried out."""

    def __call__(self, plan: Plan, action: int, done: int) -> None:
        """`done` rows of this action have been changed."""
        ...


class Handover(Protocol):
    """What passes between a person and the systems when a request is carried out. It is sealed where it lies."""

    def take(self, plan: str, action: int, collection: str, rows: Iterable[Mapping[str, object]]) -> int:
        """Put all rows of one action by for the person, in place of what was put by before; how many they were."""
        ...

    def right_values(self, change: str) -> Mapping[str, Scalar]:
        """The values that one change of a request puts in, by column."""
        ...

    def keep_before(self, change: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Keep the values as they were. First come, first kept: what was changed already is no value of before."""
        ...


class Rolls(Protocol):
    """Where those lie whom processors are told of after a sweep: sealed, a key for each plan and processor."""

    def is_closed(self, plan: str) -> bool:
        """Somebody may have been told who went by this plan: nothing more may go by it."""
        ...

    def unsettled(self, plan: str, action: int) -> Iterable[RollPart]:
        """The parts of this action in which some may be whose rows are still there. One is in hand at a time."""
        ...

    def add(
        self,
        plan: str,
        recipient: str,
        action: int,
        collection: str,
        people: Sequence[Enrolled],
        actor: Actor,
    ) -> None: ...
    def settle(self, part: RollPart, people: Sequence[Enrolled], actor: Actor) -> None:
        """Of this part these alone went."""
        ...


class Evidences(Protocol):
    def store(self, evidence: Iterable[Evidence], actor: Actor, at: datetime) -> None: ...
    def latest(self) -> Mapping[str, Evidence]: ...


# ---- what is sealed -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """A subject's key, wrapped under a master key. Without that master key it is 40 bytes of noise."""

    subject: str
    version: int
    master: str
    """Which master key opens it; the key itself is not here."""
    wrapped: bytes = field(repr=False)


class KeyStore(Protocol):
    """Where wrapped keys lie: apart from the data. What a method has changed is on disk when it returns."""

    def masters(self) -> Sequence[str]:
        """The master keys that anything is wrapped under."""
        ...

    def keys(self, subjects: Collection[str]) -> Sequence[WrappedKey]:
        """Every key of these subjects, of every version."""
        ...

    def add(self, keys: Sequence[WrappedKey]) -> None:
        """Keep these. First come, first kept: a version that a subject has already stays as it is, and so does
        a subject whose keys were destroyed. Raises MasterKeyRetired, and keeps none, if a master key is retired."""
        ...

    def destroyed(self, subjects: Collection[str]) -> AbstractSet[str]:
        """Which of these are never to have a key again."""
        ...

    def destroy(self, subjects: Collection[str]) -> None:
        """Every key of these subjects goes, and they never get one again."""
        ...

    def forget(self, keys: Collection[WrappedKey]) -> None:
        """These keys have been replaced by newer ones of the same subjects, and go."""
        ...

    def unfinished(self, count: int) -> Sequence[str]:
        """Some subjects with more than one key: a change of key that broke off."""
        ...

    def under(self, master: str, count: int) -> Sequence[WrappedKey]:
        """Some of the keys that are wrapped under this master key."""
        ...

    def rewrap(self, pairs: Sequence[tuple[WrappedKey, WrappedKey]]) -> None:
        """The second in place of the first, wherever the first still stands; else nothing. Raises as `add`."""
        ...

    def retire(self, master: str) -> bool:
        """From now on nothing is kept under this master key. False, and it goes on, if anything is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """Values of one row in clear text. They are left out when it is shown."""

    subject: str
    table: str
    row: str
    values: Mapping[str, str | None] = field(repr=False)
    """By column. None is blank, and stays so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRow:
    """The same values as they are stored."""

    subject: str
    table: str
    row: str
    values: Mapping[str, bytes | None] = field(repr=False)


class SealedValues(Protocol):
    """Where sealed values lie. Used for sealing them anew when a subject's key is changed."""

    def rows_of(self, subjects: Collection[str]) -> Iterable[SealedRow]:
        """Every row with sealed values of these subjects, in every table."""
        ...

    def replace(self, pairs: Sequence[tuple[SealedRow, SealedRow]]) -> None:
        """The second in place of the first, in one transaction, where the first still stands; else nothing.

        Whoever writes sealed values holds the subject (or the whole database) from before he asks for the key
        until he has committed. Else a value sealed with the old key could come after the last look for one."""
        ...
