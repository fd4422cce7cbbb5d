"""`hjemmel changes OLD NEW`: what changed between two declarations, how much it weighs, and who must be told.

Exit 0: compared. 1: one of them has errors. 2: one could not be read."""

from __future__ import annotations

import argparse

from hjemmel.cli.declared import Stopped, declared
from hjemmel.cli.report import complain, say
from hjemmel.core.changes import changes
from hjemmel.core.output.changes_text import changes_json, changes_text
from hjemmel.core.terms import LANGUAGES


def command(argv: list[str]) -> int:
    options = _asked(argv)
    try:
        old, new = declared(options.old), declared(options.new)
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    found = changes(old, new)
    text = (
        changes_json(found, old, new)
        if options.format == "json"
        else changes_text(found, old, new, options.lang)
    )
    say(text.rstrip("\n"))
    return 0


def _asked(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="hjemmel changes",
        description="Say what changed from one declaration to another, and who must be told (Art. 13(3)).",
    )
    parser.add_argument("old", metavar="OLD", help="the declaration as it was published")
    parser.add_argument("new", metavar="NEW", help="the declaration as it is to be")
    parser.add_argument("--lang", choices=LANGUAGES, default="nb", help="bokmål (default) or English")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    return parser.parse_args(argv)
