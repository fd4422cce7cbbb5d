"""What can happen to a request: one frozen value a step. They are stored as they are, and are never changed.

None holds a name, an address or what was written: that lies sealed beside them, under a key of the request's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from ..rights.right import Right


class Way(Enum):
    """How it came, in the words of `rights.ways`."""

    WEB = "web"
    EMAIL = "email"
    PHONE = "phone"
    POST = "post"
    IN_PERSON = "in_person"


class Method(Enum):
    """How it was made sure who asks, in the words of `identity_check.how`. No copy of a document is among them."""

    KNOWN_CHANNEL = "known_channel"
    OIDC = "oidc"
    BANKID = "bankid"
    IN_PERSON = "in_person"


class Level(Enum):
    """How sure it is: a code to an address we had, or an identity that somebody else has checked."""

    ORDINARY = "ordinary"
    HIGH = "high"


class WhyExtended(Enum):
    """The two reasons that Art. 12(3) knows."""

    COMPLEX = "complex"
    MANY = "many"


class WhyRefused(Enum):
    """Why nothing is done at all: Art. 12(5)(b), or Art. 12(2) where nobody can tell who asks."""

    UNFOUNDED = "unfounded"
    EXCESSIVE = "excessive"
    NOT_IDENTIFIED = "not_identified"

    @property
    def article(self) -> str:
        return "12(2)" if self is WhyRefused.NOT_IDENTIFIED else "12(5)"


class WhyClosed(Enum):
    """Why it is laid aside. An answer that has not been given is no reason."""

    NOT_A_REQUEST = "not_a_request"
    SAME_AS_ANOTHER = "same_as_another"


class WhyRejected(Enum):
    """What outweighs an objection (Art. 21(1))."""

    OVERRIDING = "overriding"
    LEGAL_CLAIM = "legal_claim"


class Outcome(Enum):
    """What the answer says."""

    DONE = "done"
    PARTLY = "partly"
    REFUSED = "refused"
    NOTHING_HELD = "nothing_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    at: datetime
    """When it was noted."""
    by: str
    """The account that noted it, or `hjemmel`, or `person` for who asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted(_Step):
    """Something came that looks like a request. A person has still to say so."""

    way: Way
    received_on: date
    right: Right | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(_Step):
    """It came, on this day, whenever it was noted. The clock runs from here."""

    way: Way
    received_on: date
    right: Right
    role: str = ""
    """The subject kind in whose role they ask; empty: all."""
    purposes: tuple[str, ...] = ()
    """Which purposes an objection or a withdrawal is about; empty: all that it can be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched(_Step):
    """Somebody said whose it is. Which rows, lies sealed; here stand their collections, one for each row."""

    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAsked(_Step):
    level: Level
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProven(_Step):
    level: Level
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(_Step):
    """Somebody wrote what is right. Which rows and which values lies sealed; here stand the columns."""

    columns: tuple[str, ...]
    """`system.collection.column`, all that are to be corrected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(_Step):
    """What the law leaves to be decided: whether an objection is upheld, purpose by purpose (Art. 21(1)); or on which
    letter of Art. 18(1) a restriction rests. The reason in words lies sealed; the person is told it."""

    upheld: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    why: WhyRejected | None = None
    """Of those that were rejected."""
    point: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOfLifting(_Step):
    """The person was told, on this day, that the restriction will be lifted (Art. 18(3))."""

    on: date
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(_Step):
    """Two months more (Art. 12(3)). Worth nothing until the person has been told."""

    reason: WhyExtended


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed(_Step):
    """The person was told of the extension and why, on this day."""

    on: date
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(_Step):
    """The staff were reminded that so many days were left."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned(_Step):
    """A plan was made for it. The newest counts."""

    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed(_Step):
    """Somebody has gone through what is released, erased and refused, and data about others in it."""

    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(_Step):
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed(_Step):
    """Everything in the plan that Hjemmel does itself has its receipt."""

    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRequest(_Step):
    """Nothing is done, and an approver has said so. The reason in words lies sealed; the person must be told it."""

    reason: WhyRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(_Step):
    """The answer is written."""

    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(_Step):
    """The answer was sent or handed over on this day: this ends the clock."""

    on: date
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(_Step):
    """The person has fetched it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(_Step):
    """The person wants no more of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(_Step):
    reason: WhyClosed


Step = (
    Drafted
    | Received
    | Matched
    | IdentityAsked
    | IdentityProven
    | Corrected
    | Decided
    | ToldOfLifting
    | Extended
    | Noticed
    | Reminded
    | Planned
    | Reviewed
    | Approved
    | Executed
    | RefusedRequest
    | Answered
    | Delivered
    | Opened
    | TakenBack
    | Closed
)

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Everything that has happened to one request, in order."""

    id: str
    """A random reference: 16 signs that say nothing."""
    steps: tuple[Step, ...]

    def first(self, kind: type[S]) -> S | None:
        return next((step for step in self.steps if isinstance(step, kind)), None)

    def last(self, kind: type[S]) -> S | None:
        return next((step for step in reversed(self.steps) if isinstance(step, kind)), None)

    @property
    def received(self) -> Received | None:
        """How it was received; None for a draft."""
        return self.first(Received)
