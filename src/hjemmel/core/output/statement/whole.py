"""The order of the page, and a stable anchor for every sentence."""

from __future__ import annotations

from dataclasses import replace

from ...datamap import DataMap
from ..language import tidy
from .closing import changes, contact, page, rights, status
from .conduct import cookies, security
from .keeping import retention
from .model import (
    Block,
    Bullets,
    Details,
    Fact,
    Facts,
    Heading,
    Note,
    Prose,
    Row,
    Section,
    Sentence,
    Statement,
    Table,
)
from .on_instruction import on_instruction
from .people import groups, in_short, who
from .sharing import recipients
from .uses import say_no, sources, uses
from .writer import Writer


def statement(data_map: DataMap, lang: str) -> Statement:
    """The statement of the map in `nb` or `en`."""
    w = Writer(data_map, lang)
    found = (
        in_short(w), who(w), groups(w), sources(w), uses(w), say_no(w), retention(w), recipients(w),
        cookies(w), security(w), rights(w), on_instruction(w), changes(w), contact(w), page(w),
    )  # fmt: skip
    info = data_map.declaration.statement
    return Statement(
        lang=lang,
        organisation=w.company,
        version=info.version,
        valid_from=info.valid_from,
        digest=data_map.digest,
        name=w.pick("Personvernerklæring", "Privacy statement"),
        title=w.say(
            w.pick("Slik behandler vi opplysninger om deg", "How we handle data about you"),
            "statement",
            anchor=w.pick("innhold", "content"),
        ),
        lead=_lead(w),
        status=replace(status(w), anchor=w.pick("versjon", "version")),
        sections=tuple(
            _Anchors(section).section()
            for section in found
            if section is not None and (section.blocks or section.margin)
        ),
    )


def _lead(w: Writer) -> Sentence:
    lead = w.declaration.statement.lead
    anchor = w.pick("innledning", "introduction")
    if lead:
        return replace(w.say(lead, "statement", "lead"), anchor=anchor)
    text = w.pick(
        f"{w.company} er ansvarlig for opplysningene. Vi har dem så lenge vi kan si hvorfor, og ikke lenger.",
        f"{w.company} is responsible for the data. We keep it as long as we can say why, and no longer.",
    )
    return Sentence(text=tidy(text), line=w.map.line("organisation", "name"), anchor=anchor)


class _Anchors:
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
