"""Requests: the inbox with the days that are left, one request and everything that is done to it, and the form for a new one.

Whoever asks stands in forms and sealed; never in an address, a list or a log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE, NotApproved
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.connectors.protocol import Failure
from hjemmel.core.action import Action, Refusal
from hjemmel.core.declaration.parts import Text
from hjemmel.core.receipt import Receipt
from hjemmel.core.request import (
    Matched,
    Method,
    Outcome,
    Planned,
    RefusedRequest,
    State,
    Step,
    Way,
    WhyClosed,
    WhyExtended,
    WhyRefused,
)
from hjemmel.core.rights.right import Right
from hjemmel.core.tasks.words import STATES as TASK_STATES
from hjemmel.desk import identity, mailboxes, office, replies, tasks
from hjemmel.desk import requests as desk
from hjemmel.desk.access import NotAllowed
from hjemmel.desk.lineage import KNOWN_BY
from hjemmel.desk.requests import Details, NotTaken, RequestView
from hjemmel.engine.house import Refused
from hjemmel.web.office import request_reading as reading
from hjemmel.web.office import request_settling as settling
from hjemmel.web.office import request_tellings, values
from hjemmel.web.office.entry import actor, signed_in
from hjemmel.web.office.register import register_page
from hjemmel.web.office.request_forms import NOT_CHOSEN, NotChosen, chosen, chosen_day, one
from hjemmel.web.office.request_forms import day as day_of
from hjemmel.web.office.request_words import (
    ASIDE,
    EXTENSIONS,
    LOOKS,
    METHODS,
    OUTCOMES,
    REFUSALS,
    REJECTIONS,
    RIGHTS,
    STATES,
    STEPS,
    WAYS,
)
from hjemmel.web.office.words import names_of

LONGEST = 200
LONGEST_TEXT = 20_000
SHOWN: Mapping[str, Text] = {
    "open": Text(nb="åpne", en="open"),
    "late": Text(nb="etter fristen", en="late"),
    "all": Text(nb="alle", en="all"),
    **{state.value: words for state, words in STATES.items()},
}
STALE = Text(
    nb="Planen er utdatert: noe er endret siden den ble laget. Ingenting er gjort. Lag en ny plan.",
    en="The plan is stale: something has changed since it was made. Nothing was done. Make a new plan.",
)
NOT_READ = Text(
    nb="Velg hva det bes om, og skriv dagen den kom. Ingenting er lagret.",
    en="Choose what is asked for, and write the day it came. Nothing was stored.",
)
NOT_SENT = Text(
    nb="E-postserveren tok ikke imot brevet. Svaret er skrevet, men ikke sendt. Prøv igjen.",
    en="The mail server did not take the letter. The answer is written, but not sent. Try again.",
)
PERHAPS_SENT = Text(
    nb="Lenken kan ha gått ut alt. Spør personen før du sender en ny.",
    en="The link may have left already. Ask the person before you send another.",
)
NOT_SEEN = Text(
    nb="Kryss av for at du har sett planen. Ingenting er gjort.",
    en="Tick that you have seen the plan. Nothing was done.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request in the inbox."""

    view: RequestView
    right: Text
    way: Text
    state: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    step: Step
    words: Text
    who: str
    more: Text | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionShown:
    action: Action
    title: Text
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalShown:
    refusal: Refusal
    title: Text


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: Any) -> HttpResponse:
    """A search is sent as a form: who is looked for stands in no address."""
    may_work = request.user.has_perm(RIGHT_TO_WORK)
    typed = request.POST.get("hvem", "").strip()[:LONGEST]
    if request.method == "POST" and not may_work:
        raise PermissionDenied
    shown = request.GET.get("vis", "open")
    shown = shown if shown in SHOWN else "open"
    found = desk.search(typed, actor(request)) if typed else desk.inbox(shown)
    told = {
        "lines": [_line(view) for view in found],
        "shown": shown,
        "filters": SHOWN.items(),
        "typed": typed,
        "late": sum(view.is_open and view.is_late for view in desk.inbox()),
        "open": len(desk.inbox()),
        "may_work": may_work,
    }
    return render(request, "office/requests.html", told)


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """What staff enter for somebody: a call, a letter, a visit. Made so that it can be filled in while they talk."""
    if request.method != "POST":
        return _form(request, {"maate": request.GET.get("maate", "phone"), "dag": desk.today().isoformat()})
    posted = request.POST
    right, way, day = one(Right, posted.get("rett")), one(Way, posted.get("maate")), day_of(posted.get("dag"))
    if right is None or way is None or day is None:
        return _form(request, posted, wrong=[NOT_READ], status=400)
    told = Details(
        name=posted.get("navn", "").strip()[:LONGEST],
        contact=posted.get("svar_til", "").strip()[:LONGEST],
        identities="\n".join(
            filter(None, (sign.strip() for sign in posted.get("kjent", "")[:2000].splitlines()))
        ),
        words=posted.get("ord", "")[:LONGEST_TEXT],
    )
    role = posted.get("rolle", "")[:LONGEST]
    try:
        id = desk.receive(
            way, day, right, told, actor(request),
            role=role if role in office.current_map().declaration.subjects else "",
            purposes=[name for name in posted.getlist("formal") if name in office.current_map().purposes],
        )  # fmt: skip
    except NotTaken as refused:
        return _form(request, posted, wrong=[_words(refused)], status=400)
    return redirect("office:request", id=id)


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: Any, id: str) -> HttpResponse:
    view = desk.view(id)
    if view is None:
        raise Http404
    if request.method != "POST":
        return _page(request, view)
    if "vis" in request.POST:
        return _shown(request, view)
    wanted = request.POST.get("gjor", "")
    if wanted == "finn":
        return _page(request, view, candidates=_candidates(request, id))
    if wanted == "rader":
        return _page(request, view, found=_found(request, id))
    if wanted in PAGES:
        return _with(request, view, PAGES[wanted])
    if wanted in PAPERS:
        return _on_paper(request, view, PAPERS[wanted])
    return _done(request, view, DEEDS.get(wanted))


