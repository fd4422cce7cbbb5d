"""The register: finding people, one person's page, taking in, putting right and bringing to an end.

Whoever is looked up stands in a form or as a random reference, never as a name in an address or a log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hjemmel.capabilities.facts.services import HoldNotTaken
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.register.new import New, NewOrganisation, NewPerson, NotTaken, Origin, Taken, Warned
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.core.declaration.parts import Text
from hjemmel.core.terms import NO_PERSON
from hjemmel.core.texts.free_text import Hit
from hjemmel.desk import companies
from hjemmel.desk import register as desk
from hjemmel.desk.person_facts import NotNoted
from hjemmel.engine.ports import Actor
from hjemmel.engine.register import layout
from hjemmel.engine.register.layout import PERSON
from hjemmel.engine.vault.faults import VaultFault
from hjemmel.web.office import values
from hjemmel.web.office.entry import Page, actor, with_right
from hjemmel.web.office.fields import Answers, Field, Look, NotAnswered, answers, text
from hjemmel.web.office.person_facts import REASONS, note_fact, receipt_of, shown_facts, wrong_with
from hjemmel.web.office.register_words import (
    BY_SLUG,
    BY_TABLE,
    CHANGED,
    HOME,
    KINDS,
    LABELS,
    MESSAGE_FIELDS,
    ORGANISATION,
    WORDS,
    Column,
    Kind,
    message,
)

LONGEST = 200
LOOK_UP = "slaa_opp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One column of a row: a value, or that there is one."""

    label: Text
    value: object
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    row: desk.RowView
    cells: tuple[Cell, ...]
    messages: tuple[RowShown, ...] = ()
    can_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShown:
    kind: Kind
    rows: tuple[RowShown, ...]


def keys_needed(page: Page) -> Page:
    """Where what is sealed cannot be opened, the page says so in words, and nothing is changed."""

    @wraps(page)
    def opened(request: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return page(request, *arguments, **named)
        except VaultFault as fault:
            return render(request, "office/register_closed.html", {"fault": fault}, status=503)

    return opened


def register_page(page: Page) -> Page:
    """For those who may look people up. What is written in a form is kept out of error reports."""
    return sensitive_post_parameters()(with_right(RIGHT_TO_WORK)(keys_needed(page)))


# ---- finding and seeing ------------------------------------------------------------------------------------


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Any) -> HttpResponse:
    typed = request.POST.get("hvem", "").strip()[:LONGEST]
    people, organisations = desk.size()
    told: dict[str, Any] = {
        "query": typed,
        "is_open": desk.is_open(),
        "people": people,
        "organisations": organisations,
    }
    if typed:
        told["found"] = desk.find(typed, actor(request))
        told["relations"] = WORDS
    return render(request, "office/register.html", told)


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: Any, id: str) -> HttpResponse:
    return shown(request, id)


def shown(
    request: Any,
    id: str,
    *,
    wrong: Iterable[Text] = (),
    warned: Iterable[tuple[Text, Hit]] = (),
    status: int = 200,
) -> HttpResponse:
    """The page of a person or an organisation, with what is wrong with what was asked for, if anything."""
    wanted = values.asked(request)
    view = desk.home(id, actor(request), purpose=wanted.purpose, case=wanted.case)
    if view is None:
        raise Http404
    told = {
        "view": view,
        **values.told(request, wanted),
        "home": _cells(HOME, view.home),
        "parts": [_part(kind, view) for kind in KINDS],
        "contacts": [_row(BY_TABLE["register_contact"], row, view) for row in view.contacts],
        "change": _change_fields(view) if view.shows_values else (),
        "message_fields": MESSAGE_FIELDS,
        "said": shown_facts(view.about, may_approve=request.user.has_perm(RIGHT_TO_APPROVE))
        if view.about
        else None,
        "reasons": REASONS.items(),
        "wrong": tuple(wrong),
        "warned": tuple(warned),
        "looked_up": _looked_up(request, view),
    }
    return render(request, "office/register_home.html", told, status=status)


def _looked_up(request: Any, view: desk.HomeView) -> companies.LookedUp | None:
    """A company whose number is shown, in the register of organisations, where that was asked for."""
    if LOOK_UP not in request.POST or view.is_person or not view.shows_values:
        return None
    ours = view.home.values
    return companies.look_up(ours.get("orgnr") or "", ours.get("name") or "", actor(request))


# ---- taking in ---------------------------------------------------------------------------------------------


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def take_person(request: Any) -> HttpResponse:
    choices = desk.choices()
    fields = (_kind_field(choices), *_PERSON_FIELDS)

    def make(told: Answers, _: datetime) -> New:
        return NewPerson(**told)

    return _taken_in(request, "register_new_person.html", fields, make, lambda taken: taken.id)


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def take_organisation(request: Any) -> HttpResponse:
    if request.method == "POST" and LOOK_UP in request.POST:
        return _filled_in(request)

    def make(told: Answers, _: datetime) -> New:
        return NewOrganisation(kind=NO_PERSON, **told)

    fields = _ORGANISATION_FIELDS
    return _taken_in(request, "register_new_organisation.html", fields, make, lambda taken: taken.id)


