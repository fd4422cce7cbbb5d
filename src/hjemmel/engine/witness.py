"""A connector that is watched: every change is begun on record, counted after, and never more than was planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hjemmel.connectors.protocol import Connector, GoOn, InBatches, Unsupported
from hjemmel.core.action import Action, Verb
from hjemmel.core.receipt import Receipt
from hjemmel.core.selection import (
    Listed,
    Null,
    OneOf,
    Predicate,
    Scalar,
    Selection,
    any_of,
    every,
    walk,
)

from .ports import Handover
from .resolve import Resolver


@dataclass(frozen=True, slots=True)
class Witness:
    """Carries out single actions of an approved plan, and tells what it saw with its own count."""

    resolver: Resolver
    clock: Callable[[], datetime]
    handover: Handover | None = None

    def to_do(self, action: Action) -> Selection:
        """The rows to which it has still to be done, in terms of their own system."""
        rows = self.resolver.resolve(action.rows)
        values = self._right(action)
        return Selection(rows.collection, every(rows.where, _differs(values))) if values else rows

    def keep_before(self, action: Action) -> None:
        """What stands where a person is to put in what is right."""
        change = change_of(action)
        if change and self.handover is not None:
            columns = tuple(self.handover.right_values(change))
            system = self.resolver.connectors[action.rows.system]
            self.handover.keep_before(change, system.export(self.to_do(action), columns))

    def carry_out(self, plan: str, number: int, action: Action, begun_at: datetime, go_on: GoOn) -> Receipt:
        """Do it, or as much of it as there is leave for, then count what is left. Doing it again finds nothing to do."""
        system = _watched(self.resolver.connectors[action.rows.system], go_on)
        rows = self.resolver.resolve(action.rows)
        left: Selection | None = rows
        match action.verb:
            case Verb.ERASE:
                touched = system.erase(rows, at_most=action.expected)
            case Verb.OVERWRITE:
                touched = system.overwrite(rows, dict(action.values), at_most=action.expected)
            case Verb.EXPORT if self.handover:
                given = system.export(rows, [column for column, _ in action.values])
                touched = self.handover.take(plan, number, action.rows.collection, given)
                left = None
            case Verb.RECTIFY | Verb.RESTRICT if values := self._right(action):
                left = self.to_do(action)
                self.keep_before(action)
                touched = system.rectify(left, values, at_most=action.expected)
            case _:
                raise Unsupported(
                    action.rows.collection, f"{action.verb.value} is not run from a plan yet", "do it by hand"
                )
        return Receipt(
            plan=plan,
            action=number,
            verb=action.verb.value,
            collection=action.rows.collection,
            expected=action.expected,
            touched=touched,
            left=system.count(left) if left else 0,
            begun_at=begun_at,
            ended_at=self.clock(),
        )

    def _right(self, action: Action) -> Mapping[str, Scalar]:
        """What is to stand in the columns: as the plan says, or as somebody has handed over. Nothing for other verbs, and
        where nobody has."""
        if action.verb not in (Verb.RECTIFY, Verb.RESTRICT):
            return {}
        change = change_of(action)
        if not change:
            return dict(action.values)
        return self.handover.right_values(change) if self.handover is not None else {}


def _watched(system: Connector, go_on: GoOn) -> Connector:
    return system.watched(go_on) if isinstance(system, InBatches) else system


def change_of(action: Action) -> str:
    """Which change of which request it is: the list on which its row stands. Empty where the plan itself says what is to
    stand there, as for a mark."""
    if action.verb is not Verb.RECTIFY:
        return ""
    found = (part for part in walk(action.rows.where) if isinstance(part, Listed) and part.kind == "change")
    return next((part.name for part in found), "")


def _differs(values: Mapping[str, Scalar]) -> Predicate:
    """The row does not hold all of these yet."""
    return any_of(
        *(
            Null(column, yes=False) if value is None else OneOf(column, (value,), yes=False)
            for column, value in values.items()
        )
    )
