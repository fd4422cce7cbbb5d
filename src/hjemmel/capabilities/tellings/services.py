"""The deeds of tellings: recipients are foreseen, and a step is added. Each is one ledger line, with nothing about anybody."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.tellings import store
from hjemmel.capabilities.tellings.models import (
    StoredRoll,
    StoredRollPart,
    StoredTelling,
    StoredTellingStep,
)
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.plan import plain
from hjemmel.core.sharing.telling import (
    NOBODY,
    Confirmed,
    Foreseen,
    HandedOver,
    Heard,
    Looked,
    Reminded,
    TellingStep,
    Told,
    may_come,
)
from hjemmel.engine.ports import Actor, OpenRow, Plain
from hjemmel.engine.vault.vault import Vault

REFERENCE_BYTES = 10
FORESEEN = "tellings-foreseen"
INSTRUCTED = "processors-instructed"
ROLL_TABLE, ROLL_COLUMN = "telling_roll_part", "content"
"""Where people on a roll stand, sealed."""
KINDS: Mapping[type, str] = {
    Told: "telling-told",
    Reminded: "telling-reminded",
    Heard: "telling-heard",
    Looked: "telling-looked-at",
    HandedOver: "telling-handed-over",
    Confirmed: "telling-confirmed",
}
"""What the ledger calls each step."""


class NotNow(ValueError):
    """It is at its end, or that has been done: the step was not taken."""


def foresee(request: str, plan: str, recipients: Collection[str], step: Foreseen, actor: Actor) -> bool:
    """These are to be told once this plan has been carried out; none: nobody has it. Whether it was news: what has been found
    stands, for what told of it may be gone when it is looked for again."""
    names = list(dict.fromkeys(recipients)) or [NOBODY]
    with transaction.atomic():
        if StoredTelling.objects.select_for_update().filter(plan=plan).exists():
            return False
        told: dict[str, Plain] = {"request": request, "recipients": len([name for name in names if name])}
        with deed(FORESEEN, actor, told, step.at) as line:
            for name in names:
                _begin(request, plan, name, step, line.seq)
    return True


def instruct(plan: str, recipients: Collection[str], step: Foreseen, actor: Actor) -> int:
    """These processors are to erase, for what has this name has ended; none: nobody has to. Returns to how many it was news."""
    names = list(dict.fromkeys(recipients)) or [NOBODY]
    with transaction.atomic():
        known = (
            StoredTelling.objects.select_for_update().filter(plan=plan).values_list("recipient", flat=True)
        )
        new = [name for name in names if name not in set(known)]
        if not new:
            return 0
        with deed(INSTRUCTED, actor, {"recipients": len([name for name in new if name])}, step.at) as line:
            for name in new:
                _begin("", plan, name, step, line.seq)
    return len([name for name in new if name])


def add(id: str, step: TellingStep, actor: Actor) -> None:
    """Note that this has happened. Raises NotNow."""
    with transaction.atomic():
        stored = StoredTelling.objects.select_for_update().filter(pk=id).first()
        telling = store.telling(id)
        if stored is None or telling is None or not may_come(telling, step):
            raise NotNow(id)
        told: dict[str, Plain] = {"recipient": telling.recipient}
        if telling.request:
            told["request"] = telling.request
        if isinstance(step, Confirmed):
            told["word"] = step.word.value
        if isinstance(step, HandedOver) and step.why:
            told["why"] = step.why.value
        with deed(KINDS[type(step)], actor, told, step.at) as line:
            _store(id, len(telling.steps), step, line.seq)


def enrol(
    vault: Vault,
    plan: str,
    recipient: str,
    action: int,
    collection: str,
    people: str,
    count: int,
    actor: Actor,
    at: datetime,
) -> None:
    """These people's own rows are about to go by this plan, and this processor will be told whose did. Raises a VaultFault,
    and NotNow where the roll is closed."""
    with deed("processor-roll-begun", actor, {"plan": plan, "recipient": recipient, "people": count}, at):
        roll, is_new = StoredRoll.objects.get_or_create(
            plan=plan, recipient=recipient, defaults={"id": _reference()}
        )
        if roll.closed_at is not None:
            raise NotNow(roll.pk)
        if is_new:
            vault.admit([roll.pk])
        number = roll.parts.count()
        content = _sealed(vault, roll.pk, number, people)
        StoredRollPart.objects.create(
            roll=roll, action=action, number=number, collection=collection, people=count, content=content
        )


def settle(vault: Vault, id: int, people: str, count: int, actor: Actor, at: datetime) -> None:
    """Of this part of a roll these went, and no others. Raises a VaultFault."""
    with deed("processor-roll-settled", actor, {"people": count}, at):
        part = StoredRollPart.objects.select_for_update().get(pk=id)
        part.content = _sealed(vault, part.roll_id, part.number, people)
        part.people, part.is_settled = count, True
        part.save(update_fields=["content", "people", "is_settled"])


def overtake(id: str, actor: Actor, at: datetime) -> None:
    """The sweep has broken off for good. What was under way when that was seen comes to its end before the roll is closed."""
    with deed("processor-roll-overtaken", actor, {"roll": id}, at):
        StoredRoll.objects.filter(pk=id, overtaken_at__isnull=True).update(overtaken_at=at)


def close(id: str, actor: Actor, at: datetime) -> None:
    """It holds those who went: nobody comes on it or off it any more."""
    with deed("processor-roll-closed", actor, {"roll": id}, at):
        StoredRoll.objects.filter(pk=id, closed_at__isnull=True).update(closed_at=at)


def let_roll_go(vault: Vault, id: str, actor: Actor, at: datetime) -> None:
    """The people on it go with their key, so that copies are noise. That there was one, and of how many, is left."""
    with deed("processor-roll-gone", actor, {"roll": id}, at):
        StoredRollPart.objects.filter(roll=id).update(content=None)
        StoredRoll.objects.filter(pk=id).update(gone_at=at)
        vault.destroy([id])


def _sealed(vault: Vault, roll: str, number: int, people: str) -> bytes | None:
    row = OpenRow(subject=roll, table=ROLL_TABLE, row=f"{roll}.{number}", values={ROLL_COLUMN: people})
    (sealed,) = vault.seal([row])
    return sealed.values[ROLL_COLUMN]


def _reference() -> str:
    return b32encode(secrets.token_bytes(REFERENCE_BYTES)).decode().lower()


def _begin(request: str, plan: str, recipient: str, step: Foreseen, line: int) -> None:
    id = _reference()
    StoredTelling.objects.create(id=id, request=request, plan=plan, recipient=recipient)
    _store(id, 0, step, line)


def _store(id: str, number: int, step: TellingStep, line: int) -> None:
    StoredTellingStep.objects.create(
        telling_id=id, number=number, at=step.at, body=canonical(plain(step)), line=line
    )
