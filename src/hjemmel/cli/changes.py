"""`hjemmel changes OLD NEW`: what changed between two declarations, how much it weighs, and who must be told.

With `--rows` also how many rows the next sweep would take otherwise, where the systems are within reach.

Exit 0: compared. 1: one of them has errors. 2: one could not be read, or a system broke off."""

from __future__ import annotations

import argparse

from hjemmel.cli.declared import COULD_NOT_RUN, Stopped, declared
from hjemmel.cli.main import load
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.core.changes import changes
from hjemmel.core.forecast import WhatIf
from hjemmel.core.output.changes_text import changes_json, changes_text
from hjemmel.core.output.forecast_text import what_if_data, what_if_text
from hjemmel.core.terms import LANGUAGES

IN_THE_SYSTEMS = "hjemmel.cli.otherwise:otherwise"
"""Loaded only when rows are to be counted: to compare two files takes no database."""


def command(argv: list[str]) -> int:
    options = _asked(argv)
    try:
        old, new = declared(options.old), declared(options.new)
        rows: WhatIf | None = load(IN_THE_SYSTEMS)(old, new) if options.rows else None
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    except Failure as failure:
        complain(str(failure))
        return COULD_NOT_RUN
    found = changes(old, new)
    if options.format == "json":
        text = changes_json(found, old, new, {"next_sweep": what_if_data(rows)} if rows else {})
    else:
        text = changes_text(found, old, new, options.lang) + ("\n" + what_if_text(rows) if rows else "")
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
    parser.add_argument(
        "--rows", action="store_true", help="count in the systems what the next sweep would take otherwise"
    )
    return parser.parse_args(argv)
