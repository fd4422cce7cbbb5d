"""May: asked before something is sent, for one person or a list."""

from __future__ import annotations

from typing import Any

from ninja import Router

from hjemmel.core.ledger.chain import read_moment
from hjemmel.core.permission import Decision, May
from hjemmel.desk.programs import sending
from hjemmel.web.api import shapes

router = Router(tags=["may"])


@router.post("/may", response=shapes.MayAnswer, summary="Whether one person may be sent something")
def may(request: Any, asked: shapes.MayAsked) -> Any:
    """Nothing is sent by asking. Ask at the moment of sending: an answer is good for now, and for no longer."""
    (answer,) = sending.may(request.program, [asked.person], asked.purpose, asked.channel)
    reason = sending.reason_of(answer)
    return {
        "may": reason.may.value,
        "reason": reason.code,
        "says": {"nb": reason.nb, "en": reason.en},
        "law": reason.law,
        "receipts": [_receipt(decision) for decision in answer.decisions],
    }


@router.post("/may/list", response=shapes.MayListAnswer, summary="Who of a list may be sent something")
def may_list(request: Any, asked: shapes.MayListAsked) -> Any:
    """The permitted part of the list, and the reason for each of the others. At most 5,000 at once."""
    answers = sending.may(request.program, asked.persons, asked.purpose, asked.channel)
    reasons = [sending.reason_of(answer) for answer in answers]
    return {
        "asked": len(answers),
        "permitted": [
            person for person, reason in zip(asked.persons, reasons, strict=True) if reason.may is May.ALLOW
        ],
        "refused": [
            {"at": at, "may": reason.may.value, "reason": reason.code}
            for at, reason in enumerate(reasons)
            if reason.may is not May.ALLOW
        ],
        "reasons": {reason.code: {"nb": reason.nb, "en": reason.en} for reason in reasons},
    }


def _receipt(decision: Decision) -> dict[str, Any]:
    receipt = decision.receipt
    return {
        "collection": receipt.person.collection,
        "key": list(receipt.person.key),
        "at": read_moment(receipt.at),
        "reason": receipt.reason,
        "law": receipt.law,
        "declaration": receipt.declaration,
        "line": receipt.line,
        "digest": receipt.digest,
    }
