"""What is stored of mailings. Whom a message went to stands as the key of a row and the mark of an address, never as the
address or a name."""

from __future__ import annotations

from django.db import models


class StoredMailing(models.Model):
    """A mailing as it was prepared. Its content is `core.mailing.Mailing` as typed JSON, and does not change."""

    id = models.CharField(max_length=32, primary_key=True)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    """Of what is sent and to whom: what is approved."""
    purpose = models.CharField(max_length=64)
    channel = models.CharField(max_length=64)
    sort = models.CharField(max_length=12)
    list = models.CharField(max_length=130)
    """The collection it was prepared for; empty for people who were named one by one."""
    unknown = models.PositiveIntegerField(default=0)
    """How many of those named nobody here has."""
    made_at = models.DateTimeField(db_index=True)
    line = models.BigIntegerField()
    dropped_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=32, default="")
    """Who is sending just now: no two do."""
    held_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "mailing"

    def __str__(self) -> str:
        return f"mailing {self.pk[:8]}"


class StoredMailingApproval(models.Model):
    """A named person said yes to this content and this list; once."""

    mailing = models.OneToOneField(StoredMailing, on_delete=models.PROTECT, primary_key=True)
    by_id = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    line = models.BigIntegerField()

    class Meta:
        db_table = "mailing_approval"

    def __str__(self) -> str:
        return f"approval of {self.pk[:8]}"


class StoredRecipient(models.Model):
    """One person of the list: what was decided, when the sending was begun, and what became of it."""

    mailing = models.ForeignKey(StoredMailing, on_delete=models.PROTECT)
    collection = models.CharField(max_length=130)
    key = models.TextField()
    """Of the row that holds the address, as JSON."""
    mark = models.CharField(max_length=80, blank=True)
    """What stands for the address: by it a no is respected also when the row is gone."""
    reference = models.CharField(max_length=32, unique=True)
    """Stands in the message's id and, with a seal, in its link."""
    listed_at = models.DateTimeField()
    reason = models.CharField(max_length=40)
    """Why, by the newest decision."""
    receipt = models.CharField(max_length=64)
    """The digest of that decision's receipt."""
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    """Empty as long as it waits."""
    code = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=11, blank=True)
    bounced_at = models.DateTimeField(null=True)
    bounce = models.CharField(max_length=11, blank=True)
    said_no_at = models.DateTimeField(null=True)
    line = models.BigIntegerField(null=True)
    """The ledger line that binds the outcome."""

    class Meta:
        db_table = "mailing_recipient"
        indexes = [models.Index(fields=["mailing", "outcome"], name="mailing_by_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "collection", "key"], name="mailing_person_once"),
            models.UniqueConstraint(
                fields=["mailing", "mark"], condition=~models.Q(mark=""), name="mailing_address_once"
            ),
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk}"


class StoredAsking(models.Model):
    """Somebody was asked to confirm a consent. The link works once, and for a few days."""

    reference = models.CharField(max_length=32, primary_key=True)
    collection = models.CharField(max_length=130)
    key = models.TextField()
    mark = models.CharField(max_length=80)
    purpose = models.CharField(max_length=64)
    channel = models.CharField(max_length=64)
    """The marketing channel that is asked for."""
    given_through = models.CharField(max_length=64)
    """Where the person asked for it: the web, the counter."""
    text_version = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    address = models.BinaryField(null=True)
    """Sealed with a key of its own, and gone with it when it is no longer needed: once the letter has gone to somebody we
    know, once somebody we did not know has confirmed, or on the last day."""
    letter = models.CharField(max_length=16, blank=True, db_index=True)
    """What became of the letter with the link. Empty as long as it waits."""
    letter_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mailing_asking"

    def __str__(self) -> str:
        return f"asking {self.reference[:8]}"


class StoredNotice(models.Model):
    """A notice of Art. 14 that was sent to somebody by e-mail: begun before it left, and what became of it."""

    person = models.CharField(max_length=32, primary_key=True)
    """The key of the row in the register: it tells nothing of anybody."""
    mark = models.CharField(max_length=80)
    """What stands for the address."""
    reference = models.CharField(max_length=32, unique=True)
    """Stands in the message's id."""
    receipt = models.CharField(max_length=64)
    """The digest of the words that were sent."""
    begun_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    """Empty as long as nobody knows how it ended."""
    code = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=11, blank=True)
    bounced_at = models.DateTimeField(null=True)
    bounce = models.CharField(max_length=11, blank=True)
    line = models.BigIntegerField(null=True)
    """The ledger line that binds the outcome."""

    class Meta:
        db_table = "mailing_notice"

    def __str__(self) -> str:
        return f"notice {self.reference[:8]}"


class StoredChangeRun(models.Model):
    """The telling of a major change of the statement: one for each version, and how far it had come when it was last looked at."""

    version = models.PositiveIntegerField(primary_key=True)
    begun_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    concerned = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    """Have an e-mail address, and have not been told."""
    by_letter = models.PositiveIntegerField(default=0)
    """Have none that works, and no letter has gone."""
    complete_at = models.DateTimeField(null=True)
    """When it was first seen that nobody was left."""

    class Meta:
        db_table = "change_run"

    def __str__(self) -> str:
        return f"telling of version {self.pk}"


class StoredChangeNotice(models.Model):
    """One person of it: begun before the e-mail left or put on the list for letters, and what became of it."""

    version = models.PositiveIntegerField()
    collection = models.CharField(max_length=130)
    key = models.TextField()
    """Of the person's own row, as JSON."""
    mark = models.CharField(max_length=80, blank=True)
    """What stands for the address; empty for a letter."""
    reference = models.CharField(max_length=32, unique=True)
    """Stands in the message's id."""
    receipt = models.CharField(max_length=64)
    """The digest of the words that were sent."""
    begun_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    """Empty as long as nobody knows how it ended."""
    code = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=11, blank=True)
    bounced_at = models.DateTimeField(null=True)
    bounce = models.CharField(max_length=11, blank=True)
    line = models.BigIntegerField(null=True)
    """The ledger line that binds the outcome."""

    class Meta:
        db_table = "change_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "mark"], condition=~models.Q(mark=""), name="change_address_once"
            ),
            models.UniqueConstraint(
                fields=["version", "collection", "key"],
                condition=models.Q(mark=""),
                name="change_letter_once",
            ),
        ]

    def __str__(self) -> str:
        return f"change notice {self.reference[:8]}"
