"""Grants as they were given, and what each review said of them. A grant that has ended stays, for the log to be read by."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class StoredGrant(models.Model):
    """Purposes for one account."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    purposes = models.TextField()
    """Names, with spaces between."""
    kinds = models.TextField()
    begins = models.DateField()
    ends = models.DateField(null=True)
    why_all = models.CharField(max_length=20)
    """Empty where it is not every purpose."""
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=60)
    line = models.BigIntegerField()
    """The ledger line it was given with."""
    ended_at = models.DateTimeField(null=True)
    ended_line = models.BigIntegerField(null=True)

    class Meta:
        db_table = "access_grant"

    def __str__(self) -> str:
        return f"grant {self.pk}"


class StoredReview(models.Model):
    """That one grant was gone through, and whether it was kept. Rows of one review share their line."""

    grant = models.ForeignKey(StoredGrant, on_delete=models.CASCADE)
    kept = models.BooleanField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    line = models.BigIntegerField()

    class Meta:
        db_table = "access_review"

    def __str__(self) -> str:
        return f"review of grant {self.grant_id}"
