"""What Hjemmel itself must remember for grounds: consents, objections, restrictions, holds, remembered dates.

A fact points at a row by its key (`About`), never by a name or an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from .selection import Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The row a fact is about: normally a subject's own row (the account, the employee)."""

    collection: str
    key: tuple[Scalar, ...]


class Objection(Enum):
    """Art. 21: raised = restricted and held until decided; upheld = the ground ends; rejected = it stands."""

    RAISED = "raised"
    UPHELD = "upheld"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """Art. 7: in force from `given_at` until withdrawn or expired."""

    about: About
    purpose: str
    given_at: datetime
    withdrawn_at: datetime | None = None
    expires_on: date | None = None
    text_version: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionMade:
    about: About
    purpose: str
    state: Objection
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricted:
    """Art. 18: a hold, and a bar on use, until lifted."""

    about: About
    at: datetime
    lifted_at: datetime | None = None
    ground: str = "18(1)(a)"


class HoldKind(Enum):
    """BOUNDED never reaches past a declared hard stop; STATUTORY names a law or the controller's instruction."""

    BOUNDED = "bounded"
    STATUTORY = "statutory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Keeps rows of one collection, or all rows of a subject, from being erased.

    `collection` None: all data of the subjects in `keys`, who are keys of `home`."""

    id: str
    title: str
    kind: HoldKind
    home: str
    keys: frozenset[tuple[Scalar, ...]]
    categories: frozenset[str] = frozenset()
    """Which categories it covers; empty: all."""
    collections: frozenset[str] = frozenset()
    """Which collections it covers; empty: all that are about the subject."""
    reason: str
    law: str = ""
    approver: str
    begins_on: date
    ends_on: date | None = None
    review_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The date of an event, kept before any row it rests on is erased."""

    event: str
    about: About
    day: date


Fact = ConsentGiven | ObjectionMade | Restricted | Hold | Remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All facts that stand, as one value. `digest` is bound into plans."""

    consents: tuple[ConsentGiven, ...] = ()
    objections: tuple[ObjectionMade, ...] = ()
    restrictions: tuple[Restricted, ...] = ()
    holds: tuple[Hold, ...] = ()
    remembered: tuple[Remembered, ...] = ()
    unread: frozenset[str] = field(default=frozenset())
    """Systems whose facts (consents kept there) could not be read: what rests on them is UNKNOWN."""

    @classmethod
    def gathered(cls, facts: Iterable[Fact]) -> Facts:
        kinds: dict[type, list[Fact]] = {}
        for fact in facts:
            kinds.setdefault(type(fact), []).append(fact)
        return cls(
            consents=tuple(f for f in kinds.get(ConsentGiven, ()) if isinstance(f, ConsentGiven)),
            objections=tuple(f for f in kinds.get(ObjectionMade, ()) if isinstance(f, ObjectionMade)),
            restrictions=tuple(f for f in kinds.get(Restricted, ()) if isinstance(f, Restricted)),
            holds=tuple(f for f in kinds.get(Hold, ()) if isinstance(f, Hold)),
            remembered=tuple(f for f in kinds.get(Remembered, ()) if isinstance(f, Remembered)),
        )

    def __iter__(self) -> Iterator[Fact]:
        yield from self.consents
        yield from self.objections
        yield from self.restrictions
        yield from self.holds
        yield from self.remembered
