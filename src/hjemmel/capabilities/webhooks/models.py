"""Webhooks as stored: who is told, what of, and how each delivery stands. No secret and no personal data lie here."""

from __future__ import annotations

from django.db import models


class Endpoint(models.Model):
    """An address that is told. `events` is names with a space between. What signs is derived from the vault, not kept."""

    id = models.CharField(max_length=16, primary_key=True)
    url = models.TextField()
    events = models.TextField()
    is_inside = models.BooleanField()
    """It may lie on this machine or in a private network: an approver has said so."""
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    line = models.BigIntegerField()
    """The ledger line it was made with."""

    class Meta:
        db_table = "webhook_endpoint"

    def __str__(self) -> str:
        return f"endpoint {self.id}"


class Delivery(models.Model):
    """One event to be told to one endpoint. It is tried until it is delivered, or dead."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=40)
    """The same at every try, so that whoever gets it twice knows."""
    kind = models.CharField(max_length=40)
    body = models.TextField()
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, db_index=True)
    """When it is tried next; null once it is delivered or dead."""
    status = models.PositiveSmallIntegerField(null=True)
    """What the endpoint said the last time; 0 if it said nothing."""
    delivered_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook_delivery"
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_told_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


class Seen(models.Model):
    """The last ledger line that events were read from."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "webhook_seen"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="webhook_one_seen")]

    def __str__(self) -> str:
        return f"seen {self.seq}"
