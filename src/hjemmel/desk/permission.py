"""May a message be sent? Asked of what is published, the systems and the facts, now.

The one door for commands, pages and programs. That it was asked is noted, and how many were allowed; of whom is not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from hjemmel.capabilities.ledger.services import note
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.permission import message
from hjemmel.desk import clock
from hjemmel.desk.house import house
from hjemmel.desk.marks import marker
from hjemmel.engine.permission import Asked, ask
from hjemmel.engine.ports import Actor, Plain


def may(identity: str, purpose: str, channel: str, actor: Actor) -> Asked:
    """Whether whoever has this identity may get a message. Raises NothingPublished, NotDeclared, VaultFault."""
    (answer,) = may_each([identity], purpose, channel, actor)
    return answer


def may_each(identities: Iterable[str], purpose: str, channel: str, actor: Actor) -> tuple[Asked, ...]:
    """The same for each of a list, in its order. One line in the ledger binds the answers by their digest."""
    company = house(actor)
    wanted = message(company.map, purpose, channel)
    answers = tuple(ask(company, marker(actor), wanted, identities))
    told: dict[str, Plain] = {
        "purpose": purpose,
        "channel": channel,
        "asked": len(answers),
        "allowed": sum(answer.is_allowed for answer in answers),
        "receipts": _digest(answers),
    }
    note("permission-asked", actor, told, clock.now())
    return answers


def _digest(answers: Iterable[Asked]) -> str:
    """Of the receipts of all answers: whoever has them can show that they are the ones."""
    receipts = [[decision.receipt.digest for decision in answer.decisions] for answer in answers]
    return hashlib.sha256(canonical(receipts).encode()).hexdigest()
