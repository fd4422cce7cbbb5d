"""Triage as stored: what came is sealed with a key of its own, and goes with the key when somebody decides."""

from __future__ import annotations

from django.db import models


class TriageItem(models.Model):
    """One thing that came. `text` is NULL once it has been decided on."""

    id = models.CharField(max_length=32, primary_key=True)
    channel = models.CharField(max_length=60)
    received_on = models.DateField()
    text = models.BinaryField(null=True)
    decision = models.CharField(max_length=12, null=True)
    decided_on = models.DateField(null=True)
    law = models.CharField(max_length=120, default="")

    class Meta:
        db_table = "triage_item"

    def __str__(self) -> str:
        return f"triage {self.id}"
