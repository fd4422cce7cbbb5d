"""The hard stop of a hold: the first day on which the declaration lets it hold some row that it covers no more.

Asked before a bounded hold is taken, of the systems themselves, for the stop is counted from each row's own event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.datamap import After, Collection, DataMap, FieldGroup
from hjemmel.core.facts import Facts, Hold, HoldKind
from hjemmel.core.grounds.claims import Claims, there
from hjemmel.core.grounds.lists import group_of
from hjemmel.core.selection import NONE, Predicate, Selection, any_of, every, negate

from .resolve import Resolver

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """Looks up hard stops in the systems of one house."""

    map: DataMap
    facts: Facts
    resolver: Callable[[Facts, date], Resolver]
    out_of_sight: frozenset[str]

    def of(self, hold: Hold) -> date | None:
        """None: no hard stop comes before the hold ends, or it needs none.

        Raises Unreachable where a system that the answer rests on does not answer, or is not as declared."""
        if hold.kind is not HoldKind.BOUNDED or hold.ends_on is None or hold.ends_on <= hold.begins_on:
            return None
        covered = [one for one in self.map.collections.values() if self._stops(one, hold)]
        for collection in covered:
            if collection.system in self.out_of_sight:
                raise Unreachable(
                    collection.system,
                    "without it nobody knows how long the hold may last",
                    "try again when it answers and is as declared",
                )
        return self._first_day(hold, hold.ends_on - ONE_DAY, covered) if covered else None

    def _first_day(self, hold: Hold, last: date, covered: list[Collection]) -> date | None:
        """What is stopped on one day is stopped on every later one, so the days are halved until one is left."""
        if not self._is_past(hold, last, covered):
            return None
        open_still, stopped = hold.begins_on - ONE_DAY, last
        while stopped - open_still > ONE_DAY:
            middle = open_still + (stopped - open_still) // 2
            if self._is_past(hold, middle, covered):
                stopped = middle
            else:
                open_still = middle
        return stopped

    def _is_past(self, hold: Hold, day: date, covered: list[Collection]) -> bool:
        """On this day some row that the hold covers is past its stop, or nobody can tell that it is not."""
        facts = replace(self.facts, holds=(*(one for one in self.facts.holds if one.id != hold.id), hold))
        claims, resolver = Claims(self.map, day, facts, self.out_of_sight), self.resolver(facts, day)
        return any(
            resolver.count(Selection(collection.name, where))
            for collection in covered
            if (where := _past(claims, hold, collection)) != NONE
        )

    def _stops(self, collection: Collection, hold: Hold) -> bool:
        """Some data of the collection has a hard stop, and the hold may cover it."""
        return any(
            isinstance(line.window, After) and line.window.stop is not None and _covers(hold, group)
            for line in self.map.lines_of(collection.name)
            for group in collection.groups
            if group.category in line.categories
        )


def _past(claims: Claims, hold: Hold, collection: Collection) -> Predicate:
    return any_of(
        *(
            every(
                there(group),
                claims.hold(unbounded, group, "hold", hold.id).yes,
                negate(claims.hold(group_of(hold), group, "hold", hold.id).yes),
            )
            for group in collection.groups
            if group.is_personal
            for unbounded in (replace(group_of(hold), bounded=False),)
        )
    )


def _covers(hold: Hold, group: FieldGroup) -> bool:
    return (not hold.collections or group.collection in hold.collections) and (
        not hold.categories or group.category in hold.categories
    )
