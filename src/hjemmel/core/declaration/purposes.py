"""Purposes with their grounds, and events with their closed algebra."""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from ..terms import Basis, Role
from .parts import (
    COLUMN,
    CollectionName,
    Column,
    ColumnName,
    Day,
    Line,
    Model,
    Name,
    PeriodText,
    Text,
    Value,
    WithColumn,
)

EventName = Annotated[str, WithColumn(rf"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*\.{COLUMN})?$")]
"""A named event, or a column as `system.collection.column`."""
WhereColumn = Annotated[str, WithColumn(rf"^([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.)?{COLUMN}$")]
Where = dict[WhereColumn, Value | tuple[Value, ...]]


class ColumnEvent(Model):
    """A day held by a column, of the same row or of rows that refer to it."""

    column: ColumnName
    via: Column | None = None
    where: Where = Field(default_factory=dict)
    null: Literal["ignored", "open", "unknown"] | None = None


class Later(Model):
    """Some time after another event."""

    after: EventName
    period: PeriodText


class AfterYear(Model):
    """The first day after the financial year that a year column names, or that a date column falls in."""

    first_day_after_financial_year: ColumnName


def _operand_kind(value: Any) -> str:
    if isinstance(value, str):
        return "name"
    keys = value.keys() if isinstance(value, dict) else ()
    if "after" in keys or isinstance(value, Later):
        return "later"
    if "first_day_after_financial_year" in keys or isinstance(value, AfterYear):
        return "after_year"
    return "column"


Operand = Annotated[
    Annotated[EventName, Tag("name")]
    | Annotated[ColumnEvent, Tag("column")]
    | Annotated[Later, Tag("later")]
    | Annotated[AfterYear, Tag("after_year")],
    Discriminator(_operand_kind),
]


class Event(Model):
    """A named event of one collection: `latest` or `earliest` of others, or one of the plain forms."""

    of: CollectionName
    title: Text | None = None
    latest: tuple[Operand, ...] | None = None
    earliest: tuple[Operand, ...] | None = None
    column: Column | None = None
    after: EventName | None = None
    period: PeriodText | None = None
    first_day_after_financial_year: Column | None = None
    where: Where = Field(default_factory=dict)
    if_none: EventName | None = None
    null_child: Literal["ignored", "open", "unknown"] = "unknown"
    remember: bool = False

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = [self.latest, self.earliest, self.column, self.after, self.first_day_after_financial_year]
        if sum(form is not None for form in forms) != 1:
            raise PydanticCustomError(
                "event",
                "needs exactly one of latest, earliest, column, after, first_day_after_financial_year",
            )
        if (self.after is None) != (self.period is None):
            raise PydanticCustomError("event", "after and period go together")
        return self


class Extension(Model):
    """Columns of the company's own that record an extension: until when, why, and who approved."""

    until: ColumnName
    reason: ColumnName
    approver: ColumnName


class KeepLine(Model):
    """In these collections, these categories, from this event on, for this period."""

    in_: tuple[CollectionName, ...] = Field(alias="in", min_length=1)
    categories: tuple[Name, ...] = Field(min_length=1)
    title: Text | None = None
    """What is kept, in the words of the statement; without it the categories' titles are used."""
    where: Where = Field(default_factory=dict)
    after: EventName | None = None
    period: PeriodText | None = None
    until: EventName | None = None
    with_: CollectionName | None = Field(default=None, alias="with")
    ends_on_request: bool = False
    """Somebody who asks to be erased is kept by this line until its event, and not for the period after it."""
    began: EventName | None = None
    """When what the line keeps began: a request ends nothing that began after the day on which it came."""
    extendable_to: PeriodText | None = None
    extension: Extension | None = None
    restricted_from: EventName | None = None
    law: Line | None = None
    criterion: Text | None = None
    """Where the end cannot be told as a period: the criterion (Art. 13(2)(a))."""

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if sum(end is not None for end in (self.after, self.until, self.with_)) != 1:
            raise PydanticCustomError("keep", "needs exactly one of after, until, with")
        if (self.after is None) != (self.period is None):
            raise PydanticCustomError("keep", "after and period go together")
        if self.ends_on_request and self.period is None:
            raise PydanticCustomError("keep", "ends_on_request goes with after and period")
        if self.ends_on_request and self.began is None:
            raise PydanticCustomError(
                "keep", "ends_on_request goes with began: a request ends nothing that began after it"
            )
        if self.began and not self.ends_on_request:
            raise PydanticCustomError("keep", "began goes with ends_on_request")
        if self.ends_on_request and self.extendable_to:
            raise PydanticCustomError("keep", "what a request ends is not extended")
        if self.extension and not self.extendable_to:
            raise PydanticCustomError("keep", "extension needs extendable_to")
        return self


