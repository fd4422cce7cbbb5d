"""Assignments as stored: controllers, steps that are only ever added to, and files that nobody reads without the key."""

from __future__ import annotations

from django.db import models


class StoredController(models.Model):
    """A company we work for."""

    id = models.CharField(max_length=16, primary_key=True)
    orgnr = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254)
    """A mailbox of the company: requests and incidents are passed on to it."""
    agreements = models.TextField(default="[]")
    """What was read in each agreement there has been, as typed JSON, the newest last."""
    line = models.BigIntegerField()
    """The ledger line of what is newest here."""

    class Meta:
        db_table = "controller"

    def __str__(self) -> str:
        return f"controller {self.id}"


class StoredAssignment(models.Model):
    """One assignment. `link` is a digest of the secret in the controller's link; empty where there is none."""

    id = models.CharField(max_length=16, primary_key=True)
    controller = models.ForeignKey(StoredController, on_delete=models.PROTECT, related_name="assignments")
    link = models.CharField(max_length=64, blank=True, db_index=True)
    link_until = models.DateField(null=True)
    """The last day on which the link works."""

    class Meta:
        db_table = "assignment"

    def __str__(self) -> str:
        return f"assignment {self.id}"


class StoredAssignmentStep(models.Model):
    """One thing that happened to it, as its value was written. Numbered from 0, without gaps."""

    assignment = models.ForeignKey(StoredAssignment, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    body = models.TextField()
    line = models.PositiveBigIntegerField()

    class Meta:
        db_table = "assignment_step"
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="one_assignment_step_a_number")
        ]

    def __str__(self) -> str:
        return f"assignment {self.assignment_id}, step {self.number}"


class StoredAddressFile(models.Model):
    """A file that was received. `key` is the file's own, sealed with the assignment's; the row goes when the file goes."""

    id = models.CharField(max_length=32, primary_key=True)
    assignment = models.ForeignKey(StoredAssignment, on_delete=models.PROTECT, related_name="files")
    key = models.BinaryField()

    class Meta:
        db_table = "address_file"

    def __str__(self) -> str:
        return f"address file {self.id}"


class StoredAddressFilePart(models.Model):
    """A piece of the sealed file."""

    file = models.ForeignKey(StoredAddressFile, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "address_file_part"
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_address_file_part")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.file_id}"


class StoredAssignmentCase(models.Model):
    """What somebody wrote about an assignment's data, for the controller alone. `text` is NULL once it is passed on and gone."""

    id = models.CharField(max_length=32, primary_key=True)
    """The assignment's reference and the number of the case."""
    text = models.BinaryField(null=True)
    link = models.CharField(max_length=64, blank=True, db_index=True)
    """The digest of the secret in the controller's link."""
    link_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "assignment_case"

    def __str__(self) -> str:
        return f"case {self.id}"
