"""Carries out an approved plan, action by action, so that it can be killed anywhere and go on.

The plan with its receipts is the durable truth. An action without a receipt, or with one that says that rows
are left, is simply done again: by the nature of its verb that changes nothing more. Remembered days are stored
before the rows they rest on go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from hjemmel.core.action import Action
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About, Facts, Remembered
from hjemmel.core.grounds.when import EVER, NEVER, Calendar
from hjemmel.core.plan import Plan
from hjemmel.core.receipt import Receipt, outcomes
from hjemmel.core.selection import Scalar, Selection, Within
from hjemmel.core.terms import Tri

from .gather import Gatherer
from .ports import Actor, FactStore, Plans
from .resolve import Resolver
from .witness import Witness

CHUNK = 2_000
"""Rows whose days are worked out at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    map: DataMap
    resolver: Callable[[], Resolver]
    """A new one for each action: what was read before the last action, of systems or of facts, may be so no more."""
    plans: Plans
    facts: FactStore
    clock: Callable[[], datetime]
    unreached: frozenset[str]

    def run(self, plan: Plan, actor: Actor) -> Sequence[Receipt]:
        """Everything that has no receipt yet, or whose receipt says that rows are left, each once.

        What a person must do is left to the person."""
        for number in range(len(plan.actions)):
            self.step(plan, number, actor)
        return self.plans.receipts(plan.digest)

    def step(self, plan: Plan, number: int, actor: Actor) -> None:
        action = plan.actions[number]
        outcome = outcomes(self.plans.receipts(plan.digest)).get(number)
        if action.by_hand or (outcome is not None and outcome.is_true):
            return
        begun_at = self.plans.begin(plan.digest, number, self.clock())
        for event in action.remember:
            self._remember(event, action, actor)
        witness = Witness(self.resolver(), self.clock)
        self.plans.finish(witness.carry_out(plan.digest, number, action, begun_at))

    def _remember(self, event: str, action: Action, actor: Actor) -> None:
        """Store the event's day for every row of its collection that the rows about to go have a part in."""
        of = self.map.events[event].of
        path = self.map.paths.get((action.rows.collection, of))
        if path is None:
            return
        rows: Selection = action.rows
        for hop in path:
            rows = Selection(hop.parent, Within(hop.theirs, rows, hop.columns))
        resolver, known = self.resolver(), self.facts.read()
        keys = list(resolver.find(rows, self.map.collections[of].shape.key))
        for chunk in _chunks(keys):
            found = list(self._days(event, of, chunk, known, resolver))
            if found:
                self.facts.record(found, actor, self.clock())

    def _days(
        self, event: str, of: str, keys: list[tuple[Scalar, ...]], known: Facts, resolver: Resolver
    ) -> Iterator[Remembered]:
        rows = Gatherer(self.map, resolver, self.unreached).gather({of: keys})
        before = {
            (fact.event, fact.about.collection, tuple(fact.about.key)): fact.day for fact in known.remembered
        }
        happens = Calendar(rows, before).of(self.map.events[event].node, of)
        wanted = set(keys)
        for row in rows.of(of):
            key = rows.key(of, row)
            if key not in wanted:
                continue
            when = happens(row)
            day = _day_to_keep(when.hi if when.present is Tri.YES else None)
            if day is not None and before.get((event, of, key)) != day:
                yield Remembered(event=event, about=About(collection=of, key=key), day=day)


def _day_to_keep(latest: date | None) -> date | None:
    """The latest day it can have been: keeping longer is the safe side."""
    return None if latest in (None, NEVER, EVER) else latest


def _chunks(keys: list[tuple[Scalar, ...]]) -> Iterator[list[tuple[Scalar, ...]]]:
    walk = iter(keys)
    while chunk := list(islice(walk, CHUNK)):
        yield chunk
