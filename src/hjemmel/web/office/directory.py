"""Directory enquiries: who is given listings, the files that were made, and the next one. A file is handed over as it is
made, and lies nowhere afterwards."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.desk import directory as desk
from hjemmel.desk.directory import LEFT, Busy, NeedsApprover, NotGiven, Sums
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.office.entry import actor, signed_in, with_right
from hjemmel.web.office.words import names_of

NOTHING_NEW = Text(
    nb="Ingenting er nytt siden forrige fil, så ingen ble laget.",
    en="Nothing is new since the last file, so none was made.",
)
BUSY = Text(
    nb="Noen andre lagde en fil samtidig. Prøv igjen.",
    en="Somebody else made a file at the same time. Try again.",
)
APPROVER = Text(
    nb="En hel fil lages av en som kan godkjenne.", en="A whole file is made by somebody who may approve."
)
SEALED = Text(nb="Nøklene kan ikke leses nå.", en="The keys can't be read now.")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def directory(request: Any) -> HttpResponseBase:
    return _make(request) if request.method == "POST" else _page(request)


@with_right(RIGHT_TO_WORK)
def _make(request: Any) -> HttpResponseBase:
    recipient = _recipient(request.POST.get("mottaker", ""))
    try:
        if request.POST.get("gjor") == "se":
            return _page(request, looked=recipient, sums=desk.look(recipient, actor(request)))
        made, file = desk.hand_out(recipient, actor(request), whole=request.POST.get("gjor") == "hel")
    except NotGiven:
        # The page tells what stands against it.
        return _page(request, status=409)
    except NeedsApprover:
        return _page(request, status=403, trouble=APPROVER)
    except Busy:
        return _page(request, status=409, trouble=BUSY)
    except VaultFault:
        return _page(request, status=503, trouble=SEALED)
    except Failure as failure:
        return _page(request, status=503, failure=failure)
    if made.given is None:
        file.close()
        return _page(request, looked=recipient, sums=made.sums, trouble=NOTHING_NEW)
    return FileResponse(
        file, as_attachment=True, filename=desk.name_of(made.given), content_type="text/csv; charset=utf-8"
    )


def _recipient(named: str) -> str:
    if named not in {view.key for view in desk.views()}:
        raise Http404
    return named


def _page(
    request: Any, status: int = 200, looked: str = "", sums: Sums | None = None, **told: Any
) -> HttpResponse:
    views = desk.views()
    if not views:
        raise Http404
    names = names_of(one.by for view in views for one in view.given)
    shown = {
        **told,
        "views": [(view, [(one, names.get(one.by, one.by)) for one in view.given]) for view in views],
        "looked": looked,
        "sums": sums,
        "left": sorted(((count, LEFT[why]) for why, count in sums.left.items()), key=lambda one: -one[0])
        if sums
        else (),
        "may_approve": request.user.has_perm(RIGHT_TO_APPROVE),
    }
    return render(request, "office/directory.html", shown, status=status)
