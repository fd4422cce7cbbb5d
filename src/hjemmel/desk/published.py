"""What stands now: the published declaration, compiled. Compiled once for each content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from django.db import DatabaseError, connection

from hjemmel.capabilities.declarations import store
from hjemmel.capabilities.declarations.store import Version
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.desk import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A version, and the map it compiles to."""

    version: Version
    map: DataMap


class NothingPublished(LookupError):
    """No declaration has been published yet."""


def published() -> Published:
    """What stands now. Raises NothingPublished."""
    with in_a_made_database():
        found = store.current(clock.now())
    if found is None:
        raise NothingPublished
    return Published(version=found, map=compiled(found.content))


def coming() -> Published | None:
    """The version that is published and does not apply yet; None if there is none."""
    found = store.coming(clock.now())
    return Published(version=found, map=compiled(found.content)) if found else None


@contextmanager
def in_a_made_database() -> Iterator[None]:
    """Where Hjemmel's own database was never made, nothing is published either. Other trouble is let through."""
    try:
        yield
    except DatabaseError:
        if connection.introspection.table_names():
            raise
        raise NothingPublished from None


def numbered(number: int) -> Published | None:
    """An earlier version, compiled by today's rules; None if there is none, or it no longer compiles."""
    found = store.version(number)
    if found is None:
        return None
    return Published(version=found, map=compiled(found.content))


@lru_cache(maxsize=8)
def compiled(content: bytes) -> DataMap:
    found = load(content).map
    if found is None:
        raise ValueError("a published file no longer compiles")
    return found
