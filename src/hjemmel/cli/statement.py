"""`hjemmel statement`: the privacy statement of a declaration, as HTML, Markdown, JSON or PDF, and for machines in two vocabularies.

Exit 0: made. 1: the declaration has errors. 2: it could not be read, or the output not written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hjemmel.cli.declared import Stopped, declared, document_options, put
from hjemmel.cli.report import complain, say
from hjemmel.core.datamap import DataMap
from hjemmel.core.output.statement import Statement, statement
from hjemmel.core.output.statement_html import page
from hjemmel.core.output.statement_json import statement_json
from hjemmel.core.output.statement_jsonld import statement_jsonld
from hjemmel.core.output.statement_markdown import markdown
from hjemmel.core.output.statement_tilt import statement_tilt
from hjemmel.press.pdf import statement_pdf

TEXTS: dict[str, Callable[[Statement], str]] = {"html": page, "md": markdown, "json": statement_json}
FOR_MACHINES: dict[str, Callable[[DataMap, str], str]] = {"jsonld": statement_jsonld, "tilt": statement_tilt}
FORMATS = (*TEXTS, *FOR_MACHINES, "pdf")
FILE_NAMES = {"nb": "personvernerklaering", "en": "privacy-statement"}


def command(argv: list[str]) -> int:
    options = document_options(
        argv, "statement", "Print the privacy statement that the declaration makes.",
        "A PDF is always written to a file.", FORMATS, "md",
    )  # fmt: skip
    try:
        data_map = declared(options.file)
        if options.format == "pdf":
            made = statement_pdf(statement(data_map, options.lang))
            put(made, options.output or Path(f"{FILE_NAMES[options.lang]}.pdf"))
            return 0
        text = _text(data_map, options.lang, options.format)
        if options.output:
            put(text, options.output)
        else:
            say(text.rstrip("\n"))
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return 0


def _text(data_map: DataMap, lang: str, form: str) -> str:
    if form in FOR_MACHINES:
        return FOR_MACHINES[form](data_map, lang)
    return TEXTS[form](statement(data_map, lang))
