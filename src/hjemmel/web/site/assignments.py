"""The controller's own page of an assignment: what is still to be confirmed, a place for the address file, and the certificate.

No signing in and no cookie: the secret of the link is the proof. Looking changes nothing, for scanners follow links."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hjemmel.connectors.sheets import Unreadable
from hjemmel.core.assignments.assignment import CONDITIONS, AtEnd, Channel, State
from hjemmel.core.assignments.words import AT_END, BASES, STATES, USES
from hjemmel.core.declaration.parts import Text
from hjemmel.core.letters.certificate import FILE
from hjemmel.desk import assignments as desk
from hjemmel.desk.assignments import CONTROLLER, AssignmentView, NoProcessor, NotNow, Refused
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.sealed_upload import SealedUpload
from hjemmel.web.site.links import other_languages

WRONG, GONE, NOT_READY, NOT_NOW = 400, 404, 409, 503
LONGEST = 80
NO_FILE = Text(nb="Velg en fil først.", en="Choose a file first.")


# The secret of the link is the whole proof: no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: Any, lang: str, secret: str) -> HttpResponse | StreamingHttpResponse:
    # Before anything of the form is read.
    request.upload_handlers = [SealedUpload(request)]
    try:
        view = desk.behind(secret)
        if view is None:
            return _page(request, lang, secret, None, GONE)
        if request.method != "POST":
            return _page(request, lang, secret, view)
        return _done(request, lang, secret, view)
    except (NotNow, NoProcessor):
        return _page(request, lang, secret, None, GONE)
    except (VaultFault, NothingPublished):
        return _page(request, lang, secret, None, NOT_NOW)


def _done(request: Any, lang: str, secret: str, view: AssignmentView) -> HttpResponse | StreamingHttpResponse:
    posted = request.POST
    if "bevis" in posted:
        return _certificate(view)
    if "hent" in posted:
        return _file(desk.give_back(secret, posted["hent"][:LONGEST]))
    if "bekreft" in posted:
        _declare(posted, view)
        return redirect(request.path)
    return _upload(request, lang, secret, view)


def _declare(posted: Any, view: AssignmentView) -> None:
    """What only the controller can say: its basis, that people are informed, and what the list tells."""
    before = view.assignment.instruction
    if before is None or view.state not in (State.OPEN, State.WORKING):
        raise NotNow(view.id)
    basis, condition = posted.get("grunnlag", ""), posted.get("vilkar", "").strip().lower()
    said = replace(
        before,
        basis=basis if basis in BASES else before.basis,
        informed=before.informed or "informert" in posted,
        special="saerlig" in posted,
        condition=condition if condition in tuple(CONDITIONS) else "",
    )
    desk.instruct(view.id, said, CONTROLLER)


def _upload(request: Any, lang: str, secret: str, view: AssignmentView) -> HttpResponse:
    given = request.FILES.get("fil")
    if given is None:
        return _page(request, lang, secret, view, WRONG, wrong=(NO_FILE,))
    with closing(given):
        try:
            step = desk.receive(view.id, given.parts(), Channel.UPLOAD, CONTROLLER)
        except Refused as refused:
            return _page(request, lang, secret, view, NOT_READY, wrong=refused.reasons)
        except Unreadable as unreadable:
            what, remedy = unreadable.reason.what, unreadable.reason.remedy
            said = Text(nb=f"{what.nb}: {remedy.nb}", en=f"{what.en}: {remedy.en}")
            return _page(request, lang, secret, view, WRONG, wrong=(said,))
    return _page(request, lang, secret, desk.behind(secret), received=step)


def _certificate(view: AssignmentView) -> HttpResponse:
    signed = desk.certificate(view.id)
    if signed is None:
        raise NotNow(view.id)
    response = HttpResponse(signed.written(), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return _quiet(response)


def _file(parts: Any) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = 'attachment; filename="adresser"'
    return _quiet(response)


def _page(
    request: Any, lang: str, secret: str, view: AssignmentView | None, status: int = 200, **told: Any
) -> HttpResponse:
    instruction = view.assignment.instruction if view else None
    shown = {
        "lang": lang,
        "languages": other_languages("assignment", lang, secret),
        "organisation": _organisation(),
        "view": view,
        "instruction": instruction,
        "uses": [USES[use] for use in USES if instruction and use in instruction.uses],
        "at_end": AT_END[instruction.at_end] if instruction else None,
        "state": STATES[view.state] if view else None,
        "bases": BASES.items(),
        "can_fetch": bool(
            instruction and instruction.at_end is AtEnd.RETURN and view and view.assignment.files
        ),
        "can_confirm": bool(
            instruction and view and view.lacking and view.state in (State.OPEN, State.WORKING)
        ),
        "not_now": status == NOT_NOW,
        **told,
    }
    return _quiet(render(request, "site/assignment.html", shown, status=status), lang)


def _quiet(response: Any, lang: str = "") -> Any:
    # The address is the secret: it goes to nobody by way of a link on the page, and to no search engine.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    if lang:
        response.headers["Content-Language"] = lang
    return response


def _organisation() -> Any:
    try:
        return published().map.declaration.organisation
    except NothingPublished:
        return None
