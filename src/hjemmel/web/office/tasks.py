"""Tasks: the work list, and one task with its rows, who does it, and ticking it off.

Whom a task is about stands on no page before somebody has asked for it with a purpose, and in no address at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.output.csv_text import BYTE_ORDER_MARK
from hjemmel.core.tasks.task import Found, TaskKind, WhyNot
from hjemmel.core.tasks.words import FOUND, KINDS, STATES, VERBS, WHY_NOT
from hjemmel.desk import keepers, ticking
from hjemmel.desk import tasks as desk
from hjemmel.desk.access import NotAllowed
from hjemmel.desk.tasks import NotNow, TaskView
from hjemmel.web.office import values
from hjemmel.web.office.entry import actor, signed_in, with_right
from hjemmel.web.office.words import names_of

CONFLICT, AWAY = 409, 503
MOST_FOUND = 100_000
SHOWN: Mapping[str, Text] = {
    "open": Text(nb="åpne", en="open"),
    "late": Text(nb="etter fristen", en="late"),
    "mine": Text(nb="mine", en="mine"),
    "all": Text(nb="alle", en="all"),
}
CHANGED = Text(
    nb="Oppgaven er ikke lenger slik den ble vist. Ingenting er gjort.",
    en="The task is no longer as it was shown. Nothing was done.",
)
TICKED_AWAY = Text(
    nb="Systemet svarer ikke. Det telles etter når det svarer.",
    en="The system does not answer. It is counted when it does.",
)
NOT_ANSWERED = Text(nb="Velg et svar. Ingenting er gjort.", en="Choose an answer. Nothing was done.")


@signed_in
@require_http_methods(["GET", "HEAD"])
def tasks(request: Any) -> HttpResponse:
    shown = request.GET.get("vis", "open")
    shown = shown if shown in SHOWN else "open"
    found = desk.views(actor(request).id if shown == "mine" else shown)
    names = names_of(one.task.assignee for one in found if one.task.assignee)
    told = {
        "lines": [_line(one, names) for one in found],
        "shown": shown,
        "filters": SHOWN.items(),
        "open": len(desk.views()),
        "late": len(desk.views("late")),
        "may_work": request.user.has_perm(RIGHT_TO_WORK),
    }
    return render(request, "office/tasks.html", told)


@with_right(RIGHT_TO_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: Any, id: str) -> HttpResponse:
    view = desk.view(id)
    if view is None:
        raise Http404
    if request.method != "POST":
        return _page(request, view)
    if "vis" in request.POST or "fil" in request.POST:
        return _rows(request, view)
    try:
        _do(request, id)
    except NotNow:
        return _page(request, desk.view(id) or view, status=CONFLICT, trouble=CHANGED)
    except Failure:
        return _page(request, desk.view(id) or view, status=AWAY, trouble=TICKED_AWAY)
    except ValueError:
        return _page(request, view, status=400, trouble=NOT_ANSWERED)
    return redirect("office:task", id=id)


def _do(request: Any, id: str) -> None:
    who, posted = actor(request), request.POST
    match posted.get("gjor", ""):
        case "min":
            desk.assign(id, who.id, who)
        case "ingens":
            desk.assign(id, "", who)
        case "gjort":
            ticking.tick(id, who)
        case "tell":
            ticking.go_on(id, who)
        case "umulig":
            ticking.not_possible(id, WhyNot(posted.get("grunn", "")), who)
        case "svar":
            count = posted.get("antall", "")
            many = min(int(count), MOST_FOUND) if count.isdecimal() else 0
            ticking.vouch(id, Found(posted.get("funnet", "")), many, who)
        case _:
            raise Http404


def _rows(request: Any, view: TaskView) -> HttpResponse:
    """The rows as they are now, for one of the reader's purposes."""
    purpose = request.POST.get("formal", "")[: values.LONGEST]
    case = request.POST.get("sak", "").strip()[: values.LONGEST]
    who = actor(request)
    try:
        if "fil" in request.POST:
            return _file(desk.as_csv(view.id, who, purpose, case))
        found = desk.rows_of(view.id, who, purpose, case)
    except NotAllowed:
        return _page(request, view, asked_for=values.Asked(is_refused=True))
    except NotNow:
        return _page(request, view, status=CONFLICT, trouble=CHANGED)
    except Failure:
        return _page(request, view, status=AWAY, trouble=TICKED_AWAY)
    asked = values.Asked(purpose=purpose, case=case)
    return _page(request, view, rows=found, shows_values=True, asked_for=asked)


def _file(lines: Iterator[str]) -> HttpResponse:
    response = HttpResponse(BYTE_ORDER_MARK + "".join(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="oppgave.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _line(view: TaskView, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "view": view,
        "kind": KINDS[view.what.kind],
        "state": STATES[view.state],
        "verb": VERBS.get(view.what.verb),
        "assignee": names.get(view.task.assignee, view.task.assignee),
    }


def _page(request: Any, view: TaskView, status: int = 200, **told: Any) -> HttpResponse:
    names = names_of([view.task.assignee, *(step.by for step in view.task.steps)])
    shown = {
        **values.told(request, values.Asked()),
        **told,
        "line": _line(view, names),
        "task_view": view,
        "state": view.state.value,
        "is_rows": view.what.kind is TaskKind.ROWS,
        "paper_of": view.what.of.split(":")[1] if view.what.kind is TaskKind.PAPER else "",
        "is_keeper": view.what.kind is TaskKind.KEEPER,
        "is_mine": view.task.assignee == actor(request).id,
        "why": Text(nb=view.what.why_nb, en=view.what.why_en),
        "steps": [
            (step, STEPS[type(step).__name__], names.get(step.by, step.by), _more(step))
            for step in view.task.steps
        ],
        "to_stand": desk.to_stand(view),
        "first": desk.first(view),
        "reasons": WHY_NOT.items(),
        "answers": [(one, FOUND[one]) for one in keepers.answers(view)],
    }
    return render(request, "office/task.html", shown, status=status)


def _more(step: object) -> Text | None:
    why, found = getattr(step, "why", None), getattr(step, "found", None)
    if isinstance(why, WhyNot):
        return WHY_NOT[why]
    return FOUND[found] if isinstance(found, Found) else None


STEPS: Mapping[str, Text] = {
    "Asked": Text(nb="Laget", en="Made"),
    "Assigned": Text(nb="Ny ansvarlig", en="Given to somebody"),
    "Written": Text(nb="Brev sendt til den som har det", en="Letter sent to whoever keeps it"),
    "Shown": Text(nb="Lenken åpnet og personen vist", en="Link opened and the person shown"),
    "Reminded": Text(nb="Minnet om", en="Reminded"),
    "Ticked": Text(nb="Krysset av som gjort", en="Ticked off as done"),
    "Counted": Text(nb="Talt etter", en="Counted"),
    "Vouched": Text(nb="Besvart", en="Answered"),
    "NotPossible": Text(nb="Lar seg ikke gjøre", en="Not possible"),
    "Overtaken": Text(nb="En nyere plan ber om det samme", en="A newer plan asks for the same"),
}
