"""Access tokens for programs, and who is told what has happened. A new token is shown once, in the answer that made it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.core.declaration.parts import Text
from hjemmel.desk import webhooks
from hjemmel.desk.programs import entry
from hjemmel.desk.programs.entry import NoSuchToken, NotMade, Right
from hjemmel.web.office.entry import actor, with_right

RIGHTS = {
    Right.ASK: Text(nb="Spørre om en melding kan sendes", en="Ask whether a message may be sent"),
    Right.READ: Text(nb="Finne og lese personer", en="Find and read people"),
    Right.WRITE: Text(nb="Ta inn og endre personer", en="Take people in and change them"),
    Right.CHOOSE: Text(
        nb="Føre samtykker, tilbaketrekkinger og innsigelser", en="Note consents, withdrawals and objections"
    ),
    Right.DISCLOSE: Text(
        nb="Be om å utlevere opplysninger, og føre at de er gitt",
        en="Ask to disclose data, and note that it was given",
    ),
    Right.WATCH: Text(nb="Se om løftene er holdt", en="See whether promises are kept"),
}
USUAL = 90
"""Shorter than a quarter: it ends by itself before anybody has to look whether it is still needed."""
LIVES = (
    (30, Text(nb="30 dager", en="30 days")),
    (USUAL, Text(nb="90 dager", en="90 days")),
    (365, Text(nb="Ett år", en="One year")),
    (731, Text(nb="To år", en="Two years")),
)


@with_right(RIGHT_TO_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("made")
def tokens(request: Any) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    days = request.POST.get("varighet", "")
    try:
        made = entry.make(
            request.POST.get("navn", ""),
            request.POST.getlist("formal"),
            request.POST.getlist("rett"),
            timedelta(days=int(days) if days in {str(one) for one, _ in LIVES} else 0),
            actor(request),
        )
    except NotMade as refused:
        return _page(request, wrong=refused.reasons, status=400)
    response = _page(request, made=made)
    response.headers["Cache-Control"] = "no-store"
    return response


@with_right(RIGHT_TO_APPROVE)
@require_POST
def end(request: Any, id: str) -> HttpResponse:
    try:
        entry.end(id, actor(request))
    except NoSuchToken:
        raise Http404 from None
    return redirect("office:tokens")


def _page(request: Any, status: int = 200, **told: Any) -> HttpResponse:
    purposes = entry.purposes_to_choose()
    shown = {
        **told,
        "tokens": [
            {
                "token": one,
                "lets_in": entry.lets_in(one),
                "is_overdue": entry.is_overdue(one),
                "purposes": [purposes.get(name, Text(nb=name, en=name)) for name in sorted(one.purposes)],
                "rights": [words for right, words in RIGHTS.items() if right in one.rights],
            }
            for one in entry.tokens()
        ],
        "purposes": purposes.items(),
        "rights": [(right.value, words) for right, words in RIGHTS.items()],
        "lives": LIVES,
        "usual": USUAL,
        "endpoints": [
            {
                "id": one.id,
                "url": one.url,
                "events": sorted(kind.value for kind in one.events),
                "delivered": one.delivered,
                "waiting": one.waiting,
                "dead": one.dead,
            }
            for one in webhooks.endpoints()
            if one.ended_at is None
        ],
    }
    return render(request, "office/tokens.html", shown, status=status)