class FactLine(Model):
    """How long Hjemmel itself keeps a kind of fact."""

    facts: Literal["consents", "suppressions", "requests", "disclosures", "incidents"]
    after: Literal["withdrawn", "closed", "made"] | None = None
    until: Literal["lifted"] | None = None
    period: PeriodText | None = None
    title: Text | None = None
    law: Line | None = None


def _keep_kind(value: Any) -> str:
    is_facts = "facts" in value if isinstance(value, dict) else isinstance(value, FactLine)
    return "facts" if is_facts else "data"


Keep = Annotated[
    Annotated[KeepLine, Tag("data")] | Annotated[FactLine, Tag("facts")], Discriminator(_keep_kind)
]


class Interest(Model):
    """The legitimate interest (Art. 13(1)(d)) and the day its balancing test was made."""

    nb: Line
    en: Line
    balanced_on: Day | None = None


class DirectMarketing(Model):
    """The purpose is direct marketing (Art. 21(2)-(3); markedsføringsloven §§ 12-15)."""

    channels: tuple[Name, ...] = Field(min_length=1)
    exception: Literal["mfl-15-3"] | None = None


class Automated(Model):
    """Profiling or an automated decision (Art. 13(2)(f), 22)."""

    kind: Literal["profiling", "decision"]
    logic: Text
    consequence: Text
    human_decides: bool = True


def _basis_kind(value: Any) -> str:
    return "by_kind" if isinstance(value, dict) else "one"


def _lines_kind(value: Any) -> str:
    return "word" if isinstance(value, str) else "lines"


class Purpose(Model):
    """Why data is processed, on which basis, and for how long it may be kept for that."""

    title: Text
    for_: tuple[Name, ...] = Field(alias="for", min_length=1)
    role: Role = Role.CONTROLLER
    basis: Annotated[
        Annotated[Basis, Tag("one")] | Annotated[dict[Name, Basis], Tag("by_kind")],
        Discriminator(_basis_kind),
    ]
    interest: Interest | None = None
    law: Line | tuple[Line, ...] | None = None
    condition: Line | None = None
    """The condition for special categories: an article id such as `gdpr-9-2-b`."""
    sources: tuple[Name, ...] = ()
    recipients: tuple[Name, ...] = ()
    direct_marketing: DirectMarketing | None = None
    message: Literal["service", "survey"] = "service"
    """What messages for this purpose are, when it is not direct marketing."""
    automated: Automated | None = None
    before_contract: bool = False
    """The basis is a contract that is not made yet: what the person has asked for first (Art. 6(1)(b))."""
    stands_against_erasure: bool = False
    """Legitimate interests that a request to be erased does not end, because a service or a bill needs the data
    (Art. 17(1)(c)). An objection to the purpose itself is decided by a person as always."""
    consent_asked: Literal["separately", "bundled", "by_use"] | None = None
    aggregated_from: int | None = Field(default=None, ge=2)
    impact_assessed_on: Day | None = None
    keep: Annotated[
        Annotated[Literal["use_only"], Tag("word")] | Annotated[tuple[Keep, ...], Tag("lines")],
        Discriminator(_lines_kind),
    ]
