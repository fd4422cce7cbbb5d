"""What programs ask before they send: may this person get this, now?"""

from __future__ import annotations

from collections.abc import Sequence

from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.token import Right
from hjemmel.core.permission import May, NotDeclared, Reason
from hjemmel.core.permission.reasons import NOBODY
from hjemmel.desk import permission
from hjemmel.desk.programs.entry import Program
from hjemmel.desk.programs.trouble import NotAccepted
from hjemmel.engine.permission import Asked

_WORST = {May.ALLOW: 0, May.UNKNOWN: 1, May.DENY: 2}


def may(program: Program, identities: Sequence[str], purpose: str, channel: str) -> tuple[Asked, ...]:
    """An answer for each, in their order; all are one line in the ledger. Raises NotAllowed, NotAccepted."""
    program.must(Right.ASK)
    program.must_have([purpose])
    try:
        return permission.may_each(identities, purpose, channel, program.actor)
    except NotDeclared as unknown:
        raise NotAccepted([Text(nb="ukjent formål eller kanal; se deklarasjonen", en=str(unknown))]) from None


def answer_of(asked: Asked) -> May:
    """One answer where several have the identity: whatever keeps the message from being sent."""
    return reason_of(asked).may


def reason_of(asked: Asked) -> Reason:
    """The reason that decides it."""
    reasons = [decision.reason for decision in asked.decisions] or [NOBODY]
    return max(reasons, key=lambda reason: _WORST[reason.may])
