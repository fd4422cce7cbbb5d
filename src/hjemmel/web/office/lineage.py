"""Where the data about one person is, and the way to each row. The query travels in the form alone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.connectors.protocol import Failure
from hjemmel.core.lineage import Trace
from hjemmel.desk import lineage, office, register
from hjemmel.web.office.entry import actor, with_right
from hjemmel.web.office.people import LONGEST


@with_right(RIGHT_TO_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def trace(request: Any) -> HttpResponse:
    query = request.POST.get("hvem", "").strip()[:LONGEST]
    person = request.POST.get("rad", "")[:LONGEST]
    if not query and not person:
        return redirect("office:why")
    try:
        found = _of_the_register(person, request) if person else lineage.trace((query,), actor(request))
    except Failure as failure:
        told = {"failure": failure, "query": query}
        return render(request, "office/people.html", told, status=503)
    told = {"view": lineage.view(found), "query": query, "person": person}
    return render(request, "office/trace.html", told)


def _of_the_register(person: str, request: Any) -> Trace:
    about = register.about(office.current_map(), person)
    if about is None or not register.is_there(person):
        raise Http404
    return lineage.trace_about(about, actor(request))
