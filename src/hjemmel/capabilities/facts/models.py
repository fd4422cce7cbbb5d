"""Facts as stored: one row a fact, its value as typed JSON. A newer word takes the place of an older one."""

from __future__ import annotations

from django.db import models


class StoredFact(models.Model):
    """A fact that stands, or stood. `identity` tells which facts speak of the same thing."""

    kind = models.CharField(max_length=40, db_index=True)
    identity = models.CharField(max_length=64)
    body = models.TextField()
    recorded_at = models.DateTimeField()
    line = models.BigIntegerField()
    """The ledger line it was recorded with."""
    replaced_by_line = models.BigIntegerField(null=True)
    replaced_at = models.DateTimeField(null=True)
    """When a newer word took its place: from then on it is kept as proof of what was, and not for ever."""

    class Meta:
        db_table = "fact"
        constraints = [
            models.UniqueConstraint(
                fields=["identity"],
                condition=models.Q(replaced_by_line__isnull=True),
                name="fact_one_stands",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
