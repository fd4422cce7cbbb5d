"""A page that plays the company's own website, in demos alone: its cookie choice, what waits for a yes, and what ran.

Nothing here measures anybody: what plays a tool sets the declared cookies and writes on the page that it has run."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from hjemmel.core.declaration.conduct import Cookies
from hjemmel.core.website.cookie_choice import service, waiting
from hjemmel.desk.published import published
from hjemmel.web.site import embed


@require_safe
def shop(request: Any, lang: str) -> HttpResponse:
    declaration = published().map.declaration
    cookies = declaration.cookies or Cookies(consent_by="none_needed")
    told = {
        "lang": lang,
        "organisation": declaration.organisation,
        "scripts": [
            {"category": category, "cookies": ",".join(names)}
            for category in ("functional", "statistics", "marketing")
            if (names := [one.name for one in cookies.cookies if one.category == category])
        ],
        "frames": [
            {"category": one.category, "service": service(one), "title": one.title, "does": one.does}
            for one in waiting(cookies)
            if one.category == "embed"
        ],
        "version": embed.version(),
        "integrity": embed.integrity(),
    }
    answer: HttpResponse = render(request, "demo/shop.html", told)
    decorated = csp_update({"frame-src": [SELF]})(lambda _: answer)
    return decorated(request)


@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def framed(request: Any) -> HttpResponse:
    return render(request, "demo/framed.html")


urlpatterns = [
    path("butikk", shop, {"lang": "nb"}, name="shop_nb"),
    path("shop", shop, {"lang": "en"}, name="shop_en"),
    path("butikk/innhold", framed, name="shop_frame"),
    path("", include("hjemmel.web.urls")),
]

handler400 = "hjemmel.web.errors.bad_request"
handler403 = "hjemmel.web.errors.forbidden"
handler404 = "hjemmel.web.errors.not_found"
handler500 = "hjemmel.web.errors.broken"
