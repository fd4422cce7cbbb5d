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


class StoredRoll(models.Model):
    """Whom one processor is told of after one sweep. Its id is the subject of a key of its own."""

    id = models.CharField(max_length=16, primary_key=True)
    plan = models.CharField(max_length=64)
    recipient = models.CharField(max_length=80)
    overtaken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "telling_roll"
        constraints = [models.UniqueConstraint(fields=["plan", "recipient"], name="one_roll_a_recipient")]

    def __str__(self) -> str:
        return f"roll {self.id}"


class StoredRollPart(models.Model):
    """Some of the people on it, sealed; NULL once they are gone."""

    roll = models.ForeignKey(StoredRoll, on_delete=models.PROTECT, related_name="parts")
    action = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    collection = models.CharField(max_length=130)
    people = models.PositiveIntegerField()
    is_settled = models.BooleanField(default=False)
    content = models.BinaryField(null=True)

    class Meta:
        db_table = "telling_roll_part"
        constraints = [models.UniqueConstraint(fields=["roll", "number"], name="one_roll_part_a_number")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.roll_id}"
