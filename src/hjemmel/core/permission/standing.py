"""All that decides whether one person may get one message, as values: each known, or known to be unknown."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import NamedTuple

from ..terms import Tri


class _Word(Enum):
    """Looked up a hundred thousand times; an enum's own hash is Python."""

    __hash__ = object.__hash__


class Relation(_Word):
    """What somebody is to the company. Not a customer: a lead, a subscriber, anybody."""

    CUSTOMER = "customer"
    FORMER_CUSTOMER = "former customer"
    OTHER = "no customer"


ANY_RELATION = frozenset(Relation)
"""It is not known which."""


class Consent(_Word):
    """How the person's consent to this purpose, through this channel, stands."""

    VALID = "in force"
    NONE = "none"
    PENDING = "not confirmed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OTHER_CHANNEL = "for another channel"
    BY_A_CHILD = "given by a child"
    BY_USE = "taken from use"
    UNKNOWN = "not known"


class Identifies(_Word):
    """Whether the address leads to one person."""

    ONE = "one person"
    SHARED = "several people"
    CHANGED = "changed lately"
    UNKNOWN = "not known"


class Standing(NamedTuple):
    """One person's address, and all that counts for or against using it."""

    at: datetime
    """The moment of sending, on the clock of the company's zone."""
    is_persons: bool = True
    """The address is a natural person's, not a firm's own."""
    ground: Tri = Tri.NO
    """Some ground lets the address be used for the purpose; restrictions and objections apart."""
    restricted: Tri = Tri.NO
    objected: Tri = Tri.NO
    declined: bool = False
    """The person has said no to this channel, and to nothing else."""
    suppressed: Tri = Tri.NO
    identifies: Identifies = Identifies.ONE
    is_child: bool = False
    """Known to be under the age at which somebody can consent to marketing."""
    consent: Consent = Consent.NONE
    relations: frozenset[Relation] = ANY_RELATION
    from_sale: bool = False
    opt_out_offered: bool = False
    reserved: bool = False
    washed_on: date | None = None
    consented_at: datetime | None = None
    """When the consent that counts was given, if that is known."""

    @property
    def today(self) -> date:
        return self.at.date()
