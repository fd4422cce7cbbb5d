"""The deeds of tellings: recipients are foreseen, and a step is added. Each is one ledger line, with nothing about anybody."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Collection, Mapping

from django.db import transaction

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.tellings import store
from hjemmel.capabilities.tellings.models import StoredTelling, StoredTellingStep
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
from hjemmel.engine.ports import Actor, Plain

REFERENCE_BYTES = 10
FORESEEN = "tellings-foreseen"
INSTRUCTED = "processors-instructed"
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


def _begin(request: str, plan: str, recipient: str, step: Foreseen, line: int) -> None:
    id = b32encode(secrets.token_bytes(REFERENCE_BYTES)).decode().lower()
    StoredTelling.objects.create(id=id, request=request, plan=plan, recipient=recipient)
    _store(id, 0, step, line)


def _store(id: str, number: int, step: TellingStep, line: int) -> None:
    StoredTellingStep.objects.create(
        telling_id=id, number=number, at=step.at, body=canonical(plain(step)), line=line
    )
