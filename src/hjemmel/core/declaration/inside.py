"""Traces of what happens inside the company: who has access, which groups are made, what is sent to directory enquiries."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from .parts import Column, Model, Name
from .traces import Named, TraceMeaning

Level = Literal["listed", "partly", "secret"]


class AccessTrace(TraceMeaning):
    """A row gives somebody who works here access, by a role. Each role is tied to the purposes it is needed for."""

    who: Column
    role: Column
    roles: dict[str, tuple[Name, ...]] = Field(min_length=1)
    ends: Column | None = None
    """The last day; blank: none is set."""
    left: Column | None = None
    """The column of the row that `who` refers to that tells when the person left."""

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "who", self.who
        yield "role", self.role
        if self.ends:
            yield "ends", self.ends

    def beyond(self) -> Iterator[tuple[str, str, str]]:
        if self.left:
            yield "left", self.who, self.left

    def named(self) -> Iterator[tuple[str, Named, str]]:
        for names in self.roles.values():
            for name in names:
                yield "roles", "purpose", name


class GroupTrace(TraceMeaning):
    """A row is a group of `size` people, or stands for whoever has the pseudonym in `person`."""

    size: Column | None = None
    person: Column | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.size is None) == (self.person is None):
            raise PydanticCustomError("group", "needs exactly one of size, person")
        return self

    def columns(self) -> Iterator[tuple[str, str]]:
        if self.size:
            yield "size", self.size
        if self.person:
            yield "person", self.person


class Entry(Model):
    """What directory enquiries are given of a listing, by whom it is asked for, and for which purpose."""

    to: tuple[Name, ...] = Field(min_length=1)
    purpose: Name
    of: Column
    """The column that refers to whoever is listed."""
    own: tuple[Column, ...] = Field(min_length=1)
    """Columns of the row itself, such as the number."""
    person: tuple[Column, ...] = Field(min_length=1)
    """Columns of the row of whoever is listed."""
    partly: tuple[Column, ...] = Field(min_length=1)
    """What of it is given where somebody has chosen to be listed in part."""

    @model_validator(mode="after")
    def _one_name_each(self) -> Self:
        both = (*self.own, *self.person)
        if len(set(both)) < len(both):
            raise PydanticCustomError("entry", "names a column twice")
        if not set(self.partly) <= set(both):
            raise PydanticCustomError("entry", "partly names a column that is not in own or person")
        return self


class ListingTrace(TraceMeaning):
    """A row tells what a subscriber has chosen for directory enquiries."""

    choice: Column
    choices: dict[str, Level] = Field(default_factory=dict)
    """What stands in `choice`, where it is not the word itself."""
    ended: Column | None = None
    """Set when the subscription is over: then nothing is chosen any more."""
    entry: Entry | None = None
    """What is given of it, where Hjemmel makes the files for directory enquiries."""

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "choice", self.choice
        if self.ended:
            yield "ended", self.ended
        for column in self.entry.own if self.entry else ():
            yield "entry", column

    def beyond(self) -> Iterator[tuple[str, str, str]]:
        if self.entry:
            for column in self.entry.person:
                yield "entry", self.entry.of, column

    def named(self) -> Iterator[tuple[str, Named, str]]:
        if self.entry:
            yield "entry", "purpose", self.entry.purpose
            for name in self.entry.to:
                yield "entry", "recipient", name


class FeedTrace(TraceMeaning):
    """A row tells what was sent to directory enquiries of the subscription it refers to."""

    of: Column
    level: Column
    levels: dict[str, Level] = Field(default_factory=dict)
    """What stands in `level`, where it is not the word itself. `secret`: it was taken out."""
    sent: Column

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "of", self.of
        yield "level", self.level
        yield "sent", self.sent
