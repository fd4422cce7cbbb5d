"""Recording facts, and the deeds of a hold."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from hjemmel.capabilities.facts.models import StoredFact
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.facts import Fact, Hold, HoldKind, speaks_of
from hjemmel.core.hold import NOT_LOOKED_UP, Lack, lacks
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.plan import plain
from hjemmel.engine.ports import Actor

CHUNK = 500


class HoldNotTaken(ValueError):
    """A hold lacks what a hold must have. `lacks` says what, in both languages."""

    def __init__(self, found: tuple[Lack, ...]) -> None:
        super().__init__("; ".join(lack.en for lack in found))
        self.lacks = found


HardStop = Callable[[Hold], date | None]
"""Looks up the day past which the declaration lets a hold keep nothing; None if it has no such day."""


def record(facts: Iterable[Fact], actor: Actor, at: datetime, hard_stop: HardStop | None = None) -> None:
    """Let these facts stand. One that says the same as what stands changes nothing.

    Raises HoldNotTaken, and records nothing, if a hold lacks what a hold must have: a bounded one may not run
    past the declared hard stop, so it is not taken from anybody who cannot look that up."""
    wanted = {_identity(fact): fact for fact in facts}
    bodies = {key: canonical(plain(fact)) for key, fact in wanted.items()}
    standing_now = _standing(tuple(wanted))
    new = {key: fact for key, fact in wanted.items() if standing_now.get(key) != bodies[key]}
    if not new:
        return
    for fact in new.values():
        if isinstance(fact, Hold):
            _refuse(fact, hard_stop)
    counts = Counter(type(fact).__name__ for fact in new.values())
    with deed("facts-recorded", actor, {"counts": dict(sorted(counts.items()))}, at) as line:
        _keep({key: (fact, bodies[key]) for key, fact in new.items()}, line.seq, at)


def place_hold(hold: Hold, actor: Actor, at: datetime, hard_stop: HardStop) -> None:
    """Let the hold stand from its first day. Raises HoldNotTaken."""
    _refuse(hold, hard_stop)
    told = {"hold": hold.id, "kind": hold.kind.value, "rows": len(hold.keys)}
    with deed("hold-placed", actor, told, at) as line:
        _keep({_identity(hold): (hold, canonical(plain(hold)))}, line.seq, at)


def review_hold(hold: Hold, actor: Actor, at: datetime, hard_stop: HardStop) -> None:
    """Somebody has looked at it, and it stands as it is now: with another review, and perhaps another end.

    Raises HoldNotTaken."""
    _refuse(hold, hard_stop)
    told = {"hold": hold.id, "review_on": hold.review_on.isoformat()}
    with deed("hold-reviewed", actor, told, at) as line:
        _keep({_identity(hold): (hold, canonical(plain(hold)))}, line.seq, at)


def lift_hold(hold: Hold, on: date, actor: Actor, at: datetime) -> None:
    """It keeps nothing from this day on. That it stood is remembered."""
    ended = replace(hold, ends_on=max(on, hold.begins_on))
    with deed("hold-lifted", actor, {"hold": hold.id}, at) as line:
        _keep({_identity(hold): (ended, canonical(plain(ended)))}, line.seq, at)


def end(facts: Iterable[Fact], actor: Actor, at: datetime) -> None:
    """These stand no more, and nothing takes their place: what they waited for is over."""
    wanted = {_identity(fact): fact for fact in facts}
    counts = Counter(type(fact).__name__ for fact in wanted.values())
    with deed("facts-ended", actor, {"counts": dict(sorted(counts.items()))}, at) as line:
        for part in _parts(tuple(wanted)):
            standing = StoredFact.objects.filter(identity__in=part, replaced_by_line__isnull=True)
            standing.update(replaced_by_line=line.seq, replaced_at=at)


def _keep(new: Mapping[str, tuple[Fact, str]], line: int, at: datetime) -> None:
    """Each with its body, by identity, instead of what stood."""
    for part in _parts(tuple(new)):
        standing = StoredFact.objects.filter(identity__in=part, replaced_by_line__isnull=True)
        standing.update(replaced_by_line=line, replaced_at=at)
        StoredFact.objects.bulk_create(_row(key, *new[key], line, at) for key in part)


def _refuse(hold: Hold, hard_stop: HardStop | None) -> None:
    if found := _lacks(hold, hard_stop):
        raise HoldNotTaken(found)


def _lacks(hold: Hold, hard_stop: HardStop | None) -> tuple[Lack, ...]:
    found = lacks(hold)
    if found or hold.kind is not HoldKind.BOUNDED:
        return found
    return lacks(hold, hard_stop(hold)) if hard_stop else (NOT_LOOKED_UP,)


def _standing(identities: Sequence[str]) -> Mapping[str, str]:
    """What stands now of these, by identity."""
    found: dict[str, str] = {}
    for part in _parts(identities):
        rows = StoredFact.objects.filter(identity__in=part, replaced_by_line__isnull=True)
        found.update(rows.values_list("identity", "body"))
    return found


def _row(identity: str, fact: Fact, body: str, line: int, at: datetime) -> StoredFact:
    return StoredFact(
        kind=type(fact).__name__,
        identity=identity,
        body=body,
        recorded_at=at,
        line=line,
    )


def _identity(fact: Fact) -> str:
    """What the fact speaks of: two with the same identity cannot both stand."""
    return hashlib.sha256(canonical(plain(speaks_of(fact))).encode()).hexdigest()


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
