"""The pages that links in messages lead to: saying no, and confirming a yes. Looking changes nothing; only the button does.

No signing in, no cookie, no question. Mail programs post to the same address by themselves (RFC 8058)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hjemmel.connectors.protocol import Failure
from hjemmel.desk import choices
from hjemmel.desk.choices import Chosen
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.site.links import other_languages

GONE, NOT_NOW = 404, 503


# The secret of the link is the whole proof: no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no(request: Any, lang: str, given: str) -> HttpResponse:
    """GET shows a button and does nothing, for scanners follow links; POST says no, in force when it answers."""
    try:
        chosen = choices.say_no(given) if request.method == "POST" else choices.no_of(given)
    except (VaultFault, NothingPublished):
        return _page(request, "no", lang, given, None, NOT_NOW)
    return _page(request, "no", lang, given, chosen, 200 if chosen else GONE)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def yes(request: Any, lang: str, given: str) -> HttpResponse:
    """The same for a yes; the link works once, and for seven days."""
    try:
        chosen = choices.confirm(given) if request.method == "POST" else choices.yes_of(given)
    except (Failure, VaultFault, NothingPublished):
        return _page(request, "yes", lang, given, None, NOT_NOW)
    return _page(request, "yes", lang, given, chosen, 200 if chosen else GONE)


def _page(request: Any, name: str, lang: str, given: str, chosen: Chosen | None, status: int) -> HttpResponse:
    told = {
        "lang": lang,
        "languages": other_languages(name, lang, given),
        "chosen": chosen,
        "was_asked": request.method == "POST",
        "not_now": status == NOT_NOW,
        "organisation": _organisation(),
    }
    response = render(request, f"site/{name}.html", told, status=status)
    # The address is the secret: it goes to nobody by way of a link on the page, and to no search engine.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Language"] = lang
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _organisation() -> Any:
    try:
        return published().map.declaration.organisation
    except NothingPublished:
        return None
