"""The order of the page."""

from __future__ import annotations

from dataclasses import replace

from ...datamap import DataMap
from ..language import tidy
from .closing import changes, contact, page, rights, status
from .conduct import cookies, security
from .finish import finished
from .keeping import retention
from .model import Section, Sentence, Statement
from .on_instruction import on_instruction
from .people import groups, in_short, leading, who
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
        sections=_connected(
            w,
            tuple(
                finished(section)
                for section in found
                if section is not None and (section.blocks or section.margin)
            ),
        ),
    )


def _connected(w: Writer, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections, the short version with a link to each part that it sums up."""
    short = w.declaration.statement.in_short
    return tuple(leading(one, short, sections) if one.part == "short" else one for one in sections)


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
