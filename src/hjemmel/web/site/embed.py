"""What the company's own sites fetch for the cookie choice: one script, its look, the question, and where choices go.

No cookie is read or set here. The script is the product's own and changes with it alone, so that it can be pinned; what is
asked is data, and follows the declaration."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hjemmel.core.website.cookie_choice import LONGEST, NoChoice
from hjemmel.desk import cookie_choice as desk
from hjemmel.desk.published import NothingPublished
from hjemmel.web.kept_pages import same_for_all
from hjemmel.web.site.my_data import place

STATIC: Final = Path(settings.STATICFILES_DIRS[0]) / "hjemmel"
SCRIPT: Final = ("vendor/cookieconsent/cookieconsent.umd.js", "consent/choice.js")
LOOK: Final = ("vendor/cookieconsent/cookieconsent.css", "consent/choice.css")
HOUR, FIVE_MINUTES, FOR_EVER = "max-age=3600", "max-age=300", "max-age=31536000, immutable"
WRONG, TOO_LONG, TOO_MANY = 400, 413, 429


@cache
def together(files: tuple[str, ...]) -> bytes:
    return b"\n".join((STATIC / one).read_bytes() for one in files)


def version() -> str:
    """Stands in the pinned address of the script."""
    return hashlib.sha256(together(SCRIPT)).hexdigest()[:16]


def integrity() -> str:
    """What a browser compares the pinned script with (subresource integrity)."""
    return f"sha384-{base64.b64encode(hashlib.sha384(together(SCRIPT)).digest()).decode()}"


@require_safe
@same_for_all
def script(request: Any) -> HttpResponse:
    return _given(together(SCRIPT), "text/javascript; charset=utf-8", HOUR)


@require_safe
@same_for_all
def pinned(request: Any, number: str) -> HttpResponse:
    """The script of this version of the product. Another version's is not here: then nothing that waits runs."""
    if number != version():
        raise Http404
    return _given(together(SCRIPT), "text/javascript; charset=utf-8", FOR_EVER)


@require_safe
@same_for_all
def look(request: Any) -> HttpResponse:
    return _given(together(LOOK), "text/css; charset=utf-8", HOUR)


@require_safe
@same_for_all
def question(request: Any) -> HttpResponse:
    try:
        body = json.dumps(desk.question(), ensure_ascii=False, separators=(",", ":")).encode()
    except NothingPublished:
        body = b'{"asks":false}'
    return _given(body, "application/json", FIVE_MINUTES)


# Nobody is signed in on the company's own sites, and no cookie is read: there is nothing to forge.
@csrf_exempt
@require_http_methods(["POST", "OPTIONS"])
def choices(request: Any) -> HttpResponse:
    """Keep a choice. Answers when it is on the disk."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response.headers["Access-Control-Allow-Methods"] = "POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        return _for_all(response)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return _refused(TOO_LONG, "The choice is too long.")
    try:
        kept = desk.take(request.read(LONGEST + 1), place(request))
    except desk.TooMany:
        response = _refused(TOO_MANY, "Too many choices have come from there in a minute.")
        response.headers["Retry-After"] = "60"
        return response
    except NoChoice as wrong:
        return _refused(WRONG, f"This is no cookie choice: {wrong}.")
    except NothingPublished:
        raise Http404 from None
    told = {"id": kept.choice.id, "at": kept.at.isoformat(), "statement": kept.version}
    response = HttpResponse(json.dumps(told), content_type="application/json", status=201)
    response.headers["Cache-Control"] = "no-store"
    return _for_all(response)


def _given(body: bytes, content_type: str, age: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response.headers["Cache-Control"] = f"public, {age}"
    return _for_all(response)


def _refused(status: int, title: str) -> HttpResponse:
    told = {"type": "about:blank", "title": title, "status": status}
    return _for_all(HttpResponse(json.dumps(told), content_type="application/problem+json", status=status))


def _for_all(response: HttpResponse) -> HttpResponse:
    """The company's sites have other names than ours; nothing here is anybody's secret."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
