"""The published statement as a value: sections of blocks of sentences, each with the line it comes from.

Plain text only. Renderers decide how it looks; no sentence is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Link:
    """`label` stands in the sentence and leads to `href`: an address, or `#anchor` on the page."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One statement to the reader: one or a few sentences that belong together."""

    text: str
    line: int
    """The line of the declaration it comes from."""
    anchor: str = ""
    promise: str = ""
    """The promise it realises, if it is one."""
    strong: str = ""
    """How it begins, where that is to stand out."""
    link: Link | None = None
    more: Link | None = None
    """The part of the page that says more. It stands after the sentence, where a reader can follow it."""


@dataclass(frozen=True, slots=True)
class Prose:
    """One paragraph."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Note:
    """What the reader must not miss."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The first cell names the row."""

    cells: tuple[Sentence, ...]

    @property
    def line(self) -> int:
        return self.cells[0].line

    @property
    def anchor(self) -> str:
        return self.cells[0].anchor

    @property
    def promise(self) -> str:
        return next((cell.promise for cell in self.cells if cell.promise), "")


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    term: str
    value: Sentence


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms, each with its value."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """Folded until it is opened; open in print."""

    summary: Sentence
    blocks: tuple[Block, ...]


Block = Prose | Bullets | Heading | Note | Table | Facts | Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: str
    part: str
    """The part of the statement by the declaration's own word (`who`, `retention` ...), or `short`, `processor`, `page`."""
    heading: str
    margin: tuple[Sentence, ...] = ()
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Two statements from the same map in the same language are equal."""

    lang: str
    organisation: str
    version: int
    valid_from: date
    digest: str
    """Of the declaration it was made from."""
    name: str
    """What such a page is called: «Personvernerklæring»."""
    title: Sentence
    lead: Sentence
    status: Sentence
    """Version and date."""
    sections: tuple[Section, ...]

    def section(self, part: str) -> Section | None:
        return next((section for section in self.sections if section.part == part), None)

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence and cell, in the order of the page."""
        yield from (self.title, self.lead, self.status)
        for section in self.sections:
            yield from section.margin
            yield from sentences_of(section.blocks)

    def words(self) -> Iterator[str]:
        """All that a reader can read of it, in pieces: sentences and cells, headings, captions, terms and labels."""
        yield from (self.organisation, self.name)
        for section in self.sections:
            yield section.heading
            yield from _labels_of(section.blocks)
        for sentence in self.sentences():
            # What begins it and what links are called stands in the text itself.
            yield sentence.text
            yield from (link.href for link in (sentence.link,) if link)

    def promises(self) -> dict[str, tuple[Section, Sentence]]:
        """Each promise that is published, with its sentence and where it stands."""
        return {
            sentence.promise: (section, sentence)
            for section in self.sections
            for sentence in (*section.margin, *sentences_of(section.blocks))
            if sentence.promise
        }


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a sentence that looks the same. The runs of a sentence, joined, are its text."""

    text: str
    strong: bool = False
    href: str = ""


def runs(sentence: Sentence) -> tuple[Run, ...]:
    """The sentence as it is to look: the strong beginning, the link, and the rest."""
    found, rest = [], sentence.text
    if sentence.strong and rest.startswith(sentence.strong):
        found.append(Run(sentence.strong, strong=True))
        rest = rest[len(sentence.strong) :]
    link = sentence.link
    if link and link.label in rest and link.href.startswith(_ADDRESSES):
        before, _, rest = rest.partition(link.label)
        found += [Run(before), Run(link.label, href=link.href)]
    return tuple(run for run in (*found, Run(rest)) if run.text)


_ADDRESSES = ("https://", "http://", "mailto:", "#")
"""What a link may lead to; anything else stays text."""


def _labels_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    """What stands there beside sentences."""
    for block in blocks:
        match block:
            case Table(caption, columns, _):
                yield caption
                yield from columns
            case Facts(facts):
                yield from (fact.term for fact in facts)
            case Details(_, inner):
                yield from _labels_of(inner)
            case _:
                pass


def sentences_of(blocks: tuple[Block, ...]) -> Iterator[Sentence]:
    for block in blocks:
        match block:
            case Prose(sentences) | Note(sentences):
                yield from sentences
            case Bullets(items):
                yield from items
            case Heading(sentence):
                yield sentence
            case Table():
                for row in block.rows:
                    yield from row.cells
            case Facts(facts):
                for fact in facts:
                    yield fact.value
            case Details(summary, inner):
                yield summary
                yield from sentences_of(inner)
