"""Lists of keys that facts give, by the names that selections use for them (`Listed`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..facts import (
    STANDING,
    About,
    Asked,
    Child,
    ConsentGiven,
    ConsentWithdrawn,
    ErasureAsked,
    Fact,
    Facts,
    Hold,
    HoldKind,
    Objection,
    ObjectionMade,
    Remembered,
    Restricted,
)
from ..moment import local_day
from ..selection import Listed, Scalar
from .children import is_by_a_child, is_younger

Keys = frozenset[tuple[Scalar, ...]]
SINCE = "_since_"
"""In the kind of a list of what was said on some days, before the first of them; `Listed.day` is the last."""
MOST_SPANS = 100
"""A statement with more conditions than a few hundred is refused by some engines."""
FROM_AGE = "_from_"
"""In the kind of a list that depends on an age, before it: `consent_from_15`, what somebody of 15 can consent to alone."""


@dataclass(frozen=True, slots=True)
class HoldGroup:
    """Holds that cover the same: one list of keys, however many holds."""

    home: str
    collections: frozenset[str]
    categories: frozenset[str]
    bounded: bool

    @property
    def name(self) -> str:
        text = repr((self.home, sorted(self.collections), sorted(self.categories), self.bounded))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def holds_in_force(facts: Facts, today: date) -> Iterator[Hold]:
    for hold in facts.holds:
        if hold.begins_on <= today and (hold.ends_on is None or today < hold.ends_on):
            yield hold


def overdue_holds(facts: Facts, today: date) -> Iterator[Hold]:
    """Holds in force that somebody should have looked at again before today."""
    return (hold for hold in holds_in_force(facts, today) if hold.review_on < today)


def group_of(hold: Hold) -> HoldGroup:
    return HoldGroup(hold.home, hold.collections, hold.categories, hold.kind is HoldKind.BOUNDED)


def hold_groups(facts: Facts, today: date) -> list[HoldGroup]:
    found = {group_of(hold): None for hold in holds_in_force(facts, today)}
    return sorted(found, key=lambda group: group.name)


def consent_holds(consent: ConsentGiven, today: date, zone: str) -> bool:
    """In force today: given, and neither withdrawn nor expired."""
    if local_day(consent.given_at, zone) > today:
        return False
    if consent.withdrawn_at is not None and local_day(consent.withdrawn_at, zone) <= today:
        return False
    return consent.expires_on is None or today < consent.expires_on


def consents_in_force(
    facts: Facts, purpose: str, age: int, today: date, zone: str
) -> tuple[ConsentGiven, ...]:
    """Those to the purpose that hold today, but for such as somebody gave alone who was known to be younger than this."""
    born = {child.about: child.born_on for child in facts.children}
    noes = dict(one for one in withdrawals(facts, purpose) if local_day(one[1], zone) <= today)
    return tuple(
        one
        for one in facts.consents
        if one.purpose == purpose
        and consent_holds(one, today, zone)
        and not is_undone(one, noes)
        and not is_by_a_child(one, born.get(one.about), age, zone)
    )


def withdrawals(facts: Facts, purpose: str) -> Iterator[tuple[About, datetime]]:
    """Who has withdrawn what they said yes to for the purpose, whatever told of the yes; the latest last.

    A consent to some channels only, withdrawn, says nothing of the others."""
    found = [(one.at, one.about) for one in facts.withdrawals if one.purpose == purpose]
    found += [
        (one.withdrawn_at, one.about)
        for one in facts.consents
        if one.purpose == purpose and one.withdrawn_at is not None and not one.covers
    ]
    yield from ((about, at) for at, about in sorted(found, key=lambda one: one[0]))


def is_undone(consent: ConsentGiven, noes: Mapping[About, datetime]) -> bool:
    """A later no of the same person, or one at the same moment, has ended it, also where it was written down later."""
    no = noes.get(consent.about)
    return no is not None and no >= consent.given_at


def given_days(facts: Facts, purpose: str, age: int, today: date, zone: str) -> tuple[date, ...]:
    """The days on which the consents that hold were given."""
    given = consents_in_force(facts, purpose, age, today, zone)
    return tuple(sorted({local_day(one.given_at, zone) for one in given}))


def withdrawal_days(facts: Facts, purpose: str, today: date, zone: str) -> tuple[date, ...]:
    """The days on which consents to the purpose were withdrawn."""
    days = {local_day(at, zone) for _, at in withdrawals(facts, purpose)}
    return tuple(sorted(day for day in days if day <= today))


def erasure_days(facts: Facts, purpose: str, today: date, zone: str) -> tuple[date, ...]:
    """The days on which requests to be erased came that reach the purpose."""
    days = {local_day(one.at, zone) for one in facts.erasures if one.purpose == purpose}
    return tuple(sorted(day for day in days if day <= today))


def spans(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """The days, each by itself; where they are very many, some together: first and last of them."""
    together = -(-len(days) // MOST_SPANS)
    for start in range(0, len(days), together or 1):
        part = days[start : start + together]
        yield part[0], part[-1]


def by_guardian(consents: Iterable[ConsentGiven]) -> Iterator[ConsentGiven]:
    return (one for one in consents if one.guardian)


def children_under(facts: Facts, age: int, today: date) -> frozenset[About]:
    """Those who are younger than this today. A consent may stand on another row of theirs than the note of their age."""
    return frozenset(child.about for child in facts.children if is_younger(child.born_on, age, today))


def keys_on(listed: Listed, home: str, facts: Facts, today: date, zone: str) -> Keys:
    """The keys of rows of `home` that stand on the list."""
    abouts = _abouts(listed, facts, today, zone)
    if listed.kind in ("hold", "hold_group"):
        holds = [hold for hold in holds_in_force(facts, today) if hold.home == home and _named(hold, listed)]
        return frozenset(key for hold in holds for key in hold.keys)
    return frozenset(about.key for about in abouts if about.collection == home)


def kinds_of(listed: Listed) -> tuple[type[Fact], ...]:
    """The kinds of facts that tell who stands on the list: no others need to be read for it."""
    return _KINDS[listed.kind.partition(FROM_AGE)[0].partition(SINCE)[0]]


_KINDS: Mapping[str, tuple[type[Fact], ...]] = {
    "consent": (ConsentGiven, ConsentWithdrawn, Child),
    "guardian": (ConsentGiven, ConsentWithdrawn, Child),
    "withdrawn": (ConsentGiven, ConsentWithdrawn),
    "child": (Child,),
    "objection": (ObjectionMade,),
    "objection_raised": (ObjectionMade,),
    "objection_upheld": (ObjectionMade,),
    "erasure_asked": (ErasureAsked,),
    "restricted": (Restricted,),
    "request": (Asked,),
    "change": (Asked,),
    "remembered_by": (Remembered,),
    "remembered_after": (Remembered,),
    "hold": (Hold,),
    "hold_group": (Hold,),
}


def has_objections(facts: Facts, purpose: str, *states: Objection) -> bool:
    return any(objection.purpose == purpose and objection.state in states for objection in facts.objections)


def _named(hold: Hold, listed: Listed) -> bool:
    return (hold.id if listed.kind == "hold" else group_of(hold).name) == listed.name


def _abouts(listed: Listed, facts: Facts, today: date, zone: str) -> Iterator[About]:
    name, day = listed.name, listed.day or today
    kind, _, age = listed.kind.partition(FROM_AGE)
    kind, _, first = kind.partition(SINCE)
    began = date.fromisoformat(first) if first else date.min
    match kind:
        case "consent":
            given = consents_in_force(facts, name, int(age), today, zone)
            yield from (one.about for one in given if began <= local_day(one.given_at, zone) <= day)
        case "guardian":
            given = consents_in_force(facts, name, int(age), today, zone)
            yield from (one.about for one in by_guardian(given))
        case "child":
            yield from children_under(facts, int(age), today) if age else (c.about for c in facts.children)
        case "objection":
            yield from (o.about for o in facts.objections if o.purpose == name and o.state in STANDING)
        case "objection_raised" | "objection_upheld":
            state = Objection.RAISED if kind == "objection_raised" else Objection.UPHELD
            yield from (o.about for o in facts.objections if o.purpose == name and o.state is state)
        case "erasure_asked":
            yield from (
                one.about
                for one in facts.erasures
                if one.purpose == name and began <= local_day(one.at, zone) <= day
            )
        case "restricted":
            for fact in facts.restrictions:
                lifted = fact.lifted_at is not None and local_day(fact.lifted_at, zone) <= today
                if local_day(fact.at, zone) <= today and not lifted:
                    yield fact.about
        case "request":
            yield from (one.about for one in facts.requests if one.batch == name and not one.is_mistaken)
        case "change":
            id, _, number = name.rpartition("/")
            asking = (one for one in facts.requests if one.id == id and not one.is_mistaken)
            yield from (one.changes[int(number)].row for one in asking)
        case "withdrawn":
            noes = withdrawals(facts, name)
            yield from (about for about, at in noes if began <= local_day(at, zone) <= day)
        case "remembered_by":
            yield from (r.about for r in facts.remembered if r.event == name and r.day <= day)
        case "remembered_after":
            yield from (r.about for r in facts.remembered if r.event == name and r.day > day)
        case _:
            return
