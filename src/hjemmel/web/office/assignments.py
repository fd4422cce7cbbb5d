"""Assignments: what is done for controllers, what is due when, and each deed that can be done with one.

Addresses stand on no page. A file is taken out for one use of the instruction, and that is on record first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.core.agreement import Clause, SignedDocument, Ticked
from hjemmel.core.assignment import (
    Accessed,
    AssignmentStep,
    AtEnd,
    FileRefused,
    HeldBy,
    Instruction,
    Matter,
    State,
    Use,
    UseRefused,
    WhyLonger,
    Worked,
    why_not_used,
)
from hjemmel.core.assignment_words import (
    AT_END,
    BASES,
    CHANNELS,
    FILE_REFUSED,
    HELD_BY,
    LONGER,
    MATTERS,
    STATES,
    USES,
    WORKED,
)
from hjemmel.core.certificate_letter import FILE
from hjemmel.core.declaration.parts import Text
from hjemmel.desk import assignments as desk
from hjemmel.desk.agreements import CLAUSES
from hjemmel.desk.assignments import AssignmentView, NoProcessor, NotNow, NotTaken, Refused
from hjemmel.engine.ports import Actor
from hjemmel.web.office.entry import actor, signed_in, with_right
from hjemmel.web.office.fields import Answers, Field, Look, NotAnswered, answers, text
from hjemmel.web.office.words import names_of

LARGEST = 30_000_000
"""A signed document of thousands of pages is smaller."""
NOT_SO = text(
    "Oppdraget er ikke lenger slik det ble vist. Ingenting er gjort.",
    "The assignment is no longer as it was shown. Nothing was done.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One deed that can be done with an assignment."""

    slug: str
    label: Text
    button: Text
    do: Callable[[str, Answers, str, Actor], object]
    """The assignment, the answers, the digest of the document, and who does it."""
    fields: tuple[Field, ...] = ()
    with_file: bool = False
    right: str = RIGHT_TO_WORK
    when: Callable[[AssignmentView], bool] = lambda view: True


Page = Callable[..., Any]


