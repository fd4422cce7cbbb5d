"""Disclosures: what waits, what was given, and the form for a new one with everything that stands against it.

Who it is about travels in the form alone. The document that shows the ground is read for its digest, and let go."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hjemmel.capabilities.disclosures.services import AtItsEnd
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.output.disclosure_text import GROUNDS, NEEDS
from hjemmel.core.sharing.disclosure import Allowed, Decision, Need, Refused, Waits, approvals_needed
from hjemmel.core.terms import DisclosureGround
from hjemmel.desk import disclosures as desk
from hjemmel.desk import office
from hjemmel.desk.disclosures import Asking, DisclosureView, MayNotApprove
from hjemmel.desk.one_person import NotOnePerson
from hjemmel.web.office.entry import actor, signed_in, with_right
from hjemmel.web.office.words import names_of

LONGEST = 200
T = TypeVar("T", bound=Enum)

NOBODY = Text(nb="Vi fant ingen med det du skrev.", en="We found nobody with what you wrote.")
SEVERAL = Text(
    nb="Flere personer har det du skrev. Skriv noe som bare én har, for eksempel kundenummeret.",
    en="Several people have what you wrote. Write something that only one has, such as the customer number.",
)
ENDED = Text(
    nb="Utleveringen er gitt eller forkastet, eller du har godkjent den før. Ingenting er gjort.",
    en="The disclosure has been given or dropped, or you have approved it before. Nothing was done.",
)
NO_GROUND = Text(nb="Velg hva som er grunnen.", en="Choose what the ground is.")
NOT_ALLOWED = Text(
    nb="Noe står i veien nå. Ingenting er ført.", en="Something stands in the way now. Nothing was noted."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One that waits, as the reader sees it: what is lacking, what stands against it, who has said yes."""

    view: DisclosureView
    reasons: tuple[Any, ...]
    lacking: int
    approvers: tuple[str, ...]
    may_be_given: bool
    approved_by_me: bool

    @property
    def needed(self) -> int:
        return approvals_needed(self.view.kept.disclosure.ground)


@signed_in
@require_safe
def disclosures(request: Any) -> HttpResponse:
    return _list(request)


@with_right(RIGHT_TO_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """First whom to; then what, why, and whom it is about."""
    recipients = office.current_map().declaration.recipients
    chosen = (request.POST if request.method == "POST" else request.GET).get("mottaker", "")
    if chosen not in recipients:
        return render(request, "office/disclosure_new.html", {"recipients": recipients.items()})
    if request.method != "POST":
        return _form(request, chosen)
    ground = _one_of(DisclosureGround, request.POST.get("grunn", ""))
    if ground is None:
        return _form(request, chosen, trouble=NO_GROUND, status=400)
    return _asked(request, _asking(request, chosen, ground))


@with_right(RIGHT_TO_WORK)
@require_POST
def answer(request: Any, number: int) -> HttpResponse:
    """Approve it, note that it was handed over, or drop it."""
    try:
        decision = _done(request, number)
    except AtItsEnd:
        return _list(request, trouble=ENDED, status=409)
    except Failure as failure:
        return _list(request, failure=failure, status=503)
    if isinstance(decision, Refused) or (
        request.POST.get("svar") == "gitt" and not isinstance(decision, Allowed)
    ):
        return _list(request, trouble=NOT_ALLOWED, status=409)
    return redirect("office:disclosures")


# ---- inside -------------------------------------------------------------------------------------------------


def _done(request: Any, number: int) -> Decision | None:
    match request.POST.get("svar"):
        case "ja":
            try:
                return desk.approve(number, actor(request))
            except MayNotApprove:
                raise PermissionDenied from None
        case "gitt":
            return desk.give(number, actor(request))
        case "dropp":
            desk.drop(number, actor(request))
            return None
        case _:
            raise Http404


def _asked(request: Any, asked: Asking) -> HttpResponse:
    try:
        answered = desk.disclose(asked, actor(request))
    except NotOnePerson as error:
        trouble = SEVERAL if error.count else NOBODY
        return _form(request, asked.recipient, trouble=trouble, status=400)
    except Failure as failure:
        return _form(request, asked.recipient, failure=failure, status=503)
    if isinstance(answered.decision, Refused):
        return _form(request, asked.recipient, reasons=answered.decision.reasons, status=409)
    return redirect("office:disclosures")


def _asking(request: Any, recipient: str, ground: DisclosureGround) -> Asking:
    posted = request.POST
    document = request.FILES.get("dokument")
    return Asking(
        identity=posted.get("hvem", "")[:LONGEST],
        recipient=recipient,
        ground=ground,
        purposes=tuple(posted.getlist("formal")),
        categories=tuple(posted.getlist("opplysning")),
        reference=posted.get("nummer", "")[:LONGEST],
        law=posted.get("lov", "")[:LONGEST],
        covers=frozenset(posted.getlist("omfatter")),
        need=_one_of(Need, posted.get("behov", "")),
        proof=_digest(document) if document else "",
    )


def _digest(document: Any) -> str:
    made = hashlib.sha256()
    for chunk in document.chunks():
        made.update(chunk)
    return made.hexdigest()


def _one_of(kind: type[T], word: str) -> T | None:
    return next((one for one in kind if one.value == word), None)


def _form(request: Any, recipient: str, status: int = 200, **told: Any) -> HttpResponse:
    declaration = office.current_map().declaration
    named = {name: one for name, one in declaration.purposes.items() if recipient in one.recipients}
    posted = request.POST
    shown = {
        **told,
        "key": recipient,
        "recipient": declaration.recipients[recipient],
        "purposes": named.items(),
        "categories": declaration.categories.items(),
        "grounds": [(one.value, words) for one, words in GROUNDS.items()],
        "needs": [(one.value, words) for one, words in NEEDS.items()],
        "posted": posted,
        "ticked_purposes": posted.getlist("formal") or (list(named) if len(named) == 1 else []),
        "ticked": posted.getlist("opplysning"),
        "covered": posted.getlist("omfatter"),
    }
    return render(request, "office/disclosure_form.html", shown, status=status)


def _list(request: Any, status: int = 200, **told: Any) -> HttpResponse:
    who = actor(request)
    recipient, ground = request.GET.get("mottaker", ""), request.GET.get("grunn", "")
    waiting = desk.waiting(who)
    names = names_of(one.by for view in waiting for one in view.kept.disclosure.approvals)
    shown = {
        **told,
        "waiting": [_shown(view, who.id, names) for view in waiting],
        "ended": desk.newest(who, recipient, ground),
        "recipients": office.current_map().declaration.recipients.items(),
        "grounds": [(one.value, words) for one, words in GROUNDS.items()],
        "recipient": recipient,
        "ground": ground,
        "may_approve": request.user.has_perm(RIGHT_TO_APPROVE),
    }
    return render(request, "office/disclosures.html", shown, status=status)


def _shown(view: DisclosureView, me: str, names: Any) -> Shown:
    approvers = [one.by for one in view.kept.disclosure.approvals]
    decision = view.decision
    return Shown(
        view=view,
        reasons=decision.reasons if isinstance(decision, Refused) else (),
        lacking=decision.lacking if isinstance(decision, Waits) else 0,
        approvers=tuple(names.get(one, one) for one in approvers),
        may_be_given=isinstance(decision, Allowed),
        approved_by_me=me in approvers,
    )
