"""Plans: made, read, approved or set aside, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE, NotApproved
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.connectors.protocol import Failure
from hjemmel.core.action import Action, Refusal
from hjemmel.core.declaration.parts import Text
from hjemmel.core.receipt import Receipt
from hjemmel.desk import office, sweeps
from hjemmel.desk import requests as asked
from hjemmel.engine.house import Refused
from hjemmel.web.office.entry import actor, signed_in, with_right


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionShown:
    action: Action
    title: Text
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalShown:
    refusal: Refusal
    title: Text


STALE = Text(
    nb="Planen er utdatert: noe er endret siden den ble laget. Ingenting er gjort. Lag en ny sletterunde.",
    en="The plan is stale: something has changed since it was made. Nothing was done. Make a new sweep.",
)


@signed_in
@require_safe
def plans(request: Any) -> HttpResponse:
    return render(request, "office/plans.html", {"plans": office.plans_view()})


@with_right(RIGHT_TO_WORK)
@require_POST
def make(request: Any) -> HttpResponse:
    made = office.make_sweep(actor(request))
    return redirect("office:plan", digest=made.digest)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Any, digest: str) -> HttpResponse:
    view = office.plan_view(digest)
    if view is None:
        raise Http404
    if asked.view(view.plan.batch):
        return redirect("office:request", id=view.plan.batch)
    if request.method == "POST":
        return _answered(request, view)
    return _page(request, view)


def _answered(request: Any, view: office.PlanView) -> HttpResponse:
    digest = view.plan.digest
    if not request.user.has_perm(RIGHT_TO_APPROVE):
        raise PermissionDenied
    if request.POST.get("svar") == "nei":
        office.set_aside(digest, actor(request))
        return redirect("office:plans")
    if request.POST.get("lest") != "on" or request.POST.get("avtrykk") != digest:
        return _page(request, view, lacks_tick=True, status=400)
    try:
        office.approve_and_run(digest, actor(request))
    except NotApproved as refused:
        return _page(request, view, trouble=refused.no, status=409)
    except Refused:
        return _page(request, view, trouble=STALE, status=409)
    except Failure as failure:
        again = office.plan_view(digest) or view
        return _page(request, again, failure=failure, status=409)
    return redirect("office:plan", digest=digest)


def _page(request: Any, view: office.PlanView, status: int = 200, **told: Any) -> HttpResponse:
    plan, outcomes = view.plan, view.kept.outcomes
    actions = [
        ActionShown(action=action, title=view.titles[action.rows.collection], receipt=outcomes.get(number))
        for number, action in enumerate(plan.actions)
    ]
    is_stale = view.is_stale or told.get("trouble") is STALE
    refusals = [
        RefusalShown(refusal=refusal, title=view.titles[refusal.collection]) for refusal in plan.refusals
    ]
    shown = {
        **told,
        "view": view,
        "plan": plan,
        "acted": [one for one in actions if not one.action.by_hand],
        "by_hand": [one for one in actions if one.action.by_hand],
        "left": [one for one in refusals if not one.refusal.unknown],
        "unknown": [one for one in refusals if one.refusal.unknown],
        "may_approve": request.user.has_perm(RIGHT_TO_APPROVE),
        "all_true": not view.kept.rows_left,
        "waits": [
            {"title": view.titles.get(one.collection, one.collection), "why": one.why.text}
            for one in sweeps.told_why(plan.digest)
        ],
        "needs_new": is_stale and not plan.forecast and not view.kept.is_done,
    }
    return render(request, "office/plan.html", shown, status=status)
