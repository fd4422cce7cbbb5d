"""The deeds of mailboxes: one was read, a message became a draft or was refused, a trial was begun and came to its end.

Each is one ledger line, with our own folder or address in it and nothing about whoever wrote."""

from __future__ import annotations

from datetime import datetime

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.mailboxes.models import MailboxTrial, MailDraft, ReadUpTo, RefusedFile
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


def refuse_file(
    mark: str, collection: str, controller: str, came_at: datetime, actor: Actor, at: datetime
) -> None:
    """An address file was found in this folder. One that had been put aside before has come once more, or was put back."""
    with deed("mailed-file-refused", actor, {"collection": collection, "controller": controller}, at):
        RefusedFile.objects.update_or_create(
            mark=mark,
            defaults={"collection": collection, "moved_at": None, "gone_at": None, "looked_at": None},
            create_defaults={"collection": collection, "controller": controller, "came_at": came_at},
        )


def put_aside(marks: tuple[str, ...], collection: str, actor: Actor, at: datetime) -> None:
    """They lie in this folder now."""
    with deed("mailed-file-aside", actor, {"collection": collection, "files": len(marks)}, at):
        RefusedFile.objects.filter(pk__in=marks, moved_at=None).update(collection=collection, moved_at=at)


def begin_answer(mark: str, actor: Actor, at: datetime) -> None:
    """Whoever sent it is about to be answered."""
    with deed("mailed-file-answering", actor, {}, at):
        RefusedFile.objects.filter(pk=mark, answered_at=None).update(begun_at=at)


def answered(mark: str, actor: Actor, at: datetime) -> None:
    """The answer has left."""
    with deed("mailed-file-answered", actor, {}, at):
        RefusedFile.objects.filter(pk=mark).update(answered_at=at, trouble="")


def not_answered(mark: str, trouble: str, actor: Actor, at: datetime) -> None:
    """The answer did not leave: blank, it is tried again the next time; else that is the end of it."""
    with deed("mailed-file-not-answered", actor, {"trouble": trouble}, at):
        RefusedFile.objects.filter(pk=mark).update(begun_at=None, trouble=trouble)


def gone(marks: tuple[str, ...], collection: str, actor: Actor, at: datetime) -> None:
    """These messages lie in the folder no more."""
    with deed("mailed-file-gone", actor, {"collection": collection, "files": len(marks)}, at):
        RefusedFile.objects.filter(pk__in=marks, gone_at=None).update(gone_at=at)


def look_at_files(actor: Actor, at: datetime) -> int:
    """Somebody has seen to those that have come; returns how many."""
    with deed("mailed-file-looked-at", actor, {}, at):
        return int(RefusedFile.objects.filter(looked_at=None).update(looked_at=at))


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
