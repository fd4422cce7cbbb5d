"""Reading what is kept of mailboxes. Writing goes through the services."""

from __future__ import annotations

from hjemmel.capabilities.mailboxes.models import MailboxTrial, MailDraft, ReadUpTo, RefusedFile
from hjemmel.core.mail.address_file import MailedFile
from hjemmel.core.mail.mailbox import Trial


def position(collection: str, uidvalidity: int) -> int | None:
    """The last message that was read; None if the folder was never read, or has been numbered anew since."""
    found: int | None = (
        ReadUpTo.objects.filter(pk=collection, uidvalidity=uidvalidity).values_list("uid", flat=True).first()
    )
    return found


def is_drafted(mark: str) -> bool:
    return MailDraft.objects.filter(pk=mark).exists()


def draft_of(request: str) -> MailDraft | None:
    """Where the message lies that the request came by; None if it came otherwise."""
    return MailDraft.objects.filter(request=request).first()


def requests() -> tuple[str, ...]:
    """The requests that came by mail and were read in here, the newest first."""
    return tuple(MailDraft.objects.order_by("-at").values_list("request", flat=True))


def trials() -> tuple[Trial, ...]:
    """Every trial, the first that was sent first."""
    return tuple(map(_trial, MailboxTrial.objects.order_by("sent_at", "id")))


def open_trials(address: str) -> tuple[tuple[str, Trial], ...]:
    """Those of this mailbox that have not come to their end, with the name each was sent under."""
    found = MailboxTrial.objects.filter(address=address, found_at=None, trouble="").order_by("sent_at", "id")
    return tuple((one.id, _trial(one)) for one in found)


def refused_files() -> tuple[MailedFile, ...]:
    """Every address file that came by mail, the first first."""
    return tuple(map(_file, RefusedFile.objects.order_by("came_at", "pk")))


def _file(row: RefusedFile) -> MailedFile:
    return MailedFile(
        mark=row.mark,
        collection=row.collection,
        came_at=row.came_at,
        controller=row.controller,
        moved_at=row.moved_at,
        begun_at=row.begun_at,
        answered_at=row.answered_at,
        trouble=row.trouble,
        gone_at=row.gone_at,
        looked_at=row.looked_at,
    )


def _trial(row: MailboxTrial) -> Trial:
    return Trial(address=row.address, sent_at=row.sent_at, found_at=row.found_at, trouble=row.trouble)