def _filled_in(request: Any) -> HttpResponse:
    """The form of a new company with what the register of organisations has. What was written already stays."""
    typed = {name: value.strip()[:LONGEST] for name, value in request.POST.items()}
    found = companies.look_up(typed.get("orgnr", ""), typed.get("name", ""), actor(request))
    if found.found:
        there = found.found.address
        line = ", ".join((*there.lines, f"{there.postcode} {there.place}".strip())).strip(", ")
        for name, value in (("name", found.found.name), ("address", line)):
            typed[name] = typed.get(name) or value
    page: dict[str, Any] = {"fields": _ORGANISATION_FIELDS, **_origin_told(), "looked_up": found}
    ticked = request.POST.getlist("formaal")
    return render(
        request, "office/register_new_organisation.html", {**page, "typed": typed, "ticked": ticked}
    )


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any, id: str, slug: str) -> HttpResponse:
    """A new row about a person."""
    kind = BY_SLUG.get(slug)
    if kind is None or kind.make is None or not desk.is_there(id):
        raise Http404
    make = kind.make
    return _taken_in(
        request,
        "register_add.html",
        kind.fields,
        lambda told, at: make(id, _with_organisation(told, actor(request)), at),
        lambda _: id,
        kind=kind,
        person=id,
    )


def _with_organisation(told: Answers, actor: Actor) -> Answers:
    """An organisation that is told by its number, as the one of the register that has it. Raises NotTaken."""
    if ORGANISATION not in told:
        return told
    return {**told, ORGANISATION: desk.organisation_with(told[ORGANISATION], actor)}


@register_page
@require_http_methods(["GET", "HEAD", "POST"])
def add_message(request: Any, id: str, enquiry: str) -> HttpResponse:
    """A message of an enquiry of this person's."""
    if not desk.is_there(id):
        raise Http404
    return _taken_in(
        request,
        "register_add.html",
        MESSAGE_FIELDS,
        lambda told, at: message(enquiry, told, at),
        lambda _: id,
        person=id,
    )


def _taken_in(
    request: Any,
    template: str,
    fields: Sequence[Field],
    make: Callable[[Answers, datetime], New],
    back: Callable[[Taken], str],
    **told: Any,
) -> HttpResponse:
    """A form for one new row and where it comes from: shown, or taken in."""
    page: dict[str, Any] = {**told, "fields": fields, **_origin_told()}
    labels = {field.name: field.label for field in fields}
    if request.method != "POST":
        return render(request, f"office/{template}", page)
    try:
        new = make(answers(fields, request.POST), desk.now())
        (taken,) = desk.take([new], _origin(request), actor(request))
    except NotAnswered as lacking:
        return render(request, f"office/{template}", {**page, **_again(request, lacking.wrong)}, status=400)
    except NotTaken as refused:
        wrong = [reason.told(labels) for reason in refused.reasons]
        return render(request, f"office/{template}", {**page, **_again(request, wrong)}, status=400)
    if taken.warnings:
        return shown(request, back(taken), warned=_labelled(taken.warnings, labels))
    return redirect("office:register_home", id=back(taken))


def _labelled(warned: Iterable[Warned], labels: Mapping[str, Text]) -> list[tuple[Text, Hit]]:
    """What somebody should look at, with the field it stands in."""
    return [(labels.get(one.column) or text(one.column, one.column), one.hit) for one in warned]


# ---- putting right, and bringing to an end -----------------------------------------------------------------


@register_page
@require_POST
def change(request: Any, id: str) -> HttpResponse:
    """Put values of the subject's own row right. Columns that were not sent stay as they are."""
    table = PERSON if desk.is_there(id) else layout.ORGANISATION
    sent = {name: request.POST[name] for name in CHANGED if name in request.POST and name in table.sealed}
    try:
        warned = desk.change(table, id, sent, actor(request))
    except NotTaken as refused:
        wrong = [reason.told(LABELS) for reason in refused.reasons]
        return shown(request, id, wrong=wrong, status=400)
    return shown(request, id, warned=_labelled(warned, LABELS))


@register_page
@require_POST
def end(request: Any, id: str, slug: str, row: str) -> HttpResponse:
    """Bring a row to its end: end a relation, pay an invoice, settle a complaint ..."""
    kind = BY_SLUG.get(slug)
    if kind is None or kind.end is None:
        raise Http404
    try:
        kind.end.do(row, answers(kind.end.fields, request.POST), actor(request))
    except NotAnswered as lacking:
        return shown(request, id, wrong=lacking.wrong, status=400)
    except NotTaken as refused:
        wrong = [reason.told(LABELS) for reason in refused.reasons]
        return shown(request, id, wrong=wrong, status=409)
    return redirect("office:register_home", id=id)


