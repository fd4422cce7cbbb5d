"""The page where a recipient of somebody's data sees whom it is about, and confirms (Art. 19).

Opening the link shows nobody and changes nothing, for mail programs follow links; the first button shows, the second confirms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hjemmel.core.declaration.parts import Text
from hjemmel.core.letters.telling import WHAT
from hjemmel.core.sharing.telling import Word
from hjemmel.desk import telling_mail as desk
from hjemmel.desk.published import NothingPublished, published
from hjemmel.desk.rolls import CONTENT_TYPES
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.site.links import other_languages

FILE_NAMES = {"nb": "skal-slettes", "en": "to-be-erased"}
WRONG, GONE, NOT_NOW = 400, 404, 503
WORDS = (
    (Word.DONE, Text(nb="Vi har gjort det samme hos oss", en="We have done the same on our side")),
    (Word.NOTHING, Text(nb="Vi har ingenting om personen", en="We have nothing about the person")),
    (
        Word.KEEPS,
        Text(
            nb="Vi har fått beskjeden, men må beholde opplysningene på eget grunnlag",
            en="We have been told, but must keep the data on a ground of our own",
        ),
    ),
)

AT_END = (
    (Word.DONE, Text(nb="Vi har slettet det, kopier også", en="We have erased it, copies too")),
    (Word.NOTHING, Text(nb="Vi hadde ingenting", en="We had nothing")),
    (
        Word.KEEPS,
        Text(
            nb="Vi har slettet det vi kan, og må beholde resten etter loven",
            en="We have erased what we can, and must keep the rest by law",
        ),
    ),
)


# The secret of the link is the whole proof: no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: Any, lang: str, secret: str) -> HttpResponse | StreamingHttpResponse:
    status = 200
    try:
        if request.method == "POST" and request.POST.get("gjor") in CONTENT_TYPES:
            fetched = _fetched(secret, request.POST["gjor"], lang)
            if fetched is not None:
                return fetched
        page = _asked(request, secret)
    except _NotChosen:
        page, status = desk.look(secret), WRONG
    except desk.NotNow:
        page = desk.behind(secret)
    except (VaultFault, NothingPublished):
        page, status = None, NOT_NOW
    if page is None and status != NOT_NOW:
        status = GONE
    shown = {
        "lang": lang,
        "languages": other_languages("told", lang, secret),
        "page": page,
        "what": WHAT[page.deed] if page else None,
        "words": [(word.value, words) for word, words in (AT_END if page and page.ending else WORDS)],
        "is_wrong": status == WRONG,
        "not_now": status == NOT_NOW,
        "organisation": _organisation(),
    }
    is_asked = page is not None and page.ending is not None and page.standing.is_open
    template = "site/erase_at_end.html" if is_asked else "site/told.html"
    response = render(request, template, shown, status=status)
    # The address is the secret: it goes to nobody by way of a link on the page, and to no search engine.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Language"] = lang
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _fetched(secret: str, form: str, lang: str) -> StreamingHttpResponse | None:
    parts = desk.fetch(secret, form, lang)
    if parts is None:
        return None
    response = StreamingHttpResponse(parts, content_type=CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAMES[lang]}.{form}"'
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


class _NotChosen(ValueError):
    """Nothing was ticked."""


def _asked(request: Any, secret: str) -> desk.Page | None:
    if request.method != "POST":
        return desk.behind(secret)
    if request.POST.get("gjor") != "bekreft":
        return desk.look(secret)
    said = request.POST.get("svar", "")
    word = next((one for one in Word if one.value == said), None)
    if word is None:
        raise _NotChosen
    return desk.confirm(secret, word)


def _organisation() -> Any:
    try:
        return published().map.declaration.organisation
    except NothingPublished:
        return None
