"""The company's own systems: collections, fields, keys, references, and what a row means."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ..period import Period
from ..terms import Mode, Security, WhenDue
from .inside import AccessTrace, FeedTrace, GroupTrace, ListingTrace
from .layouts import ApiLayout, Auth, FileLayout, MailboxLayout
from .on_instruction import ControllerTrace, DeclaredTrace, JobTrace, PaperTrace
from .parts import CollectionName, Column, ColumnName, Day, Line, Model, Name, PeriodText, Text, Value
from .sent import MailingTrace
from .traces import (
    ContactDataTrace,
    CreditCheckTrace,
    DisclosureTrace,
    KnownSinceTrace,
    LookupTrace,
    OriginTrace,
    WashTrace,
)
from .web_traces import BlockTrace, LogLineTrace

REGISTER = "register"
MANUAL = "manual"


class Keeper(Model):
    """Who keeps what no program can read. They are asked by e-mail, and answer on a page."""

    name: Line
    email: Line
    answers_within: PeriodText = Field(default_factory=lambda: Period(days=14))
    looks_every: PeriodText = Field(default_factory=lambda: Period(months=3))
    """How often they are asked to look for what is due."""


class Connect(Model):
    """How a system is reached. Secrets only as `${NAME}`, read from the environment."""

    kind: Literal["sql", "files", "http", "imap", "register", "manual"]
    """`register`: the register that Hjemmel itself keeps, which has no address. `manual`: what no program can read, such as
    a paper archive; whoever keeps it is asked."""
    url: Line | None = None
    keeper: Keeper | None = None
    auth: Auth | None = None
    at_once: int = Field(default=1, ge=1, le=16)
    """Of an API: how many rows are changed at the same time."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.url is None) != (self.kind in (REGISTER, MANUAL)):
            raise PydanticCustomError("connect", "every system needs a url; register and manual have none")
        if (self.keeper is None) != (self.kind != MANUAL):
            raise PydanticCustomError("connect", "manual needs a keeper, and nothing else has one")
        if self.kind != "http" and (self.auth is not None or self.at_once != 1):
            raise PydanticCustomError("connect", "auth and at_once are for http")
        return self


class ByColumn(Model):
    """The kind of person is told by a column; a value not listed is `otherwise`."""

    column: Column
    values: dict[str, Name]
    otherwise: Name | Literal["unknown"] = "unknown"


class AboutWhom(Model):
    """Whom rows, or a group of fields, are about: a fixed kind, one told by a column, or via a reference."""

    kind: Name | None = None
    column: Column | None = None
    values: dict[str, Name] | None = None
    otherwise: Name = "unknown"
    via: Column | tuple[Column, ...] | None = None
    match: dict[Column, ColumnName] | None = None
    unmatched: Literal["own_subject"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.kind is not None, self.column is not None, self.via is not None]
        if sum(ways) != 1:
            raise PydanticCustomError("about", "needs exactly one of kind, column, via")
        if (self.column is None) != (self.values is None):
            raise PydanticCustomError("about", "column and values go together")
        if (self.match is None) != (self.unmatched is None) or (self.match and self.kind is None):
            raise PydanticCustomError("about", "match goes with kind and unmatched")
        return self


class ConsentMeaning(Model):
    """A row, or the row's columns, prove a consent (Art. 7(1))."""

    to: Name | ByColumn
    given: Column
    withdrawn: Column | None = None
    expires: Column | None = None
    only_if: dict[Column, Value | tuple[Value, ...]] = Field(default_factory=dict)
    channel: Column | None = None


class ObjectionMeaning(Model):
    """The column says no to a purpose when it has this value (Art. 21); without `when`: as soon as it is set."""

    to: tuple[Name, ...] = Field(min_length=1)
    column: Column
    when: Value = None


class RestrictionMeaning(Model):
    """A row restricts the processing of a person's data (Art. 18) from `begins` until `lifted`."""

    begins: Column
    lifted: Column
    reason: Column | None = None


class BarredMeaning(Model):
    """The column says that the row must not be used (Art. 18): Hjemmel puts `on` there when somebody is granted a
    restriction, and `off` when it is lifted."""

    column: Column
    on: Value = True
    off: Value = False

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.on == self.off or self.on is None:
            raise PydanticCustomError("barred", "on needs a value, and off another one")
        return self


class AgreementMeaning(Model):
    """A row is a controller's processor agreement (Art. 28(3))."""

    signed: Column
    valid_to: Column


class InstructionMeaning(Model):
    """A row is a documented instruction of a controller (Art. 28(3)(a))."""

    received: Column
    ended: Column | None = None


class SaleMeaning(Model):
    """`column` is set on rows whose address was received in a sale (markedsføringsloven § 15 third paragraph)."""

    column: Column
    opt_out_offered: Column | Literal[True] | None = None
    """The column that says that a no was offered then; `true`: the form has always offered it."""


