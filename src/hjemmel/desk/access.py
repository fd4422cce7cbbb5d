"""Who inside may see what: the purposes a member of staff works with, and the record of what was seen.

Pages ask `sees` before they show a value, and tell `note_shown` when they have. That is all they need to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction

from hjemmel.capabilities.access import services, store
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.ledger.store import LedgerLine
from hjemmel.capabilities.tokens import services as token_deeds
from hjemmel.capabilities.tokens import store as tokens
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.access import (
    QUARTER,
    Access,
    Accessed,
    Accesses,
    Grant,
    Review,
    WhyAll,
    access_of,
    review_due,
)
from hjemmel.core.entrance.token import AccessToken
from hjemmel.core.grounds.whose import Subjects, the_kind
from hjemmel.core.moment import local_day
from hjemmel.core.selection import Scalar
from hjemmel.core.sharing.disclosure import is_number
from hjemmel.desk import clock
from hjemmel.desk.published import published
from hjemmel.engine.lookup import Found
from hjemmel.engine.ports import Actor, Plain

Values = Mapping[tuple[str, tuple[Scalar, ...]], Mapping[str, object]]
"""By collection and key, the columns that may be seen."""
SEEN = ("values-shown", "person-read")
"""By somebody in the office, and by a program."""
LOOKED_BACK = timedelta(days=100)
"""So far back the record of what was seen is read: a quarter, and some days to go through it in."""
LINES = 100_000


class NotAllowed(PermissionError):
    """The purpose is not among those the account works with, or the number of the case is no number of a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantView:
    """A grant that stands or is still to begin, for a reader."""

    grant: Grant
    due: date
    """The last day to go through it."""
    is_overdue: bool
    purposes: tuple[Text, ...]
    unknown: tuple[str, ...]
    """Purposes that the declaration no longer has."""
    kinds: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """One account: its purposes, and what it sees, in words."""

    account: str
    is_open: bool
    grants: tuple[GrantView, ...]
    sees: tuple[tuple[Text, tuple[Text, ...]], ...]
    """By system, the kinds of data."""
    has: frozenset[str]
    """The purposes it works with now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A program's access token that lets it see people, for a reader."""

    token: AccessToken
    due: date
    """The last day to go through it."""
    is_overdue: bool
    purposes: tuple[Text, ...]
    unknown: tuple[str, ...]
    """Purposes that the declaration no longer has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessesView:
    members: tuple[MemberView, ...]
    programs: tuple[TokenView, ...]
    purposes: Mapping[str, Text]
    kinds: Mapping[str, Text]
    reviews: tuple[Review, ...]
    every_months: int

    @property
    def to_review(self) -> tuple[GrantView, ...]:
        return tuple(grant for member in self.members for grant in member.grants)

    @property
    def overdue(self) -> int:
        return sum(one.is_overdue for one in self.to_review) + sum(one.is_overdue for one in self.programs)


# ---- for pages that show values -----------------------------------------------------------------------------


def access(actor: Actor) -> Access:
    """What the actor may see now. Whoever has no grant, and whoever is no member of staff, sees nobody's values."""
    return access_of(published().map, store.grants_of(actor.id), actor.id, clock.now())


def sees(
    actor: Actor, collection: str, columns: Iterable[str], *, purpose: str = "", kind: str | None = None
) -> frozenset[str]:
    """Those of the columns that the actor may see: for this purpose, or for any of theirs. `kind`: of the person."""
    mine = access(actor)
    return frozenset(
        column for column in columns if mine.sees(collection, column, purpose=purpose, kind=kind)
    )


def purposes(actor: Actor) -> Mapping[str, Text]:
    """The purposes that the actor may choose among when asking for values, in the order of the declaration."""
    return titles(access(actor))


def titles(mine: Access) -> Mapping[str, Text]:
    """The same of what the actor may see, where that has been read."""
    purposes = mine.data_map.purposes.items()
    return {name: one.declared.title for name, one in purposes if name in mine.purposes}


def check(actor: Actor, purpose: str, case: str = "") -> Access:
    """What the actor may see. Raises NotAllowed unless they work with the purpose, and the case is a number of a case
    or nothing."""
    mine = access(actor)
    if purpose not in mine.purposes or (case and not is_number(case, clock.now())):
        raise NotAllowed
    return mine


