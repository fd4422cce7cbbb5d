"""Signing in and out, one's own account, and the language of the office."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hjemmel.capabilities.staff import services
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import NotSignedIn, TooManyAttempts
from hjemmel.core.terms import LANGUAGES
from hjemmel.core.website.security_event import Refused
from hjemmel.desk import access, office, web_log
from hjemmel.web import language as languages
from hjemmel.web.office.entry import actor, signed_in
from hjemmel.web.office.way_back import way_back

LONGEST = 150
HOME = "office:today"

ROLES = {
    Role.READER: ("Leser: ser alt, endrer ingenting", "Reader: sees everything, changes nothing"),
    Role.OPERATOR: (
        "Utfører: lager planer, prøver løftene og slår opp personer",
        "Operator: makes plans, has promises tried and looks people up",
    ),
    Role.APPROVER: ("Godkjenner: kan også godkjenne planer", "Approver: can also approve plans"),
}


@never_cache
@sensitive_post_parameters("passord")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Any) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(HOME)
    told: dict[str, Any] = {"next": way_back(request, request.GET.get("next", ""))}
    if request.method != "POST":
        return render(request, "office/sign_in.html", told)
    name = request.POST.get("bruker", "")[:LONGEST]
    address = request.META.get("REMOTE_ADDR", "")
    try:
        user = services.sign_in(name, request.POST.get("passord", ""), address, office.now())
    except TooManyAttempts:
        return render(request, "office/sign_in.html", {**told, "name": name, "closed": True}, status=429)
    except NotSignedIn:
        web_log.refused(Refused.SIGN_IN)
        return render(request, "office/sign_in.html", {**told, "name": name, "wrong": True}, status=400)
    login(request, user)
    return redirect(way_back(request, request.POST.get("next", "")) or HOME)


@require_POST
def sign_out(request: Any) -> HttpResponse:
    if request.user.is_authenticated:
        services.sign_out(actor(request), office.now())
    logout(request)
    return redirect("office:sign_in")


@signed_in
@require_safe
def account(request: Any) -> HttpResponse:
    at = 0 if request.lang == "nb" else 1
    held = set(request.user.groups.values_list("name", flat=True))
    told = {
        "roles": [words[at] for role, words in ROLES.items() if role.value in held],
        "purposes": tuple(access.purposes(actor(request)).values()),
    }
    return render(request, "office/account.html", told)


@require_POST
def language(request: Any) -> HttpResponse:
    """Remember the language in a cookie, and go back to where the reader was."""
    chosen = request.POST.get("sprak", "")
    response = redirect(way_back(request, request.POST.get("next", "")) or HOME)
    if chosen in LANGUAGES:
        response.set_cookie(
            languages.COOKIE, chosen, max_age=languages.ONE_YEAR, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return response