# ---- what is done ------------------------------------------------------------------------------------------


Deed = Callable[[Any, str], object]
PAGES: Mapping[str, Callable[[Any, str], dict[str, Any]]] = {
    "retter": settling.rows_to_choose,
    "rett_rad": settling.row_chosen,
    "les": reading.texts,
    "lest_rad": reading.decided,
}
"""What shows the page with something more on it."""
PAPERS: Mapping[str, Callable[[Any, str], HttpResponse]] = {
    "brev": settling.answer_on_paper,
    "varsel": settling.notice_on_paper,
    "kopi": reading.copy,
}
"""What gives a file: a letter to print, or what a keeper sent."""


def _with(request: Any, view: RequestView, more: Callable[[Any, str], dict[str, Any]]) -> HttpResponse:
    try:
        return _page(request, view, **more(request, view.id))
    except NotChosen as lacking:
        return _page(request, view, wrong=[lacking.args[0]], status=400)
    except Failure as failure:
        return _page(request, view, failure=failure, status=503)


def _on_paper(request: Any, view: RequestView, paper: Callable[[Any, str], HttpResponse]) -> HttpResponse:
    try:
        return paper(request, view.id)
    except NotChosen as lacking:
        return _page(request, view, wrong=[lacking.args[0]], status=400)
    except NotTaken as refused:
        return _page(request, view, wrong=[_words(refused)], status=409)
    except Failure as failure:
        return _page(request, view, failure=failure, status=503)


def _done(request: Any, view: RequestView, deed: Deed | None) -> HttpResponse:
    if deed is None:
        raise Http404
    try:
        deed(request, view.id)
    except NotChosen as lacking:
        return _page(request, view, wrong=[lacking.args[0]], status=400)
    except NotTaken as refused:
        return _page(request, desk.view(view.id) or view, wrong=[_words(refused)], status=409)
    except NotApproved as refused:
        return _page(request, view, wrong=[Text(nb=refused.no.nb, en=refused.no.en)], status=409)
    except Refused:
        return _page(request, view, wrong=[STALE], status=409)
    except Failure as failure:
        return _page(request, desk.view(view.id) or view, failure=failure, status=503)
    return redirect("office:request", id=view.id)


