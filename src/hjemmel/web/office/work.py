"""Work that runs by itself: every job, when it is done, and what went wrong."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.desk import clock, worker
from hjemmel.web.office.entry import actor, signed_in, with_right

__all__ = ["wake", "work"]


@signed_in
@require_http_methods(["GET", "HEAD"])
def work(request: Any) -> HttpResponse:
    views = worker.views()
    shown = {
        "views": views,
        "failing": [one for one in views if one.failures],
        "is_late": worker.is_late(views),
        "now": clock.now(),
    }
    return render(request, "office/work.html", shown)


@with_right(RIGHT_TO_WORK)
@require_http_methods(["POST"])
def wake(request: Any, name: str) -> HttpResponse:
    """Have it done as soon as a worker looks."""
    try:
        worker.wake(name, actor(request))
    except worker.NoSuchJob:
        raise Http404 from None
    return redirect("office:work")
