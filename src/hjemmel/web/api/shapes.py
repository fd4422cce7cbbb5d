"""What goes over the wire, as types: from these follow the checks and the description. Unknown fields are refused.

Times are RFC 3339 with an offset. Texts are bounded, and hold no control characters."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from hjemmel.core.sharing.disclosure import Need
from hjemmel.core.terms import DisclosureGround
from hjemmel.desk.programs import persons

LINE = r"^[^\x00-\x1f\x7f]*$"
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=LINE)]
Paragraphs = Annotated[
    str, StringConstraints(min_length=1, max_length=20000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")
]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/#+=-]{0,199}$")]
Row = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
KeyPart = (
    Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=LINE)]
    | Annotated[int, Field(ge=-(2**53), le=2**53, strict=True)]
)
MOST_IN_BULK = 5000


class Sent(Schema):
    """What programs send: an unknown field is a mistake, and said to be one."""

    model_config = ConfigDict(extra="forbid")


# ---- may ---------------------------------------------------------------------------------------------------


class MayAsked(Sent):
    person: Line = Field(
        description="An e-mail address, a phone number, or another identity of the declaration"
    )
    purpose: Name
    channel: Name


class MayListAsked(Sent):
    persons: Annotated[list[Line], Field(min_length=1, max_length=MOST_IN_BULK)]
    purpose: Name
    channel: Name


class Said(Schema):
    """In both languages."""

    nb: str
    en: str


class PermissionReceipt(Schema):
    """What proves the answer. It holds no address and no name."""

    collection: str
    key: list[str | int | None]
    at: AwareDatetime
    reason: str
    law: str
    declaration: str
    line: int
    digest: str


class MayAnswer(Schema):
    may: Literal["allow", "deny", "unknown"] = Field(description="Unknown never allows")
    reason: str
    says: Said
    law: str
    receipts: list[PermissionReceipt]


class MayListed(Schema):
    """One of a list, by its place in it."""

    at: int
    may: Literal["deny", "unknown"]
    reason: str


class MayListAnswer(Schema):
    asked: int
    permitted: list[str] = Field(description="Those who may be sent it, as they were sent, in their order")
    refused: list[MayListed] = Field(description="The others, by their place in the list, from 0")
    reasons: dict[str, Said]


# ---- persons -----------------------------------------------------------------------------------------------


class Origin(Sent):
    source: Name
    channel: Name
    purposes: Annotated[list[Name], Field(min_length=1, max_length=50)]
    received_at: AwareDatetime | None = None
    told_at: AwareDatetime | None = Field(
        None, description="When the person was told of the privacy statement"
    )


class PersonTaken(Sent):
    kind: Name
    name: Line
    email: Line | None = None
    phone: Line | None = None
    address: Line | None = None
    national_number: Line | None = None
    origin: Origin


class PersonChanged(Sent):
    purpose: Name
    name: Line | None = None
    email: Line | None = None
    phone: Line | None = None
    address: Line | None = None


class Found(Sent):
    by: Literal["email", "phone", "orgnr"]
    value: Line
    purpose: Name


class Warning(Schema):
    """Something in a text that should perhaps not stand there. What stands there is not repeated."""

    field: str
    kind: str


class Taken(Schema):
    id: str
    warnings: list[Warning]


class Home(Schema):
    id: str
    kind: str


class Homes(Schema):
    items: list[Home]


class HomesPage(Schema):
    items: list[Home]
    next: str | None = Field(description="What to send as `after` for the next page; null on the last")


class OriginKept(Schema):
    source: str
    channel: str
    purposes: list[str]
    received_at: AwareDatetime | None
    told_at: AwareDatetime | None


class Person(Schema):
    id: str
    kind: str
    origin: OriginKept
    restricted: bool
    values: dict[str, str | None] = Field(description="The fields that the purpose uses")


class Changed(Schema):
    warnings: list[Warning]


class Told(Schema):
    told_at: AwareDatetime


class RelationBegun(Sent):
    kind: Literal[persons.RELATIONS]  # type: ignore[valid-type]
    began_on: date
    ended_on: date | None = None
    origin: Origin


class RelationEnded(Sent):
    ended_on: date


class EnquiryOpened(Sent):
    topic: Line
    opened_at: AwareDatetime | None = None
    origin: Origin


class MessageAdded(Sent):
    text: Paragraphs
    sent_at: AwareDatetime | None = None
    from_us: Annotated[bool, Field(strict=True)] = False
    origin: Origin


class RowKept(Schema):
    id: str
    values: dict[str, str | bool | date | AwareDatetime | None]


class Rows(Schema):
    items: list[RowKept]


class Done(Schema):
    id: str


# ---- choices -----------------------------------------------------------------------------------------------


class Whom(Sent):
    """The key of the person's own row: in the register, or in a connected system."""

    collection: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}\.[a-z][a-z0-9_]{0,59}$")]
    key: Annotated[list[KeyPart], Field(min_length=1, max_length=5)]


