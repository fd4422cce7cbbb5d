"""The resolved model: names are objects, paths are found, nothing is missing, nothing changes.

Texts and plain parts are read from `declaration`; what grounds need is resolved here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from .declaration.data import (
    AgreementMeaning,
    BarredMeaning,
    ConsentMeaning,
    InstructionMeaning,
    ObjectionMeaning,
    RestrictionMeaning,
    SaleMeaning,
)
from .declaration.purposes import Purpose as DeclaredPurpose
from .declaration.traces import TraceMeaning
from .declaration.whole import Declaration
from .finding import Place
from .normal import Normal
from .period import Period
from .shape import Shape
from .source import Path as FilePath
from .terms import NO_CATEGORY, Basis, ChannelKind, MarketingRule, Mode, WhenDue

if TYPE_CHECKING:  # The language of connectors is not needed to read a file.
    from .selection import Scalar

ColumnRef = tuple[str, str]
"""(collection, column)"""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step from a row to the row it refers to. `match`: by equal values; there may be no such row."""

    child: str
    columns: tuple[str, ...]
    parent: str
    theirs: tuple[str, ...]
    match: bool = False
    blanks: tuple[Scalar, ...] = ()
    """Of a match: the blanks of `theirs`. What is blank is not there, so it matches nothing."""
    keys: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Of a match: the keys of the child and of the parent, by which it is remembered when the values go."""


Path = tuple[Hop, ...]
"""From a row upwards, to a row it refers to. Empty: the row itself."""


@dataclass(frozen=True, slots=True)
class FixedKind:
    """The same kind for every row."""

    kind: str


@dataclass(frozen=True, slots=True)
class KindByColumn:
    """A column tells the kind."""

    column: str
    values: tuple[tuple[Scalar, str], ...]
    otherwise: str
    """A kind, or `unknown`."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom a row or group of fields is about: the subject is the row of `home` at the end of `path`.

    `kind` is told on the home row. With `or_own`, a row with no match is a subject by itself."""

    home: str
    path: Path
    kind: FixedKind | KindByColumn
    or_own: bool = False

    @property
    def own(self) -> tuple[str, Path]:
        """With `or_own`: the collection of the row that is a subject by itself, and the way to it."""
        return self.path[-1].child, self.path[:-1]

    def path_to(self, home: str) -> Path | None:
        """The way to the subject's own row in `home`, if it may stand there."""
        if home == self.home:
            return self.path
        if self.or_own and home == self.own[0]:
            return self.own[1]
        return None


@dataclass(frozen=True, slots=True)
class Condition:
    """A declared `where`: the column, on the row at the end of `path`, has one of the values."""

    path: Path
    column: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class OnColumn:
    """The day a column of the row itself holds. `null`: what NULL means."""

    column: str
    null: str
    """`absent`, `open` (not happened yet) or `unknown`."""


@dataclass(frozen=True, slots=True)
class AfterFinancialYear:
    """The first day after the financial year that the column names (`is_year`), or that its day falls in."""

    column: str
    is_year: bool


@dataclass(frozen=True, slots=True)
class Later:
    """So much later than another event."""

    node: Node
    period: Period


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest of those that exist; if none exists, the fallback; if there is no fallback, unknown."""

    nodes: tuple[Node, ...]
    fallback: Node | None = None


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earliest of those that exist; if none exists, the fallback; if there is no fallback, unknown."""

    nodes: tuple[Node, ...]
    fallback: Node | None = None


@dataclass(frozen=True, slots=True)
class OfChildren:
    """The values on the rows that refer here, of those that meet the conditions. Several values, or none."""

    path: Path
    """From the child up to this row."""
    node: Node
    where: tuple[Condition, ...]
    null: str
    """What a child without a value means: `absent`, `open` or `unknown`."""


@dataclass(frozen=True, slots=True)
class OfParent:
    """The value on the row that this row refers to."""

    path: Path
    node: Node


@dataclass(frozen=True, slots=True)
class RememberedDay:
    """The day that was stored as a fact for this row of `of`, if any."""

    event: str
    of: str


Node = OnColumn | AfterFinancialYear | Later | Latest | Earliest | OfChildren | OfParent | RememberedDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A declared event, on the rows of one collection."""

    name: str
    of: str
    node: Node
    remember: bool
    rests_on: frozenset[str]
    """Collections whose rows it is computed from."""
    place: Place


@dataclass(frozen=True, slots=True)
class Stop:
    """An extension recorded in the company's own columns, and the day past which nothing bounded may hold."""

    period: Period
    """The declared hard stop, counted from the same event."""
    backups: Period
    """How long copies live on: the stop comes that much earlier."""
    until: ColumnAt | None = None
    reason: ColumnAt | None = None
    approver: ColumnAt | None = None


@dataclass(frozen=True, slots=True)
class ColumnAt:
    """A column of the row at the end of the path."""

    path: Path
    column: str


@dataclass(frozen=True, slots=True)
class After:
    """Open until event + period; `period` None: until the event itself."""

    node: Node
    period: Period | None
    event: str
    """Its name, or the column, for the reader."""
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class With:
    """Open as long as a row of `collection` is kept: one that refers here, or (`upward`) the one referred to."""

    collection: str
    path: Path
    upward: bool = False


