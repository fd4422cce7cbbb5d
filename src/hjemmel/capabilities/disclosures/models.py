"""Disclosures as stored: what was asked for once, and each step after it; and files for directory enquiries, row by row. The
database refuses to change any of it.

Whose data it is stands as the collection and key of the subject's own row, as in facts. There is no column for free text."""

from __future__ import annotations

from django.db import models


class StoredDisclosure(models.Model):
    """Somebody's data, to a recipient, on a ground, as it was asked for."""

    collection = models.CharField(max_length=130)
    key = models.CharField(max_length=400)
    """The key of the row, as canonical JSON."""
    recipient = models.CharField(max_length=63)
    ground = models.CharField(max_length=20)
    purposes = models.TextField()
    categories = models.TextField()
    reference = models.CharField(max_length=60)
    law = models.CharField(max_length=160)
    covers = models.TextField()
    need = models.CharField(max_length=20)
    proof = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    line = models.BigIntegerField()
    """The ledger line it was asked for with."""

    class Meta:
        db_table = "disclosure"
        indexes = [models.Index(fields=["collection", "key"], name="disclosure_about")]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"


class DisclosureStep(models.Model):
    """One thing that was done with it: approved, given, or dropped."""

    APPROVED, GIVEN, DROPPED = "approved", "given", "dropped"

    disclosure = models.ForeignKey(StoredDisclosure, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    line = models.BigIntegerField()

    class Meta:
        db_table = "disclosure_step"
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "by"],
                condition=models.Q(kind="approved"),
                name="disclosure_approved_once_by_each",
            ),
            models.UniqueConstraint(
                fields=["disclosure"],
                condition=models.Q(kind__in=["given", "dropped"]),
                name="disclosure_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.disclosure_id} {self.kind}"


class StoredFeed(models.Model):
    """A file that was made for directory enquiries. What stood in it is kept nowhere; of it there is a digest."""

    recipient = models.CharField(max_length=63)
    number = models.IntegerField()
    """Counts the recipient's files."""
    purpose = models.CharField(max_length=63)
    ground = models.CharField(max_length=20)
    categories = models.TextField()
    digest = models.CharField(max_length=64)
    is_whole = models.BooleanField()
    listed = models.IntegerField()
    removed = models.IntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    line = models.BigIntegerField()

    class Meta:
        db_table = "disclosure_feed"
        constraints = [
            models.UniqueConstraint(fields=["recipient", "number"], name="disclosure_feed_counted")
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"


class StoredFeedRow(models.Model):
    """One row of a file: whose data it was, which listing, how much it told, and a mark of what it said."""

    feed = models.ForeignKey(StoredFeed, on_delete=models.CASCADE)
    collection = models.CharField(max_length=130)
    """Of the own row of whoever was listed, with its key."""
    key = models.CharField(max_length=400)
    row_collection = models.CharField(max_length=130)
    """Of the row with the listing, with its key."""
    row_key = models.CharField(max_length=400)
    level = models.CharField(max_length=10)
    mark = models.CharField(max_length=64)
    replaced_at = models.DateTimeField(null=True)
    """When the recipient was told otherwise; at once where the row takes somebody out. Until then it may show what stands here,
    and we must know that."""

    class Meta:
        db_table = "disclosure_feed_row"
        indexes = [
            models.Index(fields=["collection", "key"], name="disclosure_feed_about"),
            models.Index(fields=["row_collection", "row_key"], name="disclosure_feed_of"),
        ]

    def __str__(self) -> str:
        return f"feed row {self.pk}"
