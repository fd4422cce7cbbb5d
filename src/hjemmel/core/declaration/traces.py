"""Traces: rows that tell what was done with data. Promises about what is done are tried on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from .parts import Column, Model, Name

Named = Literal["source", "channel", "recipient", "purpose"]


class TraceMeaning(Model):
    """What a row tells. Which columns tell it, and which names of the declaration it speaks of."""

    def columns(self) -> Iterator[tuple[str, str]]:
        """(key in the file, column)"""
        raise NotImplementedError

    def named(self) -> Iterator[tuple[str, Named, str]]:
        """(key in the file, what it names, the name)"""
        return iter(())


class OriginTrace(TraceMeaning):
    """A row tells where its data came from, and when the person was told of it (Art. 14)."""

    source: Column
    sources: dict[str, Name] = Field(default_factory=dict)
    """What stands in `source`, where it is not the name of a source."""
    channel: Column | None = None
    channels: dict[str, Name] = Field(default_factory=dict)
    received: Column
    told: Column | None = None

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "source", self.source
        yield "received", self.received
        if self.channel:
            yield "channel", self.channel
        if self.told:
            yield "told", self.told

    def named(self) -> Iterator[tuple[str, Named, str]]:
        yield from _all("sources", "source", self.sources)
        yield from _all("channels", "channel", self.channels)


def _all(key: str, kind: Named, names: Mapping[str, str]) -> Iterator[tuple[str, Named, str]]:
    return ((key, kind, name) for name in names.values())
