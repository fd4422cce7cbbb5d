"""Persons of the register whom nobody has told that they stand there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from hjemmel.capabilities.register.models import Person


def untold(sources: Collection[str]) -> Iterator[tuple[str, str, datetime]]:
    """(key, source, received) of those from these sources, the oldest first."""
    there = Person.objects.filter(source__in=list(sources), told_at__isnull=True).order_by(
        "received_at", "pk"
    )
    yield from there.values_list("pk", "source", "received_at").iterator(chunk_size=2000)