class Meaning(Model):
    """What Hjemmel reads out of a collection besides its data."""

    consent: ConsentMeaning | None = None
    objection: ObjectionMeaning | None = None
    restriction: RestrictionMeaning | None = None
    barred: BarredMeaning | None = None
    sale: SaleMeaning | None = None
    agreement: AgreementMeaning | None = None
    instruction: InstructionMeaning | None = None
    origin: OriginTrace | None = None
    known_since: KnownSinceTrace | None = None
    contact_data: ContactDataTrace | None = None
    disclosure: DisclosureTrace | None = None
    lookup: LookupTrace | None = None
    credit_check: CreditCheckTrace | None = None
    wash: WashTrace | None = None
    mailing: MailingTrace | None = None
    access: AccessTrace | None = None
    group: GroupTrace | None = None
    job: JobTrace | None = None
    declared: DeclaredTrace | None = None
    controller: ControllerTrace | None = None
    paper: PaperTrace | None = None
    listing: ListingTrace | None = None
    feed: FeedTrace | None = None
    log_line: LogLineTrace | None = None
    block: BlockTrace | None = None


class Fields(Model):
    """A group of columns that belong together: same category, same person, same fate."""

    columns: tuple[Column, ...] = Field(min_length=1)
    category: Name
    title: Text | None = None
    about: AboutWhom | None = None
    blank: Value = None
    security: Security | None = None
    source: tuple[Name, ...] = ()
    zone: Line | None = None
    type: Literal["year"] | None = None
    when_null: Literal["not_yet", "unknown"] = "unknown"
    """If the column is an event: NULL says that it has not happened yet, or says nothing."""
    why: Line | None = None
    may_name_others: bool = False
    encrypted: bool = False


class CompositeReference(Model):
    columns: tuple[Column, ...] = Field(min_length=1)
    to: CollectionName
    theirs: tuple[Column, ...] = Field(min_length=1)


IdentityKind = Literal["email", "phone", "customer_number", "national_number", "name", "birth_date"]
"""`birth_date` finds nobody: with the name, it tells who may be the same person."""


class IdentityColumn(Model):
    """A column by which a person is found, and when two written forms in it are the same."""

    column: Column
    normal: Literal["email", "phone", "name", "number", "exact"] = "exact"
    stored: Column | None = None
    """A column that holds the normal form already: an index on it serves."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.stored and self.normal == "exact":
            raise PydanticCustomError("identity", "stored goes with normal")
        return self


class Collection(Model):
    """A table: its key, whom it is about, what it refers to, and what happens to a row that is due."""

    table: Line | None = None
    file: FileLayout | None = None
    """Where it lies, in a system of files."""
    api: ApiLayout | None = None
    """Where it lies, in a system behind an API."""
    mailbox: MailboxLayout | None = None
    """Where it lies, in a mailbox."""
    only_if: dict[Column, Value | tuple[Value, ...]] = Field(default_factory=dict)
    """It is a part of its table: the rows with these values. Others are another collection's, about somebody else."""
    title: Text
    key: tuple[Column, ...] = Field(min_length=1)
    about: AboutWhom
    identity: dict[IdentityKind, Column | IdentityColumn | tuple[Column | IdentityColumn, ...]] = Field(
        default_factory=dict
    )
    references: dict[Column, ColumnName] = Field(default_factory=dict)
    composite_references: tuple[CompositeReference, ...] = ()
    when_due: WhenDue
    fields: tuple[Fields, ...] = Field(min_length=1)
    meaning: Meaning | None = None
    encryption: Literal["yes", "no"] | None = None

    def known_by(self) -> tuple[tuple[IdentityKind, IdentityColumn], ...]:
        """Each column by which a person is found, with what it holds."""
        return tuple(
            (kind, one if isinstance(one, IdentityColumn) else IdentityColumn(column=one))
            for kind, said in self.identity.items()
            for one in (said if isinstance(said, tuple) else (said,))
        )


class Backup(Model):
    """How long copies live, and the copy that was taken before Hjemmel was allowed to act."""

    kept: PeriodText
    taken_before_act: Day | None = None
    restore_tested_on: Day | None = None


class Sweeps(Model):
    """How far sweeps may go without a person, and how gently."""

    alone: int = Field(default=10, ge=0, le=100)
    """Percent of a collection's rows that a sweep may take or overwrite by itself; more waits for a person."""
    pause: int = Field(default=0, ge=0, le=60_000)
    """Milliseconds of rest between two batches."""


class System(Model):
    """One system of the company, or run by a processor for it. It starts in `mode: watch`."""

    title: Text
    connect: Connect
    mode: Mode = Mode.WATCH
    run_by: Name | None = None
    place: Text | None = None
    backup: Backup | None = None
    sweeps: Sweeps = Field(default_factory=Sweeps)
    encrypted: bool | None = None
    encryption_reason: Line | None = None
    collections: dict[Name, Collection] = Field(min_length=1)
    denied_columns: tuple[Column, ...] = ()
    """Columns that must never exist in this system."""
    answered_for_by: Line | None = None
    """The promise that a person vouches for what lies in a manual system by. Other promises are measured without it, and
    say so."""

    @model_validator(mode="after")
    def _a_person_acts(self) -> Self:
        if self.connect.kind == MANUAL and self.mode is not Mode.WATCH:
            raise PydanticCustomError("system", "a manual system has mode: watch: a person acts in it")
        if self.answered_for_by and self.connect.kind != MANUAL:
            raise PydanticCustomError("system", "answered_for_by is for manual systems: others are measured")
        return self
