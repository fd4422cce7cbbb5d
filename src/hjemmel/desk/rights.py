"""What a right would do for one person, before anybody has asked for it by a request: worked out, and stored nowhere."""

from __future__ import annotations

from hjemmel.capabilities.ledger.services import note
from hjemmel.core.plan import Plan
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right
from hjemmel.desk import clock
from hjemmel.desk.house import house
from hjemmel.engine.ports import Actor

TRIED = "preview"
"""The reference of what nobody has asked for yet."""
NEEDS_A_REQUEST = frozenset((Right.RECTIFICATION,))
"""What cannot be worked out without values that somebody has to give."""


def preview(
    right: Right, identity: str, actor: Actor, *, role: str = "", purposes: tuple[str, ...] = ()
) -> Plan | None:
    """The plan that such a request would lead to now; None if nobody is known by this. That it was tried is noted,
    of whom is not."""
    opened = house(actor)
    about = opened.homes(identity.strip())
    plan = None
    if about:
        at = clock.now()
        plan = opened.preview_request(
            Ask(id=TRIED, right=right, about=about, at=at, role=role, purposes=purposes)
        )
    rows = sum(action.expected for action in plan.actions) if plan else 0
    note("person-looked-up", actor, {"found": plan is not None, "data": rows}, clock.now())
    return plan