def permitted(found: Found, actor: Actor, purpose: str) -> Values:
    """Of what was found, the values that the purpose uses and the actor may see, by row."""
    data_map, mine = published().map, access(actor)
    subjects = Subjects(found.in_hand)
    shown: dict[tuple[str, tuple[Scalar, ...]], Mapping[str, object]] = {}
    for (name, key), row in found.values().items():
        seen = [
            column
            for group in data_map.collections[name].groups
            for kind in (the_kind(subjects.told(group.whose)(row)) if group.is_personal else None,)
            for column in group.columns
            if mine.sees(name, column, purpose=purpose, kind=kind)
        ]
        if seen:
            shown[name, key] = {column: row[column] for column in seen}
    return shown


def columns_in(values: Values) -> Iterator[tuple[str, str]]:
    """The columns that hold something in these rows."""
    for (name, _), row in values.items():
        yield from ((name, column) for column, value in row.items() if value is not None)


def people_in(found: Found) -> int:
    """How many people it is about, as far as their own rows tell."""
    collections = published().map.collections
    own = Counter(name for name, _, _ in found.rows if not collections[name].whose.path)
    return max(own.values(), default=1)


def note_shown(
    actor: Actor, purpose: str, columns: Iterable[tuple[str, str]], people: int, case: str = ""
) -> None:
    """Put on record that values were shown: for which purpose, in which columns, of how many people. Never of whom."""
    by_collection: dict[str, list[str]] = {}
    for collection, column in sorted(set(columns)):
        by_collection.setdefault(collection, []).append(column)
    told: dict[str, Plain] = {"purpose": purpose, "columns": by_collection, "people": people}
    if case:
        told["case"] = case
    note("values-shown", actor, told, clock.now())


# ---- for the page about access ------------------------------------------------------------------------------


def accesses_view() -> AccessesView:
    data_map, kept = published().map, _granted()
    titles = {name: one.declared.title for name, one in data_map.purposes.items()}
    subjects = {name: one.title for name, one in data_map.declaration.subjects.items()}
    standing = [one for one in kept.grants if one.ended_at is None]
    members = []
    for account in kept.accounts:
        mine = access_of(data_map, standing, account.id, clock.now())
        grants = tuple(_grant_view(data_map, one, kept) for one in standing if one.account == account.id)
        if account.is_open or grants:
            members.append(
                MemberView(
                    account=account.id,
                    is_open=account.is_open,
                    grants=grants,
                    sees=_in_words(data_map, mine),
                    has=mine.purposes,
                )
            )
    return AccessesView(
        members=tuple(members),
        programs=tuple(
            _token_view(data_map, one) for one in kept.tokens if one.sees_people and one.lets_in(clock.now())
        ),
        purposes=titles,
        kinds=subjects,
        reviews=tuple(reversed(kept.reviews)),
        every_months=QUARTER.months,
    )


def overdue() -> int:
    """How many accesses, of people and of programs, nobody has gone through in time. Raises NothingPublished."""
    data_map, kept, now = published().map, _granted(), clock.now()
    today = local_day(now, data_map.zone)
    grants = (one for one in kept.grants if one.ended_at is None)
    tokens = (one for one in kept.tokens if one.sees_people and one.lets_in(now))
    days = [review_due(one, kept.reviews, QUARTER, data_map.zone) for one in grants]
    days += [one.review_due(QUARTER, data_map.zone) for one in tokens]
    return sum(due < today for due in days)


def is_given() -> bool:
    """Whether any account works with any purpose now. Else nobody sees anybody's values."""
    zone, now = published().map.zone, clock.now()
    return any(one.stands(now, zone) for one in store.grants())


def account_named(name: str) -> str | None:
    """The number of the open account with this user name, as the ledger has it."""
    return store.open_account(name)


def names() -> Mapping[str, str]:
    """The user names of accounts, by number."""
    return store.user_names()


def all_purposes() -> frozenset[str]:
    """Every purpose of the published declaration."""
    return frozenset(published().map.purposes)


