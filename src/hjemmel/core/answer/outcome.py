"""What became of a request, as each letter needs it. One kind of value for each kind of letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..declaration.parts import Text
from ..rights.right import Right
from .told import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Somebody has got data about the person."""

    recipient: Text
    ground: Text | None
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the person has chosen, as it is on record: a yes, a no, a restriction."""

    text: Text
    purpose: Text | None
    day: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Art. 15: the data and all that is told with them."""

    told: Told
    given: tuple[Given, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Portability:
    """Art. 20: what the person gave, for what rests on consent or contract."""

    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Some rows of one collection. `rows` None: several things were done, perhaps to the same rows."""

    title: Text
    rows: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What stays, and why. `first`, `until`: the days on which the first and the last of it goes by itself; else it waits
    for `waits`."""

    title: Text
    rows: int
    why: Text
    law: str
    """A statute's id; empty: the reason alone."""
    first: date | None = None
    until: date | None = None
    waits: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Art. 17: what is gone, what stays, and what is not done yet."""

    erased: tuple[Share, ...] = ()
    overwritten: tuple[Share, ...] = ()
    kept: tuple[Kept, ...] = ()
    by_hand: tuple[Text, ...] = ()
    """Systems in which a person does it."""
    unreached: tuple[Text, ...] = ()
    recipients: tuple[Text, ...] = ()
    """Who has been told to erase it too (Art. 19)."""
    awaiting: tuple[Text, ...] = ()
    """Who is still to be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """Art. 16. The values stand in no letter: the person knows what they asked for."""

    fields: tuple[Text, ...]
    rows: int
    recipients: tuple[Text, ...] = ()
    awaiting: tuple[Text, ...] = ()
    unreached: tuple[Text, ...] = ()
    by_hand: tuple[Text, ...] = ()
    kept: tuple[Kept, ...] = ()
    """What is not corrected, and why (Art. 12(4))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """Art. 18: stored, and not used. `point`: the letter of Art. 18(1) that it rests on."""

    point: str
    begins_on: date
    recipients: tuple[Text, ...] = ()
    awaiting: tuple[Text, ...] = ()
    by_hand: tuple[Text, ...] = ()
    """Systems in which a person puts the mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifting:
    """Art. 18(3): the person is told before the restriction ends."""

    ends_on: date
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionUpheld:
    """Art. 21: the processing for these purposes has ended."""

    purposes: tuple[str, ...]
    erasure: Erasure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRejected:
    """Art. 21(1): it goes on, with a reason that outweighs the person's."""

    purposes: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionPartly:
    """Art. 21: some of the processing has ended, and some goes on with a reason."""

    upheld: ObjectionUpheld
    rejected: ObjectionRejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Art. 7(3): the consent has ended."""

    purposes: tuple[str, ...]
    erasure: Erasure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """Art. 19: who got the data."""

    given: tuple[Given, ...]
    declared: tuple[str, ...]
    """Names of the recipients that the declaration says get it."""
    unreached: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Art. 12(3): it takes longer, for a reason."""

    right: Right
    until: date
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Art. 12(4), 12(5): nothing is done, for a reason."""

    right: Right
    reason: Text
    law: str
    """The rule that the refusal rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotIdentified:
    """Art. 12(6), 11(2): we do not know that they are who they say."""

    right: Right


Outcome = (
    Access
    | Portability
    | Erasure
    | Rectification
    | Restriction
    | Lifting
    | ObjectionUpheld
    | ObjectionRejected
    | ObjectionPartly
    | Withdrawal
    | Recipients
    | Extension
    | Refused
    | NotIdentified
)