def _confirm(request: Any, id: str) -> None:
    desk.confirm(id, chosen(Right, request, "rett"), actor(request))


def _match(request: Any, id: str) -> None:
    marks = set(request.POST.getlist("rad"))
    if not marks and request.POST.get("ingen") != "on":
        raise NotChosen(NOT_CHOSEN)
    found = _all_candidates(request, id)
    desk.match(id, [one.about for one in found if one.mark in marks], actor(request))


def _ask_who(request: Any, id: str) -> None:
    desk.ask_identity(id, chosen(Method, request, "metode"), actor(request))


def _proven(request: Any, id: str) -> None:
    desk.prove_identity(id, chosen(Method, request, "metode"), actor(request))


def _extend(request: Any, id: str) -> None:
    desk.extend(id, chosen(WhyExtended, request, "grunn"), actor(request))


def _told_of_it(request: Any, id: str) -> None:
    desk.told_of_extension(id, chosen_day(request), chosen(Way, request, "maate"), actor(request))


def _plan(request: Any, id: str) -> None:
    desk.make_plan(id, actor(request))


def _review(request: Any, id: str) -> None:
    desk.review(id, _seen_digest(request), actor(request))


def _approve(request: Any, id: str) -> None:
    if not request.user.has_perm(RIGHT_TO_APPROVE):
        raise PermissionDenied
    desk.approve(id, _seen_digest(request), actor(request))
    desk.carry_out(id, actor(request))


def _carry_out(request: Any, id: str) -> None:
    desk.carry_out(id, actor(request))


def _refuse(request: Any, id: str) -> None:
    if not request.user.has_perm(RIGHT_TO_APPROVE):
        raise PermissionDenied
    desk.refuse(id, chosen(WhyRefused, request, "grunn"), request.POST.get("ord", ""), actor(request))


def _answer(request: Any, id: str) -> None:
    desk.answer(id, chosen(Outcome, request, "utfall"), actor(request))


def _deliver(request: Any, id: str) -> None:
    desk.deliver(id, chosen_day(request), chosen(Way, request, "maate"), actor(request))


def _send(request: Any, id: str) -> None:
    try:
        replies.send(id, actor(request), again=request.POST.get("igjen") == "ja")
    except replies.PerhapsSent:
        raise NotChosen(PERHAPS_SENT) from None
    except replies.NotSent:
        raise NotChosen(NOT_SENT) from None


def _take_back(request: Any, id: str) -> None:
    desk.take_back(id, actor(request))


def _lay_aside(request: Any, id: str) -> None:
    desk.close(id, chosen(WhyClosed, request, "grunn"), actor(request))


DEEDS: Mapping[str, Deed] = {
    "bekreft": _confirm,
    "gjelder": _match,
    "spor": _ask_who,
    "vist": _proven,
    "forleng": _extend,
    "varslet": _told_of_it,
    "plan": _plan,
    "gjennomgatt": _review,
    "godkjenn": _approve,
    "utfor": _carry_out,
    "kopi_lest": reading.decide_copy,
    "avsla": _refuse,
    "svart": _answer,
    "sendt": _deliver,
    "send": _send,
    "trekk": _take_back,
    "bort": _lay_aside,
    **settling.DEEDS,
    **request_tellings.DEEDS,
}


# ---- what is shown -----------------------------------------------------------------------------------------


def _shown(request: Any, view: RequestView) -> HttpResponse:
    """Who asks and what they wrote, and the values in their rows: if they were asked for with a purpose."""
    wanted = values.asked(request)
    if wanted.is_refused:
        return _page(request, view, asked_for=wanted)
    try:
        details = desk.details(view.id, actor(request), wanted.purpose, wanted.case)
        found = _found(request, view.id, wanted.purpose, wanted.case)
        signs = _signs(view, details)
        more = settling.values_told(request, view, wanted.purpose, wanted.case)
    except NotAllowed:
        return _page(request, view, asked_for=values.Asked(is_refused=True))
    except Failure as failure:
        return _page(request, view, failure=failure, status=503)
    return _page(
        request, view, details=details, found=found, signs=signs, shows_values=True, asked_for=wanted, **more
    )


