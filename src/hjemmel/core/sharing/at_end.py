"""Processors at the end: who is to erase when people's relationship with us has ended, or our agreement with them (Art. 28(3)(g)).

What a law makes somebody keep is left out, and the law is named."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..datamap import DataMap
from .agreement import KeptAgreement, roles_of
from .recipients import BOUND
from .telling import Telling, whom_to_tell

_ENDED: Final = "agreement-ended:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a recipient handles for us."""

    erasable: tuple[str, ...]
    """Collections of which it holds something that no law makes it keep."""
    laws: tuple[str, ...]
    """The laws that make it keep the rest."""


def held_by(data_map: DataMap, recipient: str) -> Held:
    """By the purposes that name it."""
    erasable: dict[str, None] = {}
    laws: dict[str, None] = {}
    declared = data_map.declaration.recipients[recipient]
    for purpose in data_map.purposes.values():
        if recipient in purpose.declared.recipients and roles_of(declared, purpose.name) & BOUND:
            for line in purpose.lines:
                if line.law:
                    laws[line.law] = None
                else:
                    erasable[line.collection] = None
    return Held(erasable=tuple(erasable), laws=tuple(laws))


def ends_people(data_map: DataMap, collections: Iterable[str]) -> bool:
    """Somebody's own row is among what was erased here, by which they are known: our relationship with them has ended."""
    return any(
        data_map.collections[name].identity_columns for name in collections if name in data_map.collections
    )


def whom_to_instruct(data_map: DataMap, collections: Collection[str]) -> tuple[str, ...]:
    """The processors that are to erase the same, once a sweep has erased in these collections."""
    if not ends_people(data_map, collections):
        return ()
    systems = {name.partition(".")[0] for name in collections}
    found = whom_to_tell(data_map, collections, systems, ())
    return tuple(name for name in found if data_map.declaration.recipients[name].at_end)


def ended_on(data_map: DataMap, recipient: str, kept: KeptAgreement | None, today: date) -> date | None:
    """The last day of our agreement with it, if that has passed and nothing newer is known; None while it lasts."""
    declared = data_map.declaration.recipients[recipient].agreement
    last = kept.last_day if kept else declared.valid_to if declared else None
    return last if last is not None and last < today else None


def name_of_end(day: date) -> str:
    """What stands in place of a plan where it is the agreement that ended on this day."""
    return f"{_ENDED}{day.isoformat()}"


def end_named(plan: str) -> date | None:
    """The other way: the day the agreement ended; None where it is a plan."""
    return date.fromisoformat(plan.removeprefix(_ENDED)) if plan.startswith(_ENDED) else None


def is_at_end(telling: Telling) -> bool:
    """An instruction to erase at the end, which no request has led to."""
    return not telling.request
