"""Notices: who must be told that we hold data about them, the list to write to, and that they were told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.intake.notice import Excuse
from hjemmel.core.mail.delivery import Delivery
from hjemmel.desk import notice_mail
from hjemmel.desk import notices as desk
from hjemmel.desk.access import NotAllowed
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.office import values
from hjemmel.web.office.entry import actor
from hjemmel.web.office.register import register_page

BEGUN = Text(
    nb="e-posten er påbegynt, og vi vet ikke ennå hvordan det gikk",
    en="the e-mail has been begun, and nobody knows yet how it ended",
)
CAME_BACK = Text(nb="e-posten kom i retur", en="the e-mail came back")
OUTCOMES = {
    Delivery.LATER.value: Text(
        nb="e-posttjeneren ba oss prøve igjen senere", en="the mail server asked us to try again later"
    ),
    Delivery.REFUSED.value: Text(
        nb="e-posttjeneren tok ikke imot e-posten, så dette må sendes som brev",
        en="the mail server did not take the e-mail, so this must go by letter",
    ),
    Delivery.UNCERTAIN.value: Text(
        nb="sendingen ble brutt, og vi vet ikke om e-posten kom fram; den sendes ikke igjen av seg selv",
        en="sending broke off, and nobody knows whether the e-mail arrived; it is not sent again by itself",
    ),
}


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: Any) -> HttpResponse:
    if request.method != "POST":
        return _page(request, values.Asked())
    persons = request.POST.getlist("person")[: desk.BATCH]
    match request.POST.get("gjor"):
        case "liste":
            return _list(request, persons)
        case "send":
            return _send(request)
        case "fortalt":
            desk.told(persons, actor(request))
        case "unntak":
            ground = request.POST.get("grunn", "")
            if ground in [one.value for one in Excuse]:
                for person in persons[:1]:
                    desk.excuse(person, Excuse(ground), actor(request))
        case _:
            pass
    return redirect("office:notices")


def _send(request: Any) -> HttpResponse:
    """The next who have an e-mail address are told by it."""
    try:
        return _page(request, values.Asked(), told=notice_mail.send(actor(request)))
    except (Failure, VaultFault) as failure:
        return _page(request, values.Asked(), status=409, failure=failure)


def _page(request: Any, asked: values.Asked, status: int = 200, **said: object) -> HttpResponse:
    view = desk.notices()
    rows = [(one, one.is_overdue(view.today), _by_mail(view, one.person)) for one in view.first]
    shown = {**values.told(request, asked), **said, "view": view, "rows": rows, "excuses": list(Excuse)}
    return render(request, "office/notices.html", shown, status=status)


def _by_mail(view: desk.NoticesView, person: str) -> Text | None:
    """Why somebody still waits although a notice by e-mail was begun."""
    found = view.by_mail.get(person)
    if found is None:
        return None
    return CAME_BACK if found.came_back else OUTCOMES.get(found.outcome, BEGUN)


def _list(request: Any, persons: list[str]) -> HttpResponse:
    """The list, if it was asked for with a purpose that uses what stands in it."""
    asked = values.asked(request)
    try:
        text = desk.letter_list(persons, actor(request), asked.purpose, asked.case)
    except NotAllowed:
        return _page(request, replace(asked, is_refused=True), status=403)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="varsler.csv"'
    return response