Window = After | With


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One keep line as it applies to one collection."""

    purpose: str
    number: int
    """Its place in the purpose's `keep`, from 0."""
    collection: str
    categories: frozenset[str]
    where: tuple[Condition, ...]
    window: Window
    restricted_from: Node | None
    began: Node | None = None
    """A request to be erased ends what began by the day it came: with the event of the window, before the period is over. None:
    no request ends it."""
    law: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """Columns that share category, person and fate."""

    collection: str
    number: int
    columns: tuple[str, ...]
    category: str
    whose: Whose
    blank: Scalar
    security: str | None
    sources: tuple[str, ...]
    place: Place

    @property
    def is_personal(self) -> bool:
        return self.category != NO_CATEGORY

    @property
    def label(self) -> str:
        return f"{self.collection}[{','.join(self.columns)}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBy:
    """A column by which a person is found."""

    kind: str
    """`email`, `phone`, `customer_number`, `national_number` or `name`."""
    column: str
    normal: Normal | None = None
    """By which two written forms are the same; None: letter by letter."""
    stored: str | None = None
    """The column that holds the normal form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One table, as declared: whom its rows are about, what its columns hold, what happens when they are due."""

    name: str
    system: str
    shape: Shape
    whose: Whose
    groups: tuple[FieldGroup, ...]
    hops: tuple[Hop, ...]
    """The references it declares, and its match if it has one."""
    when_due: WhenDue
    mode: Mode
    known_by: tuple[KnownBy, ...]
    place: Place
    barred: BarredMeaning | None = None
    """The column by which the system itself knows that a row must not be used."""
    destroyed: str = ""
    """The column that tells when the paper a row stands for was destroyed. Until then the row is not erased."""

    def group_of(self, column: str) -> FieldGroup | None:
        return next((group for group in self.groups if column in group.columns), None)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for group in self.groups for column in group.columns)

    @property
    def identity(self) -> dict[str, str]:
        """What persons are known by, and the first column that holds it."""
        return {known.kind: known.column for known in reversed(self.known_by)}

    @property
    def identity_columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(known.column for known in self.known_by))


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Why data is used, on what basis for each kind of subject, and how long it is kept for that."""

    name: str
    kinds: frozenset[str]
    basis: Mapping[str, Basis]
    """Per subject kind."""
    use_only: bool
    direct_marketing: bool
    lines: tuple[Line, ...]
    declared: DeclaredPurpose
    place: Place


@dataclass(frozen=True, slots=True)
class ConsentProof:
    """Where consents stand in the company's own data."""

    collection: str
    meaning: ConsentMeaning
    whose: Whose


@dataclass(frozen=True, slots=True)
class ObjectionMark:
    """Where objections stand in the company's own data."""

    collection: str
    meaning: ObjectionMeaning
    whose: Whose


@dataclass(frozen=True, slots=True)
class RestrictionMark:
    """Where restrictions stand in the company's own data."""

    collection: str
    meaning: RestrictionMeaning
    whose: Whose


@dataclass(frozen=True, slots=True)
class SaleMark:
    """Where it stands that an address came from a sale (mfl. § 15 third paragraph)."""

    collection: str
    meaning: SaleMeaning


@dataclass(frozen=True, slots=True)
class Trace:
    """A collection whose rows tell what was done with data."""

    collection: str
    meaning: TraceMeaning


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingChannel:
    """A way in which messages reach people, what it takes, and which columns hold the addresses."""

    name: str
    kind: ChannelKind
    customers: MarketingRule
    former_customers: MarketingRule
    others: MarketingRule
    opt_out_in_each: bool
    washed_within: Period | None
    addresses: tuple[ColumnRef, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Marketing:
    """What the company has said about offers. The law may be stricter, and then goes first."""

    channels: Mapping[str, MarketingChannel]
    plain: Mapping[str, MarketingChannel]
    """By kind: what carries service messages and surveys where no channel of that name is declared. Never offers."""
    customer_from: Event | None
    customer_until: Event | None
    role_addresses: frozenset[str]
    service_without_offers: bool


@dataclass(frozen=True, slots=True)
class Mandate:
    """Where agreements and instructions of controllers stand (Art. 28(3))."""

    instructions: str
    instruction: InstructionMeaning
    agreements: str
    agreement: AgreementMeaning
    controllers: str
    """The collection both refer to."""
    instruction_to_controller: Path
    agreement_to_controller: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class FinancialYears:
    """When financial years end: usually on one day of the year, in single years on another."""

    month: int = 12
    day: int = 31
    named_by_start: bool = False
    short: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataMap:
    """The whole, resolved. Two maps from the same file are equal."""

    declaration: Declaration
    digest: str
    zone: str
    years: FinancialYears
    collections: Mapping[str, Collection]
    purposes: Mapping[str, Purpose]
    events: Mapping[str, Event]
    consents: tuple[ConsentProof, ...]
    objections: tuple[ObjectionMark, ...]
    restrictions: tuple[RestrictionMark, ...]
    sales: tuple[SaleMark, ...]
    traces: tuple[Trace, ...]
    marketing: Marketing
    mandate: Mandate | None
    places: Mapping[FilePath, Place]
    paths: Mapping[tuple[str, str], Path]
    """The path from a collection up to another, where there is one."""

    def place(self, *path: str | int) -> Place:
        """Where a part of the file stands; the nearest part around it if that one has no place."""
        for end in range(len(path), -1, -1):
            found = self.places.get(path[:end])
            if found:
                return found
        return Place()

    def line(self, *path: str | int) -> int:
        return self.place(*path).line

    def lines_of(self, collection: str) -> Iterator[Line]:
        for purpose in self.purposes.values():
            for line in purpose.lines:
                if line.collection == collection:
                    yield line

    def in_system(self, system: str) -> Iterator[Collection]:
        return (collection for collection in self.collections.values() if collection.system == system)

    def children_of(self, collection: str) -> Iterator[tuple[Collection, Hop]]:
        """The collections that refer to this one by key, each with the reference. Matches are not references."""
        for child in self.collections.values():
            for hop in child.hops:
                if hop.parent == collection and not hop.match:
                    yield child, hop
