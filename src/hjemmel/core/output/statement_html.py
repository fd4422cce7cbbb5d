"""The statement as HTML: a fragment for the web's own shell, and a whole document for a file. Everything is escaped.

No address of any page but those it is given, no script, no sentence: only how the parts of the value look."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from .statement import (
    Block,
    Bullets,
    Details,
    Facts,
    Heading,
    Note,
    Prose,
    Row,
    Run,
    Section,
    Sentence,
    Statement,
    Table,
    runs,
)

_WIDTHS = {2: {0: "w5"}, 3: {0: "w5", 2: "w4"}}
"""By the number of columns: the width classes of the stylesheet, for those columns that have one."""


def fragment(statement: Statement, history: str = "") -> str:
    """What stands inside `<main class="hj-page">`. `history`: where all versions can be read, if there is such a page."""
    return "\n".join(
        (_head(statement, history), *(_section(statement, section) for section in statement.sections))
    )


def page(statement: Statement) -> str:
    """A complete document that needs no other file."""
    title = escape(f"{statement.name} – {statement.organisation}")
    return (
        f'<!doctype html>\n<html lang="{escape(statement.lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        f'<main class="hj-page">\n{fragment(statement)}\n</main>\n</body>\n</html>\n'
    )


# ---- parts ----------------------------------------------------------------------------------------------------


def _head(statement: Statement, history: str) -> str:
    words = (
        "Hva er endret, og alle versjoner" if statement.lang == "nb" else "What changed, and every version"
    )
    link = f'<p class="hj-noprint"><a href="{escape(history, quote=True)}">{words}</a></p>' if history else ""
    return (
        '<header class="hj-m hj-head">\n'
        f'<div class="hj-aside"><p>{escape(statement.name)}</p>{_paragraph((statement.status,))}{link}</div>\n'
        f'<div class="hj-col">\n<h1{_id(statement.title)}>{inline(statement.title)}</h1>\n'
        f'<p class="hj-lead"{_id(statement.lead)}>{inline(statement.lead)}</p>\n</div>\n</header>'
    )


def _section(statement: Statement, section: Section) -> str:
    margin = "".join(_paragraph((sentence,)) for sentence in section.margin)
    contents = _contents(statement, section) if section.part == "short" else ""
    aside = f'<div class="hj-aside">{margin}</div>' if margin else ""
    name = escape(section.id, quote=True)
    blocks = "\n".join(block_html(block) for block in section.blocks)
    return (
        f'<section class="hj-m" id="{name}" aria-labelledby="{name}-h">\n'
        f'<div><h2 id="{name}-h">{escape(section.heading)}</h2>{aside}</div>\n'
        f'<div class="hj-col">\n{blocks}{contents}\n</div>\n</section>'
    )


def _contents(statement: Statement, short: Section) -> str:
    """Links to the parts, under the short version."""
    links = "".join(
        f'<li><a href="#{escape(section.id, quote=True)}">{escape(section.heading)}</a></li>'
        for section in statement.sections
        if section is not short
    )
    label = "På denne siden" if statement.lang == "nb" else "On this page"
    return f'\n<nav class="hj-contents hj-noprint" aria-label="{label}"><ul class="hj-inline hj-small">{links}</ul></nav>'


def block_html(block: Block) -> str:
    match block:
        case Prose(sentences):
            return f'<div class="hj-prose">{_paragraph(sentences)}</div>'
        case Note(sentences):
            return f'<div class="hj-note">{"".join(_paragraph((sentence,)) for sentence in sentences)}</div>'
        case Bullets(items):
            lines = "".join(f"<li{_id(item)}>{inline(item)}</li>" for item in items)
            return f'<div class="hj-prose"><ul>{lines}</ul></div>'
        case Heading(sentence):
            return f"<h3{_id(sentence)}>{inline(sentence)}</h3>"
        case Facts(facts):
            pairs = "".join(
                f"<dt>{escape(fact.term)}</dt><dd{_id(fact.value)}>{inline(fact.value)}</dd>"
                for fact in facts
            )
            return f'<dl class="hj-dl">{pairs}</dl>'
        case Details(summary, inner):
            blocks = "\n".join(block_html(one) for one in inner)
            return (
                f'<details class="ds-details"{_id(summary)}><summary>{inline(summary)}</summary>'
                f'<div class="hj-col">{blocks}</div></details>'
            )
        case Table():
            return "".join(_table(block))


def _table(table: Table) -> Iterator[str]:
    """With roles in the markup: a table that is shown as blocks on a narrow screen stays a table to a screen reader."""
    yield f'<table class="ds-table hj-stack" role="table">\n<caption>{escape(table.caption)}</caption>\n'
    yield '<thead role="rowgroup"><tr role="row">'
    widths = _WIDTHS.get(len(table.columns), {})
    for number, column in enumerate(table.columns):
        width = f' class="{widths[number]}"' if number in widths else ""
        yield f'<th role="columnheader" scope="col"{width}>{escape(column)}</th>'
    yield '</tr></thead>\n<tbody role="rowgroup">\n'
    for row in table.rows:
        yield _row(table, row)
    yield "</tbody>\n</table>"


def _row(table: Table, row: Row) -> str:
    first, *rest = row.cells
    cells = "".join(
        f'<td role="cell" data-l="{escape(column, quote=True)}:">{inline(cell)}</td>'
        for column, cell in zip(table.columns[1:], rest, strict=True)
    )
    return f'<tr role="row"{_id(first)}><th role="rowheader" scope="row">{inline(first)}</th>{cells}</tr>\n'


def _paragraph(sentences: tuple[Sentence, ...]) -> str:
    if len(sentences) == 1:
        return f"<p{_id(sentences[0])}>{inline(sentences[0])}</p>"
    return f"<p>{' '.join(f'<span{_id(sentence)}>{inline(sentence)}</span>' for sentence in sentences)}</p>"


def _id(sentence: Sentence) -> str:
    return f' id="{escape(sentence.anchor, quote=True)}"' if sentence.anchor else ""


def inline(sentence: Sentence) -> str:
    more = f" {_run(Run(sentence.more.label, href=sentence.more.href))}" if sentence.more else ""
    return "".join(_run(run) for run in runs(sentence)) + more


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.href:
        return f'<a href="{escape(run.href, quote=True)}">{text}</a>'
    return f"<strong>{text}</strong>" if run.strong else text


STYLE = """\
:root { color-scheme: light dark; --line: light-dark(#e2e4e2, #33373a); --soft: light-dark(#5a5f66, #a9aeb5); }
body { margin: 0; font: 1.0625rem/1.6 Inter, "Segoe UI", system-ui, sans-serif; overflow-wrap: anywhere;
  color: light-dark(#1f2529, #e9ebec); background: light-dark(#fff, #16181a); font-variant-numeric: tabular-nums; }
a { color: inherit; text-underline-offset: .24em; }
.hj-page { max-width: 71rem; margin-inline: auto; padding: clamp(2rem, 5vw, 4rem) clamp(1.25rem, 4vw, 3rem) 5rem; }
.hj-m { display: grid; grid-template-columns: 11.5rem minmax(0, 1fr); gap: .5rem 2.5rem; margin-bottom: 3.25rem; }
.hj-col > * + * { margin-top: 1.25rem; }
p, ul, dl, dd, h1, h2, h3 { margin: 0; }
h1 { font-size: clamp(1.875rem, 1.5rem + 1.6vw, 2.625rem); line-height: 1.15; letter-spacing: -.022em; }
h2 { font-size: 1.125em; line-height: 1.35; } h3 { font-size: 1em; } h1, h2, h3, caption { font-weight: 600; }
.hj-lead { font-size: 1.1875em; } .hj-prose, .hj-lead { max-width: 42em; }
.hj-aside, .hj-dl dt, thead th, .hj-small { color: var(--soft); font-size: .875em; } .hj-aside > * + * { margin-top: .5em; }
.hj-prose ul { padding-left: 1.2em; } .hj-prose li + li { margin-top: .35em; }
.hj-inline { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; padding: 0; }
.hj-note { background: light-dark(#f6f7f5, #1e2123); border-radius: 4px; padding: 1rem 1.25rem; } .hj-note > * + * { margin-top: .4rem; }
.hj-dl { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: .85rem 1.5rem; }
table { width: 100%; border-collapse: collapse; text-align: left; line-height: 1.5; } caption { text-align: left; padding-bottom: .35rem; }
th, td { padding: .7rem 1.25rem .7rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { font-weight: 400; } tbody th { font-weight: 600; }
details { border-bottom: 1px solid var(--line); padding-block: .8rem; } summary { cursor: pointer; } details > div { padding-top: 1rem; }
@media (max-width: 46rem) {
  .hj-m, .hj-dl { grid-template-columns: minmax(0, 1fr); }
  table, tbody, tr, th, td, caption { display: block; } thead { position: absolute; clip-path: inset(50%); }
  tbody tr { padding-block: .8rem; border-bottom: 1px solid var(--line); } th, td { border: 0; padding: .1rem 0; }
  td[data-l]::before { content: attr(data-l) " "; color: var(--soft); }
}
@media print {
  .hj-m { grid-template-columns: 1fr; } .hj-noprint { display: none; } tr { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
"""
