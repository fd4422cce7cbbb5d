"""What every page's frame needs: language, whose house it is, which version stands, and how people reach us."""

from __future__ import annotations

from typing import Any

from django.utils.functional import SimpleLazyObject

from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.desk import contact_form, visits
from hjemmel.desk.published import NothingPublished, Published, published


def shell(request: Any) -> dict[str, Any]:
    """`standing` is what is published, or None; read only where a page asks for it."""
    return {
        "lang": getattr(request, "lang", "nb"),
        "standing": SimpleLazyObject(_standing),
        "ways": SimpleLazyObject(_ways),
        "may_work": SimpleLazyObject(lambda: request.user.has_perm(RIGHT_TO_WORK)),
    }


def _standing() -> Published | None:
    try:
        return published()
    except NothingPublished:
        return None


def _ways() -> dict[str, bool]:
    """The pages by which people reach us, those that are declared. Read only where a page asks for it."""
    try:
        return {"contact": contact_form.is_offered(), "own_page": visits.is_offered()}
    except NothingPublished:
        return {}
