"""Who we are, whom the data is about, what it is, where it comes from, and to whom it goes."""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from ..terms import Security, Special
from .layouts import Auth
from .parts import Day, Line, Model, MonthDay, Name, Part, PeriodText, Text


class Contact(Model):
    """How to reach somebody."""

    name: Line
    email: Line | None = None
    phone: Line | None = None


class Organisation(Model):
    """The controller or processor (Art. 13(1)(a)-(b)). Role is told on each purpose."""

    name: Line
    orgnr: Line | None = None
    address: Line | None = None
    email: Line | None = None
    phone: Line | None = None
    sites: tuple[Line, ...] = ()
    zone: Line = "Europe/Oslo"
    financial_year_ends: MonthDay = "12-31"
    financial_year_named_by: Literal["end", "start"] = "end"
    short_financial_years: dict[int, Day] = Field(default_factory=dict)
    """Years that ended on another day than usual: year number -> its last day."""
    answers_for_privacy: Contact | None = None
    data_protection_officer: Contact | Literal["none"] | None = None
    representative: Contact | None = None
    employees: int | None = Field(default=None, ge=0)


class ShortSentence(Text):
    """One of the sentences that stand first, and the part of the statement that says more."""

    part: Part | Literal["processor"] | None = None


class StatementInfo(Model):
    """The published statement: version, from when, and what the reader sees first."""

    version: int = Field(ge=1)
    valid_from: Day
    lead: Text | None = None
    in_short: tuple[ShortSentence, ...] = ()
    """Up to six sentences that stand first, each leading to its part."""
    kind: Literal["notice", "agreement"] = "notice"
    paper_too: bool = True


class Subject(Model):
    """A kind of person the data is about (the data subject, Art. 4(1))."""

    title: Text
    about: Text | None = None
    """What we have and where it comes from, in one or two plain sentences."""
    must_give: Text | None = None
    """Art. 13(2)(e): whether data must be given, and what happens if not."""
    children: bool = False


class Category(Model):
    """What a field is. Special and criminal data are marked (Art. 9, 10)."""

    title: Text
    security: Security = Security.PERSONAL
    special: Special | None = None
    free_text: bool = False
    identifies: bool = False


class Source(Model):
    """Where data comes from (Art. 14(2)(f))."""

    title: Text
    kind: Literal[
        "person", "others", "public", "bought", "partner", "generated", "authority", "credit_bureau"
    ]
    public: bool = False
    notice_within: PeriodText | None = None
    """Art. 14(3): when a person is told who did not give the data."""
    notice_exception: Text | None = None
    for_: tuple[Name, ...] = Field(default=(), alias="for")
    """The kinds of people whose data come from here; without it, all whose fields name the source."""
    checked_against_reservations: bool = False


class Channel(Model):
    title: Text
    notice_given: bool = True


class Agreement(Model):
    """A processor agreement (Art. 28(3)) or an arrangement between joint controllers (Art. 26)."""

    signed: Day
    valid_to: Day | None = None
    clauses: tuple[Literal["a", "b", "c", "d", "e", "f", "g", "h"], ...] = (
        "a",
        "b",
        "c",
        "d",
        "e",
        "f",
        "g",
        "h",
    )
    proof_valid_to: Day | None = None
    essence: Text | None = None


class Transfer(Model):
    """Data leaves the EEA (Art. 44-49)."""

    country: Line
    mechanism: Literal["adequacy", "standard_clauses", "binding_rules", "derogation", "code_or_certificate"]
    fallback: Literal["standard_clauses", "binding_rules"] | None = None
    checked_on: Day
    copy_from: Text | None = None


class AtEnd(Model):
    """A processor that is to erase when what we hold of somebody, or our agreement with it, has ended."""

    confirm_within: PeriodText
    known_by: tuple[Literal["email", "phone", "customer_number", "name"], ...] = ()
    """What it knows people by. It is told by these whom a sweep was about; none: it is told how many rows, and nobody."""


RecipientRole = Literal["processor", "joint_controller", "independent_controller", "controller"]


def _role_kind(value: Any) -> str:
    return "by_purpose" if isinstance(value, dict) else "one"


class OpenDsr(Model):
    """A processor that takes requests by OpenDSR 2.0, and what it wants other than the standard has it."""

    url: Line
    """`https://opendsr.supplier.example/v2`, or `${NAME}`."""
    domain: Line | None = None
    """The domain that its certificate is for; without it, the one of its address."""
    requests: Line = "requests"
    """The path of requests."""
    headers: Line = "OpenDSR"
    """What its headers begin with after `X-`."""
    signature: Literal["pkcs1", "pss"] = "pkcs1"
    auth: Auth | None = None


class Tell(Model):
    """How a recipient is told of what has been erased, corrected or restricted (Art. 19).

    OpenDSR knows of erasure alone; the rest goes by e-mail where there is an address."""

    email: Line | None = None
    opendsr: OpenDsr | None = None

    @model_validator(mode="after")
    def _somehow(self) -> Self:
        if self.email is None and self.opendsr is None:
            raise PydanticCustomError("tell", "tell needs email or opendsr")
        return self


class Recipient(Model):
    """Who gets the data (Art. 4(9), 13(1)(e)). A role may differ by purpose."""

    name: Line
    title: Text | None = None
    """What readers call them, where the name differs between the languages."""
    does: Text
    role: Annotated[
        Annotated[RecipientRole, Tag("one")] | Annotated[dict[Name, RecipientRole], Tag("by_purpose")],
        Discriminator(_role_kind),
    ]
    orgnr: Line | None = None
    country: Line
    agreement: Agreement | None = None
    transfer: Transfer | None = None
    at_end: AtEnd | None = None
    only_with_consent: bool = False
    only_when: Text | None = None
    category: Text | None = None
    tell: Tell | None = None
    """Without it a person tells them."""

    @property
    def called(self) -> Text:
        """What readers of each language call them."""
        return self.title or Text(nb=self.name, en=self.name)


class SubProcessing(Model):
    """What we do for others as processor (Art. 30(2))."""

    sub_processors: Literal["none", "listed"] = "none"
    forward_requests_within: PeriodText | None = None
    incident_notice_within_hours: int | None = Field(default=None, ge=1, le=72)
    clauses: tuple[Literal["a", "b", "c", "d", "e", "f", "g", "h"], ...] = ()
    at_end: Literal["erase", "return", "controller_chooses"] | None = None
