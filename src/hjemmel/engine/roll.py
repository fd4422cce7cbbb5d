"""Puts on a roll those whose own rows an action is about to take, and afterwards takes off it those whose rows are still there.

Somebody is on a closed roll if and only if: the row was there before the action, what the action takes is gone from it, and no
other row of the same collection is known by the same. Where something else of the row is held, that is told of each. Killed anywhere, it is gone on with: who was enrolled and is still there comes off
before they are enrolled anew, so nobody is missed and nobody stands there twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hjemmel.connectors.protocol import Connector
from hjemmel.core.action import Action
from hjemmel.core.datamap import DataMap
from hjemmel.core.selection import EVERY, Among, Predicate, Scalar, Selection, every
from hjemmel.core.sharing.roll import Enrolled, holds_something, still_held, whom_to_enrol

from .chunks import chunks
from .lookup import Lookup
from .ports import Actor, Rolls
from .resolve import Resolver

AT_ONCE = 1_000
"""People in one part of a roll: so many are in hand at a time."""


@dataclass(frozen=True, kw_only=True)
class Enrolling:
    """What the runner does round each action of a sweep."""

    map: DataMap
    rolls: Rolls
    connectors: Mapping[str, Connector]

    def before(
        self, plan: str, number: int, action: Action, look: Callable[[], Resolver], actor: Actor
    ) -> None:
        """Everybody whose row the action may take stands on the roll when this returns."""
        told_by = whom_to_enrol(self.map, action)
        if not told_by:
            return
        self.after(plan, number, action, actor)
        resolver = look()
        for recipient, columns in told_by.items():
            key = self.map.collections[action.rows.collection].shape.key
            found = resolver.find(action.rows, (*key, *(known.column for known in columns)))
            kinds = tuple(known.kind for known in columns)
            told = (_enrolled(one, len(key), kinds) for one in found)
            people = (one for one in told if one.signs)
            for some in chunks(people, AT_ONCE):
                self.rolls.add(plan, recipient, number, action.rows.collection, some, actor)

    def after(self, plan: str, number: int, action: Action, actor: Actor) -> None:
        """Those whose rows are still there come off the roll."""
        for part in self.rolls.unsettled(plan, number):
            self.rolls.settle(part, went(self.connectors, self.map, action, part.people), actor)


def went(
    connectors: Mapping[str, Connector], data_map: DataMap, action: Action, people: Sequence[Enrolled]
) -> tuple[Enrolled, ...]:
    """Those whose row holds nothing any more of what the action takes. Raises a Failure."""
    key = data_map.collections[action.rows.collection].shape.key
    left = _holding(connectors, action, key, holds_something(action), frozenset(one.key for one in people))
    return tuple(one for one in people if one.key not in left)


@dataclass(frozen=True, kw_only=True)
class Strangers:
    """Finds those on a roll whom no other row of the same collection is known by the same as: of the others a processor could not
    tell whose data went and whose is still here."""

    map: DataMap
    connectors: Mapping[str, Connector]
    look: Lookup

    def among(self, action: Action, people: Sequence[Enrolled]) -> tuple[Enrolled, ...]:
        """Raises a Failure."""
        left = self._held(action, frozenset(one.key for one in people))
        return tuple(replace(one, is_partly=one.key in left) for one in self._among(action, people))

    def _among(self, action: Action, people: Sequence[Enrolled]) -> Iterator[Enrolled]:
        if not self._are_others(action, people):
            yield from people
        elif len(people) > 1:
            half = len(people) // 2
            yield from self._among(action, people[:half])
            yield from self._among(action, people[half:])

    def _are_others(self, action: Action, people: Sequence[Enrolled]) -> bool:
        found = self.look.homes([one for each in people for one in each.identities])
        keys = frozenset(found.get(action.rows.collection, ())) - {one.key for one in people}
        return bool(keys and self._held(action, keys))

    def _held(self, action: Action, keys: frozenset[tuple[Scalar, ...]]) -> frozenset[tuple[Scalar, ...]]:
        key = self.map.collections[action.rows.collection].shape.key
        return _holding(self.connectors, action, key, still_held(self.map, action), keys)


def _holding(
    connectors: Mapping[str, Connector],
    action: Action,
    key: tuple[str, ...],
    something: Predicate | None,
    keys: frozenset[tuple[Scalar, ...]],
) -> frozenset[tuple[Scalar, ...]]:
    """Those of the keys whose rows are there, with something in them."""
    rows = Selection(action.rows.collection, every(Among(key, keys), something or EVERY))
    return frozenset(connectors[action.rows.system].find(rows, key))


def _enrolled(found: tuple[Scalar, ...], keys: int, kinds: Sequence[str]) -> Enrolled:
    signs = zip(kinds, found[keys:], strict=True)
    return Enrolled(
        key=found[:keys],
        signs=tuple((kind, str(value)) for kind, value in signs if value is not None and str(value).strip()),
    )
