"""Triage: what came unasked, by when somebody must decide, and what they decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.triage.services import NotDecided
from hjemmel.core.declaration.parts import Text
from hjemmel.core.intake.triage import Decision
from hjemmel.core.moment import local_day
from hjemmel.desk import clock, office
from hjemmel.desk import triage as desk
from hjemmel.desk.access import NotAllowed
from hjemmel.web.office import values
from hjemmel.web.office.entry import actor
from hjemmel.web.office.register import register_page

DECISIONS: dict[Decision, Text] = {
    Decision.ERASED: Text(nb="slettet", en="erased"),
    Decision.ANONYMISED: Text(nb="anonymisert", en="made anonymous"),
    Decision.KEPT_BY_LAW: Text(nb="beholdt fordi loven krever det", en="kept because the law requires it"),
    Decision.TAKEN: Text(nb="tatt inn i registeret", en="taken into the register"),
}
NOT_RECEIVED = Text(
    nb="Skriv hva som kom, og velg kanal og dag. Dagen kan ikke være fram i tid.",
    en="Write what came, and choose a channel and a day. The day cannot be in the future.",
)
NOT_DECIDED = Text(
    nb="Skriv hvilken lovbestemmelse som krever at det beholdes. Har du gjort det, har noen andre avgjort det før deg.",
    en="Write which section of law requires it to be kept. If you have, somebody else has decided before you.",
)


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def triage(request: Any) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    id = request.POST.get("id", "")
    if "vis" in request.POST:
        return _shown(request, id)
    match request.POST.get("gjor"):
        case "mottatt":
            return _received(request)
        case "vis":
            return _page(request, shown=id)
        case "bestem":
            return _decided(request, id)
        case _:
            return redirect("office:triage")


def _received(request: Any) -> HttpResponse:
    try:
        day = date.fromisoformat(request.POST.get("dag", ""))
        desk.receive(request.POST.get("tekst", ""), request.POST.get("kanal", ""), day, actor(request))
    except ValueError:
        return _page(request, wrong=[NOT_RECEIVED], typed=request.POST, status=400)
    return redirect("office:triage")


def _shown(request: Any, id: str) -> HttpResponse:
    """What came, if it was asked for with a purpose."""
    wanted = values.asked(request)
    if wanted.is_refused:
        return _page(request, shown=id, asked_for=wanted)
    try:
        content = desk.content(id, actor(request), wanted.purpose, wanted.case)
    except NotAllowed:
        return _page(request, shown=id, asked_for=replace(wanted, is_refused=True))
    return _page(request, shown=id, content=content, shows_values=content is not None, asked_for=wanted)


def _decided(request: Any, id: str) -> HttpResponse:
    try:
        decision = Decision(request.POST.get("svar", ""))
        desk.decide(id, decision, request.POST.get("lov", "")[:120], actor(request))
    except NotDecided:
        return _page(request, wrong=[NOT_DECIDED], status=409)
    except ValueError:
        return _page(request, status=400)
    return redirect("office:triage")


def _page(request: Any, status: int = 200, **told: Any) -> HttpResponse:
    declared = office.current_map().declaration
    view = desk.view()
    shown = {
        **values.told(request, values.Asked()),
        **told,
        "view": view,
        "today": local_day(clock.now(), office.current_map().zone).isoformat(),
        "channels": [(name, one.title) for name, one in declared.channels.items()],
        "titles": declared.channels,
        "decided": [(one, DECISIONS[one.decision]) for one in view.decided if one.decision],
        "decisions": DECISIONS,
    }
    return render(request, "office/triage.html", shown, status=status)
