"""The first page: what waits for a decision, how the promises stand, what has happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.core.terms import Verdict
from hjemmel.desk import access, address_files, office
from hjemmel.web.office.entry import signed_in
from hjemmel.web.office.words import told_lines

SHOWN = 6


@signed_in
@require_safe
def today(request: Any) -> HttpResponse:
    view = office.today_view()
    broken = view.promises.with_verdict(Verdict.BROKEN)
    others = view.promises.with_verdict(Verdict.AT_RISK) + view.promises.with_verdict(Verdict.UNKNOWN)
    may_approve = request.user.has_perm(RIGHT_TO_APPROVE)
    untried = view.promises.judged_at is None and request.user.has_perm(RIGHT_TO_WORK)
    nobody_sees = may_approve and not access.is_given()
    overdue = access.overdue() if may_approve else 0
    mailed_files = address_files.news()
    told = {
        "view": view,
        "untried": untried,
        "nobody_sees": nobody_sees,
        "overdue": overdue,
        "mailed_files": mailed_files,
        "broken": broken,
        "others": others[:SHOWN],
        "more": max(0, len(others) - SHOWN),
        "undeclared": view.drift.drift.undeclared,
        "decisions": sum(
            (untried, nobody_sees, bool(overdue), bool(mailed_files), bool(view.drift.drift.undeclared))
        )
        + len(broken)
        + len(view.waiting),
        "counts": view.promises.counts().items(),
        "lines": told_lines(view.lines, request.lang),
    }
    return render(request, "office/today.html", told)
