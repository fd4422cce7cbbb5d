"""The statement, sentence by sentence, with the verdicts in the margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.core.declaration.parts import Text
from hjemmel.core.terms import Verdict
from hjemmel.desk import office
from hjemmel.desk.matrix import matrix
from hjemmel.desk.promises import PromiseView
from hjemmel.web.office.entry import actor, signed_in, with_right
from hjemmel.web.templatetags.shapes import BY_SHAPE

PARTS = {
    "who": Text(nb="Hvem som er ansvarlig", en="Who is responsible"),
    "what": Text(nb="Hva vi har om deg", en="What we hold about you"),
    "sources": Text(nb="Hvor vi har det fra", en="Where we have it from"),
    "purposes": Text(nb="Hva vi bruker det til", en="What we use it for"),
    "marketing": Text(nb="Tilbud og reklame", en="Offers and advertising"),
    "retention": Text(nb="Hvor lenge vi har det", en="How long we keep it"),
    "recipients": Text(nb="Hvem som får det", en="Who receives it"),
    "cookies": Text(nb="Informasjonskapsler", en="Cookies"),
    "security": Text(nb="Slik passer vi på", en="How we keep it safe"),
    "rights": Text(nb="Rettighetene dine", en="Your rights"),
    "changes": Text(nb="Når noe endres", en="When something changes"),
    "contact": Text(nb="Kontakt", en="Contact"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    title: Text
    promises: tuple[PromiseView, ...]


@signed_in
@require_safe
def promises(request: Any) -> HttpResponse:
    view = office.promises_view()
    wanted = BY_SHAPE.get(request.GET.get("status", ""))
    shown = view.with_verdict(wanted) if wanted else view.promises
    told = {
        "view": view,
        "wanted": wanted,
        "parts": _parts(shown),
        "filters": [(verdict, count) for verdict, count in view.counts().items()],
        "matrix": matrix(office.current_map()),
        "open": _opened(shown),
    }
    return render(request, "office/promises.html", told)


@with_right(RIGHT_TO_WORK)
@require_POST
def judge(request: Any) -> HttpResponse:
    office.judge_promises(actor(request))
    return redirect("office:promises")


def _parts(shown: tuple[PromiseView, ...]) -> tuple[Part, ...]:
    return tuple(
        Part(title=title, promises=found)
        for name, title in PARTS.items()
        if (found := tuple(promise for promise in shown if promise.part == name))
    )


def _opened(shown: tuple[PromiseView, ...]) -> str:
    """The first broken promise stands open: that is what somebody came for."""
    return next((promise.id for promise in shown if promise.verdict is Verdict.BROKEN), "")
