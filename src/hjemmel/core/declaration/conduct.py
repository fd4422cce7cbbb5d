"""How the company conducts itself: marketing, cookies, logs, measures, training, rights, changes, promises."""

from typing import Annotated, Literal

from pydantic import Field

from ..period import Period
from ..terms import Grade, Security
from .parts import CollectionName, ColumnName, Day, Line, Model, Name, Part, PeriodText, Text


class MarketingChannel(Model):
    """A way in which offers reach people, and what it takes (markedsføringsloven §§ 12-16)."""

    title: Text
    kind: Literal["email", "sms", "post", "telephone", "other_electronic"]
    customers: Literal["consent", "existing_customer", "opt_out", "never"]
    others: Literal["consent", "reservation_register", "never"]
    former_customers: Literal["consent", "reservation_register", "never"] = "consent"
    opt_out_in_each: bool = True
    washed_within: PeriodText | None = None
    addresses: tuple[ColumnName, ...] = ()
    """The columns with the addresses it uses; without them, the `identity` of the collections."""


class Marketing(Model):
    channels: dict[Name, MarketingChannel] = Field(default_factory=dict)
    existing_customer_from: ColumnName | None = None
    """The column with the day of each sale, such as `shop.orders.placed_at`. Who has none is no customer."""
    existing_customer_until: Line | None = None
    role_addresses: tuple[Line, ...] = ()
    """What stands before the @ in addresses that belong to the firm, besides the usual (post, info, faktura)."""
    service_messages_without_offers: bool = True
    smallest_group: int | None = Field(default=None, ge=2)


class Cookie(Model):
    """One cookie or similar storage: name, who sets it, why, how long (ekomloven § 3-15)."""

    name: Line
    party: Literal["first", "third"]
    set_by: Line
    category: Literal["necessary", "functional", "statistics", "marketing"]
    purpose: Text
    lifetime: PeriodText | Literal["session"] | Line
    consent: bool
    identifies: bool = True


class Tool(Model):
    """A tool or embed on our sites, with what it is allowed to send."""

    title: Line
    recipient: Name | None = None
    category: Literal["necessary", "functional", "statistics", "marketing", "embed"]
    does: Text
    consent: bool
    kept: PeriodText | None = None
    """How long what it collects about a visit is kept (Art. 13(2)(a))."""
    opt_out_link: Line | None = None


class Cookies(Model):
    consent_by: Literal["active_choice", "browser_settings", "use", "none_needed"]
    refuse_as_easy: bool = True
    cookies: tuple[Cookie, ...] = ()
    tools: tuple[Tool, ...] = ()
    help_links: tuple[Line, ...] = ()


class WebLog(Model):
    kept: PeriodText
    purposes: tuple[Name, ...] = Field(min_length=1)
    address: Literal["whole", "pseudonymised", "shortened"] = "whole"
    joined_with_person: Literal["never", "by_case"] = "never"
    blocks: PeriodText | None = None


class Measure(Model):
    """A security measure (Art. 32), who answers for it, and when it was last tested."""

    title: Text
    kind: Literal["organisational", "technical", "physical"]
    classes: tuple[Security, ...] = ()
    tested_every: PeriodText | None = None
    last_tested: Day | None = None
    owner: Line | None = None


class Training(Model):
    title: Text
    at_hire: bool = True
    every: PeriodText
    warn_before: PeriodText | None = None


class Assessment(Model):
    title: Text
    every: PeriodText
    on_change: bool = True
    last_done: Day | None = None


RightName = Literal[
    "access",
    "rectification",
    "erasure",
    "restriction",
    "portability",
    "objection",
    "withdrawal",
    "human_review",
]


class Rights(Model):
    """What a person may ask for (Art. 12-22), and how fast we answer."""

    offered: tuple[RightName, ...]
    answer_within: PeriodText
    extension: PeriodText | None = None
    free: bool = True
    ways: tuple[Literal["email", "phone", "post", "web", "in_person"], ...] = Field(min_length=1)
    alarms: tuple[PeriodText, ...] = ()
    erasure_only_consent: bool = False
    access_for_companies: bool = False


class IdentityCheck(Model):
    how: tuple[Literal["known_channel", "oidc", "bankid", "in_person", "id_copy"], ...] = Field(min_length=1)
    stricter_for: tuple[Line, ...] = ()
    text: Text | None = None


