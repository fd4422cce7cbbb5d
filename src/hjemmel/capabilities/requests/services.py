"""The deeds of requests: one is begun, a step is added, the details of an old one are forgotten.

Each is one ledger line, with the request's random reference and nothing about the person. A step that has been noted
already is not noted again: so whatever was broken off can be done once more from its beginning."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.requests import store
from hjemmel.capabilities.requests.models import StoredRequest, StoredStep
from hjemmel.capabilities.requests.store import SEALED, TABLE
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.plan import plain
from hjemmel.core.request import (
    Answered,
    Approved,
    Circumstances,
    Closed,
    Corrected,
    Decided,
    Delivered,
    Drafted,
    Executed,
    Extended,
    IdentityAsked,
    IdentityProven,
    Life,
    Matched,
    No,
    Noticed,
    Opened,
    Planned,
    Received,
    RefusedRequest,
    Reminded,
    Reviewed,
    Step,
    TakenBack,
    ToldOfLifting,
    is_repeated,
    why_not,
)
from hjemmel.engine.ports import Actor, OpenRow, Plain
from hjemmel.engine.vault.vault import Vault

REFERENCE_BYTES = 10
"""80 random bits, written as 16 signs."""

KINDS: Mapping[type, str] = {
    Drafted: "request-drafted",
    Received: "request-received",
    Matched: "request-matched",
    IdentityAsked: "request-identity-asked",
    IdentityProven: "request-identity-proven",
    Corrected: "request-corrected",
    Decided: "request-decided",
    ToldOfLifting: "request-lifting-told",
    Extended: "request-extended",
    Noticed: "request-extension-told",
    Reminded: "request-reminded",
    Planned: "request-planned",
    Reviewed: "request-reviewed",
    Approved: "request-approved",
    Executed: "request-executed",
    RefusedRequest: "request-refused",
    Answered: "request-answered",
    Delivered: "request-delivered",
    Opened: "request-opened",
    TakenBack: "request-taken-back",
    Closed: "request-closed",
}
"""What the ledger calls each step."""
_TOLD = {"way", "right", "reason", "digest", "days", "outcome", "method", "level"}
"""What of a step stands in its line, besides which request it is."""


class NotTaken(ValueError):
    """The step was not taken; `no` says why, in both languages."""

    def __init__(self, no: No) -> None:
        super().__init__(no.en)
        self.no = no


class NoSuchRequest(LookupError):
    """No request has this reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Who asks and what they wrote. Sealed at once, and shown to nobody who has not asked for it."""

    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    """Where the answer goes."""
    identities: str = field(default="", repr=False)
    """What they are known by, one a line: addresses, numbers."""
    words: str = field(default="", repr=False)


def begin(
    vault: Vault, step: Drafted | Received, details: Details, by: Circumstances, actor: Actor, at: datetime
) -> str:
    """A request came, or something that may be one. Returns its reference. Raises NotTaken, a VaultFault."""
    id = _new_reference()
    _allowed(Life(id=id, steps=()), step, by)
    with deed(KINDS[type(step)], actor, _line(id, step), at) as line:
        vault.admit([id])
        StoredRequest.objects.create(id=id)
        _seal(
            vault,
            id,
            {
                name: text
                for name in ("name", "contact", "identities", "words")
                if (text := getattr(details, name))
            },
        )
        _store(id, 0, step, line.seq)
    return id


def add(
    vault: Vault,
    id: str,
    step: Step,
    by: Circumstances,
    actor: Actor,
    *,
    sealed: Mapping[str, str] | None = None,
) -> bool:
    """Note that this has happened, with what goes with it sealed. Whether it was news.

    Raises NotTaken if it may not come now, and NoSuchRequest."""
    with transaction.atomic():
        if not StoredRequest.objects.select_for_update().filter(pk=id).exists():
            raise NoSuchRequest(id)
        life = store.life(id)
        if is_repeated(life, step):
            return False
        _allowed(life, step, by)
        with deed(KINDS[type(step)], actor, _line(id, step), step.at) as line:
            _seal(vault, id, sealed or {})
            _store(id, len(life.steps), step, line.seq)
    return True


def keep_before(vault: Vault, id: str, before: str, number: int, actor: Actor, at: datetime) -> None:
    """The values as they were before a correction, sealed with the request. `before`: those of all its corrections."""
    with deed("request-before-kept", actor, {"request": id, "correction": number}, at):
        _seal(vault, id, {"before": before})


def forget(vault: Vault, id: str, actor: Actor, at: datetime) -> None:
    """The details go with their key. What was done, and when, stays."""
    with deed("request-forgotten", actor, {"request": id}, at):
        StoredRequest.objects.filter(pk=id).update(forgotten_at=at, **dict.fromkeys(SEALED))
        vault.destroy([id])


def _new_reference() -> str:
    return b32encode(secrets.token_bytes(REFERENCE_BYTES)).decode().lower()


def _allowed(life: Life, step: Step, by: Circumstances) -> None:
    no = why_not(life, step, by)
    if no:
        raise NotTaken(no)


def _line(id: str, step: Step) -> dict[str, Plain]:
    told: dict[str, Plain] = {"request": id}
    written = plain(step)
    if isinstance(written, dict):
        told.update(
            {"plan" if name == "digest" else name: value for name, value in written.items() if name in _TOLD}
        )
    return told


def _seal(vault: Vault, id: str, values: Mapping[str, str]) -> None:
    if values:
        (row,) = vault.seal([OpenRow(subject=id, table=TABLE, row=id, values=dict(values))])
        StoredRequest.objects.filter(pk=id).update(**row.values)


def _store(id: str, number: int, step: Step, line: int) -> None:
    StoredStep.objects.create(
        request_id=id, number=number, at=step.at, body=canonical(plain(step)), line=line
    )
