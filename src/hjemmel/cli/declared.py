"""The declaration that a command is about: a file, a shipped profile, or the one in the usual place."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from hjemmel.cli.report import complain
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.terms import LANGUAGES

PROFILE = "profile:"
PROFILES = Path(__file__).parents[1] / "profiles"
USUAL = "hjemmel.yaml"
FILE_HELP = (
    f"the declaration, or {PROFILE}NAME for one that comes with Hjemmel (default: $HJEMMEL_FILE, or {USUAL})"
)
ERRORS, COULD_NOT_RUN = 1, 2
SHOWN = 10
"""How many findings are shown; `hjemmel check` has them all."""


class Stopped(Exception):
    """The command cannot go on. Carries what to say and how to exit."""

    def __init__(self, message: str, code: int) -> None:
        self.code = code
        super().__init__(message)


def declared(given: str | None) -> DataMap:
    """The map of FILE, of `profile:NAME`, of $HJEMMEL_FILE, or of ./hjemmel.yaml. Raises Stopped."""
    name = meant(given)
    compiled = load(content(name))
    if compiled.map is None:
        lines = [f"{name}: {finding}" for finding in compiled.findings[:SHOWN]]
        raise Stopped("\n".join([*lines, f"`hjemmel check {name}` says more."]), ERRORS)
    return compiled.map


def meant(given: str | None) -> str:
    """What the command is about: what was given, or the usual."""
    return given or os.environ.get("HJEMMEL_FILE") or USUAL


def content(name: str) -> bytes:
    """The bytes of a file, or of `profile:NAME`. Raises Stopped."""
    try:
        if name.startswith(PROFILE):
            return (PROFILES / name.removeprefix(PROFILE).replace("-", "_") / USUAL).read_bytes()
        return Path(name).read_bytes()
    except OSError as error:
        raise Stopped(f"cannot read {name}: {error.strerror or error}", COULD_NOT_RUN) from None


def put(content: str | bytes, path: Path) -> None:
    """Put it in a file, and say where. Raises Stopped if the file cannot be written."""
    try:
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise Stopped(f"cannot write {path}: {error.strerror or error}", COULD_NOT_RUN) from None
    complain(f"wrote {path}")


def document_options(
    argv: list[str], name: str, what: str, epilog: str, formats: Sequence[str], usual: str
) -> argparse.Namespace:
    """What is asked of every command that makes a document of a declaration."""
    parser = argparse.ArgumentParser(prog=f"hjemmel {name}", description=what, epilog=epilog)
    parser.add_argument("file", nargs="?", metavar="FILE", help=FILE_HELP)
    parser.add_argument("--lang", choices=LANGUAGES, default="nb", help="bokmål (default) or English")
    parser.add_argument("--format", choices=formats, default=usual, help=f"default: {usual}")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="write to this file")
    return parser.parse_args(argv)