class Changes(Model):
    """How people hear of changes (Art. 13(3))."""

    major: tuple[
        Literal[
            "new_purpose", "new_recipient", "new_basis", "longer_retention", "new_transfer", "new_category"
        ],
        ...,
    ]
    told_before: PeriodText | None = None
    banner: PeriodText | None = None
    reviewed_every: PeriodText = Period(years=1)
    last_reviewed: Day | None = None


class Complaint(Model):
    authority: Literal["datatilsynet"]
    link: Line
    venue: Line | None = None


class Breach(Model):
    """Personal data breaches (Art. 33-34)."""

    authority_within_hours: int = Field(default=72, ge=1)
    controller_within_hours: int | None = Field(default=None, ge=1)


class Never(Model):
    """A negative promise: "never", with what would break it."""

    says: Text
    kind: Literal[
        "no_sub_processor",
        "no_other_recipient",
        "no_content",
        "no_column",
        "no_identifier_in_statistics",
        "no_address_logged",
        "no_special_data",
        "no_card_number",
        "no_person_level_offers",
        "no_marketing_before_consent",
        "no_other_use",
        "no_join",
        "no_linked_site",
        "no_unproven_processor",
    ]
    scope: tuple[CollectionName | Name, ...] = ()


class RetentionProbe(Model):
    """Nothing is older than its ground: every row is read and its ground worked out one by one."""

    kind: Literal["retention"]
    purposes: tuple[Name, ...] = ()
    collections: tuple[CollectionName, ...] = ()
    needs: Text | None = None
    """What must also be proved before this may be KEPT; until then it can only turn BROKEN."""


class IdentityProbe(Model):
    """The published statement names who is responsible, with a valid organisation number."""

    kind: Literal["identity"]


class BasesProbe(Model):
    """Each purpose names a basis of Art. 6(1); consent purposes rest on consents on record."""

    kind: Literal["bases"]


class DriftProbe(Model):
    """Every column that is there has a category, a purpose and a security class."""

    kind: Literal["drift"]
    collections: tuple[CollectionName, ...] = ()
    purposes: tuple[Name, ...] = ()
    closed: bool = True


class CoverageProbe(Model):
    """Every category in every collection has a keep line, and the rows obey."""

    kind: Literal["coverage"]


class SaysProbe(Model):
    """The published statement, in both languages, carries the block."""

    kind: Literal["says"]
    block: Literal["complaint", "identity", "recipients"]


class DutyProbe(Model):
    """What the law says we must keep is still there: counted for each end of the duty, against the last count."""

    kind: Literal["duty"]
    purposes: tuple[Name, ...] = Field(min_length=1)


class LintProbe(Model):
    """The wording cannot come back: lint is clean, and no consent on record comes from mere use."""

    kind: Literal["lint"]
    codes: tuple[Line, ...] = Field(min_length=1)


class RolesProbe(Model):
    """Every recipient is declared with a role, and named in the published statement in both languages."""

    kind: Literal["roles"]


class GroupsProbe(Model):
    """Each group of people is declared, found in the data, and has its part of the published statement."""

    kind: Literal["groups"]
    subjects: tuple[Name, ...] = Field(min_length=1)


class SourcesProbe(Model):
    """Each column of these collections has a source."""

    kind: Literal["sources"]
    collections: tuple[CollectionName, ...] = Field(min_length=1)


class NotYetProbe(Model):
    """There is no probe yet. The promise is UNKNOWN, and says what is missing."""

    kind: Literal["not_yet"]
    missing: Text


class VouchedProbe(Model):
    """A person vouches for it; the word expires."""

    kind: Literal["vouched"]
    every: PeriodText


Probe = Annotated[
    RetentionProbe
    | IdentityProbe
    | BasesProbe
    | DriftProbe
    | CoverageProbe
    | SaysProbe
    | DutyProbe
    | LintProbe
    | RolesProbe
    | GroupsProbe
    | SourcesProbe
    | NotYetProbe
    | VouchedProbe,
    Field(discriminator="kind"),
]


class Promise(Model):
    """A sentence that may be published, how it is kept (control) and how that is tried (probe)."""

    says: Text
    part: Part
    grade: Grade
    rests_on: tuple[Line, ...] = Field(min_length=1)
    """Dotted places in this file that realise it, such as `purposes.bookkeeping.keep`."""
    control: Text | None = None
    probe: Probe
    interval: PeriodText | None = None
