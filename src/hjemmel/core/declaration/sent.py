"""Rows that tell what was sent to people: the trace that promises about marketing are tried on."""

from collections.abc import Iterator

from pydantic import Field

from .parts import Column, Model, Name
from .traces import Named, TraceMeaning


class PurposesByColumn(Model):
    """A column tells what a message was for: each word stands for one purpose, or for several of which one must carry it."""

    column: Column
    values: dict[str, Name | tuple[Name, ...]] = Field(min_length=1)


class MailingTrace(TraceMeaning):
    """A row tells that a message was sent to somebody, or that it was not (markedsføringsloven § 15)."""

    at: Column
    purpose: Name | PurposesByColumn
    decision: Column | None = None
    sent: tuple[str, ...] = ()
    """What stands in `decision` where the message was sent; without it, every row is a message that was sent."""

    def columns(self) -> Iterator[tuple[str, str]]:
        yield "at", self.at
        if self.decision:
            yield "decision", self.decision
        if isinstance(self.purpose, PurposesByColumn):
            yield "purpose", self.purpose.column

    def named(self) -> Iterator[tuple[str, Named, str]]:
        if isinstance(self.purpose, str):
            yield "purpose", "purpose", self.purpose
            return
        for names in self.purpose.values.values():
            for name in (names,) if isinstance(names, str) else names:
                yield "purpose", "purpose", name

    def purposes(self, word: object) -> tuple[str, ...] | None:
        """What a row with this word in the column was for; None for a word that the declaration does not know."""
        if isinstance(self.purpose, str):
            return (self.purpose,)
        found = self.purpose.values.get(str(word))
        return (found,) if isinstance(found, str) else found
