"""What is kept beside the accounts, which are Django's own users and groups."""

from __future__ import annotations

from django.conf import settings
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


class ClosedAccount(models.Model):
    """An account that nobody signs in to any more, and since when."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    closed_at = models.DateTimeField()
    line = models.BigIntegerField()
    """The ledger line it was closed with."""

    class Meta:
        db_table = "staff_closed"

    def __str__(self) -> str:
        return f"staff-{self.pk}, closed"
