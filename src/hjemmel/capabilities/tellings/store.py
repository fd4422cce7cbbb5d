"""Reading tellings. Writing goes through the services."""

from __future__ import annotations

import json

from django.db.models import QuerySet

from hjemmel.capabilities.tellings.models import StoredTellingStep
from hjemmel.core.revive import revive_telling_step
from hjemmel.core.sharing.telling import Telling


def telling(id: str) -> Telling | None:
    found = _revived(StoredTellingStep.objects.filter(telling_id=id))
    return found[0] if found else None


def tellings() -> tuple[Telling, ...]:
    """All of them, the first that was foreseen first."""
    return _revived(StoredTellingStep.objects.all())


def of_request(id: str) -> tuple[Telling, ...]:
    return _revived(StoredTellingStep.objects.filter(telling__request=id))


def of_plan(plan: str) -> tuple[Telling, ...]:
    return _revived(StoredTellingStep.objects.filter(telling__plan=plan))


def is_foreseen(plan: str) -> bool:
    """It has been found who must be told of what this plan changes."""
    return StoredTellingStep.objects.filter(telling__plan=plan).exists()


def _revived(steps: QuerySet[StoredTellingStep]) -> tuple[Telling, ...]:
    found: dict[str, Telling] = {}
    wanted = steps.order_by("line", "telling_id", "number").values_list(
        "telling_id", "telling__request", "telling__plan", "telling__recipient", "body"
    )
    for id, request, plan, recipient, body in wanted:
        before = found[id].steps if id in found else ()
        step = revive_telling_step(json.loads(body))
        found[id] = Telling(id=id, request=request, plan=plan, recipient=recipient, steps=(*before, step))
    return tuple(found.values())
