"""The letter as a page: a whole document that needs no other file, no script, and no network. Everything is escaped.

In a package it also shows the first rows of each collection, and leads to the files with all of them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ..output.language import Tongue
from ..output.statement.model import Section
from ..output.statement_html import STYLE, block_html, inline
from .letter import Letter

SHOWN = 100
"""So many rows of a collection are shown on the page; the files have all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The first rows of one collection, and where all of them are."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    files: tuple[str, ...]


def page(letter: Letter, previews: Sequence[Preview] = (), files: Sequence[str] = ()) -> str:
    """The letter; in a package, with what else lies there."""
    title = escape(f"{letter.title.text} – {letter.organisation}")
    body = "\n".join(
        (_head(letter), *map(_section, letter.sections), *_data(letter, previews), _foot(letter, files))
    )
    return (
        f'<!doctype html>\n<html lang="{escape(letter.lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<main class="hj-page">\n{body}\n</main>\n</body>\n</html>\n'
    )


def _head(letter: Letter) -> str:
    tongue = Tongue(letter.lang)
    reference = tongue.pick("Referanse", "Reference")
    day = tongue.date(letter.day)
    to = f'<p class="hj-to">{"<br>".join(map(escape, letter.to))}</p>\n' if letter.to else ""
    return (
        '<header class="hj-m hj-head">\n'
        f'<div class="hj-aside"><p>{"<br>".join(map(escape, letter.sender))}</p>'
        f"<p>{escape(day)}</p><p>{reference}: {escape(letter.reference)}</p></div>\n"
        f'<div class="hj-col">\n{to}<h1>{inline(letter.title)}</h1>\n'
        f'<p class="hj-lead">{inline(letter.lead)}</p>\n</div>\n</header>'
    )


def _section(section: Section) -> str:
    name = escape(section.id, quote=True)
    blocks = "\n".join(block_html(one) for one in section.blocks)
    return (
        f'<section class="hj-m" id="{name}" aria-labelledby="{name}-h">\n'
        f'<div><h2 id="{name}-h">{escape(section.heading)}</h2></div>\n'
        f'<div class="hj-col">\n{blocks}\n</div>\n</section>'
    )


def _data(letter: Letter, previews: Sequence[Preview]) -> list[str]:
    if not previews:
        return []
    heading = Tongue(letter.lang).pick("Opplysningene selv", "The data themselves")
    parts = "\n".join(_preview(letter, number, one) for number, one in enumerate(previews))
    return [
        '<section class="hj-m hj-data" id="data" aria-labelledby="data-h">\n'
        f'<div><h2 id="data-h">{heading}</h2></div>\n<div class="hj-col">\n{parts}\n</div>\n</section>'
    ]


def _preview(letter: Letter, number: int, preview: Preview) -> str:
    tongue = Tongue(letter.lang)
    shown = tongue.pick(
        f"De første {len(preview.rows)} av {tongue.number(preview.total)} rader.",
        f"The first {len(preview.rows)} of {tongue.number(preview.total)} rows.",
    )
    more = "" if len(preview.rows) == preview.total else f"<p>{shown}</p>"
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in preview.columns)
    rows = "\n".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in preview.rows
    )
    links = ", ".join(f'<a href="{escape(file, quote=True)}">{escape(file)}</a>' for file in preview.files)
    name = f"data-{number}"
    all_of_it = tongue.pick("Alt ligger i", "All of it is in")
    return (
        f'<div><h3 id="{name}">{escape(preview.title)}</h3>{more}\n'
        f'<div class="hj-wide" role="region" aria-labelledby="{name}" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>\n"
        f"<p>{all_of_it} {links}.</p></div>"
    )


def _foot(letter: Letter, files: Sequence[str]) -> str:
    if not files:
        return ""
    heading = Tongue(letter.lang).pick("Filene i pakken", "The files in the package")
    lines = "".join(f'<li><a href="{escape(one, quote=True)}">{escape(one)}</a></li>' for one in files)
    return (
        '<section class="hj-m hj-noprint" id="files" aria-labelledby="files-h">\n'
        f'<div><h2 id="files-h">{heading}</h2></div>\n<div class="hj-prose"><ul>{lines}</ul></div>\n</section>'
    )


_STYLE = (
    STYLE
    + """\
.hj-wide { overflow-x: auto; } .hj-wide table { width: max-content; min-width: 100%; font-size: .875em; }
.hj-data .hj-wide td, .hj-data .hj-wide th { white-space: pre-wrap; max-width: 24rem; }
th, td { overflow-wrap: break-word; } .hj-to { margin-bottom: 2rem; } h3 { margin-bottom: .5rem; }
@media (max-width: 46rem) {
  .hj-wide table { display: table; } .hj-wide thead { display: table-header-group; position: static; clip-path: none; }
  .hj-wide tbody { display: table-row-group; } .hj-wide tr { display: table-row; }
  .hj-wide th, .hj-wide td { display: table-cell; border-bottom: 1px solid var(--line); padding: .4rem 1rem .4rem 0; }
}
@media print { .hj-wide { overflow: visible; } .hj-wide table { width: 100%; } body { background: #fff; color: #000; } }
"""
)
_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")
    + "'"
)
