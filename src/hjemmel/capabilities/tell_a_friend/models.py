"""When a trial address was told of a page, and where it was found afterwards. No address, not even the trial's own."""

from __future__ import annotations

from django.db import models


class StoredFriendTrial(models.Model):
    """One trial."""

    sent_at = models.DateTimeField(db_index=True)
    sought_at = models.DateTimeField(null=True)
    found_in = models.CharField(max_length=100, blank=True)
    unread = models.CharField(max_length=100, blank=True)

    class Meta:
        db_table = "friend_trial"

    def __str__(self) -> str:
        return f"friend trial {self.pk}"
