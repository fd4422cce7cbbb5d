"""The page by which a controller fetches a request or an incident about their data. The secret of the link is the proof.

Looking changes nothing, for scanners follow links: fetching is a press of a button, and on record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hjemmel.core.assignments.words import MATTERS
from hjemmel.desk import cases
from hjemmel.desk.assignments import NoProcessor, NotNow
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.site.links import other_languages

GONE, NOT_NOW = 404, 503


# The secret of the link is the whole proof: no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: Any, lang: str, secret: str) -> HttpResponse:
    try:
        found = cases.behind(secret)
        if found is None:
            return _page(request, lang, secret, GONE)
        if request.method == "POST":
            response = HttpResponse(cases.fetch(secret), content_type="text/plain; charset=utf-8")
            response.headers["Content-Disposition"] = 'attachment; filename="sak.txt"'
            return _quiet(response)
        view, one = found
        return _page(request, lang, secret, view=view, case=one, matter=MATTERS[one.matter])
    except (NotNow, NoProcessor):
        return _page(request, lang, secret, GONE)
    except (VaultFault, NothingPublished):
        return _page(request, lang, secret, NOT_NOW)


def _page(request: Any, lang: str, secret: str, status: int = 200, **told: Any) -> HttpResponse:
    shown = {
        "lang": lang,
        "languages": other_languages("case", lang, secret),
        "organisation": _organisation(),
        "not_now": status == NOT_NOW,
        **told,
    }
    response = _quiet(render(request, "site/assignment_case.html", shown, status=status))
    response.headers["Content-Language"] = lang
    return response


def _quiet(response: HttpResponse) -> HttpResponse:
    # The address is the secret: it goes to nobody by way of a link on the page, and to no search engine.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def _organisation() -> Any:
    try:
        return published().map.declaration.organisation
    except NothingPublished:
        return None