class ConsentSent(Sent):
    about: Whom
    purpose: Name
    text_version: Reference = Field(description="Which wording the person was shown")
    channel: Name = Field(description="Where it was given")
    given_at: AwareDatetime
    proof: Reference | None = Field(None, description="What proves it: a digest or a reference")
    covers: Annotated[list[Name], Field(max_length=20)] = []
    guardian: Annotated[bool, Field(strict=True)] = False
    expires_on: date | None = None


class Withdrawn(Sent):
    at: AwareDatetime | None = None


class About(Schema):
    collection: str
    key: list[str | int | None]


class Consent(Schema):
    id: str
    about: About
    purpose: str
    text_version: str
    channel: str
    given_at: AwareDatetime
    withdrawn_at: AwareDatetime | None
    expires_on: date | None
    covers: list[str]
    guardian: bool
    proof: str


class Consents(Schema):
    items: list[Consent]


class ObjectionSent(Sent):
    about: Whom
    purpose: Name
    at: AwareDatetime | None = None


class Objection(Schema):
    id: str
    about: About
    purpose: str
    state: str
    at: AwareDatetime


class Objections(Schema):
    items: list[Objection]


# ---- disclosures -------------------------------------------------------------------------------------------


class DisclosureAsked(Sent):
    """Whom, to whom, why, and what. No value of the data."""

    person: Line = Field(
        description="An e-mail address, a phone number, or another identity of the declaration"
    )
    recipient: Name
    ground: DisclosureGround
    purposes: Annotated[list[Name], Field(min_length=1, max_length=20)]
    categories: Annotated[list[Name], Field(min_length=1, max_length=50)]
    reference: Annotated[str, StringConstraints(max_length=60, pattern=LINE)] = Field(
        "", description="The number of the offer, order, delivery, invoice or case"
    )
    law: Annotated[str, StringConstraints(max_length=160, pattern=LINE)] = Field(
        "", description="The section that a law or an authority rests on"
    )
    covers: Annotated[list[Name], Field(max_length=50)] = Field(
        [], description="Which categories an order names"
    )
    need: Need | None = Field(None, description="The special need of a recipient of the second tier")
    proof: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        None, description="The SHA-256 of the document that shows the ground; you keep the document"
    )


class DisclosureReason(Schema):
    """One thing that stands against it."""

    reason: str
    says: Said
    law: str


class DisclosureAnswer(Schema):
    id: int | None = Field(description="Null if it was refused when it was asked for: nothing is kept then")
    state: Literal["allowed", "waits", "refused", "given", "dropped"] = Field(
        description="Hand over what is allowed, and nothing else"
    )
    approvals_lacking: int = Field(description="How many more people in the office must say yes")
    reasons: list[DisclosureReason] = Field(description="All that stands against it")


# ---- watching ----------------------------------------------------------------------------------------------


class PromiseSeen(Schema):
    id: str
    says: Said
    verdict: Literal["KEPT", "AT RISK", "BROKEN", "UNKNOWN"]
    why: Said
    judged_at: AwareDatetime | None
    grade: str


class Promises(Schema):
    judged_at: AwareDatetime | None
    counts: dict[str, int]
    items: list[PromiseSeen]
