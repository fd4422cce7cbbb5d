"""Wrapped keys, and the marks of those that were destroyed. No key stands here in clear, and no name of anybody."""

from __future__ import annotations

from django.db import models


class StoredKey(models.Model):
    """A subject's key, wrapped under a master key. Lies in the key store alone."""

    subject = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    master = models.CharField(max_length=16, db_index=True)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "keys_wrapped"
        constraints = [
            models.UniqueConstraint(fields=["subject", "version"], name="keys_one_of_each_version")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.version}"


class RetiredMaster(models.Model):
    """A master key that was taken out of use: nothing is wrapped under it, and nothing may be. In the key store alone."""

    name = models.CharField(max_length=16, primary_key=True)

    class Meta:
        db_table = "keys_retired"

    def __str__(self) -> str:
        return self.name


class Tombstone(models.Model):
    """Keys of this subject were destroyed, and must never come back, not even with a restored key store.

    The same table is in the key store and beside the data: whichever of them is restored, the other one remembers."""

    subject = models.CharField(max_length=64, primary_key=True)
    last = models.PositiveIntegerField(null=True)
    """Keys up to this version were replaced and are gone. Empty: all are gone, and there will be no new one."""
    at = models.DateTimeField()

    class Meta:
        db_table = "keys_tombstone"

    def __str__(self) -> str:
        return f"{self.subject} {'all' if self.last is None else self.last}"
