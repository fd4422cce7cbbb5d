"""The ledger: its lines, newest first, and whether the chain is whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hjemmel.capabilities.ledger import store
from hjemmel.core.ledger import BrokenAt, Fault, Verified
from hjemmel.desk import office
from hjemmel.web.office.entry import signed_in
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
        "now": office.now(),
    }
    if "kontroller" in request.GET:
        told |= _judged(request.lang)
    return render(request, "office/ledger.html", told)


def _judged(lang: str) -> dict[str, Any]:
    match office.check_ledger():
        case Verified() as whole:
            return {"whole": whole}
        case BrokenAt(seq=seq, why=why):
            return {"broken_at": seq, "fault": FAULTS[why][0 if lang == "nb" else 1]}