def _of_a_processor(page: Page) -> Page:
    """Not found where the company processes for nobody."""

    @wraps(page)
    def entered(request: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return page(request, *arguments, **named)
        except NoProcessor:
            raise Http404 from None

    return entered


# ---- the list -------------------------------------------------------------------------------------------------


@signed_in
@require_safe
@_of_a_processor
def assignments(request: Any) -> HttpResponse:
    return _list(request)


@with_right(RIGHT_TO_WORK)
@require_POST
@_of_a_processor
def add(request: Any, slug: str) -> HttpResponse:
    """A controller, an agreement with one, or a new assignment."""
    form = next((one for one in _beginnings() if one.slug == slug), None)
    if form is None:
        raise Http404
    try:
        digest = _digest(request, form)
        made = form.do("", answers(form.fields, request.POST), digest, actor(request))
    except (NotAnswered, Refused, NotTaken) as refused:
        return _list(request, slug, _wrong(refused))
    except NotNow:
        return _list(request, slug, (NOT_SO,))
    if slug == "oppdrag":
        return redirect("office:assignment", id=made)
    return redirect("office:assignments")


def _list(request: Any, wrong_in: str = "", wrong: tuple[Text, ...] = ()) -> HttpResponse:
    views = desk.views()
    told = {
        "standing_ones": [(one, STATES[one.state]) for one in views if one.state is not State.ENDED],
        "ended": [one for one in views if one.state is State.ENDED],
        "overdue": sum(one.is_overdue for one in views),
        "late": sum(one.late_cases for one in views),
        "controllers": desk.controllers(),
        "forms": _beginnings(),
        "wrong": wrong,
        "wrong_in": wrong_in,
        "typed": request.POST,
    }
    return render(request, "office/assignments.html", told, status=400 if wrong else 200)


# ---- one ------------------------------------------------------------------------------------------------------


@signed_in
@require_safe
@_of_a_processor
def assignment(request: Any, id: str) -> HttpResponse:
    return _page(request, _found(id))


@with_right(RIGHT_TO_WORK)
@require_POST
@_of_a_processor
def act(request: Any, id: str, slug: str) -> HttpResponse | StreamingHttpResponse:
    view = _found(id)
    if slug == "ta-ut":
        return _take_out(request, view)
    if slug == "lenke":
        secret = desk.link(id, actor(request))
        link = request.build_absolute_uri(reverse("site:assignment_nb", args=[secret]))
        return _page(request, _found(id), link=link)
    form = next((one for one in _forms(view) if one.slug == slug), None)
    if form is None:
        return _page(request, view, wrong=(NOT_SO,), status=409)
    if not request.user.has_perm(form.right):
        raise PermissionDenied
    try:
        form.do(id, answers(form.fields, request.POST), _digest(request, form), actor(request))
    except (NotAnswered, Refused, NotTaken) as refused:
        return _page(request, view, wrong_in=slug, wrong=_wrong(refused), status=400)
    except NotNow:
        return _page(request, _found(id), wrong=(NOT_SO,), status=409)
    return redirect("office:assignment", id=id)


@signed_in
@require_safe
@_of_a_processor
def certificate(request: Any, id: str, form: str) -> HttpResponse:
    signed = desk.certificate(id)
    if signed is None or form not in ("json", "pdf"):
        raise Http404
    if form == "pdf":
        content, kind = desk.certificate_pdf(signed, request.lang), "application/pdf"
    else:
        content, kind = signed.written().encode(), "application/json; charset=utf-8"
    response = HttpResponse(content, content_type=kind)
    name = FILE.replace(".json", f".{form}")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _take_out(request: Any, view: AssignmentView) -> HttpResponse | StreamingHttpResponse:
    use = next((one for one in Use if one.value == request.POST.get("bruk")), None)
    if use is None:
        return _page(request, view, wrong=(text("Velg hva den skal brukes til.", "Choose what it is for."),), status=400)  # fmt: skip
    try:
        parts = desk.take_out(view.id, request.POST.get("fil", "")[:64], use, actor(request))
    except Refused as refused:
        return _page(request, _found(view.id), wrong=refused.reasons, status=403)
    response = StreamingHttpResponse(parts, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="adresser-{view.id}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _found(id: str) -> AssignmentView:
    view = desk.view(id)
    if view is None:
        raise Http404
    return view


def _page(request: Any, view: AssignmentView, status: int = 200, **told: Any) -> HttpResponse:
    one, instruction = view.assignment, view.assignment.instruction
    names = {**names_of(step.by for step in one.steps), "controller": view.controller.name}
    may_approve = request.user.has_perm(RIGHT_TO_APPROVE)
    shown = {
        "wrong_in": "",
        "typed": request.POST,
        **told,
        "view": view,
        "one": one,
        "state": STATES[view.state],
        "instruction": instruction,
        "uses": [(use.value, USES[use]) for use in Use if instruction and use in instruction.uses],
        "open_uses": [(use.value, USES[use]) for use in Use if why_not_used(one, use) is None],
        "at_end": AT_END[instruction.at_end] if instruction else None,
        "basis": BASES.get(instruction.basis) if instruction else None,
        "held_by": HELD_BY[one.hold.held_by] if one.hold else None,
        "channels": CHANNELS,
        "cases": [(case, MATTERS[case.matter], case.is_late(view.now)) for case in one.cases],
        "refused": one.all(UseRefused),
        "steps": [(step, _words(step), names.get(step.by, step.by)) for step in reversed(one.steps)],
        "forms": [form for form in _forms(view) if may_approve or form.right == RIGHT_TO_WORK],
    }
    return render(request, "office/assignment.html", shown, status=status)


def _wrong(refused: NotAnswered | Refused | NotTaken) -> tuple[Text, ...]:
    if isinstance(refused, NotAnswered):
        return refused.wrong
    if isinstance(refused, Refused):
        return refused.reasons
    return refused.lacks


def _digest(request: Any, form: Form) -> str:
    """The digest of the document that came with the form, which is read here and let go. Raises NotAnswered."""
    if not form.with_file:
        return ""
    given = request.FILES.get("fil")
    if given is None:
        raise NotAnswered([text("Velg fila med det signerte dokumentet.", "Choose the file with the signed document.")])  # fmt: skip
    if not 0 < given.size <= LARGEST:
        raise NotAnswered([text("Fila er tom eller for stor.", "The file is empty or too large.")])
    digest = hashlib.sha256()
    for chunk in given.chunks():
        digest.update(chunk)
    given.close()
    return digest.hexdigest()


def _words(step: AssignmentStep) -> Text:
    """What happened, in a line."""
    if isinstance(step, Worked):
        words = WORKED[step.use]
        return Text(
            nb=f"{words.nb.capitalize()}: {step.pieces}", en=f"{words.en.capitalize()}: {step.pieces}"
        )
    if isinstance(step, FileRefused):
        words = FILE_REFUSED[step.why]
        return Text(nb=f"Fil avvist: {words.nb}", en=f"File refused: {words.en}")
    if isinstance(step, Accessed):
        words = USES[step.use]
        return Text(nb=f"Fil tatt ut for å {words.nb}", en=f"File taken out to {words.en}")
    if isinstance(step, UseRefused):
        words = USES[step.use]
        return Text(nb=f"Avvist: å {words.nb}", en=f"Refused: to {words.en}")
    return _STEPS[type(step).__name__]


# ---- the forms ------------------------------------------------------------------------------------------------


def _of(words: Mapping[Any, Text]) -> tuple[tuple[str, Text], ...]:
    return tuple((one.value, said) for one, said in words.items())


def _tick(name: str, nb: str, en: str) -> Field:
    return Field(name=name, label=text(nb, en), look=Look.TICK, required=False)


def _line(name: str, nb: str, en: str, *, required: bool = True) -> Field:
    return Field(name=name, label=text(nb, en), required=required)


def _day(name: str, nb: str, en: str, *, required: bool = True) -> Field:
    return Field(name=name, label=text(nb, en), look=Look.DAY, required=required)


def _number(told: Answers, name: str) -> int:
    typed = str(told[name] or "0").replace(" ", "")
    if not typed.isdecimal():
        raise NotAnswered([text("Skriv et tall.", "Write a number.")])
    return int(typed)


def _beginnings() -> tuple[Form, ...]:
    """What is done before there is an assignment."""
    known = desk.controllers()
    companies = tuple((one.id, Text(nb=one.name, en=one.name)) for one in known)
    whose = Field(name="hvem", label=text("Oppdragsgiver", "Controller"), look=Look.CHOICE, choices=companies)
    clauses = tuple(
        Field(
            name=f"ledd_{clause.value}",
            label=Text(
                nb=f"{clause.value}: {CLAUSES[clause].nb}", en=f"{clause.value}: {CLAUSES[clause].en}"
            ),
            required=False,
        )
        for clause in Clause
    )
    controller = Form(
        slug="oppdragsgiver",
        label=text("Ny oppdragsgiver", "A new controller"),
        button=text("Legg inn", "Put in"),
        fields=(
            _line("navn", "Firmaets navn", "The company's name"),
            _line("orgnr", "Organisasjonsnummer", "Organisation number"),
            _line("epost", "Postkassen for personvern", "Its mailbox for privacy"),
        ),
        do=lambda _, told, __, who: desk.add_controller(told["orgnr"], told["navn"], told["epost"], who),
    )
    if not known:
        return (controller,)
    opened = Form(
        slug="oppdrag",
        label=text("Nytt oppdrag", "A new assignment"),
        button=text("Opprett", "Open it"),
        fields=(whose, _line("tittel", "Hva det er", "What it is")),
        do=lambda _, told, __, who: desk.open_assignment(told["hvem"], told["tittel"], who),
    )
    agreement = Form(
        slug="avtale",
        label=text("Databehandleravtale", "A processor agreement"),
        button=text("Legg inn", "Put in"),
        with_file=True,
        fields=(
            whose,
            _line("tittel", "Hva dokumentet heter", "What the document is called"),
            _day("signert", "Signert", "Signed"),
            _day("til", "Gjelder til", "In force until", required=False),
            *clauses,
        ),
        do=_agree,
    )
    return opened, controller, agreement


def _agree(_: str, told: Answers, digest: str, who: Actor) -> None:
    document = SignedDocument(digest=digest, title=told["tittel"], signed=told["signert"])
    ticked = [
        Ticked(clause=clause, place=told[f"ledd_{clause.value}"])
        for clause in Clause
        if told[f"ledd_{clause.value}"]
    ]
    desk.keep_agreement(told["hvem"], document, told["til"], ticked, who)


def _instruct(id: str, told: Answers, digest: str, who: Actor) -> None:
    instruction = Instruction(
        reference=told["navn"],
        digest=digest,
        received_on=desk.today(),
        uses=frozenset(use for use in Use if told[f"bruk_{use.value}"]),
        at_end=AtEnd(told["slutt"]),
        basis=told["grunnlag"] or "",
        informed=told["informert"],
        special=told["saerlig"],
        condition=(told["vilkar"] or "").lower(),
        partner=told["partner"] or "",
    )
    desk.instruct(id, instruction, who)


def _pass_on_form(number: int) -> Form:
    return Form(
        slug=f"gi-videre-{number}",
        label=text(f"Sak {number} er gitt videre", f"Case {number} has been passed on"),
        button=text("Oppdragsgiveren har den", "The controller has it"),
        do=lambda id, _, __, who: desk.pass_on(id, number, who),
    )


def _paper_form(number: int) -> Form:
    return Form(
        slug=f"makulert-{number}",
        label=text(f"Papirbunke {number} er makulert", f"Batch {number} of paper was shredded"),
        button=text("Før det", "Note it"),
        fields=(_line("bevis", "Nummeret på makuleringsbeviset", "The number of the shredding certificate"),),
        do=lambda id, told, _, who: desk.destroy_paper(id, number, told["bevis"], who),
    )


def _forms(view: AssignmentView) -> tuple[Form, ...]:
    one = view.assignment
    found = [form for form in _DEEDS if form.when(view)]
    found += [_paper_form(batch.number) for batch in one.paper_left]
    found += [_pass_on_form(case.number) for case in one.cases if case.passed_on_at is None]
    return tuple(found)


def _is_working(view: AssignmentView) -> bool:
    return view.state is State.WORKING


def _has_data(view: AssignmentView) -> bool:
    return bool(view.assignment.files)


_DEEDS = (
    Form(
        slug="instruks",
        label=text("Instruksen", "The instruction"),
        button=text("Legg inn instruksen", "Put the instruction in"),
        with_file=True,
        fields=(
            _line("navn", "Hva oppdragsgiveren kaller den", "What the controller calls it"),
            *(_tick(f"bruk_{use.value}", f"Vi kan {USES[use].nb}", f"We may {USES[use].en}") for use in Use),
            Field(name="slutt", label=text("Til slutt", "At the end"), look=Look.CHOICE, choices=_of(AT_END)),
            Field(
                name="grunnlag",
                label=text("Grunnlaget oppdragsgiveren har", "The controller's basis"),
                look=Look.CHOICE,
                choices=tuple(BASES.items()),
                required=False,
            ),
            _tick(
                "informert",
                "Oppdragsgiveren har informert mottakerne",
                "The controller has informed the addressees",
            ),
            _tick("saerlig", "Lista viser noe særlig", "The list tells a special category"),
            _line("vilkar", "Bokstaven i artikkel 9 nr. 2", "The letter of Art. 9(2)", required=False),
            _line(
                "partner",
                "Partneren fila kommer gjennom",
                "The partner the file comes through",
                required=False,
            ),
        ),
        do=_instruct,
        when=lambda view: view.state in (State.OPEN, State.WORKING),
    ),
    Form(
        slug="steg",
        label=text("Et steg er gjort", "A step was done"),
        button=text("Før steget", "Note the step"),
        fields=(
            Field(name="bruk", label=text("Hva", "What"), look=Look.CHOICE, choices=_of(WORKED)),
            _line("antall", "Antall", "How many"),
            _line("feil", "Feil som ble funnet", "Faults that were found", required=False),
        ),
        do=lambda id, told, _, who: desk.work(
            id, Use(told["bruk"]), _number(told, "antall"), who, _number(told, "feil")
        ),
        when=_has_data,
    ),
    Form(
        slug="papir",
        label=text("Papir er satt på plass", "Paper was put in its place"),
        button=text("Før papiret", "Note the paper"),
        fields=(_line("plass", "Plass", "Place"), _line("esker", "Antall esker", "Number of boxes")),
        do=lambda id, told, _, who: desk.store_paper(id, told["plass"], _number(told, "esker"), who),
        when=_has_data,
    ),
    Form(
        slug="ferdig",
        label=text("Jobben er ferdig", "The job is done"),
        button=text("Siste sending er levert", "The last piece was handed over"),
        do=lambda id, _, __, who: desk.complete(id, who),
        when=_is_working,
    ),
    Form(
        slug="sak",
        label=text("Noe oppdragsgiveren må svare på", "Something that the controller must answer"),
        button=text("Start klokka", "Start the clock"),
        fields=(Field(name="hva", label=text("Hva", "What"), look=Look.CHOICE, choices=_of(MATTERS)),),
        do=lambda id, told, _, who: desk.case(id, Matter(told["hva"]), who),
    ),
    Form(
        slug="forleng",
        label=text("Forleng fristen", "Extend the time"),
        button=text("Forleng, og stå som godkjenner", "Extend, and be named as approver"),
        fields=(
            _day("til", "Til og med", "Until"),
            Field(name="hvorfor", label=text("Hvorfor", "Why"), look=Look.CHOICE, choices=_of(LONGER)),
        ),
        do=lambda id, told, _, who: desk.extend(id, told["til"], WhyLonger(told["hvorfor"]), who),
        right=RIGHT_TO_APPROVE,
        when=lambda view: view.state in (State.DONE, State.DUE),
    ),
    Form(
        slug="hold",
        label=text("Hold tilbake fra sletting", "Hold it back from erasure"),
        button=text("Hold tilbake", "Hold it back"),
        fields=(
            Field(name="hva", label=text("Grunn", "Ground"), look=Look.CHOICE, choices=_of(HELD_BY)),
            _line("henvisning", "Paragrafen eller dokumentet", "The section or the document"),
            _day("ses", "Ses på igjen", "Looked at again"),
        ),
        do=lambda id, told, _, who: desk.hold(id, HeldBy(told["hva"]), told["henvisning"], told["ses"], who),
        right=RIGHT_TO_APPROVE,
        when=lambda view: _has_data(view) and view.assignment.hold is None,
    ),
    Form(
        slug="slipp",
        label=text("Ikke hold tilbake lenger", "Hold it back no longer"),
        button=text("Slipp", "Release"),
        do=lambda id, _, __, who: desk.release(id, who),
        right=RIGHT_TO_APPROVE,
        when=lambda view: view.assignment.hold is not None,
    ),
    Form(
        slug="slett",
        label=text("Slett filene nå", "Erase the files now"),
        button=text("Slett, og ødelegg nøkkelen", "Erase, and destroy the key"),
        do=lambda id, _, __, who: desk.erase(id, who),
        right=RIGHT_TO_APPROVE,
        when=lambda view: (
            _has_data(view) and view.assignment.hold is None and view.state is not State.WORKING
        ),
    ),
)

_STEPS: Mapping[str, Text] = {
    "Opened": text("Oppdraget ble opprettet", "The assignment was opened"),
    "Instructed": text("Instruksen kom", "The instruction came"),
    "Linked": text("Oppdragsgiveren fikk en lenke", "The controller was given a link"),
    "FileReceived": text("Fil mottatt", "File received"),
    "PaperStored": text("Papir satt på plass", "Paper put in its place"),
    "PaperDestroyed": text("Papir makulert", "Paper shredded"),
    "Completed": text("Jobben ble ferdig", "The job was done"),
    "Extended": text("Fristen forlenget", "Time extended"),
    "Held": text("Holdt tilbake", "Held back"),
    "Released": text("Ikke lenger holdt tilbake", "No longer held back"),
    "Came": text("En sak kom", "A case came"),
    "PassedOn": text("En sak ble gitt videre", "A case was passed on"),
    "Returned": text("Oppdragsgiveren hentet en fil", "The controller fetched a file"),
    "Erased": text("Filene slettet, nøkkelen ødelagt", "Files erased, key destroyed"),
    "Certified": text("Slettebevis signert", "Deletion certificate signed"),
}
