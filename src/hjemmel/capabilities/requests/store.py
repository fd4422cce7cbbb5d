"""Reading requests. Writing goes through the services."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from hjemmel.capabilities.requests.models import StoredRequest, StoredStep
from hjemmel.core.request import Life
from hjemmel.core.revive import revive_step
from hjemmel.engine.ports import SealedRow

TABLE = "request"
SEALED = (
    "name", "contact", "identities", "words", "about", "reason", "corrections", "before", "decision",
)  # fmt: skip
"""The columns that are sealed."""


def life(id: str) -> Life:
    """Everything that has happened to it; nothing where there is no such request."""
    return Life(id=id, steps=tuple(revive_step(json.loads(step.body)) for step in _steps(id)))


def lives() -> tuple[Life, ...]:
    """All requests, the first that was begun first."""
    found: dict[str, list[str]] = {}
    for id, body in StoredStep.objects.order_by("line").values_list("request_id", "body"):
        found.setdefault(id, []).append(body)
    return tuple(
        Life(id=id, steps=tuple(revive_step(json.loads(body)) for body in bodies))
        for id, bodies in found.items()
    )


def is_there(id: str) -> bool:
    return StoredRequest.objects.filter(pk=id).exists()


def sealed(ids: Iterable[str]) -> tuple[SealedRow, ...]:
    """The details of these as they stand; what has been forgotten is left out."""
    rows = StoredRequest.objects.filter(pk__in=list(ids), forgotten_at__isnull=True)
    return tuple(_sealed(row) for row in rows)


def forgotten(id: str) -> datetime | None:
    """When its details went; None while they stand."""
    found: datetime | None = StoredRequest.objects.values_list("forgotten_at", flat=True).get(pk=id)
    return found


def remembered() -> frozenset[str]:
    """The requests whose details still stand."""
    return frozenset(StoredRequest.objects.filter(forgotten_at__isnull=True).values_list("pk", flat=True))


def _steps(id: str) -> Iterable[StoredStep]:
    return StoredStep.objects.filter(request_id=id).order_by("number")


def _sealed(row: StoredRequest) -> SealedRow:
    there = {name: getattr(row, name) for name in SEALED}
    return SealedRow(
        subject=row.pk,
        table=TABLE,
        row=row.pk,
        values={name: None if value is None else bytes(value) for name, value in there.items()},
    )
