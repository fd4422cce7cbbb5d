"""The company's own website: the line to put in it for the cookie choice, what visitors chose, and the links we publish."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hjemmel.desk import clock
from hjemmel.desk import website as desk
from hjemmel.desk.published import NothingPublished
from hjemmel.web.office.entry import signed_in
from hjemmel.web.site import embed

__all__ = ["website"]


@signed_in
@require_safe
def website(request: Any) -> HttpResponse:
    try:
        view = desk.view()
    except NothingPublished:
        return render(request, "office/nothing.html", status=404)
    site = view.site or request.build_absolute_uri("/").rstrip("/")
    told = {
        "view": view,
        "follows": f"{site}{reverse('site:consent_script')}",
        "pinned": f"{site}{reverse('site:consent_pinned', args=[embed.version()])}",
        "integrity": embed.integrity(),
        "now": clock.now(),
    }
    return render(request, "office/website.html", told)
