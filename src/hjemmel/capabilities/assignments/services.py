"""The deeds of assignments: a controller, an agreement, a step, a file, its end. Each is one ledger line without names.

What may happen is asked by the desk, which knows the declaration; what cannot follow what has happened is refused here."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Iterable, Mapping
from datetime import datetime

from hjemmel.capabilities.assignments import store
from hjemmel.capabilities.assignments.models import (
    StoredAddressFile,
    StoredAddressFilePart,
    StoredAssignment,
    StoredAssignmentCase,
    StoredAssignmentStep,
    StoredController,
)
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.assignments.assignment import (
    Accessed,
    Assignment,
    AssignmentStep,
    Came,
    Certified,
    Completed,
    Erased,
    Extended,
    Fetched,
    FileReceived,
    FileRefused,
    Forwarded,
    Held,
    Instructed,
    Linked,
    Opened,
    PaperDestroyed,
    PaperStored,
    PassedOn,
    Released,
    Returned,
    UseRefused,
    Worked,
    may_come,
)
from hjemmel.core.declaration.parts import Text
from hjemmel.core.ledger.chain import Entry, canonical
from hjemmel.core.plan import plain
from hjemmel.core.sharing.agreement import KeptAgreement
from hjemmel.core.sharing.agreement_intake import lacks
from hjemmel.engine.ports import Actor, OpenRow, Plain
from hjemmel.engine.vault.vault import Vault

REFERENCE_BYTES = 10
TABLE, COLUMN = "address_file", "key"
"""Where the sealed key of a file stands."""
CASE_TABLE, CASE_COLUMN = "assignment_case", "text"
"""Where the sealed text of a case stands."""
KINDS: Mapping[type, str] = {
    Opened: "assignment-opened",
    Instructed: "assignment-instructed",
    Linked: "assignment-linked",
    FileReceived: "assignment-file-received",
    FileRefused: "assignment-file-refused",
    Accessed: "assignment-accessed",
    UseRefused: "assignment-use-refused",
    Worked: "assignment-worked",
    PaperStored: "assignment-paper-stored",
    PaperDestroyed: "assignment-paper-destroyed",
    Completed: "assignment-completed",
    Extended: "assignment-extended",
    Held: "assignment-held",
    Released: "assignment-released",
    Came: "assignment-case-came",
    Forwarded: "assignment-case-forwarded",
    Fetched: "assignment-case-fetched",
    PassedOn: "assignment-case-passed-on",
    Returned: "assignment-returned",
    Erased: "assignment-erased",
    Certified: "assignment-certified",
}
"""What the ledger calls each step."""
_TOLD = {"rows", "channel", "why", "use", "pieces", "batch", "boxes", "until", "held_by", "case", "matter", "files"}  # fmt: skip
"""What of a step stands in its line, besides which assignment it is."""


class NotNow(ValueError):
    """The step does not fit where the assignment stands: it was not taken."""


class NotTaken(ValueError):
    """Something is wrong with what was to be kept. `lacks` says what, in both languages."""

    def __init__(self, found: tuple[Text, ...]) -> None:
        super().__init__(" ".join(one.en for one in found))
        self.lacks = found


def add_controller(orgnr: str, name: str, email: str, actor: Actor, at: datetime) -> str:
    """A company we work for; returns its reference: the one it has, where it is known by its number already."""
    known = StoredController.objects.filter(orgnr=orgnr).first()
    id = str(known.pk) if known else _reference()
    with deed("controller-kept", actor, {"controller": id}, at) as line:
        StoredController.objects.update_or_create(
            id=id, defaults={"orgnr": orgnr, "name": name, "email": email, "line": line.seq}
        )
    return id


def keep_agreement(controller: str, agreement: KeptAgreement, actor: Actor, at: datetime) -> None:
    """Keep what was read in the processor agreement with a controller, beside any before. Raises NotTaken, NotNow."""
    if found := lacks(agreement, at.date()):
        raise NotTaken(found)
    told: dict[str, Plain] = {"controller": controller, "document": agreement.document.digest}
    with deed("controller-agreement-kept", actor, told, at) as line:
        known = store.controller(controller)
        if known is None:
            raise NotNow(controller)
        body = canonical([plain(one) for one in (*known.agreements, agreement)])
        StoredController.objects.filter(pk=controller).update(agreements=body, line=line.seq)


def open_assignment(controller: str, title: str, actor: Actor, at: datetime) -> str:
    """A new assignment for a controller; returns its reference."""
    id = _reference()
    step = Opened(at=at, by=actor.id, controller=controller, title=title)
    with deed(KINDS[Opened], actor, {"assignment": id, "controller": controller}, at) as line:
        StoredAssignment.objects.create(id=id, controller_id=controller)
        _store(id, 0, step, line)
    return id


def add(id: str, step: AssignmentStep, actor: Actor, *, link: str = "", vault: Vault | None = None) -> Entry:
    """Note that this has happened; returns the ledger's line. `link`: the digest of a new one, in place of the one before.

    What is erased takes its files with it, and the key, which needs the `vault`. Raises NotNow."""
    with deed(KINDS[type(step)], actor, _line(id, step), step.at) as line:
        one = _locked(id, step)
        if isinstance(step, Linked):
            StoredAssignment.objects.filter(pk=id).update(link=link, link_until=step.until)
        if isinstance(step, Erased):
            if vault is None:
                raise NotNow(id)
            StoredAddressFilePart.objects.filter(file__assignment=id).delete()
            StoredAddressFile.objects.filter(assignment=id).delete()
            vault.destroy([id])
        _store(id, len(one.steps), step, line)
    return line


def take_case(id: str, step: Came, text: str, vault: Vault, actor: Actor) -> None:
    """Note that a case came, and keep its text sealed under a key of its own. Raises NotNow, or a VaultFault."""
    name = _case(id, step.case)
    with deed(KINDS[Came], actor, _line(id, step), step.at) as line:
        one = _locked(id, step)
        vault.admit([name])
        row = OpenRow(subject=name, table=CASE_TABLE, row=name, values={CASE_COLUMN: text})
        (sealed,) = vault.seal([row])
        StoredAssignmentCase.objects.create(id=name, text=sealed.values[CASE_COLUMN])
        _store(id, len(one.steps), step, line)


def link_case(id: str, case: int, link: str, until: datetime, actor: Actor, at: datetime) -> None:
    """A new link to the text, in the place of any before, is about to be sent. Raises NotNow where there is no text."""
    with deed("assignment-case-linked", actor, {"assignment": id, "case": case}, at):
        there = StoredAssignmentCase.objects.filter(pk=_case(id, case), text__isnull=False)
        if not there.update(link=link, link_until=until):
            raise NotNow(id)


def forget_case(id: str, case: int, vault: Vault, actor: Actor, at: datetime) -> None:
    """The text and its key go: the controller has it."""
    with deed("assignment-case-forgotten", actor, {"assignment": id, "case": case}, at):
        name = _case(id, case)
        StoredAssignmentCase.objects.filter(pk=name).update(text=None, link="")
        vault.destroy([name])


def _case(id: str, case: int) -> str:
    return f"{id}-{case}"


def take_file(
    id: str, step: FileReceived, key: str, parts: Iterable[bytes], vault: Vault, actor: Actor
) -> None:
    """Keep a sealed file, and its key sealed with the assignment's own. Raises NotNow, or a VaultFault."""
    with deed(KINDS[FileReceived], actor, _line(id, step), step.at) as line:
        one = _locked(id, step)
        vault.admit([id])
        (sealed,) = vault.seal([OpenRow(subject=id, table=TABLE, row=step.file, values={COLUMN: key})])
        file = StoredAddressFile.objects.create(id=step.file, assignment_id=id, key=sealed.values[COLUMN])
        for number, part in enumerate(parts):
            StoredAddressFilePart.objects.create(file=file, number=number, content=part)
        _store(id, len(one.steps), step, line)


def _locked(id: str, step: AssignmentStep) -> Assignment:
    StoredAssignment.objects.select_for_update().filter(pk=id).first()
    one = store.assignment(id)
    if one is None or not may_come(one, step):
        raise NotNow(id)
    return one


def _line(id: str, step: AssignmentStep) -> dict[str, Plain]:
    written = plain(step)
    told: dict[str, Plain] = {"assignment": id}
    if isinstance(written, dict):
        told.update({name: value for name, value in written.items() if name in _TOLD})
    return told


def _store(id: str, number: int, step: AssignmentStep, line: Entry) -> None:
    StoredAssignmentStep.objects.create(
        assignment_id=id, number=number, at=step.at, body=canonical(plain(step)), line=line.seq
    )


def _reference() -> str:
    return b32encode(secrets.token_bytes(REFERENCE_BYTES)).decode().lower()
