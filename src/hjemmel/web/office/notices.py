"""Notices: who must be told that we hold data about them, the list to write to, and that they were told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hjemmel.core.notice import Excuse
from hjemmel.desk import notices as desk
from hjemmel.desk.access import NotAllowed
from hjemmel.web.office import values
from hjemmel.web.office.entry import actor
from hjemmel.web.office.register import register_page


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: Any) -> HttpResponse:
    if request.method != "POST":
        return _page(request, values.Asked())
    persons = request.POST.getlist("person")[: desk.BATCH]
    match request.POST.get("gjor"):
        case "liste":
            return _list(request, persons)
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


def _page(request: Any, asked: values.Asked, status: int = 200) -> HttpResponse:
    view = desk.notices()
    told = {"view": view, "rows": [(one, one.is_overdue(view.today)) for one in view.first]}
    shown = {**values.told(request, asked), **told, "excuses": list(Excuse)}
    return render(request, "office/notices.html", shown, status=status)


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