@register_page
@require_POST
def tell(request: Any, id: str) -> HttpResponse:
    if not desk.is_there(id):
        raise Http404
    desk.tell(id, actor(request))
    return redirect("office:register_home", id=id)


@register_page
@require_POST
def fact(request: Any, id: str, deed: str) -> HttpResponse:
    """Something the person has said yes or no to, or that bears on it."""
    try:
        note_fact(request, id, deed)
    except (NotAnswered, NotNoted, HoldNotTaken) as fault:
        return shown(request, id, wrong=wrong_with(fault), status=400)
    return redirect("office:register_home", id=id)


@register_page
@require_POST
def receipt(request: Any, id: str) -> HttpResponse:
    try:
        return receipt_of(request, id)
    except NotNoted as fault:
        return shown(request, id, wrong=wrong_with(fault), status=400)


# ---- what is shown -----------------------------------------------------------------------------------------


def _part(kind: Kind, view: desk.HomeView) -> PartShown:
    return PartShown(kind=kind, rows=tuple(_row(kind, row, view) for row in view.of(kind.table)))


def _row(kind: Kind, row: desk.RowView, view: desk.HomeView) -> RowShown:
    mine = [one for one in view.of("register_message") if one.clear["enquiry_id"] == row.id]
    return RowShown(
        row=row,
        cells=_cells(kind.columns, row),
        messages=tuple(RowShown(row=one, cells=_cells(_MESSAGE, one)) for one in mine),
        can_end=kind.end is not None and row.clear[kind.end.still] is None,
    )


def _cells(columns: Sequence[Column], row: desk.RowView) -> tuple[Cell, ...]:
    return tuple(
        _cell(column, row)
        for column in columns
        if row.clear.get(column.name) is not None or column.name in row.filled
    )


def _cell(column: Column, row: desk.RowView) -> Cell:
    if column.is_sealed:
        is_hidden = column.name in row.filled and column.name not in row.values
        return Cell(label=column.label, value=row.values.get(column.name), is_hidden=is_hidden)
    value = row.clear[column.name]
    return Cell(label=column.label, value=WORDS.get(value, value) if isinstance(value, str) else value)


_MESSAGE = (
    Column(name="text", label=text("Melding", "Message"), is_sealed=True),
    Column(name="sent_at", label=text("Sendt", "Sent")),
)


# ---- what is asked for -------------------------------------------------------------------------------------


_PERSON_FIELDS = (
    Field(name="name", label=text("Navn", "Name")),
    Field(name="email", label=text("E-post", "E-mail"), required=False),
    Field(name="phone", label=text("Telefon", "Phone"), required=False),
    Field(name="address", label=text("Adresse", "Address"), required=False),
    Field(
        name="national_number",
        label=text("Fødselsnummer", "National identity number"),
        required=False,
        hint=text(
            "Bare når formålet krever det. Ellers tas det ikke imot.",
            "Only when the purpose requires it. Otherwise it is not taken in.",
        ),
    ),
)
_ORGANISATION_FIELDS = (
    Field(name="name", label=text("Navn", "Name")),
    Field(name="orgnr", label=text("Organisasjonsnummer", "Organisation number"), required=False),
    Field(name="address", label=text("Adresse", "Address"), required=False),
)


def _kind_field(choices: desk.Choices) -> Field:
    known = tuple(choices.kinds.items())
    return Field(name="kind", label=text("Hva slags", "What kind"), look=Look.CHOICE, choices=known)


def _change_fields(view: desk.HomeView) -> tuple[Field, ...]:
    """The values of the subject's own row, to be put right."""
    table = PERSON if view.is_person else layout.ORGANISATION
    # What one may not see is not put right either: an empty field would blank it.
    seen = set(table.sealed).intersection(CHANGED, view.home.values)
    columns = [column for column in HOME if column.name in seen]
    return tuple(
        Field(
            name=column.name,
            label=column.label,
            required=column.name == "name",
            value=view.home.values.get(column.name) or "",
        )
        for column in columns
    )


def _origin_told() -> Mapping[str, object]:
    choices = desk.choices()
    return {
        "sources": choices.sources.items(),
        "channels": choices.channels.items(),
        "purposes": choices.purposes.items(),
    }


def _origin(request: Any) -> Origin:
    """Where it comes from. What is not declared is refused at intake, so nothing is tested here."""
    at = desk.now()
    return Origin(
        source=request.POST.get("kilde", "")[:LONGEST],
        channel=request.POST.get("kanal", "")[:LONGEST],
        purposes=tuple(one[:LONGEST] for one in request.POST.getlist("formaal")),
        received_at=at,
        told_at=at if request.POST.get("fortalt") == "on" else None,
    )


def _again(request: Any, wrong: Iterable[Text]) -> Mapping[str, object]:
    """What was written stays in the form."""
    return {"wrong": tuple(wrong), "typed": request.POST, "ticked": request.POST.getlist("formaal")}
