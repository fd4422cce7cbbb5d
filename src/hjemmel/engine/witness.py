"""A connector that is watched: every change is begun on record, counted after, and never more than was planned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hjemmel.connectors.protocol import Unsupported
from hjemmel.core.action import Action, Verb
from hjemmel.core.receipt import Receipt

from .resolve import Resolver


@dataclass(frozen=True, slots=True)
class Witness:
    """Carries out single actions of an approved plan, and tells what it saw with its own count."""

    resolver: Resolver
    clock: Callable[[], datetime]

    def carry_out(self, plan: str, number: int, action: Action, begun_at: datetime) -> Receipt:
        """Do it, then count what is left. Doing it again finds nothing to do."""
        system = self.resolver.connectors[action.rows.system]
        rows = self.resolver.resolve(action.rows)
        match action.verb:
            case Verb.ERASE:
                touched = system.erase(rows, at_most=action.expected)
            case Verb.OVERWRITE:
                touched = system.overwrite(rows, dict(action.values), at_most=action.expected)
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
            left=system.count(rows),
            begun_at=begun_at,
            ended_at=self.clock(),
        )
