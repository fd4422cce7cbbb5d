"""A letter as a value: whom it is from, what it answers, and its parts. Renderers decide how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..output.statement.model import Section, Sentence, sentences_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a letter answers. `reference` is the request's random reference; it tells nothing of anybody."""

    reference: str
    received_on: date
    day: date
    """The day of the letter."""
    lang: str
    to: tuple[str, ...] = ()
    """Name and address as the letter shows them; none: it is delivered where the person has proved who they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    lang: str
    organisation: str
    sender: tuple[str, ...]
    """Name, number, address."""
    to: tuple[str, ...]
    reference: str
    day: date
    title: Sentence
    lead: Sentence
    sections: tuple[Section, ...]

    def sentences(self) -> Iterator[Sentence]:
        yield from (self.title, self.lead)
        for section in self.sections:
            yield from section.margin
            yield from sentences_of(section.blocks)

    @property
    def text(self) -> str:
        """All of it as plain text, for searching in."""
        return "\n".join(one.text for one in self.sentences())
