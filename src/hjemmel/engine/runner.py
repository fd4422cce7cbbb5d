"""Carries out an approved plan, action by action, so that it can be killed anywhere and go on.

The plan with its receipts is the durable truth. An action without a receipt, or with one that says that rows
are left, is simply done again: by the nature of its verb that changes nothing more. Remembered days are stored
before the rows they rest on go, and so is whom a processor must be told of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from hjemmel.core.action import Action, Verb
from hjemmel.core.datamap import DataMap
from hjemmel.core.plan import Plan
from hjemmel.core.receipt import Receipt, outcomes

from .ports import Actor, FactStore, Handover, Plans
from .remember import Memory
from .resolve import Resolver
from .roll import Enrolling
from .witness import Witness, change_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    map: DataMap
    resolver: Callable[[Action], Resolver]
    """A new one for each action, with the facts that its rows are told by: what was read before the last one, of systems or of
    facts, may be so no more."""
    plans: Plans
    facts: FactStore
    clock: Callable[[], datetime]
    unreached: frozenset[str]
    handover: Handover | None = None
    enrolling: Enrolling | None = None
    """Who puts on a roll those whom processors are told of; None: nobody is told of anybody."""
    go_on: Callable[[int, int], bool] = lambda number, done: True
    """Asked before each action and between its batches, with its number and the rows done: whether what the plan rests on
    still stands. After a no nothing more is changed."""

    def run(self, plan: Plan, actor: Actor) -> Sequence[Receipt]:
        """Everything that has no receipt yet, or whose receipt says that rows are left, each once.

        What a person must do is left to the person."""
        for number in range(len(plan.actions)):
            if not self.go_on(number, 0):
                break
            self.step(plan, number, actor)
        return self.plans.receipts(plan.digest)

    def step(self, plan: Plan, number: int, actor: Actor) -> None:
        action = plan.actions[number]
        outcome = outcomes(self.plans.receipts(plan.digest)).get(number)
        if outcome is not None and outcome.is_true:
            return
        if action.by_hand:
            self._memory(action).keep(action, actor)
            Witness(self.resolver(action), self.clock, self.handover).keep_before(action)
            return
        if self.handover is None and (action.verb is Verb.EXPORT or change_of(action)):
            return
        begun_at = self.plans.begin(plan.digest, number, self.clock())
        self._memory(action).keep(action, actor)
        witness = Witness(self.resolver(action), self.clock, self.handover)
        if self.enrolling is not None:
            self.enrolling.before(plan.digest, number, action, partial(self.resolver, action), actor)
        receipt = witness.carry_out(plan.digest, number, action, begun_at, partial(self.go_on, number))
        if self.enrolling is not None:
            self.enrolling.after(plan.digest, number, action, actor)
        self.plans.finish(receipt)

    def _memory(self, action: Action) -> Memory:
        return Memory(
            map=self.map,
            look=partial(self.resolver, action),
            facts=self.facts,
            clock=self.clock,
            unreached=self.unreached,
        )
