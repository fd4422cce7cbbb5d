"""What Hjemmel itself must remember for grounds and permissions: consents, objections, holds, dates, suppressions.

A fact points at a row by its key (`About`), or at an address by its keyed mark; never by a name or an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from .selection import Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The row a fact is about: normally a subject's own row (the account, the employee)."""

    collection: str
    key: tuple[Scalar, ...]


class Objection(Enum):
    """Art. 21: raised = restricted and held until decided; upheld = the ground ends; rejected = it stands;
    lifted = the person has taken it back, and it says no more."""

    RAISED = "raised"
    UPHELD = "upheld"
    REJECTED = "rejected"
    LIFTED = "lifted"


STANDING = (Objection.RAISED, Objection.UPHELD, Objection.REJECTED)
"""An objection that has not been taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """Art. 7: in force from `given_at` until withdrawn or expired."""

    about: About
    purpose: str
    given_at: datetime
    withdrawn_at: datetime | None = None
    expires_on: date | None = None
    text_version: str = ""
    """Which wording the person was shown."""
    channel: str = ""
    """Where it was given: the web, the counter, the telephone."""
    covers: frozenset[str] = frozenset()
    """The marketing channels that it names; empty: those of the purpose."""
    guardian: bool = False
    """Given or authorised by the holder of parental responsibility (Art. 8)."""
    proof: str = ""
    """What proves it: the digest of the form, the recording, the signed paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAsked:
    """A double opt-in that nobody has confirmed yet. It is no consent; the confirmation records one."""

    about: About
    purpose: str
    asked_at: datetime
    expires_on: date | None = None
    mark: str = ""
    """The keyed mark of the address it was sent to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn:
    """Art. 7(3): whatever the company's own rows tell of consents given by that day is over. A later yes counts."""

    about: About
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureAsked:
    """Art. 17: the person has asked to be erased. What the declaration lets such a request end for the purpose ends with the
    event that its period is counted from, and is not kept for the period."""

    about: About
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingConsent:
    """A consent to give data to one recipient for one purpose, such as an add-on bought from somebody else."""

    about: About
    recipient: str
    purpose: str
    given_at: datetime
    withdrawn_at: datetime | None = None
    text_version: str = ""
    channel: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionMade:
    about: About
    purpose: str
    state: Objection
    at: datetime
    reason: str = ""
    is_narrow: bool = False
    """They chose purpose by purpose. Else a no to one kind of offers is a no to all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDeclined:
    """Somebody wants what is sent for the purpose, and not through this channel. Their data keep their ground: the no
    to the purpose itself is an objection."""

    about: About
    purpose: str
    channel: str
    at: datetime
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricted:
    """Art. 18: a hold, and a bar on use, until lifted."""

    about: About
    at: datetime
    lifted_at: datetime | None = None
    ground: str = "18(1)(a)"
    noticed_at: datetime | None = None
    """When the person was told that it will be lifted (Art. 18(3)); before that nobody lifts it on request."""


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


class AddressKind(Enum):
    """What an address is: what the same channel can reach has the same kind. A text message goes to a phone."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"

    __hash__ = object.__hash__  # Looked up a hundred thousand times; an enum's own hash is Python.


