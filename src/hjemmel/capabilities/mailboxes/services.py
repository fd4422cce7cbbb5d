"""The deeds of mailboxes: one was read, a message became a draft, a trial was begun and came to its end.

Each is one ledger line, with our own folder or address in it and nothing about whoever wrote."""

from __future__ import annotations

from datetime import datetime

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.mailboxes.models import MailboxTrial, MailDraft, ReadUpTo
from hjemmel.engine.ports import Actor, Plain


def read_to(
    collection: str, uidvalidity: int, uid: int, drafts: int, left: int, actor: Actor, at: datetime
) -> None:
    """The folder has been read up to this message: so many became drafts, and so many were left aside."""
    content: dict[str, Plain] = {"collection": collection, "drafts": drafts, "left": left}
    with deed("mailbox-read", actor, content, at):
        _move(collection, uidvalidity, uid, at)


def drafted(
    mark: str,
    collection: str,
    uidvalidity: int,
    uid: int,
    request: str,
    looks: str,
    actor: Actor,
    at: datetime,
) -> None:
    """The message is the draft of this request. Raises IntegrityError if it has become one already."""
    with deed("mail-drafted", actor, {"collection": collection, "request": request, "looks": looks}, at):
        MailDraft.objects.create(
            mark=mark,
            collection=collection,
            uidvalidity=uidvalidity,
            uid=uid,
            request=request,
            looks=looks,
            at=at,
        )
        _move(collection, uidvalidity, uid, at)


def begin_trial(id: str, address: str, actor: Actor, at: datetime) -> None:
    """A message is about to be sent to this mailbox of ours."""
    with deed("mailbox-tried", actor, {"address": address}, at):
        MailboxTrial.objects.create(id=id, address=address, sent_at=at)


def find_trial(id: str, address: str, actor: Actor, at: datetime) -> None:
    """The message was found in the mailbox."""
    with deed("mailbox-answered", actor, {"address": address}, at):
        MailboxTrial.objects.filter(pk=id, found_at=None).update(found_at=at, trouble="")


def fail_trial(id: str, address: str, trouble: str, actor: Actor, at: datetime) -> None:
    """It came to nothing."""
    with deed("mailbox-silent", actor, {"address": address, "trouble": trouble}, at):
        MailboxTrial.objects.filter(pk=id, found_at=None).update(trouble=trouble)


def _move(collection: str, uidvalidity: int, uid: int, at: datetime) -> None:
    ReadUpTo.objects.update_or_create(
        pk=collection, defaults={"uidvalidity": uidvalidity, "uid": uid, "at": at}
    )
