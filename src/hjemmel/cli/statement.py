"""`hjemmel statement`: the privacy statement of a declaration, as HTML, Markdown, JSON or PDF.

Exit 0: made. 1: the declaration has errors. 2: it could not be read, or the output not written."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from hjemmel.cli.declared import Stopped, declared, write
from hjemmel.cli.report import complain, say
from hjemmel.core.output.statement import Statement, statement
from hjemmel.core.output.statement_html import page
from hjemmel.core.output.statement_json import statement_json
from hjemmel.core.output.statement_markdown import markdown
from hjemmel.core.terms import LANGUAGES
from hjemmel.press.pdf import statement_pdf

TEXTS: dict[str, Callable[[Statement], str]] = {"html": page, "md": markdown, "json": statement_json}
FORMATS = (*TEXTS, "pdf")
FILE_NAMES = {"nb": "personvernerklaering", "en": "privacy-statement"}


def command(argv: list[str]) -> int:
    options = _options(argv)
    try:
        made = statement(declared(options.file), options.lang)
        if options.format == "pdf":
            _put(statement_pdf(made), options.output or Path(f"{FILE_NAMES[options.lang]}.pdf"))
        elif options.output:
            _put(TEXTS[options.format](made), options.output)
        else:
            say(TEXTS[options.format](made).rstrip("\n"))
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return 0


def _put(content: str | bytes, path: Path) -> None:
    write(path, content)
    complain(f"wrote {path}")


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="hjemmel statement",
        description="Print the privacy statement that the declaration makes.",
        epilog="A PDF is always written to a file.",
    )
    parser.add_argument(
        "file", nargs="?", metavar="FILE",
        help="the declaration, or profile:NAME for one that comes with Hjemmel"
        " (default: $HJEMMEL_FILE, or hjemmel.yaml)",
    )  # fmt: skip
    parser.add_argument("--lang", choices=LANGUAGES, default="nb", help="bokmål (default) or English")
    parser.add_argument("--format", choices=FORMATS, default="md", help="default: md")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="write to this file")
    return parser.parse_args(argv)
