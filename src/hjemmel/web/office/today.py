"""The first page: what waits for a decision, how the promises stand, what has happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hjemmel.core.terms import Verdict
from hjemmel.desk import office
from hjemmel.web.office.entry import signed_in
from hjemmel.web.office.words import told_lines

SHOWN = 6


@signed_in
@require_safe
def today(request: Any) -> HttpResponse:
    view = office.today_view()
    broken = view.promises.with_verdict(Verdict.BROKEN)
    others = view.promises.with_verdict(Verdict.AT_RISK) + view.promises.with_verdict(Verdict.UNKNOWN)
    told = {
        "view": view,
        "broken": broken,
        "others": others[:SHOWN],
        "more": max(0, len(others) - SHOWN),
        "undeclared": view.drift.drift.undeclared,
        "decisions": len(broken) + len(view.waiting) + bool(view.drift.drift.undeclared),
        "counts": view.promises.counts().items(),
        "lines": told_lines(view.lines, request.lang),
    }
    return render(request, "office/today.html", told)
