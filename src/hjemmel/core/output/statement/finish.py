"""The last hand on a section: nothing is said twice, and every sentence has an anchor. No sentence is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .model import (
    Block,
    Bullets,
    Details,
    Fact,
    Facts,
    Heading,
    Link,
    Note,
    Prose,
    Row,
    Section,
    Sentence,
    Table,
    sentences_of,
)


def finished(section: Section) -> Section:
    return Anchors(_without_echo(section)).section()


def _without_echo(section: Section) -> Section:
    """Where a promise says just what was written anyway, the promise stays and takes over the link."""
    promised = {sentence.text for sentence in sentences_of(section.blocks) if sentence.promise}
    echoes = {
        sentence.text: sentence.link
        for sentence in sentences_of(section.blocks)
        if sentence.text in promised and not sentence.promise
    }
    if not echoes:
        return section
    return replace(section, blocks=tuple(_quiet(section.blocks, echoes)))


def _quiet(blocks: tuple[Block, ...], echoes: dict[str, Link | None]) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Prose(sentences) | Note(sentences) | Bullets(sentences):
                kept = tuple(
                    replace(one, link=one.link or echoes.get(one.text))
                    for one in sentences
                    if one.promise or one.text not in echoes
                )
                if kept:
                    yield type(block)(kept)
            case _:
                yield block


class Anchors:
    """Gives what has no anchor of its own a number in its section. A row's cells share the row's."""

    def __init__(self, section: Section) -> None:
        self.before = section
        self.count = 0

    def section(self) -> Section:
        margin = tuple(self._sentence(sentence) for sentence in self.before.margin)
        return replace(self.before, margin=margin, blocks=self._blocks(self.before.blocks))

    def _next(self) -> str:
        self.count += 1
        return f"{self.before.id}-{self.count}"

    def _sentence(self, sentence: Sentence) -> Sentence:
        return sentence if sentence.anchor else replace(sentence, anchor=self._next())

    def _sentences(self, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        return tuple(self._sentence(sentence) for sentence in sentences)

    def _row(self, row: Row) -> Row:
        anchor = row.anchor or self._next()
        return Row(tuple(replace(cell, anchor=anchor) for cell in row.cells))

    def _blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(self._block(block) for block in blocks)

    def _block(self, block: Block) -> Block:
        match block:
            case Prose(sentences):
                return Prose(self._sentences(sentences))
            case Note(sentences):
                return Note(self._sentences(sentences))
            case Bullets(items):
                return Bullets(self._sentences(items))
            case Heading(sentence):
                return Heading(self._sentence(sentence))
            case Table(caption, columns, rows):
                return Table(caption, columns, tuple(self._row(row) for row in rows))
            case Facts(facts):
                return Facts(tuple(Fact(fact.term, self._sentence(fact.value)) for fact in facts))
            case Details(summary, inner):
                return Details(self._sentence(summary), self._blocks(inner))
