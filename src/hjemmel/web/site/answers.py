"""The page that a link to a package leads to. Looking fetches nothing: only the button does.

No signing in and no cookie: the secret of the link is the proof, given to whoever proved who they are."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hjemmel.core.moment import local_day
from hjemmel.desk import answers
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.site.links import other_languages

GONE, NOT_NOW = 404, 503


# The secret of the link is the whole proof: no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fetch(request: Any, lang: str, secret: str) -> Any:
    """GET tells what lies here and until when, for scanners follow links; POST gives it, and counts."""
    try:
        if request.method == "POST":
            return _file(request, lang, secret)
        found = answers.offered(secret)
    except (VaultFault, NothingPublished):
        return _page(request, lang, secret, None, NOT_NOW)
    return _page(request, lang, secret, found, 200 if found else GONE)


def _file(request: Any, lang: str, secret: str) -> Any:
    found = answers.fetch(secret)
    if found is None:
        return _page(request, lang, secret, None, GONE)
    package, parts = found
    response = StreamingHttpResponse(parts, content_type="application/zip")
    name = "opplysninger" if package.lang == "nb" else "data"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{package.made_at:%Y-%m-%d}.zip"'
    # It is packed already; and packing secrets anew beside what somebody else chose can tell of them.
    response.headers["Content-Encoding"] = "identity"
    return _hidden(response, lang)


def _page(request: Any, lang: str, secret: str, found: answers.Kept | None, status: int) -> HttpResponse:
    told = {
        "lang": lang,
        "languages": other_languages("answer", lang, secret),
        "package": found,
        "last_day": local_day(found.expires_at, published().map.zone) if found else None,
        "kilobytes": -(-found.size // 1000) if found else 0,
        "not_now": status == NOT_NOW,
        "organisation": _organisation(),
    }
    return _hidden(render(request, "site/answer.html", told, status=status), lang)


def _hidden(response: Any, lang: str) -> Any:
    """The address is the secret: it goes to nobody by way of a link on the page, and to no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Language"] = lang
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def _organisation() -> Any:
    try:
        return published().map.declaration.organisation
    except NothingPublished:
        return None
