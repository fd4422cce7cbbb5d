"""`hjemmel plan sweep`: what is due, what would be done about it, and what is left alone."""

from __future__ import annotations

import argparse
import json
from datetime import date

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.report import complain, say
from hjemmel.core.output.terminal import plan_text
from hjemmel.core.plan import plain
from hjemmel.desk import office
from hjemmel.desk.published import NothingPublished

NOTHING_PUBLISHED = "nothing is published yet; run: hjemmel publish hjemmel.yaml --as YOURS"


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel plan", description="Make a plan. Nothing is changed by it."
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    sweep = kinds.add_parser("sweep", help="everything that has no ground any more")
    sweep.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="a forecast for a day to come"
    )
    ask_who(sweep)
    sweep.add_argument("--format", choices=("text", "json"), default="text")
    wanted = parser.parse_args(argv)
    try:
        plan = office.make_sweep(acting(wanted.who, RIGHT_TO_WORK), wanted.as_of)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    say(json.dumps(plain(plan), ensure_ascii=False, indent=2) if wanted.format == "json" else plan_text(plan))
    return 0
