"""What a request's page asks for besides the plan, by right: what is right (Art. 16), whether an objection is upheld
(Art. 21), what a restriction rests on and that somebody was told before it is lifted (Art. 18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from hjemmel.core.declaration.parts import Text
from hjemmel.core.request import Decided, State, ToldOfLifting, Way, WhyRejected
from hjemmel.core.rights.brings import CONTESTED, ended, to_decide
from hjemmel.core.rights.right import Right
from hjemmel.core.terms import LANGUAGES
from hjemmel.desk import answers, corrections, office, replies
from hjemmel.desk import requests as desk
from hjemmel.desk.access import NotAllowed
from hjemmel.desk.requests import RequestView
from hjemmel.web.office.entry import actor
from hjemmel.web.office.request_forms import NOT_CHOSEN, NotChosen, chosen, chosen_day, one
from hjemmel.web.office.request_words import POINTS, REJECTIONS

SETTLING = (State.MATCHED, State.ASKED_WHO, State.PROVEN, State.PLANNED, State.REVIEWED)
"""It is known whom it is about, and nothing has been approved."""
LONGEST = 200
LONGEST_TEXT = 20_000
NO_ROW = Text(
    nb="Raden er ikke personens, eller har ikke noe som kan rettes.",
    en="The row is not the person's, or holds nothing that can be corrected.",
)
NOTHING_WRITTEN = Text(
    nb="Skriv hva som er riktig, i minst ett felt. Ingenting er lagret.",
    en="Write what is right, in at least one field. Nothing was stored.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDecide:
    """One purpose of an objection, and what has been decided."""

    name: str
    title: Text
    upheld: bool
    rejected: bool


# ---- what is shown -----------------------------------------------------------------------------------------


def told(request: Any, view: RequestView) -> dict[str, Any]:
    """What the page needs for the parts that some rights alone have."""
    if view.life.received is None or view.state in (State.DRAFT, State.RECEIVED):
        return {}
    shown: dict[str, Any] = {"settling": view.state in SETTLING}
    match view.right:
        case Right.RECTIFICATION:
            written = corrections.written(view.id, actor(request))
            shown |= {"is_correction": True, "written": written, "must_settle": not written}
        case Right.OBJECTION:
            shown |= _objection(request, view)
        case Right.RESTRICTION:
            decided = view.life.last(Decided)
            shown |= {"points": POINTS.items(), "chosen_point": decided.point if decided else CONTESTED}
        case Right.LIFTING:
            last = view.life.last(ToldOfLifting)
            shown |= {"is_lifting": True, "told_of_lifting": last, "must_settle": last is None}
        case _:
            pass
    return shown


def _objection(request: Any, view: RequestView) -> dict[str, Any]:
    data_map, who = office.current_map(), actor(request)
    ask, decided = desk.ask_of(view.id, who), view.life.last(Decided)
    names, undecided = to_decide(ask, data_map), desk.undecided(view.id, who)
    titles = {name: one.declared.title for name, one in data_map.purposes.items()}
    return {
        "to_decide": [
            ToDecide(
                name=name,
                title=titles[name],
                upheld=name in ask.upheld,
                rejected=name in dict(ask.rejected),
            )
            for name in names
        ],
        "undecided": bool(undecided),
        "must_settle": bool(undecided),
        "at_once": [titles[name] for name in ended(ask, data_map) if name not in names] if ask.about else [],
        "rejections": REJECTIONS.items(),
        "decided_why": decided.why if decided else None,
    }


def values_told(request: Any, view: RequestView, purpose: str, case: str) -> dict[str, Any]:
    """The same with the values that the purpose lets the reader see."""
    if view.right is not Right.RECTIFICATION:
        return {}
    return {"written": corrections.written(view.id, actor(request), purpose, case)}


def row_chosen(request: Any, id: str) -> dict[str, Any]:
    """The form of the row that was chosen, with what stands there now if it was asked for with a purpose."""
    purpose, case = request.POST.get("formal", "")[:LONGEST], request.POST.get("sak", "").strip()[:LONGEST]
    try:
        found = corrections.form(id, request.POST.get("rad", ""), actor(request), purpose, case)
    except corrections.NoSuchRow:
        raise NotChosen(NO_ROW) from None
    except NotAllowed:
        raise NotChosen(NOT_CHOSEN) from None
    return {"row_form": found}


def rows_to_choose(request: Any, id: str) -> dict[str, Any]:
    return {"correctable": corrections.rows(id, actor(request))}


# ---- what is done ------------------------------------------------------------------------------------------


def _correct(request: Any, id: str) -> None:
    posted = request.POST
    typed = {name.removeprefix("verdi-"): posted[name] for name in posted if name.startswith("verdi-")}
    try:
        corrections.correct(id, posted.get("rad", ""), typed, posted.getlist("tom"), actor(request))
    except corrections.NoSuchRow:
        raise NotChosen(NO_ROW) from None
    except corrections.DoesNotFit as wrong:
        raise NotChosen(_does_not_fit(wrong) if wrong.columns else NOTHING_WRITTEN) from None


def _does_not_fit(wrong: corrections.DoesNotFit) -> Text:
    columns = ", ".join(wrong.columns)
    return Text(
        nb=f"Systemet tar ikke imot det som står i {columns}. Ingenting er lagret.",
        en=f"The system does not take what stands in {columns}. Nothing was stored.",
    )


def _drop(request: Any, id: str) -> None:
    number = request.POST.get("nr", "")
    if not number.isdecimal():
        raise NotChosen(NOT_CHOSEN)
    corrections.drop(id, int(number), actor(request))


def _decide(request: Any, id: str) -> None:
    posted = request.POST
    names = to_decide(desk.ask_of(id, actor(request)), office.current_map())
    said = {name: posted.get(f"avgjor-{name}") for name in names}
    if any(word not in ("upheld", "rejected") for word in said.values()):
        raise NotChosen(NOT_CHOSEN)
    upheld = [name for name, word in said.items() if word == "upheld"]
    why = one(WhyRejected, posted.get("hvorfor"))
    desk.decide(id, upheld, why, posted.get("ord", "")[:LONGEST_TEXT], actor(request))


def _point(request: Any, id: str) -> None:
    desk.decide_point(id, request.POST.get("punkt", ""), actor(request))


def _told_of_lifting(request: Any, id: str) -> None:
    desk.told_of_lifting(id, chosen_day(request), chosen(Way, request, "maate"), actor(request))


DEEDS: Mapping[str, Callable[[Any, str], object]] = {
    "rettet": _correct,
    "ikke_rett": _drop,
    "avgjor": _decide,
    "grunnlag": _point,
    "hevet": _told_of_lifting,
}


# ---- on paper ----------------------------------------------------------------------------------------------


def answer_on_paper(request: Any, id: str) -> HttpResponse:
    return _pdf(answers.as_pdf(replies.letter(id, _language(request), actor(request))), id)


def notice_on_paper(request: Any, id: str) -> HttpResponse:
    ends_on = chosen_day(request, "heves")
    return _pdf(
        answers.as_pdf(replies.notice_of_lifting(id, ends_on, _language(request), actor(request))), id
    )


def _language(request: Any) -> str:
    found = request.POST.get("spraak", "")
    return found if found in LANGUAGES else LANGUAGES[0]


def _pdf(content: bytes, id: str) -> HttpResponse:
    """Named by the request's reference: a file's name says nothing about the person."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{id}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
