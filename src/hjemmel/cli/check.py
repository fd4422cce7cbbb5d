"""`hjemmel check`: reads a declaration and says what is wrong with it, with line and remedy.

Exit 0: clean, or warnings and advice only. 1: errors. 2: the file could not be read."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from hjemmel import __version__
from hjemmel.cli.declared import COULD_NOT_RUN, ERRORS, FILE_HELP, Stopped, content, meant
from hjemmel.cli.report import complain, say
from hjemmel.core.compile import load
from hjemmel.core.finding import Finding, has_errors
from hjemmel.core.lint import CATALOGUE, lint
from hjemmel.core.output.findings import as_json, as_sarif, as_text

Format = Literal["text", "json", "sarif"]
FORMATS: tuple[Format, ...] = ("text", "json", "sarif")
CLEAN = 0


def command(argv: list[str]) -> int:
    options = _options(argv)
    code, text = run(meant(options.file), options.format)
    (complain if code == COULD_NOT_RUN else say)(text)
    return code


def run(file: str | Path, format: Format = "text", today: date | None = None) -> tuple[int, str]:
    """The exit code, and what to print."""
    try:
        given = content(str(file))
    except Stopped as stopped:
        return stopped.code, f"hjemmel check: {stopped}"
    found = findings(given, today or datetime.now(UTC).astimezone(ZoneInfo("Europe/Oslo")).date())
    return (ERRORS if has_errors(found) else CLEAN), render(found, str(file), format)


def findings(content: bytes, today: date) -> tuple[Finding, ...]:
    """All that is wrong: with the file's shape, or else with what it says."""
    compiled = load(content)
    return compiled.findings if compiled.map is None else lint(compiled.map, today)


def render(found: tuple[Finding, ...], file: str, format: Format) -> str:
    match format:
        case "text":
            return as_text(found, file)
        case "json":
            return as_json(found, file, CATALOGUE)
        case "sarif":
            return as_sarif(found, file, CATALOGUE, __version__)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="hjemmel check",
        description="Say what is wrong with a declaration, each finding with its line and what to do.",
        epilog="Exit 0: clean, or warnings and advice only. 1: errors. 2: the file could not be read."
        " Every code is explained in docs/findings.md.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help=FILE_HELP)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="text for people (default), json, or sarif for editors",
    )
    return parser.parse_args(argv)