def give(
    account: str,
    purposes: Collection[str],
    actor: Actor,
    *,
    kinds: Collection[str] = (),
    ends: date | None = None,
    why_all: WhyAll | None = None,
) -> int:
    """Let the account work with these purposes from now on. Raises GrantNotTaken."""
    data_map, at = published().map, clock.now()
    grant = Grant(
        id=0,
        account=account,
        purposes=frozenset(purposes),
        kinds=frozenset(kinds),
        begins=local_day(at, data_map.zone),
        ends=ends,
        given_at=at,
        given_by=actor.id,
        why_all=why_all,
    )
    return services.give(data_map, grant, actor)


def end(grants: Collection[int], actor: Actor) -> None:
    """Take these grants back. Raises NoSuchGrant."""
    services.end(grants, actor, clock.now())


def end_all(account: str, actor: Actor) -> None:
    """The account is closed: whatever it was granted ends."""
    standing = [grant.id for grant in store.grants_of(account) if grant.ended_at is None]
    if standing:
        end(standing, actor)


def review(
    kept: Collection[int],
    ended: Collection[int],
    actor: Actor,
    *,
    kept_tokens: Collection[str] = (),
    ended_tokens: Collection[str] = (),
) -> None:
    """Note that these grants, and these tokens of programs, were gone through; those no longer needed end.
    Raises NoSuchGrant or NoSuchToken, and then nothing is changed."""
    at = clock.now()
    with transaction.atomic():
        if kept or ended:
            services.review(kept, ended, actor, at)
        if kept_tokens or ended_tokens:
            token_deeds.review(kept_tokens, ended_tokens, actor, at)


# ---- for the probes -----------------------------------------------------------------------------------------


def accesses() -> Accesses:
    """All that is kept of who may see what, and the last quarter of what was seen."""
    since = clock.now() - LOOKED_BACK
    lines = (line for kind in SEEN for line in ledger.lines_of(kind, LINES) if line.at >= since)
    return replace(_granted(), seen=tuple(_seen(line) for line in lines))


def _granted() -> Accesses:
    """The same without what was seen."""
    return Accesses(
        accounts=store.accounts(),
        grants=store.grants(),
        reviews=store.reviews(),
        tokens=tokens.all_tokens(),
    )


def _seen(line: LedgerLine) -> Accessed:
    """A line from before purposes were asked for has none: nothing covers it."""
    columns = line.content.get("columns", {})
    if not isinstance(columns, dict):
        # What a program read is told by its fields alone; which it may see is decided by its purpose.
        columns = {}
    return Accessed(
        at=line.at,
        account=line.actor,
        purpose=str(line.content.get("purpose", "")),
        columns=tuple((collection, column) for collection, found in columns.items() for column in found),
        people=int(line.content.get("people", 0)),
    )


def _grant_view(data_map: DataMap, grant: Grant, kept: Accesses) -> GrantView:
    due = review_due(grant, kept.reviews, QUARTER, data_map.zone)
    subjects = data_map.declaration.subjects
    return GrantView(
        grant=grant,
        due=due,
        is_overdue=local_day(clock.now(), data_map.zone) > due,
        purposes=tuple(
            one.declared.title for name, one in data_map.purposes.items() if name in grant.purposes
        ),
        unknown=tuple(sorted(grant.purposes - data_map.purposes.keys())),
        kinds=tuple(subjects[name].title for name in sorted(grant.kinds) if name in subjects),
    )


def _token_view(data_map: DataMap, token: AccessToken) -> TokenView:
    due = token.review_due(QUARTER, data_map.zone)
    return TokenView(
        token=token,
        due=due,
        is_overdue=local_day(clock.now(), data_map.zone) > due,
        purposes=tuple(
            one.declared.title for name, one in data_map.purposes.items() if name in token.purposes
        ),
        unknown=tuple(sorted(token.purposes - data_map.purposes.keys())),
    )


def _in_words(data_map: DataMap, mine: Access) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
    """What the columns are, by system, in the words of the declaration."""
    found: dict[str, dict[str, Text]] = {}
    for name, collection in data_map.collections.items():
        for group in collection.groups:
            if group.is_personal and any(mine.sees(name, column) for column in group.columns):
                category = data_map.declaration.categories[group.category]
                found.setdefault(collection.system, {})[group.category] = category.title
    systems = data_map.declaration.systems
    return tuple((systems[system].title, tuple(titles.values())) for system, titles in found.items())
