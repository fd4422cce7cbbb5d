"""Whether a column can take what a plan would put in: known from the look at the system, before anything is approved."""

from __future__ import annotations

from collections.abc import Iterable

from hjemmel.connectors.values import KEY_MARK, misfit
from hjemmel.core.action import Verb
from hjemmel.core.datamap import DataMap
from hjemmel.core.observation import CollectionSeen, Observation
from hjemmel.core.retention import Proposal
from hjemmel.core.selection import Scalar


class Room:
    """What the systems were seen to take: NULL or not, how long, how often."""

    def __init__(self, data_map: DataMap, observations: Iterable[Observation]) -> None:
        self._seen: dict[str, CollectionSeen] = {}
        by_system = {one.system: one for one in observations}
        for name, collection in data_map.collections.items():
            observation = by_system.get(collection.system)
            table = observation.collection(collection.shape.table) if observation else None
            if table is not None:
                self._seen[name] = table

    def is_there(self, proposal: Proposal) -> bool:
        """Every blank of the proposal can stand in its column, in as many rows as there are."""
        table = self._seen.get(proposal.rows.collection)
        if proposal.by_hand or table is None:
            return True
        match proposal.verb:
            case Verb.OVERWRITE:
                return all(_fits(table, column, value) for column, value in proposal.values)
            case Verb.RECTIFY | Verb.RESTRICT:
                # Of a correction the plan knows the columns alone: the values were tried when they were written in.
                return all(
                    _takes(table, column, value) for column, value in proposal.values if value is not None
                )
            case _:
                return True


def _takes(table: CollectionSeen, name: str, value: Scalar) -> bool:
    column = table.column(name)
    return column is not None and misfit(column, value) is None and name not in table.key


def _fits(table: CollectionSeen, name: str, value: Scalar) -> bool:
    column = table.column(name)
    has_key = isinstance(value, str) and KEY_MARK in value
    if column is None or misfit(column, "" if has_key else value) is not None or name in table.key:
        return False
    return value is None or has_key or (name,) not in table.unique
