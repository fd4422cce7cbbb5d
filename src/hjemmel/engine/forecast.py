"""Counting what will go: the same proposals as a sweep's, for the end of each month.

The rows of a small company are read once, and judged on each of the days. Of a large one only numbers come out of the
systems, which are asked for each day. What a sweep leaves alone is not asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from hjemmel.core.action import Because, Verb
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import Facts
from hjemmel.core.forecast import Forecast, Going, Otherwise, WhatIf, by_span
from hjemmel.core.grounds.claims import Claims
from hjemmel.core.grounds.explain import Grounds
from hjemmel.core.leaving import Leaving
from hjemmel.core.retention import Proposal, goes
from hjemmel.core.selection import NONE, Predicate, Selection, any_of, every, negate

from .in_hand import in_hand
from .resolve import Resolver

Reason = tuple[str, Verb, bool, Because]
ResolverOn = Callable[[date], Resolver]


def forecast(
    data_map: DataMap,
    facts: Facts,
    unreached: AbstractSet[str],
    resolver_on: ResolverOn,
    ends: Sequence[date],
) -> Forecast:
    """What goes in each span that ends on one of these days, as the rows and the facts are now."""
    counts: dict[Reason, list[int]] = {}
    company = in_hand(data_map, resolver_on(ends[0]), unreached)
    for place, day in enumerate(ends):
        claims = Claims(data_map, day, facts, frozenset(unreached))
        counted = (
            counted_in_systems(claims, resolver_on(day))
            if company is None
            else Leaving(claims, Grounds(company, facts, day)).counted()
        )
        for one, count in counted:
            at_ends = counts.setdefault(_reason(one), [0] * len(ends))
            at_ends[place] += count
    going = [
        Going(collection=collection, verb=verb, by_hand=by_hand, because=because, rows=by_span(at_ends))
        for (collection, verb, by_hand, because), at_ends in counts.items()
    ]
    return Forecast(
        declaration=data_map.digest,
        ends=tuple(ends),
        going=tuple(one for one in going if any(one.rows)),
        unreached=tuple(sorted(unreached)),
    )


def counted_in_systems(claims: Claims, resolver: Resolver) -> Iterator[tuple[Proposal, int]]:
    """What a sweep of that day would do, with how many rows each has."""
    found = list(goes(claims))
    return zip(found, resolver.counts([one.rows for one in found]), strict=True)


def what_if(
    old: DataMap,
    new: DataMap,
    facts: Facts,
    unreached: AbstractSet[str],
    resolver: Resolver,
    today: date,
) -> WhatIf:
    """Which rows would go today under the new map and not under the old, and the other way round: row by row."""
    before = _by_verb(goes(Claims(old, today, facts, frozenset(unreached))))
    after = _by_verb(goes(Claims(new, today, facts, frozenset(unreached))))
    places = [place for place in dict.fromkeys((*before, *after)) if _in_sight(place[0], unreached)]
    more = [_but(place, after, before) for place in places]
    fewer = [_but(place, before, after) for place in places]
    counts = iter(resolver.counts([*more, *fewer]))
    gained = [next(counts) for _ in places]
    lost = [next(counts) for _ in places]
    found = (
        Otherwise(collection=collection, verb=verb, more=plus, fewer=minus)
        for (collection, verb), plus, minus in zip(places, gained, lost, strict=True)
    )
    return WhatIf(
        otherwise=tuple(one for one in found if one.more or one.fewer), unreached=tuple(sorted(unreached))
    )


def _reason(one: Proposal) -> Reason:
    assert one.verb is not None
    return one.rows.collection, one.verb, one.by_hand, one.because


def _by_verb(found: Iterable[Proposal]) -> Mapping[tuple[str, Verb], Predicate]:
    by: dict[tuple[str, Verb], Predicate] = {}
    for one in found:
        collection, verb, _, _ = _reason(one)
        place = (collection, verb)
        by[place] = any_of(by.get(place, NONE), one.rows.where)
    return by


def _but(
    place: tuple[str, Verb],
    these: Mapping[tuple[str, Verb], Predicate],
    those: Mapping[tuple[str, Verb], Predicate],
) -> Selection:
    return Selection(place[0], every(these.get(place, NONE), negate(those.get(place, NONE))))


def _in_sight(collection: str, unreached: AbstractSet[str]) -> bool:
    return collection.partition(".")[0] not in unreached
