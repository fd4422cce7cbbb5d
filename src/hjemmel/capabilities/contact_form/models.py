"""Messages of the contact form. What was written lies here sealed, with a key of its own, until the mail server has taken
it; then its key is destroyed. What is left tells when, about what, and whether it arrived."""

from __future__ import annotations

from django.db import models


class FormMessage(models.Model):
    """One message, whether it waits or has gone."""

    reference = models.CharField(max_length=32, primary_key=True)
    """Stands in the message's id, and in the form it was written in."""
    topic = models.CharField(max_length=64)
    visitor = models.CharField(max_length=64, blank=True, db_index=True)
    """What stands for where the form was sent from; emptied after a day."""
    is_trial = models.BooleanField(default=False)
    """We wrote it ourselves, to see whether it arrives."""
    taken_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True, db_index=True)
    """What became of it. Empty as long as it waits."""
    words = models.BinaryField(null=True)
    """Who wrote, and what: sealed, and gone when it has been handed over or given up."""

    class Meta:
        db_table = "contact_form_message"

    def __str__(self) -> str:
        return f"message {self.reference[:8]}"
