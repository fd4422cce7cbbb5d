"""Telling people of a major change of the statement: how far it has come, the e-mails, the list for letters, and that they went."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hjemmel.connectors.protocol import Failure
from hjemmel.core.letters.change import LANGUAGES
from hjemmel.core.moment import local_day
from hjemmel.desk import change_mail as desk
from hjemmel.desk import clock
from hjemmel.desk.access import NotAllowed
from hjemmel.desk.published import published
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.office import values
from hjemmel.web.office.entry import actor
from hjemmel.web.office.register import register_page


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def change_notices(request: Any) -> HttpResponse:
    if request.method != "POST":
        return _page(request, values.Asked())
    number = request.POST.get("versjon", "")
    if not number.isascii() or not number.isdigit():
        raise Http404
    try:
        match request.POST.get("gjor"):
            case "send":
                return _page(request, values.Asked(), told=desk.send(int(number), actor(request)))
            case "liste":
                return _list(request, int(number))
            case "sendt":
                desk.letters_sent(int(number), actor(request))
            case "uten-adresse":
                desk.unreachable(int(number), actor(request))
            case _:
                pass
    except LookupError:
        # Somebody else was quicker: the page as it is now says so.
        pass
    except (Failure, VaultFault) as failure:
        return _page(request, values.Asked(), status=409, failure=failure)
    return redirect("office:change_notices")


@register_page
@require_safe
def letter(request: Any, number: int, lang: str) -> HttpResponse:
    """The letter for those who get it on paper."""
    if lang not in LANGUAGES:
        raise Http404
    try:
        content = desk.letter_on_paper(number, lang)
    except LookupError:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="endring-{number}-{lang}.pdf"'
    return response


def _page(request: Any, asked: values.Asked, status: int = 200, **said: object) -> HttpResponse:
    today = local_day(clock.now(), published().map.zone)
    views = [(one, one.points[request.lang], one.tells.tell_by < today) for one in desk.views()]
    shown = {**values.told(request, asked), **said, "views": views}
    return render(request, "office/change_notices.html", shown, status=status)


def _list(request: Any, number: int) -> HttpResponse:
    """The list, if it was asked for with a purpose that uses what stands in it."""
    asked = values.asked(request)
    try:
        text = desk.letter_list(number, actor(request), asked.purpose, asked.case)
    except NotAllowed:
        return _page(request, replace(asked, is_refused=True), status=403)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="endring-{number}.csv"'
    return response
