"""`hjemmel plan sweep` and `hjemmel plan RIGHT PERSON`: what would be done, and what is left alone. Nothing is changed."""

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
from hjemmel.core.plan import Plan, plain
from hjemmel.core.rights.right import Right
from hjemmel.desk import office, rights
from hjemmel.desk.published import NothingPublished

NOTHING_PUBLISHED = "nothing is published yet; run: hjemmel publish hjemmel.yaml --as YOURS"
NOBODY = 1


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        plan = _made(wanted)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    if plan is None:
        complain("nobody is known by this")
        return NOBODY
    say(json.dumps(plain(plan), ensure_ascii=False, indent=2) if wanted.format == "json" else plan_text(plan))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel plan", description="Make a plan. Nothing is changed by it."
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    sweep = kinds.add_parser("sweep", help="everything that has no ground any more")
    sweep.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="a forecast for a day to come"
    )
    parsers = [sweep]
    for right in Right:
        if right not in rights.NEEDS_A_REQUEST:
            of_right = kinds.add_parser(right.value, help=f"what Art. {right.article} would do for somebody")
            of_right.add_argument("person", help="any identity that the declaration names")
            of_right.add_argument("--role", default="", help="the kind of person in whose role they ask")
            of_right.add_argument(
                "--purpose", action="append", default=[], metavar="NAME", help="only this one"
            )
            parsers.append(of_right)
    for one in parsers:
        ask_who(one)
        one.add_argument("--format", choices=("text", "json"), default="text")
    return parser


def _made(wanted: argparse.Namespace) -> Plan | None:
    actor = acting(wanted.who, RIGHT_TO_WORK)
    if wanted.kind == "sweep":
        return office.make_sweep(actor, wanted.as_of)
    return rights.preview(
        Right(wanted.kind), wanted.person, actor, role=wanted.role, purposes=tuple(wanted.purpose)
    )
