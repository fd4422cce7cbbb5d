"""Whether a sweep may run by itself: only what a person has said yes to before, by the same rules, and not too much of it.

Pure values: which plans people have approved, and how many rows each collection has, is handed in."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum

from .action import Action
from .datamap import DataMap
from .declaration.parts import Text
from .finding import Place
from .plan import Plan, plain


class Why(Enum):
    """Why a sweep waits for a person."""

    NEW = "new"
    MUCH = "much"
    BY_HAND = "by_hand"

    @property
    def text(self) -> Text:
        return _TEXTS[self]


_TEXTS = {
    Why.NEW: Text(
        nb="ingen har godkjent dette etter reglene som gjelder nå",
        en="nobody has approved this by the rules that stand now",
    ),
    Why.MUCH: Text(
        nb="den tar mer av samlingen enn en sletterunde får ta alene",
        en="it takes more of the collection than a sweep may take by itself",
    ),
    Why.BY_HAND: Text(
        nb="noe må gjøres for hånd, og ingen er bedt om det",
        en="something is to be done by hand, and nobody has been asked",
    ),
}


@dataclass(frozen=True, slots=True)
class Waits:
    """A collection on whose account the sweep waits."""

    collection: str
    why: Why


@dataclass(frozen=True, slots=True)
class Approved:
    """A plan that a person has approved, and the rules of its time."""

    plan: Plan
    rules: str


def waits(
    plan: Plan,
    data_map: DataMap,
    approved: Iterable[Approved],
    sizes: Mapping[str, int],
    given: AbstractSet[tuple[str, str]] = frozenset(),
) -> tuple[Waits, ...]:
    """Why the sweep waits for a person; empty: it may run by itself.

    `approved`: the newest first, read no further than needed. `sizes`: rows of each collection that something is done to.
    `given`: verbs and collections of which people have tasks that are open."""
    own = [action for action in plan.actions if not action.by_hand]
    asked = {_what(action): action.rows.collection for action in own}
    rules = rules_of(data_map)
    for before in approved:
        if not asked:
            break
        if before.rules == rules:
            for action in before.plan.actions:
                asked.pop(_what(action), None)
    rows = Counter[str]()
    for action in own:
        rows[action.rows.collection] += action.expected
    return (
        *(Waits(collection, Why.NEW) for collection in dict.fromkeys(asked.values())),
        *(
            Waits(collection, Why.MUCH)
            for collection, taken in rows.items()
            if taken * 100 > sizes.get(collection, 0) * _share(data_map, collection)
        ),
        *(
            Waits(action.rows.collection, Why.BY_HAND)
            for action in plan.actions
            if action.by_hand and (action.verb.value, action.rows.collection) not in given
        ),
    )


def rules_of(data_map: DataMap) -> str:
    """A digest of all that decides what is due and what is then done: the same for two files that differ in words alone."""
    lines = {name: purpose.lines for name, purpose in data_map.purposes.items()}
    bases = {name: (purpose.basis, purpose.direct_marketing) for name, purpose in data_map.purposes.items()}
    meant = (
        data_map.zone, data_map.years, data_map.collections, lines, bases, data_map.events, data_map.consents,
        data_map.objections, data_map.restrictions, data_map.mandate,
    )  # fmt: skip
    text = json.dumps(_meant(meant), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _what(action: Action) -> tuple[str, str, tuple[str, ...]]:
    return action.verb.value, action.rows.collection, tuple(column for column, _ in action.values)


def _share(data_map: DataMap, collection: str) -> int:
    return data_map.declaration.systems[collection.partition(".")[0]].sweeps.alone


def _meant(value: object) -> object:
    """As JSON types, without where in the file it stands."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        told = {one.name: _meant(getattr(value, one.name)) for one in fields(value)}
        return {"is": type(value).__name__, **told}
    if isinstance(value, Mapping):
        return [[_meant(key), _meant(one)] for key, one in sorted(value.items(), key=repr)]
    if isinstance(value, frozenset | set):
        return sorted(map(_meant, value), key=repr)
    if isinstance(value, tuple | list):
        return [_meant(one) for one in value]
    found = plain(value)
    return found if isinstance(found, str | int | float | bool | None) else repr(found)
