"""A plan: actions and refusals, what they were made from, and the digest that an approval names. A pure value.

No personal data: selections hold columns, days and row counts; materialised keys never enter a stored plan."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum

from .action import Action, Refusal, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrom:
    """What a plan rests on. If any of it has changed, the plan is stale and is made again."""

    declaration: str
    """Digest of the declaration."""
    systems: tuple[tuple[str, str, str], ...]
    """(system, target, schema digest) of each system observed."""
    facts: str
    """Digest of the facts."""
    unreached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    kind: str
    day: date
    """The day for which it was computed."""
    made_at: datetime
    made_from: MadeFrom
    actions: tuple[Action, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    forecast: bool = False
    """Made for a day to come: shown, never approved."""
    batch: str = ""
    """The request, or what several that are planned together are called; empty: nobody asked."""
    reviews: tuple[Review, ...] = ()
    """What a person must look at before it is approved."""
    digest: str = field(default="")

    @property
    def short(self) -> str:
        """For the eye only; an approval names the full digest."""
        return self.digest[:4]

    @property
    def complete(self) -> bool:
        return not self.made_from.unreached


def sealed(plan: Plan) -> Plan:
    """The same plan with its digest, over every field but the digest itself.

    What only plans for requests have is left out where it is empty: a plan of before such plans keeps its digest."""
    content = {
        f.name: plain(getattr(plan, f.name))
        for f in fields(plan)
        if f.name != "digest" and (f.name not in _OF_REQUESTS or getattr(plan, f.name))
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Plan(**{f.name: getattr(plan, f.name) for f in fields(plan) if f.name != "digest"}, digest=digest)


_OF_REQUESTS = ("batch", "reviews")


_AS_IT_IS = frozenset((str, int, bool, float, type(None)))


_NAMES: dict[type, tuple[str, ...] | None] = {}


def _names(kind: type) -> tuple[str, ...] | None:
    """Of the fields, where it is a dataclass; asked once a kind, for plans hold thousands of small values."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(f.name for f in fields(kind)) if is_dataclass(kind) else None
    return _NAMES[kind]


def plain(value: object) -> object:
    """A value of ours as JSON types, with the class name kept so that two kinds never look alike."""
    if type(value) in _AS_IT_IS:
        return value
    names = _names(type(value))
    if names is not None:
        return {"is": type(value).__name__, **{name: plain(getattr(value, name)) for name in names}}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted((plain(item) for item in value), key=repr)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
