"""Notices: who must be told that we hold data about them, the list to write to, and that they were told."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hjemmel.core.notice import Excuse
from hjemmel.desk import notices as desk
from hjemmel.web.office.entry import actor
from hjemmel.web.office.register import register_page


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: Any) -> HttpResponse:
    if request.method != "POST":
        view = desk.notices()
        told = {"view": view, "rows": [(one, one.is_overdue(view.today)) for one in view.first]}
        return render(request, "office/notices.html", {**told, "excuses": list(Excuse)})
    persons = request.POST.getlist("person")[: desk.BATCH]
    match request.POST.get("gjor"):
        case "liste":
            return _list(desk.letter_list(persons, actor(request)))
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


def _list(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="varsler.csv"'
    return response
