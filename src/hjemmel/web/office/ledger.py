"""The ledger: its lines, newest first; whether the chain is whole; proofs to hand out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hjemmel.capabilities.ledger import store
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.core.ledger.chain import BrokenAt, Fault, Verified
from hjemmel.desk import ledger, office
from hjemmel.desk.ledger import NoProof
from hjemmel.web.office.entry import signed_in, with_right
from hjemmel.web.office.words import told_lines

PER_PAGE = 50

FAULTS = {
    Fault.CHANGED: (
        "Linja er endret etter at den ble skrevet.",
        "The line was changed after it was written.",
    ),
    Fault.OUT_OF_ORDER: (
        "En linje mangler, er flyttet, eller står to ganger.",
        "A line is missing, was moved, or stands twice.",
    ),
    Fault.UNCHAINED: (
        "Linja er ikke kjedet til den forrige.",
        "The line is not chained to the one before it.",
    ),
    Fault.CUT_SHORT: ("Linjer mangler på slutten.", "Lines are missing at the end."),
    Fault.NOT_THE_HEAD: (
        "Journalen slutter ikke med den linja den skal.",
        "The ledger does not end with the line that it should.",
    ),
    Fault.NOT_AS_SIGNED: (
        "Linjene fram til hit er ikke de som ble signert. Noen har kjedet dem på nytt.",
        "The lines up to here are not those that were signed. Somebody has chained them anew.",
    ),
    Fault.TREE: (
        "Et lagret avtrykk stemmer ikke med linjene, så bevis kan ikke lages av det.",
        "A kept digest is not that of the lines, so no proof can be made from it.",
    ),
}


@signed_in
@require_safe
def lines(request: Any) -> HttpResponse:
    before = request.GET.get("foer", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found = store.lines(PER_PAGE, number)
    told: dict[str, Any] = {
        "lines": told_lines(found, request.lang),
        "older": found[-1].seq if found and found[-1].seq > 1 else None,
        "head": store.head(),
        "signed": ledger.last_signed(),
        "now": office.now(),
        "may_sign": request.user.has_perm(RIGHT_TO_WORK),
    }
    if "kontroller" in request.GET:
        told |= _judged(request.lang)
    return render(request, "office/ledger.html", told)


@with_right(RIGHT_TO_WORK)
@require_safe
def proof(request: Any, number: int) -> HttpResponse:
    """A file that shows that the line stands in the ledger, to whoever has the key: `hjemmel verify` reads it."""
    try:
        written = ledger.proof_of(number).written()
    except NoProof:
        raise Http404 from None
    response = HttpResponse(written, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="linje-{number}.json"'
    return response


@with_right(RIGHT_TO_WORK)
@require_POST
def sign(request: Any) -> HttpResponse:
    """The ledger's end, signed: for keeping elsewhere."""
    head = ledger.newest_head()
    response = HttpResponse(head.written(), content_type="text/plain; charset=utf-8")
    name = f"journal-{head.checkpoint.size}.txt"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _judged(lang: str) -> dict[str, Any]:
    match ledger.check():
        case Verified() as whole:
            return {"whole": whole}
        case BrokenAt(seq=seq, why=why):
            return {"broken_at": seq, "fault": FAULTS[why][0 if lang == "nb" else 1]}