def _signs(view: RequestView, details: Details | None) -> list[tuple[Text, str]]:
    """What a draft that came by mail was taken for, and what else it may be, each by the words that say so."""
    if details is None or mailboxes.looks_like(view.id) is None:
        return []
    return [(LOOKS[sign.looks], sign.words) for sign in mailboxes.signs_in(details)]


def _found(request: Any, id: str, purpose: str = "", case: str = "") -> list[Any]:
    who = actor(request)
    return [office.why_about(one, who, purpose=purpose, case=case) for one in desk.about(id, who)]


def _candidates(request: Any, id: str) -> list[tuple[desk.Candidate, Text, list[Text]]]:
    data_map = office.current_map()
    return [
        (one, _title(one.about.collection, data_map), [KNOWN_BY[kind] for kind in one.alike])
        for one in _all_candidates(request, id)
    ]


def _all_candidates(request: Any, id: str) -> tuple[desk.Candidate, ...]:
    """Those that a sign leads to, and who may be the same person: what a form can choose among."""
    found = desk.candidates(id, actor(request))
    return (*found, *desk.possible_duplicates(found, actor(request)))


def _page(request: Any, view: RequestView, status: int = 200, **told: Any) -> HttpResponse:
    received, matched = view.life.received, view.life.last(Matched)
    subjects, data_map = office.current_map().declaration.subjects, office.current_map()
    shown = {
        **values.told(request, values.Asked()),
        **_plan_told(view),
        **settling.told(request, view),
        **reading.told(view),
        **request_tellings.told(request, view.id),
        **told,
        "line": _line(view),
        "request_view": view,
        "state": view.state.value,
        "role": subjects[received.role].title if received and received.role in subjects else None,
        "asked_purposes": [
            data_map.purposes[name].declared.title
            for name in (received.purposes if received else ())
            if name in data_map.purposes
        ],
        "matched": [_title(name, data_map) for name in matched.collections] if matched else None,
        "looks": _looks(view),
        "refused": _refusal(view),
        "steps": _steps(view),
        "today": desk.today(),
        "may_approve": request.user.has_perm(RIGHT_TO_APPROVE),
        "needs_rows": view.state in (State.RECEIVED, State.MATCHED),
        "can_be_refused": view.state.is_open
        and view.state not in (State.DRAFT, State.EXECUTED, State.REFUSED, State.ANSWERED),
        "can_be_laid_aside": view.state in (State.DRAFT, State.RECEIVED, State.MATCHED),
        "rights": RIGHTS.items(),
        "ways": WAYS.items(),
        "methods": _methods(),
        "extensions": EXTENSIONS.items(),
        "refusals": REFUSALS.items(),
        "aside": ASIDE.items(),
        "outcomes": _outcomes(view),
        "check": identity.check_of(view.id),
        "proof": identity.proof_of(view.id),
        "can_be_sent": replies.can_be_sent(view),
        "is_perhaps_sent": replies.is_perhaps_sent(view),
        "tasks": [(one, TASK_STATES[one.state]) for one in tasks.of_request(view.id)],
        "has_letter": replies.has_letter(view),
    }
    return render(request, "office/request.html", shown, status=status)


def _looks(view: RequestView) -> Text | None:
    """What a draft was taken for; None when it did not come by mail, and when somebody has said what it is."""
    looks = mailboxes.looks_like(view.id) if view.state is State.DRAFT else None
    return LOOKS[looks] if looks else None


