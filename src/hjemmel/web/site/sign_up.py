"""Signing up for messages that rest on consent. Nobody has said yes by this page: the letter asks.

The answer says nothing of whether anybody knows the address, and comes before that is looked up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.mail.sign_up import LONGEST_ADDRESS
from hjemmel.desk import sign_up as desk
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.site.links import other_languages

WRONG, TOO_MANY, NOT_NOW = 400, 429, 503
ADDRESS = Text(
    nb="Dette er ikke en e-postadresse. Skriv den som navn@domene.no.",
    en="This is no e-mail address. Write it as name@domain.com.",
)
CHOOSE = Text(
    nb="Velg hva du sier ja til. Ordene på siden kan ha blitt endret siden du åpnet den.",
    en="Choose what you say yes to. The words on the page may have changed since you opened it.",
)
LATER = Text(
    nb="Dette virker ikke akkurat nå. Prøv igjen om en time.",
    en="This does not work just now. Try again in an hour.",
)


class Afterwards(HttpResponse):
    """An answer, and something that is done when it has been given: whoever asked does not wait for it."""

    def __init__(self, text: str, do: Callable[[], object]) -> None:
        super().__init__(text)
        self.do = do

    def close(self) -> None:
        try:
            self.do()
        except (Failure, VaultFault, NothingPublished) as failure:
            # What waits goes with the next ones; for a code another can be asked for.
            logging.getLogger(__name__).warning("a letter did not leave: %s", failure)
        finally:
            super().close()


# Nobody is signed in here and no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: Any, lang: str) -> HttpResponse:
    try:
        form = desk.form()
    except (NothingPublished, desk.NotOffered):
        raise Http404 from None
    if request.method != "POST":
        return _page(lang, form)
    # Read in full: what is too long is no address.
    address = request.POST.get("epost", "")[: LONGEST_ADDRESS + 1]
    purpose, version = request.POST.get("formaal", ""), request.POST.get("versjon", "")
    try:
        desk.sign_up(address, purpose, int(version) if version.isdecimal() else 0, HJEMMEL)
    except desk.NotAnAddress:
        return _page(lang, form, WRONG, ADDRESS, address, purpose)
    except desk.NotOffered:
        return _page(lang, form, WRONG, CHOOSE, address, purpose)
    except desk.TooMany:
        return _page(lang, form, TOO_MANY, LATER, address, purpose)
    except VaultFault:
        return _page(lang, form, NOT_NOW, LATER, address, purpose)
    return _named(Afterwards(_text(lang, form, is_done=True), lambda: desk.send_letters(HJEMMEL)), lang)


def _page(
    lang: str,
    form: desk.Form,
    status: int = 200,
    trouble: Text | None = None,
    address: str = "",
    purpose: str = "",
) -> HttpResponse:
    written = {
        "trouble": trouble,
        "address": address,
        "chosen": purpose,
        "is_address_wrong": trouble is ADDRESS,
    }
    return _named(HttpResponse(_text(lang, form, **written), status=status), lang)


def _text(lang: str, form: desk.Form, **told: object) -> str:
    shown = {
        **told,
        "lang": lang,
        "languages": other_languages("sign_up", lang),
        "form": form,
        "organisation": published().map.declaration.organisation,
    }
    return render_to_string("site/sign_up.html", shown)


def _named(response: HttpResponse, lang: str) -> HttpResponse:
    response.headers["Content-Language"] = lang
    return response
