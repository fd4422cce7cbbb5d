"""`hjemmel statement`: the privacy statement of a declaration, as HTML, Markdown, JSON or PDF.

Exit 0: made. 1: the declaration has errors. 2: it could not be read, or the output not written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hjemmel.cli.declared import Stopped, declared, document_options, put
from hjemmel.cli.report import complain, say
from hjemmel.core.output.statement import Statement, statement
from hjemmel.core.output.statement_html import page
from hjemmel.core.output.statement_json import statement_json
from hjemmel.core.output.statement_markdown import markdown
from hjemmel.press.pdf import statement_pdf

TEXTS: dict[str, Callable[[Statement], str]] = {"html": page, "md": markdown, "json": statement_json}
FORMATS = (*TEXTS, "pdf")
FILE_NAMES = {"nb": "personvernerklaering", "en": "privacy-statement"}


def command(argv: list[str]) -> int:
    options = document_options(
        argv, "statement", "Print the privacy statement that the declaration makes.",
        "A PDF is always written to a file.", FORMATS, "md",
    )  # fmt: skip
    try:
        made = statement(declared(options.file), options.lang)
        if options.format == "pdf":
            put(statement_pdf(made), options.output or Path(f"{FILE_NAMES[options.lang]}.pdf"))
        elif options.output:
            put(TEXTS[options.format](made), options.output)
        else:
            say(TEXTS[options.format](made).rstrip("\n"))
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return 0
