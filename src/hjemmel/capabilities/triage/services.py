"""The deeds of triage: receiving a thing, and deciding about it. Each is one ledger line without its content."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.triage.models import TriageItem
from hjemmel.core.intake.triage import Decision
from hjemmel.core.sharing.disclosure import is_section
from hjemmel.engine.ports import Actor, OpenRow
from hjemmel.engine.vault.vault import Vault

TABLE, COLUMN = "triage_item", "text"
"""Where the sealed text stands."""


class NotDecided(ValueError):
    """It is not there, was decided on before, or is kept by a law that nobody names: a section, and no other words."""


def receive(vault: Vault, text: str, channel: str, received_on: date, actor: Actor, at: datetime) -> str:
    """Something came. Returns its random name. Raises a VaultFault."""
    id = uuid4().hex
    with deed("triage-received", actor, {"channel": channel}, at):
        vault.admit([id])
        (sealed,) = vault.seal([OpenRow(subject=id, table=TABLE, row=id, values={COLUMN: text})])
        TriageItem.objects.create(id=id, channel=channel, received_on=received_on, text=sealed.values[COLUMN])
    return id


def decide(
    vault: Vault, id: str, decision: Decision, law: str, day: date, actor: Actor, at: datetime
) -> None:
    """What becomes of it. Its content is blanked and its key destroyed, whatever was decided. Raises NotDecided."""
    if decision is Decision.KEPT_BY_LAW and not is_section(law.strip()):
        raise NotDecided(id)
    with deed("triage-decided", actor, {"decision": decision.value}, at):
        waits = TriageItem.objects.filter(pk=id, decision__isnull=True)
        named = law.strip() if decision is Decision.KEPT_BY_LAW else ""
        if not waits.update(text=None, decision=decision.value, decided_on=day, law=named):
            raise NotDecided(id)
        vault.destroy([id])
