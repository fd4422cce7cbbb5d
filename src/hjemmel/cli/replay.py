"""`hjemmel replay`: after a database has come back from a backup, what was erased before is planned to be erased again."""

from __future__ import annotations

import argparse
import json
from datetime import date

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.core.output.terminal import plan_text
from hjemmel.core.plan import plain
from hjemmel.desk import replay
from hjemmel.desk.published import NothingPublished


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel replay",
        description="Plan to erase again what a backup has brought back. Nothing is changed by it.",
    )
    parser.add_argument(
        "--since", type=date.fromisoformat, metavar="DATE", help="the day that the backup is of"
    )
    ask_who(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    wanted = parser.parse_args(argv)
    try:
        made = replay.make(acting(wanted.who, RIGHT_TO_WORK), wanted.since)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    except Failure as failure:
        complain(str(failure))
        return COULD_NOT_RUN
    if wanted.format == "json":
        say(json.dumps(plain(made.plan), ensure_ascii=False, indent=2))
        return 0
    say(plan_text(made.plan))
    for system, last in sorted(made.in_backups_until.items()):
        say(f"Backups of {system} may hold what was erased until {last.isoformat()}.")
    return 0
