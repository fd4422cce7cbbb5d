"""Assignments: what is done for controllers, what is due when, and each deed that can be done with one.

Addresses stand on no page. A file is taken out for one use of the instruction, and that is on record first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.core.assignments.assignment import (
    Accessed,
    AssignmentStep,
    FileRefused,
    State,
    Use,
    UseRefused,
    Worked,
    why_not_used,
)
from hjemmel.core.assignments.words import (
    AT_END,
    BASES,
    CHANNELS,
    FILE_REFUSED,
    HELD_BY,
    MATTERS,
    STATES,
    USES,
    WORKED,
)
from hjemmel.core.declaration.parts import Text
from hjemmel.core.letters.certificate import FILE
from hjemmel.core.mail.address_file import NO_ADDRESS, NOT_TAKEN, PERHAPS
from hjemmel.desk import address_files
from hjemmel.desk import assignments as desk
from hjemmel.desk.assignments import AssignmentView, NoProcessor, NotNow, NotTaken, Refused
from hjemmel.web.office.assignment_forms import Form, beginnings, forms_of
from hjemmel.web.office.entry import actor, signed_in, with_right
from hjemmel.web.office.fields import NotAnswered, answers, text
from hjemmel.web.office.words import names_of

LARGEST = 30_000_000
"""A signed document of thousands of pages is smaller."""
NOT_SO = text(
    "Oppdraget er ikke lenger slik det ble vist. Ingenting er gjort.",
    "The assignment is no longer as it was shown. Nothing was done.",
)


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
    form = next((one for one in beginnings() if one.slug == slug), None)
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


@with_right(RIGHT_TO_WORK)
@require_POST
@_of_a_processor
def mailed(request: Any) -> HttpResponse:
    """Somebody has seen to the address files that came by e-mail."""
    address_files.looked_at(actor(request))
    return redirect("office:assignments")


def _list(request: Any, wrong_in: str = "", wrong: tuple[Text, ...] = ()) -> HttpResponse:
    views = desk.views()
    told = {
        "standing_ones": [(one, STATES[one.state]) for one in views if one.state is not State.ENDED],
        "ended": [one for one in views if one.state is State.ENDED],
        "overdue": sum(one.is_overdue for one in views),
        "late": sum(one.late_cases for one in views),
        "controllers": desk.controllers(),
        "mailed": [
            (one, MAILED[one.file.trouble] if one.file.trouble else None) for one in address_files.views()
        ],
        "mailed_news": address_files.news(),
        "forms": beginnings(),
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
    form = next((one for one in forms_of(view) if one.slug == slug), None)
    if form is None:
        return _page(request, view, wrong=(NOT_SO,), status=409)
    if not request.user.has_perm(form.right):
        raise PermissionDenied
    try:
        form.do(id, answers(form.fields, request.POST), _digest(request, form), actor(request))
    except (NotAnswered, Refused, NotTaken) as refused:
        return _page(request, _found(id), wrong_in=slug, wrong=_wrong(refused), status=400)
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
        "cases": [
            (case, MATTERS[case.matter], case.is_late(view.now), case.is_unfetched(view.now))
            for case in one.cases
        ],
        "refused": one.all(UseRefused),
        "steps": [(step, _words(step), names.get(step.by, step.by)) for step in reversed(one.steps)],
        "forms": [form for form in forms_of(view) if may_approve or form.right == RIGHT_TO_WORK],
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


MAILED: Mapping[str, Text] = {
    NO_ADDRESS: text("Avsenderen får ikke noe svar: meldingen har ingen å svare.", "The sender gets no answer: the message has nobody to answer."),
    NOT_TAKEN: text("Svaret kom ikke fram til avsenderen.", "The answer did not reach the sender."),
    PERHAPS: text("Svaret kan ha gått til avsenderen. Det sendes ikke på nytt.", "The answer may have gone to the sender. It is not sent again."),
}  # fmt: skip
"""What became of an answer that is not known to have arrived."""
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
    "Forwarded": text("En lenke til en sak ble sendt", "A link to a case was sent"),
    "Fetched": text("Oppdragsgiveren hentet en sak", "The controller fetched a case"),
    "PassedOn": text("En sak ble gitt videre", "A case was passed on"),
    "Returned": text("Oppdragsgiveren hentet en fil", "The controller fetched a file"),
    "Erased": text("Filene slettet, nøkkelen ødelagt", "Files erased, key destroyed"),
    "Certified": text("Slettebevis signert", "Deletion certificate signed"),
}
