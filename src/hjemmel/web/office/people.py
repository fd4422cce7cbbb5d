"""One person: why we hold what we hold. The query travels in the form alone, never in an address or a log."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.connectors.protocol import Failure
from hjemmel.desk import office, register
from hjemmel.web.office import values
from hjemmel.web.office.entry import actor, with_right

LONGEST = 200


@with_right(RIGHT_TO_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: Any) -> HttpResponse:
    query = request.POST.get("hvem", "").strip()[:LONGEST]
    person = request.POST.get("rad", "")[:LONGEST]
    if request.method == "POST" and person:
        return _of_the_register(request, person)
    if request.method != "POST" or not query:
        return render(request, "office/people.html", {"asked": request.method == "POST"})
    wanted = values.asked(request)
    try:
        view = office.why(query, actor(request), purpose=wanted.purpose, case=wanted.case)
    except Failure as failure:
        return render(request, "office/people.html", {"failure": failure, "query": query}, status=503)
    return render(request, "office/why.html", {"view": view, "query": query, **values.told(request, wanted)})


def _of_the_register(request: Any, person: str) -> HttpResponse:
    """The same for a person of the register, who is named by a random reference."""
    about = register.about(office.current_map(), person)
    if about is None or not register.is_there(person):
        raise Http404
    wanted = values.asked(request)
    try:
        view = office.why_about(about, actor(request), purpose=wanted.purpose, case=wanted.case)
    except Failure as failure:
        return render(request, "office/people.html", {"failure": failure}, status=503)
    return render(
        request, "office/why.html", {"view": view, "person": person, **values.told(request, wanted)}
    )
