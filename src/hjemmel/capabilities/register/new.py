"""What can be taken into the register, in clear text, and where it comes from. Nothing is looked up here.

What identifies somebody is left out when a value is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import Enum

from hjemmel.core.declaration.parts import Text
from hjemmel.core.texts.free_text import Hit
from hjemmel.engine.register import layout
from hjemmel.engine.register.layout import SealedTable


class RelationKind(Enum):
    """What somebody is to the company."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    LEAD = "lead"
    SUBSCRIBER = "subscriber"
    OWNER = "owner"
    USER = "user"
    APPLICANT = "applicant"
    EMPLOYEE = "employee"


class ComplaintKind(Enum):
    """A dispute is about money or a right, and may end in court."""

    COMPLAINT = "complaint"
    DISPUTE = "dispute"


class Outcome(Enum):
    """How a complaint ended."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    SETTLED = "settled"


class JobDecision(Enum):
    """What became of an application for a job."""

    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where rows come from, and what for: names of the declaration."""

    source: str
    channel: str
    purposes: tuple[str, ...]
    received_at: datetime
    told_at: datetime | None = None
    """When the person was told of the statement."""
    is_sign_up: bool = False
    """The person signed up for something by their address: no name was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    kind: str
    """A kind of subject of the declaration."""
    name: str | None = field(repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    national_number: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisation:
    kind: str
    """A kind of subject of the declaration for a sole trader, `none` for a company."""
    name: str | None = field(repr=False)
    orgnr: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    person: str
    organisation: str
    role: str | None = field(default=None, repr=False)
    title: str | None = field(default=None, repr=False)
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelation:
    person: str
    kind: RelationKind
    began_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnquiry:
    person: str
    topic: str = field(repr=False)
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    enquiry: str
    text: str = field(repr=False)
    sent_at: datetime
    from_us: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer:
    person: str
    reference: str
    sent_on: date
    expires_on: date
    accepted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    person: str
    reference: str
    delivered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInvoice:
    person: str
    reference: str
    issued_on: date
    fiscal_year: int
    paid_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComplaint:
    person: str
    kind: ComplaintKind
    text: str = field(repr=False)
    opened_on: date
    settled_on: date | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApplication:
    person: str
    position: str = field(repr=False)
    applied_on: date
    erase_on: date
    decided_on: date | None = None
    decision: JobDecision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCreditCheck:
    person: str
    reason: str = field(repr=False)
    need: str = field(repr=False)
    checked_on: date
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    person: str
    title: str = field(repr=False)
    location: str = field(repr=False)
    destroy_by: date
    destroyed_on: date | None = None


New = (
    NewPerson
    | NewOrganisation
    | NewContact
    | NewRelation
    | NewEnquiry
    | NewMessage
    | NewOffer
    | NewDelivery
    | NewInvoice
    | NewComplaint
    | NewApplication
    | NewCreditCheck
    | NewPaper
)

_TABLES: dict[type, SealedTable] = {
    NewPerson: layout.PERSON,
    NewOrganisation: layout.ORGANISATION,
    NewContact: layout.CONTACT,
    NewRelation: layout.RELATION,
    NewEnquiry: layout.ENQUIRY,
    NewMessage: layout.MESSAGE,
    NewOffer: layout.OFFER,
    NewDelivery: layout.DELIVERY,
    NewInvoice: layout.INVOICE,
    NewComplaint: layout.COMPLAINT,
    NewApplication: layout.APPLICATION,
    NewCreditCheck: layout.CREDIT_CHECK,
    NewPaper: layout.PAPER,
}
_COLUMNS = {new: tuple(one.name for one in fields(new)) for new in _TABLES}
REFERENCES = {
    "person": layout.PERSON.name,
    "organisation": layout.ORGANISATION.name,
    "enquiry": layout.ENQUIRY.name,
}
"""From the fields that name another row to its table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something in a text that should perhaps not stand there. What stands there is not repeated."""

    column: str
    hit: Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A row that was taken in."""

    id: str
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something is not taken in, and what to do."""

    nb: str
    en: str
    column: str = ""
    """What of the row is meant, where it is one column."""
    code: str = ""
    """For whoever keeps it: what can be wrong with one column has one."""

    def told(self, labels: Mapping[str, Text] | None = None) -> Text:
        """In words, with what is meant called by its label, or else by its column."""
        if not self.column:
            return Text(nb=self.nb, en=self.en)
        label = (labels or {}).get(self.column) or Text(nb=self.column, en=self.column)
        return Text(nb=f"{label.nb}: {self.nb}", en=f"{label.en}: {self.en}")


class NotTaken(ValueError):
    """Nothing was taken in. `reasons` tells all that is wrong; no reason repeats what was written."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("; ".join(reason.told().en for reason in reasons))
        self.reasons = reasons


def table_of(new: New) -> SealedTable:
    return _TABLES[type(new)]


def written(new: New) -> dict[str, object]:
    """The row by column. A text of spaces alone is no text."""
    return {name: _trimmed(getattr(new, name)) for name in _COLUMNS[type(new)]}


def _trimmed(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return (value.strip() or None) if isinstance(value, str) else value
