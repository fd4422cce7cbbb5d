"""Access tokens as stored. A secret is never stored, and no answer can be read by whoever has the database alone."""

from __future__ import annotations

from django.db import models


class StoredToken(models.Model):
    """A token. `purposes` and `rights` are names with a space between."""

    id = models.CharField(max_length=16, primary_key=True)
    name = models.CharField(max_length=60)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    purposes = models.TextField()
    rights = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    line = models.BigIntegerField()
    """The ledger line it was made with."""

    class Meta:
        db_table = "access_token"

    def __str__(self) -> str:
        return f"api-{self.id}"


class Requests(models.Model):
    """How often a token has asked since a moment: all processes count in the same place."""

    token = models.OneToOneField(StoredToken, on_delete=models.CASCADE, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        db_table = "access_token_requests"

    def __str__(self) -> str:
        return f"{self.count} requests"


class KeptAnswer(models.Model):
    """What a request with an idempotency key was answered with, for a day. No status: it is being worked on."""

    token = models.ForeignKey(StoredToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    """A digest of the key."""
    request = models.CharField(max_length=64)
    """A keyed digest of method, address and body."""
    begun_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    """Sealed so that only whoever asks again, with the same token and key, opens it."""

    class Meta:
        db_table = "access_token_answer"
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="access_token_one_answer")]

    def __str__(self) -> str:
        return f"answer {self.pk}"
