"""The log of our own public pages, the blocks, and who has searched. No address and nobody's name."""

from __future__ import annotations

from django.db import models


class StoredPageView(models.Model):
    """One page that was asked for."""

    at = models.DateTimeField(db_index=True)
    token = models.CharField(max_length=32, db_index=True)
    page = models.CharField(max_length=120)
    status = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "page_view"

    def __str__(self) -> str:
        return f"page view {self.pk}"


class PageCount(models.Model):
    """How often a page was shown on a day. Counted when it was shown; nothing in it stands for anybody."""

    day = models.DateField()
    page = models.CharField(max_length=120)
    views = models.PositiveIntegerField()

    class Meta:
        db_table = "page_count"
        constraints = [models.UniqueConstraint(fields=["day", "page"], name="one_page_count_a_day")]

    def __str__(self) -> str:
        return f"page count {self.pk}"


class AddressBlock(models.Model):
    """An address that somebody has blocked, known by a mark."""

    id = models.CharField(primary_key=True, max_length=16)
    mark = models.CharField(max_length=64)
    reason = models.CharField(max_length=20)
    case = models.CharField(max_length=24)
    placed_at = models.DateTimeField()
    until = models.DateField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "address_block"

    def __str__(self) -> str:
        return f"block {self.pk}"


class StoredLogSearch(models.Model):
    """That somebody searched the log."""

    at = models.DateTimeField(db_index=True)
    account = models.CharField(max_length=64)
    purpose = models.CharField(max_length=100)
    case = models.CharField(max_length=24)
    request = models.CharField(max_length=64, blank=True)
    found = models.PositiveIntegerField()

    class Meta:
        db_table = "log_search"

    def __str__(self) -> str:
        return f"log search {self.pk}"


class FloodCount(models.Model):
    """How much has come from one place in a while: all processes count in the same row."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=32)
    """Stands for an address, made with the installation's key."""
    number = models.PositiveIntegerField()
    until = models.BigIntegerField(db_index=True)
    """When the while has passed, in seconds since 1970 by the machine's own clock."""

    class Meta:
        db_table = "flood_count"
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_flood_count_a_code")]

    def __str__(self) -> str:
        return f"flood count {self.pk}"


class RefusedCount(models.Model):
    """How often something was refused in an hour, by kind."""

    hour = models.DateTimeField()
    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField()

    class Meta:
        db_table = "refused_count"
        constraints = [models.UniqueConstraint(fields=["hour", "kind"], name="one_refused_count_an_hour")]

    def __str__(self) -> str:
        return f"refused count {self.pk}"
