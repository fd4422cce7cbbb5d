"""The deeds of agreements. Each lets a newer word stand; what was known before is kept beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from hjemmel.capabilities.agreements.models import StoredAgreement
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.declaration.parts import Text
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.plan import plain
from hjemmel.core.revive import revive
from hjemmel.core.sharing.agreement import (
    KeptAgreement,
    Proof,
    Review,
    SecurityAnnex,
    SubProcessor,
    Ticked,
    TransferChecked,
)
from hjemmel.core.sharing.agreement_intake import lacks
from hjemmel.engine.ports import Actor, Plain


class NotTaken(ValueError):
    """Something is wrong with what was to be kept. `lacks` says what, in both languages."""

    def __init__(self, found: tuple[Text, ...]) -> None:
        super().__init__(" ".join(one.en for one in found))
        self.lacks = found


class NoAgreement(LookupError):
    """No agreement with this recipient is kept."""


def keep(agreement: KeptAgreement, actor: Actor, at: datetime) -> None:
    """Keep what is known of a signed agreement, in the place of any earlier one with the recipient. Raises NotTaken."""
    told = {"recipient": agreement.recipient, "document": agreement.document.digest}
    with deed("agreement-kept", actor, told, at) as line:
        _let_stand(agreement, line.seq, at)


def tick(recipient: str, ticked: Sequence[Ticked], actor: Actor, at: datetime) -> None:
    """Note where clauses stand in the document, or that they do not. Raises NoAgreement, NotTaken."""
    letters = ", ".join(one.clause.value for one in ticked)
    with deed("agreement-ticked", actor, {"recipient": recipient, "clauses": letters}, at) as line:
        kept = _standing(recipient)
        new = {one.clause for one in ticked}
        rest = (one for one in kept.ticked if one.clause not in new)
        both = sorted((*rest, *ticked), key=lambda one: one.clause.value)
        _let_stand(replace(kept, ticked=tuple(both)), line.seq, at)


def annex(recipient: str, signed: SecurityAnnex, actor: Actor, at: datetime) -> None:
    """Note that our security requirements are signed. Raises NoAgreement, NotTaken."""
    told = {"recipient": recipient, "document": signed.digest}
    with deed("agreement-annex-signed", actor, told, at) as line:
        _let_stand(replace(_standing(recipient), annex=signed), line.seq, at)


def prove(recipient: str, proof: Proof, actor: Actor, at: datetime) -> None:
    """Add proof that the recipient follows the rules. Raises NoAgreement, NotTaken."""
    told = {"recipient": recipient, "valid_to": proof.valid_to.isoformat()}
    with deed("agreement-proved", actor, told, at) as line:
        kept = _standing(recipient)
        _let_stand(replace(kept, proofs=(*kept.proofs, proof)), line.seq, at)


def tell_sub_processors(recipient: str, subs: Sequence[SubProcessor], actor: Actor, at: datetime) -> None:
    """Note whom the processor uses in turn; an empty list says that there are none. Raises NoAgreement, NotTaken."""
    told: dict[str, Plain] = {"recipient": recipient, "count": len(subs)}
    with deed("agreement-sub-processors-told", actor, told, at) as line:
        _let_stand(replace(_standing(recipient), sub_processors=tuple(subs)), line.seq, at)


def check_transfer(recipient: str, checked: TransferChecked, actor: Actor, at: datetime) -> None:
    """Note that somebody looked at what a transfer rests on. Raises NoAgreement, NotTaken."""
    told = {"recipient": recipient, "country": checked.country, "mechanism": checked.mechanism}
    with deed("agreement-transfer-checked", actor, told, at) as line:
        kept = _standing(recipient)
        _let_stand(replace(kept, transfers=(*kept.transfers, checked)), line.seq, at)


def review(recipient: str, done: date, next_due: date, actor: Actor, at: datetime) -> None:
    """Note that the agreement was gone through, and when it is to be next. Raises NoAgreement, NotTaken."""
    told = {"recipient": recipient, "next": next_due.isoformat()}
    with deed("agreement-reviewed", actor, told, at) as line:
        kept = _standing(recipient)
        over = tuple(replace(one, done=one.done or done) for one in kept.reviews)
        reviews = over if over != kept.reviews else (*over, Review(due=done, done=done))
        _let_stand(replace(kept, reviews=(*reviews, Review(due=next_due))), line.seq, at)


def end(recipient: str, last_day: date, actor: Actor, at: datetime) -> None:
    """Note the last day of the agreement: after it, no data go there. Raises NoAgreement, NotTaken."""
    told = {"recipient": recipient, "last_day": last_day.isoformat()}
    with deed("agreement-ended", actor, told, at) as line:
        _let_stand(replace(_standing(recipient), ended=last_day), line.seq, at)


def _standing(recipient: str) -> KeptAgreement:
    found = StoredAgreement.objects.filter(recipient=recipient, replaced_by_line__isnull=True).first()
    if found is None:
        raise NoAgreement
    return revive(json.loads(found.body), KeptAgreement)


def _let_stand(agreement: KeptAgreement, line: int, at: datetime) -> None:
    if found := lacks(agreement, at.date()):
        raise NotTaken(found)
    standing = StoredAgreement.objects.filter(recipient=agreement.recipient, replaced_by_line__isnull=True)
    standing.update(replaced_by_line=line, replaced_at=at)
    StoredAgreement.objects.create(
        recipient=agreement.recipient, body=canonical(plain(agreement)), recorded_at=at, line=line
    )
