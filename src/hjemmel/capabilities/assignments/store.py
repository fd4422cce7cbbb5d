"""Reading assignments. Writing goes through the services."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import QuerySet

from hjemmel.capabilities.assignments.models import (
    StoredAddressFile,
    StoredAddressFilePart,
    StoredAssignment,
    StoredAssignmentCase,
    StoredAssignmentStep,
    StoredController,
)
from hjemmel.core.assignments.assignment import Assignment, AssignmentStep, Controller, Kept
from hjemmel.core.revive import revive, revive_assignment_step
from hjemmel.core.sharing.agreement import KeptAgreement
from hjemmel.engine.ports import SealedRow


def controllers() -> tuple[Controller, ...]:
    """In the order of their names."""
    return tuple(map(_controller, StoredController.objects.order_by("name", "id")))


def controller(id: str) -> Controller | None:
    found = StoredController.objects.filter(pk=id).first()
    return _controller(found) if found else None


def assignment(id: str) -> Assignment | None:
    found = _revived(StoredAssignmentStep.objects.filter(assignment_id=id))
    return found[0] if found else None


def assignments() -> tuple[Assignment, ...]:
    """All of them, the first that was opened first."""
    return _revived(StoredAssignmentStep.objects.all())


def kept() -> tuple[Kept, ...]:
    """For the probes."""
    known = {one.id: one for one in controllers()}
    return tuple(Kept(assignment=one, controller=known[one.opened.controller]) for one in assignments())


def behind(link: str, today: date) -> Assignment | None:
    """The assignment that a link leads to. `link`: the digest of its secret."""
    if not link:
        return None
    stored = StoredAssignment.objects.filter(link=link, link_until__gte=today).first()
    return assignment(stored.pk) if stored else None


def case_behind(link: str, now: datetime) -> tuple[str, int] | None:
    """The assignment and the number of the case that a link leads to. `link`: the digest of its secret."""
    found = StoredAssignmentCase.objects.filter(link=link, link_until__gte=now, text__isnull=False).first()
    if not link or found is None:
        return None
    id, _, number = found.pk.rpartition("-")
    return id, int(number)


def sealed_case(id: str, case: int) -> SealedRow | None:
    """The text of a case as it stands; None where there is none any more."""
    found = StoredAssignmentCase.objects.filter(pk=f"{id}-{case}", text__isnull=False).first()
    if found is None:
        return None
    values = {"text": bytes(found.text)}
    return SealedRow(subject=found.pk, table="assignment_case", row=found.pk, values=values)


def cases_with_text() -> tuple[tuple[str, int], ...]:
    """Every case whose text is still here."""
    names = (
        StoredAssignmentCase.objects.filter(text__isnull=False).order_by("pk").values_list("pk", flat=True)
    )
    parts = (name.rpartition("-") for name in names)
    return tuple((id, int(number)) for id, _, number in parts)


def sealed_key(file: str) -> SealedRow | None:
    """The key of a file, sealed with its assignment's; None once it is gone."""
    found = StoredAddressFile.objects.filter(pk=file).first()
    if found is None:
        return None
    values = {"key": bytes(found.key)}
    return SealedRow(subject=found.assignment_id, table="address_file", row=file, values=values)


def parts(file: str) -> Iterator[bytes]:
    """The sealed file, piece by piece: one is in hand at a time."""
    number = 0
    while True:
        piece = StoredAddressFilePart.objects.filter(file=file, number=number)
        content = piece.values_list("content", flat=True).first()
        if content is None:
            return
        yield bytes(content)
        number += 1


def _controller(found: StoredController) -> Controller:
    return Controller(
        id=found.pk,
        name=found.name,
        orgnr=found.orgnr,
        email=found.email,
        agreements=tuple(revive(one, KeptAgreement) for one in json.loads(found.agreements)),
    )


def _revived(steps: QuerySet[StoredAssignmentStep]) -> tuple[Assignment, ...]:
    found: dict[str, list[str]] = {}
    for id, body in steps.order_by("line", "number").values_list("assignment_id", "body"):
        found.setdefault(id, []).append(body)
    return tuple(
        Assignment(id=id, steps=tuple(revive_assignment_step(json.loads(body)) for body in bodies))
        for id, bodies in found.items()
    )


def line_of(id: str, step: AssignmentStep) -> int:
    """The ledger's line about this step."""
    found = assignment(id)
    number = found.steps.index(step) if found else -1
    return StoredAssignmentStep.objects.values_list("line", flat=True).get(assignment_id=id, number=number)
