"""Tell a friend of a page, as a page of its own and in a frame on the company's own sites.

The friend's address comes in the body of a form, goes into one message, and is nowhere after the answer. It stands in no
address, and nothing here writes it to a log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.mail.sign_up import LONGEST_ADDRESS
from hjemmel.desk import tell_a_friend as desk
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.errors import page as error_page
from hjemmel.web.site.links import other_languages
from hjemmel.web.site.my_data import is_from_elsewhere, place
from hjemmel.web.site.sign_up import ADDRESS

WRONG, FORBIDDEN, TOO_MANY, NOT_NOW = 400, 403, 429, 503
AGAIN = Text(
    nb="Skjemaet ble sendt for fort, eller hadde ligget åpent for lenge. Send det én gang til.",
    en="The form was sent too fast, or had been open for too long. Send it once more.",
)
LATER = Text(
    nb="Det er sendt mange tips herfra nå, eller flere til den samme adressen. Prøv igjen senere.",
    en="Many tips have been sent from here now, or several to the same address. Try again later.",
)
NOT_SENT = Text(
    nb="Tipset ble ikke sendt: E-posttjeneren tok det ikke imot. Ingenting av det er lagret hos oss. Se over adressen, eller prøv"
    " igjen om litt.",
    en="The tip was not sent: the mail server did not take it. Nothing of it is stored with us. Look at the address, or try"
    " again in a while.",
)


# Nobody is signed in here and no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@sensitive_post_parameters("epost")
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: Any, lang: str) -> HttpResponse:
    return _answer(request, lang, "tell_a_friend")


@csrf_exempt
@never_cache
@xframe_options_exempt
@sensitive_post_parameters("epost")
@require_http_methods(["GET", "HEAD", "POST"])
def framed(request: Any, lang: str) -> HttpResponse:
    """The form alone, for the sites that the declaration names. No other site can show it."""
    answer = _answer(request, lang, "tell_a_friend_framed")
    decorated = csp_replace({"frame-ancestors": [SELF, *desk.sites()]})(lambda _: answer)
    return decorated(request)


def _answer(request: Any, lang: str, page: str) -> HttpResponse:
    try:
        if request.method != "POST":
            return _page(request, lang, page, request.GET.get("side", ""))
        if is_from_elsewhere(request):
            return error_page(request, FORBIDDEN)
        return _sent(request, lang, page)
    except (NothingPublished, desk.NotOffered, desk.NotOurPage):
        raise Http404 from None
    except VaultFault:
        return error_page(request, NOT_NOW)


def _sent(request: Any, lang: str, page: str) -> HttpResponse:
    posted = request.POST
    written = posted.get("side", "")
    # Read a sign too far: what is too long is no address.
    friend = posted.get("epost", "")[: LONGEST_ADDRESS + 1]
    try:
        receipt = desk.send(
            written,
            friend,
            lang,
            posted.get("vist", ""),
            posted.get("nettsted", ""),
            place(request),
            HJEMMEL,
        )
    except desk.NotAnAddress:
        return _page(request, lang, page, written, WRONG, ADDRESS)
    except desk.TooSoon:
        return _page(request, lang, page, written, WRONG, AGAIN)
    except desk.TooMany:
        return _page(request, lang, page, written, TOO_MANY, LATER)
    except (desk.NotSent, Failure):
        return _page(request, lang, page, written, NOT_NOW, NOT_SENT)
    answer = _named(HttpResponse(_text(lang, page, is_done=True)), lang)
    if receipt:
        answer.headers[desk.RECEIPT] = receipt
    return answer


def _page(
    request: Any, lang: str, page: str, written: str, status: int = 200, trouble: Text | None = None
) -> HttpResponse:
    told_of, given = desk.form(written, HJEMMEL)
    told: dict[str, object] = {
        "trouble": trouble,
        "is_wrong": trouble is ADDRESS,
        "typed": request.POST.get("epost", ""),
        "told_of": told_of,
        "shown": given,
    }
    answer = HttpResponse(_text(lang, page, **told), status=status)
    if status == TOO_MANY:
        answer.headers["Retry-After"] = "3600"
    return _named(answer, lang)


def _text(lang: str, page: str, **told: object) -> str:
    query = f"?side={told['told_of']}" if "told_of" in told else ""
    shown = {
        **told,
        "lang": lang,
        "languages": [replace(one, href=f"{one.href}{query}") for one in other_languages(page, lang)],
        "is_framed": page == "tell_a_friend_framed",
        "organisation": published().map.declaration.organisation,
    }
    return render_to_string("site/tell_a_friend.html", shown)


def _named(response: HttpResponse, lang: str) -> HttpResponse:
    response.headers["Content-Language"] = lang
    response.headers["X-Robots-Tag"] = "noindex"
    return response
