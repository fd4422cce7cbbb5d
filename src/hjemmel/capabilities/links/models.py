"""When a link that we publish was tried, and what was there. The addresses are our own declaration's."""

from __future__ import annotations

from django.db import models


class LinkTrial(models.Model):
    """A link was tried once."""

    address = models.TextField()
    tried_at = models.DateTimeField(db_index=True)
    found = models.CharField(max_length=16)

    class Meta:
        db_table = "link_trial"

    def __str__(self) -> str:
        return f"{self.address}: {self.found}"
