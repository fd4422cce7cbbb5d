"""Rolls: the people whose own rows a sweep takes away, by what a processor knows them by, so that it can erase the same (Art. 28(3)(g)).

Who they are can only be read before the rows go, and only afterwards is it known which of them went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..action import Action, Verb
from ..datamap import DataMap, KnownBy
from ..grounds.claims import there
from ..lineage import Identity
from ..period import Period
from ..selection import Blank, Predicate, Scalar, any_of
from .at_end import whom_to_instruct

KEPT_FOR = Period(days=60)
"""How long after it is closed a roll is kept for a processor that does not confirm: as long as the link works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Somebody on a roll."""

    key: tuple[Scalar, ...] = field(repr=False)
    """Of the row that is to go."""
    signs: tuple[tuple[str, str], ...] = field(repr=False)
    """Kind and value of what the processor knows them by."""
    is_partly: bool = False
    """Something else in the row is still held: only what the action took has gone."""

    @property
    def identities(self) -> tuple[Identity, ...]:
        return tuple(Identity(value, kind) for kind, value in self.signs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """One sweep's roll for one processor, without anybody on it."""

    id: str
    plan: str
    recipient: str
    overtaken_at: datetime | None
    """When it was first seen that the sweep broke off for good."""
    closed_at: datetime | None
    """From then on it holds those who went, and no others."""
    gone_at: datetime | None
    people: int
    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPart:
    """Some of those on a roll: the people of one action of the plan, in bounded number."""

    id: int
    plan: str
    action: int
    collection: str
    people: tuple[Enrolled, ...] = field(repr=False)


def whom_to_enrol(data_map: DataMap, action: Action) -> Mapping[str, tuple[KnownBy, ...]]:
    """The processors that are told by name of those whose own rows this action takes away, and the columns in which stands
    what each knows them by.

    What a person does by hand is done at a time of the person's own, long after anybody could be put on a roll."""
    known_by = data_map.collections[action.rows.collection].known_by
    going = {column for column, _ in action.values}
    is_leaving = action.verb is Verb.ERASE or (
        action.verb is Verb.OVERWRITE and any(known.column in going for known in known_by)
    )
    if not is_leaving or action.by_hand:
        return {}
    found: dict[str, tuple[KnownBy, ...]] = {}
    for name in whom_to_instruct(data_map, (action.rows.collection,)):
        at_end = data_map.declaration.recipients[name].at_end
        columns = tuple(known for known in known_by if at_end and known.kind in at_end.known_by)
        if columns:
            found[name] = columns
    return found


def holds_something(action: Action) -> Predicate | None:
    """What tells a row that the action has not been done to; None: its being there tells."""
    if action.verb is Verb.ERASE:
        return None
    return any_of(*(Blank(column, blank, yes=False) for column, blank in action.values))


def still_held(data_map: DataMap, action: Action) -> Predicate | None:
    """What tells a row of which something personal is left, whatever the action took. None: its being there tells."""
    if action.verb is Verb.ERASE:
        return None
    groups = data_map.collections[action.rows.collection].groups
    return any_of(*(there(group) for group in groups if group.is_personal))
