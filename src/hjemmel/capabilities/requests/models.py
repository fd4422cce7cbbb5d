"""Requests as stored: steps that are only ever added to, and details sealed under a key that each request has to itself."""

from __future__ import annotations

from django.db import models


class StoredRequest(models.Model):
    """One request. What is sealed is NULL when there is none of it, and once it has been forgotten."""

    id = models.CharField(max_length=16, primary_key=True)
    name = models.BinaryField(null=True)
    contact = models.BinaryField(null=True)
    identities = models.BinaryField(null=True)
    words = models.BinaryField(null=True)
    about = models.BinaryField(null=True)
    reason = models.BinaryField(null=True)
    corrections = models.BinaryField(null=True)
    before = models.BinaryField(null=True)
    decision = models.BinaryField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "request"

    def __str__(self) -> str:
        return f"request {self.id}"


class StoredStep(models.Model):
    """One thing that happened to it, as its value was written. Numbered from 0, without gaps."""

    request = models.ForeignKey(StoredRequest, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    body = models.TextField()
    line = models.PositiveBigIntegerField()

    class Meta:
        db_table = "request_step"
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="one_step_a_number"),
        ]

    def __str__(self) -> str:
        return f"request {self.request_id}, step {self.number}"
