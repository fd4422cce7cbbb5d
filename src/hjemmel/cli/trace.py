"""`hjemmel trace PERSON`: where the data about a person is, and by which way each row is theirs. No values."""

from __future__ import annotations

import argparse
import json

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.core.output.terminal import trace_text
from hjemmel.core.plan import plain
from hjemmel.desk import lineage
from hjemmel.desk.published import NothingPublished

NOBODY = 1


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel trace",
        description="Where is the data about this person? Asking is noted in the ledger.",
    )
    parser.add_argument(
        "person", nargs="+",
        help="e-mail, phone, customer number: any identity that the declaration names; several, for one person",
    )  # fmt: skip
    ask_who(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    wanted = parser.parse_args(argv)
    try:
        found = lineage.trace(wanted.person, acting(wanted.who, RIGHT_TO_WORK))
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    if wanted.format == "json":
        say(json.dumps(plain(found), ensure_ascii=False, indent=2, default=str))
    else:
        say(trace_text(found))
    return 0 if found.people else NOBODY
