"""The contact form, as a page of its own and in a frame on the company's own sites. No cookie, and nobody else's script.

Whatever goes wrong, what was written stands in the form again."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.core.declaration.parts import Text
from hjemmel.core.mail.sign_up import LONGEST_ADDRESS
from hjemmel.core.website.contact_form import LONGEST_NAME, LONGEST_TEXT, Written
from hjemmel.desk import contact_form as desk
from hjemmel.desk import identity
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.errors import page as error_page
from hjemmel.web.site.links import other_languages
from hjemmel.web.site.my_data import is_from_elsewhere, place
from hjemmel.web.site.sign_up import ADDRESS, Afterwards

WRONG, FORBIDDEN, TOO_MANY, NOT_NOW = 400, 403, 429, 503
CHOOSE = Text(nb="Velg hva meldingen gjelder.", en="Choose what the message is about.")
WRITE = Text(
    nb=f"Skriv en melding, på høyst {LONGEST_TEXT} tegn.",
    en=f"Write a message, of {LONGEST_TEXT} characters at most.",
)
AGAIN = Text(
    nb="Skjemaet ble sendt for fort, eller hadde ligget åpent for lenge. Det du skrev, står her fortsatt. Send det én gang til.",
    en="The form was sent too fast, or had been open for too long. What you wrote still stands here. Send it once more.",
)
LATER = Text(
    nb="Det har kommet mange meldinger herfra nå. Det du skrev, står her fortsatt. Prøv igjen om en time, eller ring oss.",
    en="Many messages have come from here now. What you wrote still stands here. Try again in an hour, or call us.",
)
NOT_WORKING = Text(
    nb="Dette virker ikke akkurat nå. Det du skrev, står her fortsatt. Prøv igjen om litt.",
    en="This does not work just now. What you wrote still stands here. Try again in a while.",
)


# Nobody is signed in here and no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: Any, lang: str) -> HttpResponse:
    return _answer(request, lang, "contact")


@csrf_exempt
@never_cache
@xframe_options_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def framed(request: Any, lang: str) -> HttpResponse:
    """The form alone, for the sites that the declaration names. No other site can show it."""
    answer = _answer(request, lang, "contact_framed")
    try:
        sites = desk.sites()
    except NothingPublished:
        sites = ()
    decorated = csp_replace({"frame-ancestors": [SELF, *sites]})(lambda _: answer)
    return decorated(request)


def _answer(request: Any, lang: str, page: str) -> HttpResponse:
    try:
        if request.method != "POST":
            return _page(request, lang, page)
        if is_from_elsewhere(request):
            return error_page(request, FORBIDDEN)
        return _taken(request, lang, page)
    except (NothingPublished, desk.NotOffered):
        raise Http404 from None


def _taken(request: Any, lang: str, page: str) -> HttpResponse:
    posted = request.POST
    written = Written(
        topic=posted.get("gjelder", ""),
        name=posted.get("navn", "")[:LONGEST_NAME],
        # Read a sign too far: what is too long is no address.
        email=posted.get("epost", "")[: LONGEST_ADDRESS + 1],
        text=posted.get("melding", "").replace("\r\n", "\n")[: LONGEST_TEXT + 1],
    )
    try:
        desk.take(written, posted.get("vist", ""), posted.get("nettsted", ""), place(request), HJEMMEL)
    except desk.NotOffered:
        return _page(request, lang, page, WRONG, CHOOSE)
    except desk.NotAnAddress:
        return _page(request, lang, page, WRONG, ADDRESS)
    except desk.NothingWritten:
        return _page(request, lang, page, WRONG, WRITE)
    except desk.TooSoon:
        return _page(request, lang, page, WRONG, AGAIN)
    except desk.TooMany:
        return _page(request, lang, page, TOO_MANY, LATER)
    except VaultFault:
        return _page(request, lang, page, NOT_NOW, NOT_WORKING)
    return _named(Afterwards(_text(lang, page, is_done=True), lambda: desk.send(HJEMMEL)), lang)


def _page(request: Any, lang: str, page: str, status: int = 200, trouble: Text | None = None) -> HttpResponse:
    told: dict[str, object] = {"trouble": trouble, "typed": request.POST}
    if trouble in (CHOOSE, ADDRESS, WRITE):
        told["wrong"] = {CHOOSE: "gjelder", ADDRESS: "epost", WRITE: "melding"}[trouble]
    try:
        told["form"] = desk.form(HJEMMEL)
    except VaultFault:
        return error_page(request, NOT_NOW)
    answer = HttpResponse(_text(lang, page, **told), status=status)
    if status == TOO_MANY:
        answer.headers["Retry-After"] = "3600"
    return _named(answer, lang)


def _text(lang: str, page: str, **told: object) -> str:
    shown = {
        **told,
        "lang": lang,
        "languages": other_languages(page, lang),
        "is_framed": page == "contact_framed",
        "asks_on_web": identity.is_offered(),
        "organisation": published().map.declaration.organisation,
        "longest": LONGEST_TEXT,
    }
    return render_to_string("site/contact_form.html", shown)


def _named(response: HttpResponse, lang: str) -> HttpResponse:
    response.headers["Content-Language"] = lang
    return response
