"""Tasks as stored: steps that are only ever added to, and a digest of the link by which somebody outside may answer."""

from __future__ import annotations

from django.db import models


class StoredTask(models.Model):
    """One task. `link` is empty where nobody outside may answer it, and once somebody has."""

    id = models.CharField(max_length=16, primary_key=True)
    of = models.CharField(max_length=120, unique=True)
    """What asked for it."""
    plan = models.CharField(max_length=64, blank=True, db_index=True)
    request = models.CharField(max_length=16, blank=True, db_index=True)
    link = models.CharField(max_length=64, blank=True, db_index=True)
    """A digest of the secret in the link."""
    link_until = models.DateField(null=True)
    """The last day on which the link works."""

    class Meta:
        db_table = "task"

    def __str__(self) -> str:
        return f"task {self.id}"


class StoredTaskStep(models.Model):
    """One thing that happened to it, as its value was written. Numbered from 0, without gaps."""

    task = models.ForeignKey(StoredTask, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    body = models.TextField()
    line = models.PositiveBigIntegerField()

    class Meta:
        db_table = "task_step"
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="one_task_step_a_number")]

    def __str__(self) -> str:
        return f"task {self.task_id}, step {self.number}"
