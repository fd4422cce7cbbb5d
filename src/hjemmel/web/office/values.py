"""Asking for the values of a person: the purpose they are for, among those one works with, and the case if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hjemmel.core.declaration.parts import Text
from hjemmel.desk import access
from hjemmel.desk.access import NotAllowed
from hjemmel.web.office.entry import actor

LONGEST = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for. Without a purpose no value is shown."""

    purpose: str = ""
    case: str = ""
    is_refused: bool = False
    """It was asked for, and is not given: no purpose of theirs, or what is no number of a case."""
    own_purposes: Mapping[str, Text] | None = None
    """Those they work with, where they have been read."""


def asked(request: Any) -> Asked:
    """What the form asked for; nothing where it was not sent."""
    if request.method != "POST" or "vis" not in request.POST:
        return Asked()
    purpose = request.POST.get("formal", "")[:LONGEST]
    case = request.POST.get("sak", "").strip()[:LONGEST]
    try:
        mine = access.check(actor(request), purpose, case)
    except NotAllowed:
        return Asked(is_refused=True)
    return Asked(purpose=purpose, case=case, own_purposes=access.titles(mine))


def told(request: Any, what: Asked) -> dict[str, Any]:
    """What `office/ask_values.html` needs."""
    own = access.purposes(actor(request)) if what.own_purposes is None else what.own_purposes
    return {"own_purposes": own, "asked_for": what}
