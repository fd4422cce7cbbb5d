"""Agreements as stored: one row each time something was read or changed, its value as typed JSON. The newest stands."""

from __future__ import annotations

from django.db import models


class StoredAgreement(models.Model):
    """What is known of the agreement with one recipient, or was known until a newer word."""

    recipient = models.CharField(max_length=63)
    """Its key in the declaration."""
    body = models.TextField()
    recorded_at = models.DateTimeField()
    line = models.BigIntegerField()
    """The ledger line it was recorded with."""
    replaced_by_line = models.BigIntegerField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "agreement"
        constraints = [
            models.UniqueConstraint(
                fields=["recipient"],
                condition=models.Q(replaced_by_line__isnull=True),
                name="agreement_one_stands",
            )
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"
