"""Packages as stored. Neither the content nor the link can be read by whoever has this database alone."""

from __future__ import annotations

from django.db import models


class Package(models.Model):
    """One package. `key` is the file's key, sealed with a key of the package's own; NULL once the package is gone."""

    id = models.CharField(max_length=32, primary_key=True)
    request = models.CharField(max_length=32, db_index=True)
    """The request's random reference."""
    right = models.CharField(max_length=20)
    lang = models.CharField(max_length=2)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    size = models.BigIntegerField()
    rows = models.BigIntegerField()
    key = models.BinaryField(null=True)
    token = models.CharField(max_length=64, null=True, unique=True)
    """A digest of the secret in the link. NULL: it has not been delivered, or is gone."""
    delivered_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "answer_package"

    def __str__(self) -> str:
        return f"package {self.id}"


class Part(models.Model):
    """A piece of the sealed file."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "answer_package_part"
        constraints = [models.UniqueConstraint(fields=["package", "number"], name="answer_package_one_part")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.package_id}"


class Opening(models.Model):
    """Somebody fetched the package."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField()

    class Meta:
        db_table = "answer_package_opening"

    def __str__(self) -> str:
        return f"opening of {self.package_id}"


class Copy(models.Model):
    """A copy of what no program reads, from whoever keeps it. Sealed; `key` is the file's key, sealed with the request's own,
    and NULL once the copy is gone."""

    id = models.CharField(max_length=32, primary_key=True)
    request = models.CharField(max_length=32, db_index=True)
    number = models.PositiveIntegerField()
    """Its place among the copies for the request."""
    system = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    """Bytes of clear text."""
    added_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    key = models.BinaryField(null=True)
    content = models.BinaryField(null=True)
    seen_at = models.DateTimeField(null=True)
    """When a member of staff first opened it."""
    how = models.CharField(max_length=12, default="waiting")
    """`waiting`, `given` or `kept_back`."""
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "answer_copy"

    def __str__(self) -> str:
        return f"copy {self.id}"


class Release(models.Model):
    """A row in which somebody has read what may be about others, and what they decided."""

    request = models.CharField(max_length=32, db_index=True)
    collection = models.CharField(max_length=130)
    key = models.TextField()
    """The row's key, as JSON."""
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    how = models.CharField(max_length=12, default="given")
    """`given`, `blacked` (out, in part) or `kept_back`."""
    texts = models.BinaryField(null=True)
    """The texts as they were read, by their digests, and what is given in their place: sealed with the request's key."""

    class Meta:
        db_table = "answer_release"
        constraints = [
            models.UniqueConstraint(fields=["request", "collection", "key"], name="answer_release_once")
        ]

    def __str__(self) -> str:
        return f"release for {self.request}"
