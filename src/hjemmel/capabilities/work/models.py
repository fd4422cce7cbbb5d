"""One row a job. It is a wake-up and no more: what has been done stands where the job does its work."""

from __future__ import annotations

from django.db import models


class Wakeup(models.Model):
    """When a job is next due, and how it went last."""

    name = models.CharField(max_length=40, primary_key=True)
    due_at = models.DateTimeField()
    holder = models.CharField(max_length=32, blank=True)
    """The worker that does it now, by a random name; empty if none does."""
    held_until = models.DateTimeField(null=True)
    """By the machine's clock. A worker that lives moves it; past it, the worker is gone."""
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When it last came to its end without trouble."""
    done = models.PositiveIntegerField(default=0)
    """How much it did then."""
    failures = models.PositiveIntegerField(default=0)
    """How often in a row it has failed."""
    trouble = models.CharField(max_length=60, blank=True)
    """What kind of trouble it was last: never its text, which may hold anything."""

    class Meta:
        db_table = "work_wakeup"

    def __str__(self) -> str:
        return f"job {self.name}"
