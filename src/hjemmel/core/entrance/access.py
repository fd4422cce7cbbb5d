"""Who inside may see what: purposes are granted to an account, and the fields that a purpose uses follow from the map.

The roles of the office say what somebody may do; this says what they may see. Sealing and pages are not for this module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import reduce

from ..datamap import Collection, DataMap, FieldGroup, FixedKind, Purpose
from ..declaration.parts import Text
from ..moment import local_day
from ..period import Period
from .token import AccessToken

QUARTER = Period(months=3)
"""How long a grant stands before somebody looks at it again, where the declaration says nothing else."""
NOBODY_KNOWS = "unknown"
Columns = Mapping[str, frozenset[str]]
"""By collection, the columns."""


class WhyAll(Enum):
    """Why one member works with every purpose. A closed list: no free text, so no name hides in it."""

    FEW = "few"
    OFFICER = "officer"
    STAND_IN = "stand_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """These purposes, from this day on, for one account. `account` is its number, as in the ledger."""

    id: int
    account: str
    purposes: frozenset[str]
    kinds: frozenset[str] = frozenset()
    """The kinds of people it is narrowed to; none: all that the purposes are for."""
    begins: date
    ends: date | None = None
    """Its last day."""
    given_at: datetime
    given_by: str
    why_all: WhyAll | None = None
    ended_at: datetime | None = None

    def stands(self, at: datetime, zone: str) -> bool:
        """Whether it is in force at that moment."""
        day = local_day(at, zone)
        begun = self.begins <= day and self.given_at <= at
        return begun and not (
            (self.ends is not None and day > self.ends) or (self.ended_at is not None and at >= self.ended_at)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Somebody went through these grants, and said of each whether it is still needed."""

    at: datetime
    by: str
    kept: frozenset[int]
    ended: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessed:
    """Somebody saw values: for which purpose, in which columns, of how many people. Of whom is not here."""

    at: datetime
    account: str
    purpose: str
    columns: tuple[tuple[str, str], ...]
    """(collection, column)"""
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of the office, and whether anybody can sign in to it."""

    id: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accesses:
    """All that Hjemmel has kept of who may see what, and who has seen it."""

    accounts: tuple[Account, ...] = ()
    grants: tuple[Grant, ...] = ()
    reviews: tuple[Review, ...] = ()
    seen: tuple[Accessed, ...] = ()
    tokens: tuple[AccessToken, ...] = ()
    """What lets programs in, with what it lets them do."""


@dataclass(frozen=True, slots=True)
class Used:
    """One purpose as it was granted: whom it is about, and which columns it uses."""

    kinds: frozenset[str]
    narrowed: bool
    columns: Columns

    def sees(self, collection: str, column: str, kind: str | None) -> bool:
        if column not in self.columns.get(collection, frozenset()):
            return False
        return kind is None or kind in self.kinds or (kind == NOBODY_KNOWS and not self.narrowed)


@dataclass(frozen=True, slots=True)
class Access:
    """What one member of staff may see now. What a purpose uses is worked out when it is asked about."""

    data_map: DataMap = field(repr=False)
    grants: Mapping[str, Sequence[Grant]]
    """Those that stand, by purpose."""
    _known: dict[str, Used] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def purposes(self) -> frozenset[str]:
        return frozenset(self.grants)

    def used(self, purpose: str) -> Used:
        """What a purpose of theirs uses, by all the grants of it together."""
        known = self._known.get(purpose)
        if known is None:
            declared = self.data_map.purposes[purpose]
            each = (_used(self.data_map, declared, grant.kinds) for grant in self.grants[purpose])
            known = self._known[purpose] = reduce(_wider, each)
        return known

    def sees(self, collection: str, column: str, *, purpose: str = "", kind: str | None = None) -> bool:
        """Whether a purpose (this one, if it is given) uses the column. `kind`: of the person in the row, if known."""
        if purpose:
            return purpose in self.grants and self.used(purpose).sees(collection, column, kind)
        return any(self.used(name).sees(collection, column, kind) for name in self.grants)


def access_of(data_map: DataMap, grants: Iterable[Grant], account: str, now: datetime) -> Access:
    """What the grants of the account that stand now let it see. A purpose that is no more lets nobody see anything."""
    found: dict[str, list[Grant]] = {}
    for grant in grants:
        if grant.account != account or not grant.stands(now, data_map.zone):
            continue
        for name in sorted(grant.purposes & data_map.purposes.keys()):
            found.setdefault(name, []).append(grant)
    return Access(data_map, found)


def columns_of(data_map: DataMap, purpose: Purpose, kinds: frozenset[str] = frozenset()) -> Columns:
    """The columns that the purpose uses, of people of these kinds, by collection.

    What its keep lines cover, the addresses of its channels, and whatever is about nobody. A `use_only` purpose also uses what tells who the person is.
    A purpose that makes figures alone (`aggregated_from`) uses no value of anybody."""
    if purpose.declared.aggregated_from is not None:
        return {}
    found = {
        name: frozenset(_columns(data_map, collection, purpose, kinds or purpose.kinds))
        for name, collection in data_map.collections.items()
    }
    # Keys and clocks tell nothing by themselves; whoever sees the row's data sees them too.
    return {name: columns | _plain(data_map.collections[name]) for name, columns in found.items() if columns}


def review_due(grant: Grant, reviews: Iterable[Review], every: Period, zone: str) -> date:
    """The last day on which the grant must be looked at again."""
    looked = [review.at for review in reviews if grant.id in review.kept]
    return local_day(max([grant.given_at, *looked]), zone) + every


def lacks(data_map: DataMap, grant: Grant) -> tuple[Text, ...]:
    """What is wrong with a grant that somebody wants to give."""
    return tuple(_lacking(data_map, grant))


def _lacking(data_map: DataMap, grant: Grant) -> Iterator[Text]:
    if not grant.purposes:
        yield Text(nb="Velg minst ett formål.", en="Choose at least one purpose.")
    if grant.purposes - data_map.purposes.keys():
        yield Text(nb="Et formål står ikke i deklarasjonen.", en="A purpose is not in the declaration.")
    elif grant.purposes == data_map.purposes.keys() and grant.why_all is None:
        yield Text(
            nb="Si hvorfor kontoen skal ha alle formål.", en="Say why the account needs every purpose."
        )
    if grant.kinds - data_map.declaration.subjects.keys():
        yield Text(
            nb="En persongruppe står ikke i deklarasjonen.",
            en="A group of people is not in the declaration.",
        )
    if grant.ends is not None and grant.ends < grant.begins:
        yield Text(nb="Den siste dagen er før den første.", en="The last day is before the first.")
    if grant.given_by == grant.account:
        yield Text(
            nb="Ingen gir seg selv tilgang. En annen må gi den.",
            en="Nobody gives access to themselves. Another must give it.",
        )


def _used(data_map: DataMap, purpose: Purpose, kinds: frozenset[str]) -> Used:
    narrowed = purpose.kinds & kinds if kinds else purpose.kinds
    columns = columns_of(data_map, purpose, narrowed) if narrowed else {}
    return Used(narrowed, bool(kinds), columns)


def _wider(one: Used, other: Used) -> Used:
    names = one.columns.keys() | other.columns.keys()
    return Used(
        one.kinds | other.kinds,
        one.narrowed and other.narrowed,
        {name: one.columns.get(name, frozenset()) | other.columns.get(name, frozenset()) for name in names},
    )


def _columns(
    data_map: DataMap, collection: Collection, purpose: Purpose, kinds: frozenset[str]
) -> Iterator[str]:
    kept = {name for line in purpose.lines if line.collection == collection.name for name in line.categories}
    uses = _addresses(data_map, purpose, collection)
    if purpose.use_only:
        uses |= set(collection.identity_columns)
    for group in collection.groups:
        if not group.is_personal or not _kinds(group) & kinds:
            continue
        if group.category in kept:
            yield from group.columns
        else:
            yield from (column for column in group.columns if column in uses)


def _addresses(data_map: DataMap, purpose: Purpose, collection: Collection) -> set[str]:
    marketing = purpose.declared.direct_marketing
    return {
        column
        for channel in (marketing.channels if marketing else ())
        if channel in data_map.marketing.channels
        for name, column in data_map.marketing.channels[channel].addresses
        if name == collection.name
    }


def _kinds(group: FieldGroup) -> set[str]:
    """The kinds of people the group may be about."""
    kind = group.whose.kind
    return (
        {kind.kind} if isinstance(kind, FixedKind) else {name for _, name in kind.values} | {kind.otherwise}
    )


def _is_about_nobody(collection: Collection) -> bool:
    return not any(group.is_personal for group in collection.groups)


def _plain(collection: Collection) -> frozenset[str]:
    return frozenset(
        column for group in collection.groups if not group.is_personal for column in group.columns
    )
