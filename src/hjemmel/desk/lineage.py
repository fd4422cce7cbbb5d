"""Where the data about a person is: asked in all systems, and noted in the ledger without a word of whom."""

from __future__ import annotations

from collections.abc import Iterable

from hjemmel.capabilities.ledger import services as ledger_services
from hjemmel.core.facts import About
from hjemmel.core.lineage import Trace
from hjemmel.desk.clock import now
from hjemmel.desk.house import house
from hjemmel.engine.ports import Actor


def trace(identities: Iterable[str], actor: Actor) -> Trace:
    """The way to every row about whoever is known by one of these. That it was asked is noted; of whom is not."""
    return _noted(house(actor).trace(*(text for one in identities if (text := one.strip()))), actor)


def trace_about(about: About, actor: Actor) -> Trace:
    """The same of the person whose own row this is."""
    return _noted(house(actor).trace_about(about), actor)


def _noted(found: Trace, actor: Actor) -> Trace:
    rows = sum(one.rows for one in found.found)
    ledger_services.note("person-traced", actor, {"found": bool(found.people), "rows": rows}, now())
    return found
