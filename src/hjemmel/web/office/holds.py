"""Holds: what is kept back from the sweeps, until when, and who decides; placed, looked at again and lifted.

Who a hold is about travels in the form alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hjemmel.capabilities.facts.services import HoldNotTaken
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.connectors.protocol import Failure
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import HoldKind
from hjemmel.desk import holds as desk
from hjemmel.desk import office
from hjemmel.desk.holds import NoSuchHold, Terms
from hjemmel.desk.one_person import NotOnePerson
from hjemmel.web.office.entry import actor, signed_in, with_right
from hjemmel.web.office.fields import Answers, Field, Look, NotAnswered, answers, text
from hjemmel.web.office.words import names_of

LONGEST = 4000
KINDS: Mapping[str, Text] = {
    "bounded": text(
        "tidsbegrenset: tvist, kvalitetskontroll eller forlengelse",
        "bounded: a dispute, quality control, an extension",
    ),
    "statutory": text("loven eller en instruks krever det", "a law or an instruction requires it"),
}
HOLD_FIELDS = (
    Field(
        name="title",
        label=text("Kort navn", "A short name"),
        hint=text(
            "For eksempel et saksnummer. Navnet står i planer og svar.",
            "Such as a case number. The name stands in plans and answers.",
        ),
    ),
    Field(name="kind", label=text("Slags", "Kind"), look=Look.CHOICE, choices=tuple(KINDS.items())),
    Field(name="reason", label=text("Grunn", "Reason")),
    Field(
        name="law",
        label=text("Loven eller instruksen", "The law or the instruction"),
        required=False,
        hint=text(
            "Må med når loven eller en instruks krever det.",
            "Needed when a law or an instruction requires it.",
        ),
    ),
    Field(
        name="ends_on",
        label=text("Slutter", "Ends"),
        look=Look.DAY,
        required=False,
        hint=text("Må med når den er tidsbegrenset.", "Needed when it is bounded."),
    ),
    Field(name="review_on", label=text("Ses på igjen", "Looked at again"), look=Look.DAY),
)
REVIEW = (
    Field(name="review_on", label=text("Ses på igjen", "Looked at again"), look=Look.DAY),
    Field(name="ends_on", label=text("Slutter", "Ends"), look=Look.DAY, required=False),
)
NOBODY = text(
    "Vi fant ingen med det du skrev. Skriv én person på hver linje.",
    "We found nobody with what you wrote. Write one person on each line.",
)
SEVERAL = text(
    "Flere personer har noe av det du skrev. Skriv noe som bare én har, for eksempel kundenummeret.",
    "Several people have something of what you wrote. Write something that only one has, such as the customer number.",
)
ENDED = text(
    "Slettesperren er allerede hevet eller utløpt.", "The hold has been lifted or has run out already."
)


def terms_told(
    told: Answers, *, categories: frozenset[str] = frozenset(), collections: frozenset[str] = frozenset()
) -> Terms:
    """What was answered to `HOLD_FIELDS`."""
    return Terms(
        title=told["title"],
        kind=HoldKind(told["kind"]),
        reason=told["reason"],
        law=told["law"] or "",
        ends_on=told["ends_on"],
        review_on=told["review_on"],
        categories=categories,
        collections=collections,
    )


@signed_in
@require_safe
def holds(request: Any) -> HttpResponse:
    return _list(request)


@with_right(RIGHT_TO_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    data_map = office.current_map()
    if request.method != "POST":
        return _form(request, data_map)
    identities = request.POST.get("hvem", "")[:LONGEST].split("\n")
    try:
        told = terms_told(
            answers(HOLD_FIELDS, request.POST),
            categories=frozenset(request.POST.getlist("opplysning")) & data_map.declaration.categories.keys(),
            collections=frozenset(request.POST.getlist("tabell")) & data_map.collections.keys(),
        )
        desk.place_on([one for one in identities if one.strip()], told, actor(request))
    except NotAnswered as fault:
        return _form(request, data_map, wrong=fault.wrong, status=400)
    except HoldNotTaken as fault:
        return _form(request, data_map, wrong=_lacks(fault), status=409)
    except (NotOnePerson, NoSuchHold) as fault:
        several = isinstance(fault, NotOnePerson) and fault.count
        return _form(request, data_map, wrong=(SEVERAL if several else NOBODY,), status=400)
    except Failure as failure:
        return _form(request, data_map, failure=failure, status=503)
    return redirect("office:holds")


@signed_in
@require_POST
def act(request: Any, id: str) -> HttpResponse:
    """Lift it, or note that it was looked at again."""
    if not request.user.has_perm(RIGHT_TO_APPROVE):
        raise PermissionDenied
    try:
        match request.POST.get("svar"):
            case "hev":
                desk.lift(id, actor(request))
            case "sett":
                told = answers(REVIEW, request.POST)
                desk.review(id, told["review_on"], told["ends_on"], actor(request))
            case _:
                raise Http404
    except NoSuchHold:
        return _list(request, wrong=(ENDED,), status=409)
    except NotAnswered as fault:
        return _list(request, wrong=fault.wrong, status=400)
    except HoldNotTaken as fault:
        return _list(request, wrong=_lacks(fault), status=409)
    except Failure as failure:
        return _list(request, failure=failure, status=503)
    return redirect("office:holds")


# ---- inside -------------------------------------------------------------------------------------------------


def _lacks(fault: HoldNotTaken) -> tuple[Text, ...]:
    return tuple(Text(nb=lack.nb, en=lack.en) for lack in fault.lacks)


def _list(request: Any, status: int = 200, **told: Any) -> HttpResponse:
    views = desk.views()
    names = names_of(view.hold.approver for view in views)
    shown = {
        **told,
        "held": [
            (view, names.get(view.hold.approver, view.hold.approver)) for view in views if not view.has_ended
        ],
        "ended": [view for view in views if view.has_ended],
        "overdue": sum(view.is_overdue for view in views),
        "may_approve": request.user.has_perm(RIGHT_TO_APPROVE),
    }
    return render(request, "office/holds.html", shown, status=status)


def _form(request: Any, data_map: DataMap, status: int = 200, **told: Any) -> HttpResponse:
    declaration = data_map.declaration
    shown = {
        **told,
        "fields": [(field, request.POST.get(field.name, "")) for field in HOLD_FIELDS],
        "posted": request.POST,
        "categories": declaration.categories.items(),
        "ticked": request.POST.getlist("opplysning"),
        "collections": [
            (f"{system}.{name}", one.title)
            for system, declared in declaration.systems.items()
            for name, one in declared.collections.items()
            if data_map.collections[f"{system}.{name}"].whose.home
        ],
        "chosen": request.POST.getlist("tabell"),
    }
    return render(request, "office/hold_form.html", shown, status=status)
