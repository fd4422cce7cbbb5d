"""What was decided, and the receipt that proves why. Neither holds an address or a name."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from ..facts import About
from ..ledger.chain import canonical, moment
from ..plan import plain
from .message import Message
from .reasons import May, Reason
from .standing import ANY_RELATION, Consent, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionReceipt:
    """The proof of one decision: from what, by which rule, on which evidence. `digest` seals all of it."""

    person: About
    purpose: str
    channel: str
    sort: str
    at: str
    may: May
    reason: str
    law: str
    declaration: str
    """Digest of the declaration it was decided by."""
    line: int
    """Of the purpose in that declaration."""
    evidence: tuple[tuple[str, str], ...] = ()
    digest: str = ""


class Decision(NamedTuple):
    """Whether one person may get one message, and why."""

    person: About
    message: Message
    reason: Reason
    at: datetime
    declaration: str
    standing: Standing | None
    """What was known of the address that decided; None if there was none."""

    @property
    def may(self) -> May:
        return self.reason.may

    @property
    def is_allowed(self) -> bool:
        return self.reason.may is May.ALLOW

    @property
    def receipt(self) -> PermissionReceipt:
        """Made when it is asked for: a list of a million needs a million decisions, and receipts for whom it reaches."""
        receipt = PermissionReceipt(
            person=self.person,
            purpose=self.message.purpose.name,
            channel=self.message.channel.name,
            sort=self.message.sort.value,
            at=moment(self.at),
            may=self.may,
            reason=self.reason.code,
            law=self.reason.law,
            declaration=self.declaration,
            line=self.message.purpose.place.line,
            evidence=_evidence(self.standing) if self.standing else (),
        )
        return replace(receipt, digest=_digest(plain(receipt)))


@dataclass(frozen=True, slots=True)
class Decisions:
    """A list's answers, in the order of the list."""

    all: tuple[Decision, ...]

    @property
    def permitted(self) -> tuple[About, ...]:
        """Who may get the message. Nobody else is on the list."""
        return tuple(decision.person for decision in self.all if decision.is_allowed)

    @property
    def refused(self) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.all if not decision.is_allowed)

    @property
    def reasons(self) -> Mapping[Reason, int]:
        """How many there are of each, the most first."""
        return dict(Counter(decision.reason for decision in self.all).most_common())

    @property
    def digest(self) -> str:
        """Of all receipts: what one ledger line binds a whole mailing to."""
        return _digest([decision.receipt.digest for decision in self.all])


def _evidence(standing: Standing) -> tuple[tuple[str, str], ...]:
    """What spoke for and against, in words and days."""
    told: list[tuple[str, str]] = [
        ("ground", standing.ground.name.lower()),
        ("consent", standing.consent.value),
    ]
    if standing.relations != ANY_RELATION:
        told.append(("relation", ", ".join(sorted(relation.value for relation in standing.relations))))
    if standing.consent is not Consent.NONE and standing.consented_at:
        told.append(("consent given", moment(standing.consented_at)))
    if standing.from_sale:
        told.append(("address from a sale", "no offered" if standing.opt_out_offered else "no not offered"))
    if standing.washed_on:
        told.append(("washed against the register of", standing.washed_on.isoformat()))
    told.append(("address", standing.identifies.value if standing.is_persons else "the firm's"))
    return tuple(told)


def _digest(content: object) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()
