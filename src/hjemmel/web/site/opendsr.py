"""Where processors' programs say how a request goes (OpenDSR 2.0). No page: a program asks, and a status is the answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hjemmel.connectors.opendsr import LARGEST_BODY
from hjemmel.core.sharing.opendsr import NotOpenDsr
from hjemmel.desk import telling_opendsr as desk
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.vault.certificates import SignatureRefused
from hjemmel.engine.vault.faults import VaultFault

TAKEN, WRONG, NOT_ALLOWED, NOT_NOW = 202, 400, 401, 503


# The signature over the body is the whole proof: no cookie is read, so there is nothing to forge.
@csrf_exempt
@never_cache
@require_POST
def callback(request: Any) -> HttpResponse:
    return HttpResponse(status=_taken(request))


def _taken(request: Any) -> int:
    if not (request.META.get("CONTENT_LENGTH") or "").isdecimal():
        return WRONG
    if int(request.META["CONTENT_LENGTH"]) > LARGEST_BODY:
        return WRONG
    try:
        desk.callback(request.headers, request.body)
    except desk.NotAllowed:
        return NOT_ALLOWED
    except (SignatureRefused, NotOpenDsr, RequestDataTooBig):
        return WRONG
    except (desk.NotThere, NothingPublished, VaultFault):
        return NOT_NOW
    return TAKEN
