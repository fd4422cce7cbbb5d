"""The office's page of the public pages: how often they are shown, what was refused, who is blocked, and searching the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.core.declaration.parts import Text
from hjemmel.core.output.language import Tongue
from hjemmel.core.website.security_event import Refused
from hjemmel.core.website.web_log import FEWEST
from hjemmel.desk import web_log as desk
from hjemmel.web.office.entry import actor, signed_in, with_right

NOT_SEARCHED = Text(
    nb="Velg formål, og skriv en IP-adresse og et saksnummer, for eksempel 2026/14. Skal loggen kobles til en person, må"
    " henvendelsen finnes, og deklarasjonen tillate det. Vi har ikke søkt.",
    en="Choose a purpose, and write an IP address and a case number, such as 2026/14. If the log is to be tied to a person,"
    " the request must be there and the declaration must allow it. Nothing was searched.",
)
NOT_BLOCKED = Text(
    nb="Skriv én IP-adresse, velg grunn, og skriv et saksnummer. Din egen adresse kan ikke sperres.",
    en="Write one IP address, choose a reason, and write a case number. Your own address cannot be blocked.",
)
KINDS: Final[Mapping[Refused, Text]] = {
    Refused.FLOOD: Text(nb="for mye på en gang", en="too much at once"),
    Refused.FORM: Text(nb="skjemaer som ikke var våre, eller for gamle", en="forms not ours, or too old"),
    Refused.TRAP: Text(nb="skjemaer som et program fylte ut", en="forms that a program filled in"),
    Refused.SIGN_IN: Text(nb="feil passord på kontoret", en="wrong passwords in the office"),
    Refused.TOKEN: Text(
        nb="programmer uten gyldig tilgangsnøkkel", en="programs without a valid access token"
    ),
    Refused.MALFORMED: Text(
        nb="forespørsler som ingen nettleser sender", en="requests that no browser sends"
    ),
    Refused.OVERSIZED: Text(nb="mer enn vi tar imot", en="more than we take in"),
    Refused.BLOCKED: Text(nb="forespørsler fra sperrede adresser", en="requests from blocked addresses"),
}
HEIGHT: Final = 80


@signed_in
@require_safe
def visits(request: Any) -> HttpResponse:
    return _page(request)


@with_right(RIGHT_TO_WORK)
@require_POST
@sensitive_post_parameters("adresse")
def search(request: Any) -> HttpResponse:
    given = request.POST
    try:
        found = desk.search(
            given.get("adresse", ""),
            given.get("formal", ""),
            given.get("sak", "").strip(),
            given.get("henvendelse", "").strip(),
            actor(request),
        )
    except desk.NotDeclared:
        raise Http404 from None
    except desk.NotSearched:
        return _page(request, wrong=[NOT_SEARCHED], status=400)
    return _page(request, found=found, has_searched=True)


@with_right(RIGHT_TO_WORK)
@require_POST
@sensitive_post_parameters("adresse")
def block(request: Any) -> HttpResponse:
    given, own = request.POST, request.META.get("REMOTE_ADDR", "")
    try:
        desk.block(
            given.get("adresse", ""),
            given.get("grunn", ""),
            given.get("sak", "").strip(),
            own,
            actor(request),
        )
    except desk.NotDeclared:
        raise Http404 from None
    except desk.NotBlocked:
        return _page(request, wrong=[NOT_BLOCKED], status=400)
    return redirect("office:visits")


@with_right(RIGHT_TO_WORK)
@require_POST
def review(request: Any, id: str) -> HttpResponse:
    """Somebody has looked at a block: it stands on, or is lifted."""
    if request.POST.get("svar") == "hev":
        desk.lift(id, actor(request))
    else:
        desk.renew(id, actor(request))
    return redirect("office:visits")


def _page(request: Any, status: int = 200, **told: Any) -> HttpResponse:
    try:
        view = desk.view()
    except desk.NotDeclared:
        return render(request, "office/visits.html", {"view": None})
    highest = max((one.views for one in view.days), default=0) or 1
    shown = {
        **told,
        "view": view,
        "kept": Tongue(request.lang).period(view.declared.kept),
        "bars": [
            (number, one, HEIGHT - round(one.views / highest * HEIGHT), round(one.views / highest * HEIGHT))
            for number, one in enumerate(view.days)
        ],
        "highest": max((one.views for one in view.days), default=0),
        "all": sum(one.views for one in view.days),
        "fewest": FEWEST,
        "refused": [(KINDS[kind], number) for kind, number in view.refused.items()],
        "reasons": desk.REASONS,
        "may_work": request.user.has_perm(RIGHT_TO_WORK),
        "searches": [(one, view.purposes.get(one.purpose)) for one in view.searches],
        "by_case": view.declared.joined_with_person == "by_case",
    }
    return render(request, "office/visits.html", shown, status=status)
