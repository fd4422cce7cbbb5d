"""Published versions, and what was seen of them on the website. The bytes are what was published; everything else is read from them again."""

from __future__ import annotations

from django.db import models


class PublishedVersion(models.Model):
    """One published version of the declaration."""

    number = models.PositiveIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    published_at = models.DateTimeField()
    applies_at = models.DateTimeField()
    """From when it stands: at once, or the beginning of a day to come."""
    published_by = models.CharField(max_length=60)
    notes = models.TextField(blank=True)
    line = models.BigIntegerField()
    """The ledger line it was published with."""

    class Meta:
        db_table = "declaration_version"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"version {self.number}"


class ChangeLook(models.Model):
    """The statement's page was asked for once while it was to show what a version changed."""

    version = models.PositiveIntegerField(db_index=True)
    at = models.DateTimeField()
    seen = models.CharField(max_length=16)

    class Meta:
        db_table = "declaration_change_look"

    def __str__(self) -> str:
        return f"version {self.version}: {self.seen}"
