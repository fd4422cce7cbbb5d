"""Rolls as stored: reading them, and the engine's `Rolls`. Writing goes through the services."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet, Sum

from hjemmel.capabilities.tellings import services
from hjemmel.capabilities.tellings.models import StoredRoll, StoredRollPart
from hjemmel.capabilities.tellings.services import ROLL_COLUMN, ROLL_TABLE
from hjemmel.core.sharing.roll import Enrolled, Roll, RollPart
from hjemmel.engine.ports import Actor, SealedRow
from hjemmel.engine.vault.vault import Vault


class StoredRolls:
    """The engine's `Rolls`. The vault is opened when there is somebody to enrol."""

    def __init__(self, vault: Callable[[], Vault], clock: Callable[[], datetime]) -> None:
        self.vault, self.clock = vault, clock

    def is_closed(self, plan: str) -> bool:
        return StoredRoll.objects.filter(plan=plan, closed_at__isnull=False).exists()

    def unsettled(self, plan: str, action: int) -> Iterable[RollPart]:
        return _parts(
            StoredRollPart.objects.filter(roll__plan=plan, action=action, is_settled=False), self.vault
        )

    def add(
        self,
        plan: str,
        recipient: str,
        action: int,
        collection: str,
        people: Sequence[Enrolled],
        actor: Actor,
    ) -> None:
        services.enrol(
            self.vault(),
            plan,
            recipient,
            action,
            collection,
            _written(people),
            len(people),
            actor,
            self.clock(),
        )

    def settle(self, part: RollPart, people: Sequence[Enrolled], actor: Actor) -> None:
        services.settle(self.vault(), part.id, _written(people), len(people), actor, self.clock())


def open_rolls() -> tuple[Roll, ...]:
    """Those that are not closed."""
    return tuple(map(_roll, StoredRoll.objects.filter(closed_at__isnull=True).order_by("pk")))


def there() -> tuple[Roll, ...]:
    """Those that are closed, and still hold people."""
    found = StoredRoll.objects.filter(closed_at__isnull=False, gone_at__isnull=True)
    return tuple(map(_roll, found.order_by("pk")))


def of_plan(plan: str) -> tuple[Roll, ...]:
    return tuple(map(_roll, StoredRoll.objects.filter(plan=plan).order_by("pk")))


def roll(plan: str, recipient: str) -> Roll | None:
    found = StoredRoll.objects.filter(plan=plan, recipient=recipient).first()
    return _roll(found) if found else None


def parts(id: str, vault: Callable[[], Vault]) -> Iterator[RollPart]:
    """The people on it; some of them are in hand at a time."""
    return _parts(StoredRollPart.objects.filter(roll=id), vault)


def _parts(found: QuerySet[StoredRollPart], vault: Callable[[], Vault]) -> Iterator[RollPart]:
    numbers = list(found.filter(content__isnull=False).order_by("number").values_list("pk", flat=True))
    if not numbers:
        return
    opened = vault()
    for number in numbers:
        part = StoredRollPart.objects.select_related("roll").get(pk=number)
        if part.content is None:
            continue
        row = SealedRow(
            subject=part.roll_id,
            table=ROLL_TABLE,
            row=f"{part.roll_id}.{part.number}",
            values={ROLL_COLUMN: bytes(part.content)},
        )
        (clear,) = opened.open([row])
        yield RollPart(
            id=part.pk,
            plan=part.roll.plan,
            action=part.action,
            collection=part.collection,
            people=tuple(_read(clear.values[ROLL_COLUMN] or "[]")),
        )


def _roll(found: StoredRoll) -> Roll:
    held = found.parts.filter(people__gt=0)
    return Roll(
        id=found.pk,
        plan=found.plan,
        recipient=found.recipient,
        overtaken_at=found.overtaken_at,
        closed_at=found.closed_at,
        gone_at=found.gone_at,
        people=held.aggregate(sum=Sum("people"))["sum"] or 0,
        collections=tuple(dict.fromkeys(held.order_by("number").values_list("collection", flat=True))),
    )


def _written(people: Iterable[Enrolled]) -> str:
    return json.dumps([[one.key, one.signs, one.is_partly] for one in people], ensure_ascii=False)


def _read(text: str) -> Iterator[Enrolled]:
    for key, signs, is_partly in json.loads(text):
        told = tuple((kind, value) for kind, value in signs)
        yield Enrolled(key=tuple(key), signs=told, is_partly=is_partly)
