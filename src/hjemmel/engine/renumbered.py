"""Rows that a fact names by a number which their system has given anew since: messages of a folder with another UIDVALIDITY.

Which rows these were can't be told from the number any more. Nothing may be concluded from finding none, and nothing may be
done to what bears the number now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About, Facts
from hjemmel.core.grounds.lists import holds_in_force
from hjemmel.core.observation import Observation


def renumbered(
    observations: Sequence[Observation], data_map: DataMap, named: Iterable[About]
) -> frozenset[str]:
    """The systems in which one of these rows is named by an older numbering."""
    numbers = {one.collection: one for observation in observations for one in observation.numbered}
    return frozenset(
        data_map.collections[about.collection].system
        for about in named
        if (now := numbers.get(about.collection)) is not None
        and dict(zip(data_map.collections[about.collection].shape.key, about.key, strict=False)).get(
            now.column
        )
        != now.number
    )


def kept_by_facts(facts: Facts, today: date) -> Iterable[About]:
    """The rows that are kept from being erased by their key: under a hold, or of somebody whose data are restricted."""
    for hold in holds_in_force(facts, today):
        yield from (About(collection=hold.home, key=key) for key in hold.keys)
    yield from (one.about for one in facts.restrictions if one.lifted_at is None)
