"""What somebody chose about cookies: proof that a yes was given, and to what. No address, no browser, no page."""

from __future__ import annotations

from django.db import models


class CookieChoice(models.Model):
    """One choice. A later one by the same browser is another row."""

    browser = models.CharField(max_length=36, db_index=True)
    """The random id that the browser made for its choice."""
    revision = models.PositiveBigIntegerField()
    categories = models.CharField(max_length=100, blank=True)
    services = models.CharField(max_length=1000, blank=True)
    lang = models.CharField(max_length=2)
    is_change = models.BooleanField()
    asked_not_to = models.BooleanField()
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cookie_choice"

    def __str__(self) -> str:
        return f"cookie choice {self.pk}"
