"""How the company conducts itself: marketing, cookies, logs, measures, training, rights, changes."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ..period import Period
from ..terms import Security
from .parts import ColumnName, Day, Line, Model, Name, PeriodText, Text


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


class IdentityProvider(Model):
    """Somebody with whom people sign in to show who they are (OpenID Connect). What we are known by there is secret, and is
    written as `${NAME}`; where it is not set, the provider is not offered."""

    title: Text
    """What people know it as: «Vipps», «BankID»."""
    how: Literal["oidc", "bankid"]
    """`bankid`: it has made sure itself who signs in. `oidc`: it may merely have tried their address."""
    issuer: Line
    client_id: Line
    client_secret: Line
    scopes: tuple[Line, ...] = ("openid", "email")
    """What is asked for: `email`, `phone`, and what the provider calls the national identity number, if you may use it."""
    acr: Line | None = None
    """The level of assurance that is asked for, and that the answer must name."""


class IdentityCheck(Model):
    how: tuple[Literal["known_channel", "oidc", "bankid", "in_person", "id_copy"], ...] = Field(min_length=1)
    stricter_for: tuple[Line, ...] = ()
    providers: dict[Name, IdentityProvider] = Field(default_factory=dict)
    text: Text | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for one in self.providers.values():
            if one.how not in self.how:
                raise PydanticCustomError("identity_check", "what a provider is for must stand under `how`")
            if not one.issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
                raise PydanticCustomError("identity_check", "the issuer of a provider begins with https://")
        return self


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
