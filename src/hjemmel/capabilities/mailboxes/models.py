"""How far our mailboxes have been read, which messages became drafts of requests, and whether mail to them arrives.

No address of anybody else, and no word of a message, is kept here."""

from __future__ import annotations

from django.db import models


class ReadUpTo(models.Model):
    """How far a folder has been read. When it has numbered its messages anew, it is read from the beginning."""

    collection = models.CharField(max_length=130, primary_key=True)
    uidvalidity = models.PositiveBigIntegerField()
    uid = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "mailbox_read"

    def __str__(self) -> str:
        return f"{self.collection}, read to {self.uid}"


class MailDraft(models.Model):
    """A message that became a draft: where it lies, so that it can be found there for as long as it is kept."""

    mark = models.CharField(max_length=100, primary_key=True)
    """A keyed digest of the message's own id: the same message in another folder is no other draft."""
    collection = models.CharField(max_length=130)
    uidvalidity = models.PositiveBigIntegerField()
    uid = models.PositiveBigIntegerField()
    request = models.CharField(max_length=16, unique=True)
    looks = models.CharField(max_length=20)
    """What it seemed to be about."""
    at = models.DateTimeField()

    class Meta:
        db_table = "mailbox_draft"

    def __str__(self) -> str:
        return f"draft {self.request}"


class MailboxTrial(models.Model):
    """A message that was sent to one of our own mailboxes to see whether it arrives."""

    id = models.CharField(max_length=32, primary_key=True)
    address = models.CharField(max_length=254)
    sent_at = models.DateTimeField()
    found_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "mailbox_trial"

    def __str__(self) -> str:
        return f"trial {self.id}"


class RefusedFile(models.Model):
    """A message with an address file, which was put aside: where, and what its sender was told."""

    mark = models.CharField(max_length=100, primary_key=True)
    """A keyed digest of the message's own id, by which it is found again."""
    collection = models.CharField(max_length=130)
    came_at = models.DateTimeField()
    controller = models.CharField(max_length=16, blank=True)
    moved_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True)
    gone_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mailed_address_file"

    def __str__(self) -> str:
        return f"address file in {self.collection}"
