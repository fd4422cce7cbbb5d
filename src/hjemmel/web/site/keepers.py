"""The page behind the link to whoever keeps what no program can read: what is asked for, whom it is about, the answer.

No signing in and no cookie: the secret of the link is the proof. Looking at the page shows nobody and answers nothing, for
scanners follow links."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.core.answer.copies import MOST_BYTES, MOST_FILES
from hjemmel.core.declaration.parts import Text
from hjemmel.core.tasks.task import Found, WhyNot
from hjemmel.core.tasks.words import FOUND, WANTED, WHY_NOT
from hjemmel.desk import copies, due_papers, keepers
from hjemmel.desk.published import NothingPublished, published
from hjemmel.desk.tasks import NotNow, TaskView
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.site import uploads
from hjemmel.web.site.links import other_languages

WRONG, GONE, TOO_BIG, NOT_NOW = 400, 404, 413, 503
MOST_FOUND = 100_000
NOT_ANSWERED = Text(nb="Velg et svar. Ingenting er gjort.", en="Choose an answer. Nothing was done.")


# The secret of the link is the whole proof: no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keeper(request: Any, lang: str, secret: str) -> HttpResponse:
    uploads.keep_in_memory(request)
    try:
        view = keepers.behind(secret)
        if view is None:
            return _page(request, lang, secret, None, GONE)
        if request.method != "POST":
            return _page(request, lang, secret, view)
        return _done(request, lang, secret, view)
    except NotNow:
        return _page(request, lang, secret, None, GONE)
    except (VaultFault, NothingPublished):
        return _page(request, lang, secret, None, NOT_NOW, not_now=True)


def _done(request: Any, lang: str, secret: str, view: TaskView) -> HttpResponse:
    if uploads.is_too_big(request):
        return _page(request, lang, secret, view, TOO_BIG, trouble=copies.TOO_BIG)
    posted = request.POST
    if "se" in posted:
        return _page(request, lang, secret, view, whom=keepers.show(secret, HJEMMEL))
    try:
        if "kan_ikke" in posted:
            keepers.cannot(secret, WhyNot(posted.get("grunn", "")))
        else:
            count = posted.get("antall", "")
            many = min(int(count), MOST_FOUND) if count.isdecimal() else 0
            files = [one.read() for one in request.FILES.getlist("kopi")]
            keepers.answer(secret, Found(posted.get("funnet", "")), many, files)
    except NotNow:
        raise
    except copies.Unfit as unfit:
        whom = keepers.show(secret, HJEMMEL)
        return _page(request, lang, secret, view, WRONG, whom=whom, trouble=unfit.why)
    except ValueError:
        whom = keepers.show(secret, HJEMMEL)
        return _page(request, lang, secret, view, WRONG, whom=whom, trouble=NOT_ANSWERED)
    return _page(request, lang, secret, None, thanks=True)


def _page(
    request: Any, lang: str, secret: str, view: TaskView | None, status: int = 200, **told: Any
) -> HttpResponse:
    shown = {
        "lang": lang,
        "languages": other_languages("keeper", lang, secret),
        "organisation": _organisation(),
        "task": view,
        "wanted": WANTED.get(view.what.verb) if view else None,
        "answers": [(one, FOUND[one]) for one in keepers.answers(view)] if view else [],
        "marks": keepers.marks(view) if view else (),
        "rules": due_papers.rules_of(view) if view else (),
        "takes_copies": view is not None and Found.COPIED in keepers.answers(view),
        "is_correction": view is not None and Found.CORRECTED in keepers.answers(view),
        "megabytes": MOST_BYTES // 1024 // 1024,
        "most_files": MOST_FILES,
        "reasons": WHY_NOT.items(),
        **told,
    }
    response = render(request, "site/keeper.html", shown, status=status)
    # The address is the secret: it goes to nobody by way of a link on the page, and to no search engine.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Language"] = lang
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def _organisation() -> Any:
    try:
        return published().map.declaration.organisation
    except NothingPublished:
        return None
