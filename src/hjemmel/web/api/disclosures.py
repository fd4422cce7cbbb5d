"""Disclosures: asked before data is given to somebody else, and noted when it was."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Path, Router
from ninja.responses import Status

from hjemmel.core.sharing.disclosure import Allowed, Decision, Refused, Waits
from hjemmel.desk.disclosures import Asking
from hjemmel.desk.programs import disclosures
from hjemmel.desk.programs.disclosures import AsItStands
from hjemmel.web.api import shapes

router = Router(tags=["disclosures"])
Number = Annotated[int, Path(ge=1, le=2**53)]


@router.post(
    "/disclosures",
    response={200: shapes.DisclosureAnswer, 201: shapes.DisclosureAnswer},
    summary="Whether somebody's data may be given to a recipient",
)
def ask(request: Any, sent: shapes.DisclosureAsked) -> Any:
    """201: it is kept, and allowed or waiting for people in the office to say yes. 200: it is refused, with all that stands
    against it; nothing is kept but a line in the ledger. Nothing is sent by asking."""
    asked = Asking(
        identity=sent.person,
        recipient=sent.recipient,
        ground=sent.ground,
        purposes=tuple(sent.purposes),
        categories=tuple(sent.categories),
        reference=sent.reference,
        law=sent.law,
        covers=frozenset(sent.covers),
        need=sent.need,
        proof=sent.proof or "",
    )
    answer = disclosures.ask(request.program, asked)
    told = _answer(answer.number, _state(answer.decision), answer.decision)
    return Status(200 if answer.number is None else 201, told)


@router.get("/disclosures/{id}", response=shapes.DisclosureAnswer, summary="How a disclosure stands now")
def stands(request: Any, id: Number) -> Any:
    """One that this access token asked for. Ask at the moment of handing over: consents are withdrawn, agreements end."""
    return _as_it_stands(disclosures.stands(request.program, id))


@router.post(
    "/disclosures/{id}/given", response=shapes.DisclosureAnswer, summary="Somebody's data was handed over"
)
def give(request: Any, id: Number) -> Any:
    """Asked anew at this moment: what is not allowed now is not noted, and the state says so. Told twice it stands once."""
    return _as_it_stands(disclosures.give(request.program, id))


def _as_it_stands(found: AsItStands) -> dict[str, Any]:
    if found.decision is None:
        state = "given" if found.kept.given_at is not None else "dropped"
    else:
        state = _state(found.decision)
    return _answer(found.kept.number, state, found.decision)


def _state(decision: Decision) -> str:
    match decision:
        case Allowed():
            return "allowed"
        case Waits():
            return "waits"
        case Refused():
            return "refused"


def _answer(id: int | None, state: str, decision: Decision | None) -> dict[str, Any]:
    reasons = decision.reasons if isinstance(decision, Refused) else ()
    return {
        "id": id,
        "state": state,
        "approvals_lacking": decision.lacking if isinstance(decision, Waits) else 0,
        "reasons": [
            {"reason": one.code, "says": {"nb": one.nb, "en": one.en}, "law": one.law} for one in reasons
        ],
    }
