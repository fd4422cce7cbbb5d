"""The ledger's key and its newest signed head, for whoever wants to keep them: with them nobody, not even we, can change
what was written without its being seen."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from hjemmel.desk import ledger
from hjemmel.engine.vault.faults import VaultFault


@require_safe
def key(request: Any) -> HttpResponse:
    try:
        written = ledger.key().written()
    except VaultFault:
        raise Http404 from None
    return _text(written + "\n")


@require_safe
def head(request: Any) -> HttpResponse:
    """What was signed last. Asking signs nothing, so that a visitor can't make us work."""
    found = ledger.last_signed()
    if found is None:
        raise Http404
    return _text(found.written())


def _text(written: str) -> HttpResponse:
    return HttpResponse(written, content_type="text/plain; charset=utf-8")
