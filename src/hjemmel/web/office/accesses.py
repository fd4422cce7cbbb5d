"""Who inside may see what: the matrix of members and purposes, giving purposes, and the review each quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from hjemmel.capabilities.access.services import GrantNotTaken, NoSuchGrant
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.tokens.services import NoSuchToken
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.access import WhyAll
from hjemmel.desk import access
from hjemmel.web.office.entry import actor, signed_in, with_right

WHY_ALL = {
    WhyAll.FEW: Text(nb="Vi er så få at alle gjør alt", en="We are so few that everybody does everything"),
    WhyAll.OFFICER: Text(
        nb="Svarer på henvendelser om personvern", en="Answers people's requests about their data"
    ),
    WhyAll.STAND_IN: Text(nb="Er stedfortreder for alle", en="Stands in for everybody"),
}
CHANGED = Text(
    nb="Tilgangene er ikke lenger slik de ble vist. Se på dem igjen.",
    en="The access rights are no longer as they were shown. Look at them again.",
)
UNDECIDED = Text(
    nb="Velg for hver tilgang om den trengs.", en="Say of each access right whether it is needed."
)
NO_DAY = Text(nb="Den siste dagen er ikke en gyldig dato.", en="The last day is not a valid date.")
NEEDED, ENDS = "trengs", "slutt"
"""What is said of each access when they are gone through."""
NOBODY = Text(nb="Velg en konto.", en="Choose an account.")


@signed_in
@require_safe
def accesses(request: Any) -> HttpResponse:
    return _page(request)


@with_right(RIGHT_TO_APPROVE)
@require_POST
def give(request: Any) -> HttpResponse:
    """Let an account work with some purposes."""
    why, until = request.POST.get("hvorfor", ""), request.POST.get("til", "")
    account = request.POST.get("konto", "")
    if account not in {member.account for member in access.accesses_view().members if member.is_open}:
        return _page(request, (NOBODY,), 400)
    try:
        access.give(
            account,
            request.POST.getlist("formal"),
            actor(request),
            kinds=request.POST.getlist("gruppe"),
            ends=date.fromisoformat(until) if until else None,
            why_all=WhyAll(why) if why in {one.value for one in WhyAll} else None,
        )
    except GrantNotTaken as fault:
        return _page(request, fault.lacks, 400)
    except ValueError:
        return _page(request, (NO_DAY,), 400)
    return redirect("office:accesses")


@with_right(RIGHT_TO_APPROVE)
@require_POST
def review(request: Any) -> HttpResponse:
    """Go through every access that stands, of people and of programs: each is needed, or ends now."""
    view = access.accesses_view()
    grants = {one.grant.id: request.POST.get(f"tilgang-{one.grant.id}", "") for one in view.to_review}
    tokens = {one.token.id: request.POST.get(f"nokkel-{one.token.id}", "") for one in view.programs}
    said = {*grants.values(), *tokens.values()}
    if not said or said - {NEEDED, ENDS}:
        return _page(request, (UNDECIDED,), 400)
    try:
        access.review(
            [id for id, word in grants.items() if word == NEEDED],
            [id for id, word in grants.items() if word == ENDS],
            actor(request),
            kept_tokens=[id for id, word in tokens.items() if word == NEEDED],
            ended_tokens=[id for id, word in tokens.items() if word == ENDS],
        )
    except (NoSuchGrant, NoSuchToken):
        return _page(request, (CHANGED,), 409)
    return redirect("office:accesses")


def _page(request: Any, wrong: Iterable[Text] = (), status: int = 200) -> HttpResponse:
    view = access.accesses_view()
    names = _names()
    told = {
        "view": view,
        "members": [(names.get(member.account, member.account), member) for member in view.members],
        "holders": [
            (title, [names.get(member.account, "") for member in view.members if purpose in member.has])
            for purpose, title in view.purposes.items()
        ],
        "last": view.reviews[0] if view.reviews else None,
        "last_by": names.get(view.reviews[0].by, view.reviews[0].by) if view.reviews else "",
        "why_all": [(why.value, words) for why, words in WHY_ALL.items()],
        "may_give": request.user.has_perm(RIGHT_TO_APPROVE),
        "mine": actor(request).id,
        "wrong": tuple(wrong),
    }
    return render(request, "office/accesses.html", told, status=status)


def _names() -> Mapping[str, str]:
    users = get_user_model().objects.all()
    return {f"staff-{user.pk}": user.get_full_name() or user.get_username() for user in users}
