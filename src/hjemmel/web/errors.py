"""The pages for when something is wrong: same look, plain words, and nothing in the machine's terms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from hjemmel.core.website.security_event import Refused
from hjemmel.desk import web_log

TITLES = {
    400: ("Vi forstod ikke forespørselen", "We did not understand the request"),
    403: ("Du har ikke tilgang til dette", "You have no access to this"),
    404: ("Siden finnes ikke", "There is no such page"),
    429: ("Det kom for mye på en gang", "Too much came at once"),
    500: ("Noe gikk galt hos oss", "Something went wrong on our side"),
}
REMEDIES = {
    400: ("Gå tilbake og prøv en gang til.", "Go back and try once more."),
    403: (
        "Den som styrer kontoene hos dere, kan gi deg rettighetene som trengs.",
        "Whoever keeps the accounts at your company can give you the rights that are needed.",
    ),
    404: ("Adressen er feil, eller siden er flyttet.", "The address is wrong, or the page has moved."),
    429: ("Vent et minutt, og prøv igjen.", "Wait a minute, and try again."),
    500: (
        "Ingenting er endret. Prøv igjen om litt. Fortsetter det, si fra til den som drifter Hjemmel.",
        "Nothing was changed. Try again in a while. If it goes on, tell whoever runs Hjemmel.",
    ),
}
EXPIRED = (
    "Skjemaet ble for gammelt. Gå tilbake, last siden på nytt, og send en gang til.",
    "The form grew too old. Go back, reload the page, and send it once more.",
)


def page(request: Any, status: int, remedy: tuple[str, str] | None = None) -> HttpResponse:
    """An error page; needs neither a session nor the database."""
    at = 1 if getattr(request, "lang", "nb") == "en" else 0
    told = {
        "lang": ("nb", "en")[at],
        "title": TITLES[status][at],
        "remedy": (remedy or REMEDIES[status])[at],
        "status": status,
        "home": "/kontor/" if request.path.startswith("/kontor") else "/",
    }
    return HttpResponse(render_to_string("error.html", told), status=status)


def bad_request(request: Any, exception: Exception | None = None) -> HttpResponse:
    web_log.refused(Refused.MALFORMED)
    return page(request, 400)


def forbidden(request: Any, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: Any, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def broken(request: Any) -> HttpResponse:
    return page(request, 500)


def form_expired(request: Any, reason: str = "") -> HttpResponse:
    web_log.refused(Refused.FORM)
    return page(request, 403, EXPIRED)
