"""Traces: rows that tell what was done with data. Promises about what is done are tried on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ..terms import DisclosureGround
from .parts import Column, Model, Name, PeriodText

Named = Literal["source", "channel", "recipient", "purpose"]


class TraceMeaning(Model):
    """What a row tells. Which columns tell it, and which names of the declaration it speaks of."""

    def columns(self) -> Iterator[tuple[str, str]]:
        """(key in the file, column)"""
        raise NotImplementedError

    def beyond(self) -> Iterator[tuple[str, str, str]]:
        """(key in the file, the column that refers to another row, the column of that row)"""
        return iter(())

    def named(self) -> Iterator[tuple[str, Named, str]]:
        """(key in the file, what it names, the name)"""
        return iter(())


class OriginTrace(TraceMeaning):
    """A row tells where its data came from, and when the person was told of it (Art. 14)."""

    source: Column | None = None
    sources: dict[str, Name] = Field(default_factory=dict)
    """What stands in `source`, where it is not the name of a source."""
    always: Name | None = None
    """The source of every row, where no column tells it."""
    channel: Column | None = None
    channels: dict[str, Name] = Field(default_factory=dict)
    received: Column
    told: Column | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.source is None) == (self.always is None):
            raise PydanticCustomError("origin", "needs exactly one of source, always")
        return self

    def columns(self) -> Iterator[tuple[str, str]]:
        if self.source:
            yield "source", self.source
        yield "received", self.received
        if self.channel:
            yield "channel", self.channel
        if self.told:
            yield "told", self.told

    def named(self) -> Iterator[tuple[str, Named, str]]:
        yield from _all("sources", "source", self.sources)
        yield from _all("channels", "channel", self.channels)
        if self.always:
            yield "always", "source", self.always


class KnownSinceTrace(TraceMeaning):
    """A person's own row tells since when the company has known them, by the address on it."""

    at: Column

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "at", self.at


class ContactDataTrace(TraceMeaning):
    """A row holds contact data, and tells when somebody last made sure that it is right (Art. 5(1)(d))."""

    of: tuple[Column, ...] = Field(min_length=1)
    """Where the contact data stands. A row without any is none."""
    confirmed: tuple[Column, ...] = Field(min_length=1)
    """The days on which it came, or was confirmed: the last one counts."""
    every: PeriodText

    def columns(self) -> Iterator[tuple[str, str]]:
        yield from (("of", column) for column in self.of)
        yield from (("confirmed", column) for column in self.confirmed)


class CreditCheckTrace(TraceMeaning):
    """A row tells of a credit check: when it was made, and the reason for it. Without a day no check was made."""

    at: Column
    reason: Column

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "at", self.at
        yield "reason", self.reason


class LookupTrace(TraceMeaning):
    """A row tells of a lookup of a person with somebody else: who looked, why, and what was fetched."""

    source: Name
    at: Column
    reason: Column
    operator: Column
    fields_: Column = Field(alias="fields")

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "at", self.at
        yield "reason", self.reason
        yield "operator", self.operator
        yield "fields", self.fields_

    def named(self) -> Iterator[tuple[str, Named, str]]:
        yield "source", "source", self.source


class WashTrace(TraceMeaning):
    """A row tells of a bought list, and when it was compared with the Central Marketing Exclusion Register (mfl. § 13)."""

    vendor: Column
    washed: Column
    rows_in: Column
    rows_out: Column

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "vendor", self.vendor
        yield "washed", self.washed
        yield "rows_in", self.rows_in
        yield "rows_out", self.rows_out


class DisclosureTrace(TraceMeaning):
    """A row tells that data were given to somebody: to whom, on what ground, with what number, and who approved.

    A row whose `recipient` is blank tells of no disclosure."""

    at: Column
    recipient: Column | None = None
    recipients: dict[str, Name] = Field(default_factory=dict)
    """What stands in `recipient`, where it is neither the name of a recipient nor its key."""
    to: Name | None = None
    """The recipient, where all rows have the same."""
    ground: Column | None = None
    grounds: dict[str, DisclosureGround] = Field(default_factory=dict)
    """What stands in `ground`, where it is not a ground's own word."""
    ground_is: DisclosureGround | None = None
    """The ground, where all rows have the same."""
    reference: Column | None = None
    approved_by: tuple[Column, ...] = ()

    @model_validator(mode="after")
    def _tells_to_whom(self) -> Self:
        if (self.recipient is None) == (self.to is None):
            raise PydanticCustomError("disclosure", "needs exactly one of recipient, to")
        if self.ground is not None and self.ground_is is not None:
            raise PydanticCustomError("disclosure", "needs at most one of ground, ground_is")
        return self

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "at", self.at
        for key, column in (
            ("recipient", self.recipient),
            ("ground", self.ground),
            ("reference", self.reference),
        ):
            if column:
                yield key, column
        for column in self.approved_by:
            yield "approved_by", column

    def named(self) -> Iterator[tuple[str, Named, str]]:
        yield from _all("recipients", "recipient", self.recipients)
        if self.to:
            yield "to", "recipient", self.to


def _all(key: str, kind: Named, names: Mapping[str, str]) -> Iterator[tuple[str, Named, str]]:
    return ((key, kind, name) for name in names.values())