def _plan_told(view: RequestView) -> Mapping[str, object]:
    kept = desk.plan(view.id)
    if kept is None:
        return {"kept": None}
    data_map, outcomes = office.current_map(), kept.outcomes
    actions = [
        ActionShown(
            action=action, title=_title(action.rows.collection, data_map), receipt=outcomes.get(number)
        )
        for number, action in enumerate(kept.plan.actions)
    ]
    refusals = [
        RefusalShown(refusal=one, title=_title(one.collection, data_map)) for one in kept.plan.refusals
    ]
    return {
        "kept": kept,
        "plan": kept.plan,
        "acted": [one for one in actions if not one.action.by_hand],
        "by_hand": [one for one in actions if one.action.by_hand],
        "left": [one for one in refusals if not one.refusal.unknown],
        "unknown": [one for one in refusals if one.refusal.unknown],
        "reviews": [(one, _title(one.collection, data_map)) for one in kept.plan.reviews],
    }


def _steps(view: RequestView) -> list[StepShown]:
    names = names_of(step.by for step in view.life.steps)
    return [
        StepShown(
            step=step,
            words=STEPS[type(step)],
            who=names.get(step.by, step.by),
            more=_more(step),
            digest=step.digest[:4] if isinstance(step, Planned) else "",
        )
        for step in view.life.steps
    ]


def _more(step: Step) -> Text | None:
    for name, words in _OF_STEPS.items():
        value = getattr(step, name, None)
        if value in words:
            return words[value]
    return None


_OF_STEPS: Mapping[str, Mapping[Any, Text]] = {
    "reason": {**EXTENSIONS, **REFUSALS, **ASIDE},
    "why": REJECTIONS,
    "outcome": OUTCOMES,
    "method": METHODS,
    "way": WAYS,
}


def _refusal(view: RequestView) -> Text | None:
    refused = view.life.last(RefusedRequest)
    return REFUSALS[refused.reason] if refused else None


def _outcomes(view: RequestView) -> list[tuple[Outcome, Text]]:
    """Those that can be true now."""
    matched = view.life.last(Matched)
    match view.state:
        case State.REFUSED:
            fit: tuple[Outcome, ...] = (Outcome.REFUSED,)
        case State.MATCHED if matched and not matched.collections:
            fit = (Outcome.NOTHING_HELD,)
        case State.EXECUTED:
            fit = (Outcome.DONE, Outcome.PARTLY, Outcome.REFUSED)
        case _:
            fit = ()
    return [(one, OUTCOMES[one]) for one in fit]


def _methods() -> list[tuple[Method, Text]]:
    """Those that the statement tells of; all of them where it tells of none."""
    check = office.current_map().declaration.identity_check
    return [(one, words) for one, words in METHODS.items() if check is None or one.value in check.how]


def _line(view: RequestView) -> Line:
    right = RIGHTS[view.right] if view.right else Text(nb="ikke bestemt", en="not decided")
    return Line(view=view, right=right, way=WAYS[view.way], state=STATES[view.state])


def _form(request: Any, typed: Any, status: int = 200, **told: Any) -> HttpResponse:
    declared = office.current_map().declaration
    shown = {
        **told,
        "typed": typed,
        "ticked": typed.getlist("formal") if hasattr(typed, "getlist") else (),
        "rights": RIGHTS.items(),
        "ways": WAYS.items(),
        "roles": [(name, one.title) for name, one in declared.subjects.items()],
        "purposes": [(name, one.title) for name, one in declared.purposes.items()],
    }
    return render(request, "office/request_new.html", shown, status=status)


# ---- reading forms -----------------------------------------------------------------------------------------


def _seen_digest(request: Any) -> str:
    """The whole digest of the plan that was on the page, if somebody says that they have seen it."""
    if request.POST.get("lest") != "on":
        raise NotChosen(NOT_SEEN)
    return str(request.POST.get("avtrykk", ""))


def _words(refused: NotTaken) -> Text:
    return Text(nb=refused.no.nb, en=refused.no.en)


def _title(place: str, data_map: Any) -> Text:
    system, _, name = place.partition(".")
    declared = data_map.declaration.systems.get(system)
    if declared is None:
        return Text(nb=place, en=place)
    found = declared.collections.get(name)
    return found.title if found else declared.title
