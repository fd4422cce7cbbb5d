"""Imports as stored: what was decided about a file, how far it has come, and the numbers of rows put aside. No values:
these stand in the file alone, which is removed."""

from __future__ import annotations

from django.db import models


class ImportedFile(models.Model):
    """A file of rows, by a random name. `stage` tells whether it still lies on disk."""

    id = models.CharField(max_length=32, primary_key=True)
    digest = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    drop_on = models.DateField()
    stage = models.CharField(max_length=10, db_index=True)
    terms = models.TextField(null=True)
    counts = models.TextField()
    last_row = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "import_file"

    def __str__(self) -> str:
        return f"import {self.id}"


class RowAside(models.Model):
    """A row that was not taken at once, by its number in the file."""

    file = models.ForeignKey(ImportedFile, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=10)
    choice = models.CharField(max_length=10, null=True)
    amiss = models.TextField(default="")
    """What kept it out, as `core.imported.written` writes it: codes, and no value."""

    class Meta:
        db_table = "import_row"
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return f"row {self.number} of {self.file_id}"


class ExcusedNotice(models.Model):
    """Somebody who need not be told that we hold data about them, and on what ground (Art. 14(5))."""

    person = models.CharField(max_length=32, primary_key=True)
    """The key of the row in the register: it tells nothing of anybody."""
    excuse = models.CharField(max_length=10)
    at = models.DateTimeField()
    line = models.BigIntegerField()
    """The ledger line it was decided with."""

    class Meta:
        db_table = "import_excused_notice"

    def __str__(self) -> str:
        return f"excused {self.pk}"
