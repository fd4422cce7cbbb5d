"""Tellings as stored: steps that are only ever added to."""

from __future__ import annotations

from django.db import models


class StoredTelling(models.Model):
    """One recipient of what one plan changes."""

    id = models.CharField(max_length=16, primary_key=True)
    request = models.CharField(max_length=16, db_index=True)
    plan = models.CharField(max_length=64)
    recipient = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "telling"
        constraints = [models.UniqueConstraint(fields=["plan", "recipient"], name="one_telling_a_recipient")]

    def __str__(self) -> str:
        return f"telling {self.id}"


class StoredTellingStep(models.Model):
    """One thing that happened to it, as its value was written. Numbered from 0, without gaps."""

    telling = models.ForeignKey(StoredTelling, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    body = models.TextField()
    line = models.PositiveBigIntegerField()

    class Meta:
        db_table = "telling_step"
        constraints = [
            models.UniqueConstraint(fields=["telling", "number"], name="one_telling_step_a_number")
        ]

    def __str__(self) -> str:
        return f"telling {self.telling_id}, step {self.number}"
