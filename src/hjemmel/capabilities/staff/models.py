"""What is kept against guessing. Accounts themselves are Django's own users and groups."""

from __future__ import annotations

from django.db import models


class FailedSignIns(models.Model):
    """How often signing in failed lately, for one keyed print of an account and address, or of an address."""

    whence = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        db_table = "staff_failed_sign_ins"

    def __str__(self) -> str:
        return f"{self.count} failures"
