"""The statement as Markdown. User text cannot become markup: every sign with a meaning is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .statement import (
    Block,
    Bullets,
    Details,
    Facts,
    Heading,
    Note,
    Prose,
    Run,
    Sentence,
    Statement,
    Table,
    runs,
)

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LINE_START = re.compile(r"^(\d+)([.)])(?=\s)|^([-+=])")


def markdown(statement: Statement) -> str:
    return "\n".join(_lines(statement)).rstrip() + "\n"


def escape(text: str) -> str:
    """Plain text as it must be written in Markdown to be read as itself."""
    flat = _SIGNS.sub(r"\\\1", " ".join(text.split("\n")))
    return _LINE_START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", flat)


def _lines(statement: Statement) -> Iterator[str]:
    yield from (
        f"# {_inline(statement.title)}",
        "",
        _inline(statement.lead),
        "",
        _inline(statement.status),
        "",
    )
    for section in statement.sections:
        yield from (f"## {escape(section.heading)}", "")
        for sentence in section.margin:
            yield from (f"*{_inline(sentence)}*", "")
        for block in section.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Prose(sentences):
            yield from (" ".join(_inline(sentence) for sentence in sentences), "")
        case Note(sentences):
            yield from (f"> {' '.join(_inline(sentence) for sentence in sentences)}", "")
        case Bullets(items):
            yield from (*(f"- {_inline(item)}" for item in items), "")
        case Heading(sentence):
            yield from (f"### {_inline(sentence)}", "")
        case Facts(facts):
            yield from (*(f"- **{escape(fact.term)}** {_inline(fact.value)}" for fact in facts), "")
        case Details(summary, inner):
            yield from (f"### {_inline(summary)}", "")
            for one in inner:
                yield from _block(one)
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    yield from (f"**{escape(table.caption)}**", "")
    yield f"| {' | '.join(escape(column) for column in table.columns)} |"
    yield f"|{'---|' * len(table.columns)}"
    for row in table.rows:
        yield f"| {' | '.join(_inline(cell) for cell in row.cells)} |"
    yield ""


def _inline(sentence: Sentence) -> str:
    found = runs(sentence)
    return "".join(_run(run, escape if number == 0 else _inside) for number, run in enumerate(found))


def _run(run: Run, escaped: Callable[[str], str]) -> str:
    if run.href and not run.href.startswith("#"):
        return f"[{_inside(run.text)}](<{_address(run.href)}>)"
    return f"**{_inside(run.text)}**" if run.strong else escaped(run.text)


def _inside(text: str) -> str:
    """Text that does not stand at the beginning of a line."""
    return _SIGNS.sub(r"\\\1", text.replace("\n", " "))


def _address(href: str) -> str:
    return (
        href.replace("<", "%3C")
        .replace(">", "%3E")
        .replace(" ", "%20")
        .replace("\n", "")
        .replace("\\", "%5C")
    )