class Origin(Enum):
    """How an address came to us. Only one received from the customer in a sale opens the exception of mfl. § 15."""

    SALE = "sale"
    ENQUIRY = "enquiry"
    SIGN_UP = "sign_up"
    EMPLOYER = "employer"
    BOUGHT = "bought"
    PUBLIC = "public"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressGiven:
    """When and how somebody's address came to us, and whether a no was offered then. A later one is a change."""

    about: About
    kind: AddressKind
    mark: str
    """The keyed mark of the address (`permission.address`)."""
    origin: Origin
    at: datetime
    opt_out_offered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """Whoever has this address gets no marketing. It points at nobody, so it survives the erasure of the person."""

    kind: AddressKind
    mark: str
    at: datetime
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Washed:
    """A list was compared with the Central Marketing Exclusion Register (mfl. § 13): who was compared, and who stands in it."""

    list: str
    home: str
    """The collection whose rows were compared."""
    kind: AddressKind
    register_of: date
    """The day of the register that it was compared with, which may be older than the comparison."""
    checked: frozenset[tuple[Scalar, ...]]
    reserved: frozenset[tuple[Scalar, ...]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """Somebody who was a child when it was noted: until an age given by law, consents are the guardian's to give."""

    about: About
    born_on: date


class Listing(Enum):
    """What a subscriber has chosen for directory enquiries."""

    LISTED = "listed"
    PARTLY = "partly"
    SECRET = "secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingChosen:
    """The newest choice stands. PARTLY lists only `columns`."""

    about: About
    listing: Listing
    at: datetime
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Two rows that belong to the same person as their values showed, kept by their keys before a value is blanked."""

    about: About
    """The row that was matched: the reader."""
    to: About
    """The row it was matched with: the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Columns of one row that somebody says are wrong. The right values are sealed elsewhere."""

    row: About
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody has asked for a right (Art. 15-22). By itself it changes no ground; what it brings does.

    Plans find the person's own rows by it, so that no key stands in a plan."""

    id: str
    """The request's reference."""
    batch: str
    """What the plan calls the requests that it is made for; the reference itself if there is one."""
    about: About
    right: str
    at: datetime
    role: str = ""
    purposes: tuple[str, ...] = ()
    upheld: tuple[str, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    point: str = ""
    is_mistaken: bool = False
    """Somebody was wrong about whose request it is: these are not the rows of whoever asked, and no plan finds them by it."""


Fact = (
    ConsentGiven
    | ConsentAsked
    | SharingConsent
    | ObjectionMade
    | ChannelDeclined
    | Restricted
    | Hold
    | Remembered
    | AddressGiven
    | Suppressed
    | Washed
    | Child
    | ListingChosen
    | Linked
    | ConsentWithdrawn
    | ErasureAsked
    | Asked
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All facts that stand, as one value. `digest` is bound into plans."""

    consents: tuple[ConsentGiven, ...] = ()
    objections: tuple[ObjectionMade, ...] = ()
    declined: tuple[ChannelDeclined, ...] = ()
    restrictions: tuple[Restricted, ...] = ()
    holds: tuple[Hold, ...] = ()
    remembered: tuple[Remembered, ...] = ()
    asked: tuple[ConsentAsked, ...] = ()
    sharing: tuple[SharingConsent, ...] = ()
    addresses: tuple[AddressGiven, ...] = ()
    suppressions: tuple[Suppressed, ...] = ()
    washes: tuple[Washed, ...] = ()
    children: tuple[Child, ...] = ()
    listings: tuple[ListingChosen, ...] = ()
    linked: tuple[Linked, ...] = ()
    withdrawals: tuple[ConsentWithdrawn, ...] = ()
    erasures: tuple[ErasureAsked, ...] = ()
    requests: tuple[Asked, ...] = ()
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
            declined=tuple(f for f in kinds.get(ChannelDeclined, ()) if isinstance(f, ChannelDeclined)),
            restrictions=tuple(f for f in kinds.get(Restricted, ()) if isinstance(f, Restricted)),
            holds=tuple(f for f in kinds.get(Hold, ()) if isinstance(f, Hold)),
            remembered=tuple(f for f in kinds.get(Remembered, ()) if isinstance(f, Remembered)),
            asked=tuple(f for f in kinds.get(ConsentAsked, ()) if isinstance(f, ConsentAsked)),
            sharing=tuple(f for f in kinds.get(SharingConsent, ()) if isinstance(f, SharingConsent)),
            addresses=tuple(f for f in kinds.get(AddressGiven, ()) if isinstance(f, AddressGiven)),
            suppressions=tuple(f for f in kinds.get(Suppressed, ()) if isinstance(f, Suppressed)),
            washes=tuple(f for f in kinds.get(Washed, ()) if isinstance(f, Washed)),
            children=tuple(f for f in kinds.get(Child, ()) if isinstance(f, Child)),
            listings=tuple(f for f in kinds.get(ListingChosen, ()) if isinstance(f, ListingChosen)),
            linked=tuple(f for f in kinds.get(Linked, ()) if isinstance(f, Linked)),
            withdrawals=tuple(f for f in kinds.get(ConsentWithdrawn, ()) if isinstance(f, ConsentWithdrawn)),
            erasures=tuple(f for f in kinds.get(ErasureAsked, ()) if isinstance(f, ErasureAsked)),
            requests=tuple(f for f in kinds.get(Asked, ()) if isinstance(f, Asked)),
        )

    def __iter__(self) -> Iterator[Fact]:
        yield from self.consents
        yield from self.objections
        yield from self.declined
        yield from self.restrictions
        yield from self.holds
        yield from self.remembered
        yield from self.asked
        yield from self.sharing
        yield from self.addresses
        yield from self.suppressions
        yield from self.washes
        yield from self.children
        yield from self.listings
        yield from self.linked
        yield from self.withdrawals
        yield from self.erasures
        yield from self.requests

    def told(self, facts: Iterable[Fact]) -> Facts:
        """These facts with newer ones: what speaks of the same thing is replaced."""
        standing: dict[tuple[object, ...], Fact] = {speaks_of(fact): fact for fact in self}
        standing.update({speaks_of(fact): fact for fact in facts})
        return replace(Facts.gathered(standing.values()), unread=self.unread)


def speaks_of(fact: Fact) -> tuple[object, ...]:
    """What the fact is about: of two that speak of the same thing, only the newer stands."""
    return (type(fact).__name__, *_speaks_of(fact))


def _speaks_of(fact: Fact) -> tuple[object, ...]:
    match fact:
        case ConsentGiven():
            return fact.about, fact.purpose, fact.given_at
        case ObjectionMade() | ConsentAsked() | ConsentWithdrawn() | ErasureAsked():
            return fact.about, fact.purpose
        case ChannelDeclined():
            return fact.about, fact.purpose, fact.channel, fact.at
        case Restricted():
            return fact.about, fact.at
        case Hold():
            return (fact.id,)
        case Remembered():
            return fact.event, fact.about
        case SharingConsent():
            return fact.about, fact.recipient, fact.purpose, fact.given_at
        case AddressGiven():
            return fact.about, fact.kind.value, fact.mark, fact.origin.value
        case Suppressed():
            return fact.kind.value, fact.mark
        case Washed():
            return fact.list, fact.home, fact.kind.value
        case Child() | ListingChosen():
            return (fact.about,)
        case Linked():
            return fact.about, fact.to
        case Asked():
            return fact.id, fact.about
