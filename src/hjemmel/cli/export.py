"""`hjemmel export --aggregate`: figures about groups, none so small that it tells of somebody."""

from __future__ import annotations

import argparse

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import REFUSED, acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.core.figures.extract import Wanted
from hjemmel.core.figures.groups import Figures
from hjemmel.desk import extracts
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.extracts import NotMade


def command(argv: list[str]) -> int:
    asked = _parser().parse_args(argv)
    wanted = Wanted(
        collection=asked.collection, purpose=asked.purpose, by=tuple(asked.by), sums=tuple(asked.sum)
    )
    try:
        found = extracts.make(wanted, acting(asked.who, RIGHT_TO_WORK))
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except Failure as failure:
        complain(str(failure))
        return COULD_NOT_RUN
    except NotMade as refused:
        complain("\n".join(one.en for one in refused.why))
        return REFUSED
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    say(
        extracts.as_json(wanted, found)
        if asked.format == "json"
        else "".join(extracts.as_csv(wanted, found)).rstrip()
    )
    complain(_told(found))
    return 0


def _told(found: Figures) -> str:
    """What was left out, and why."""
    said = f"No group of fewer than {found.smallest} people comes out."
    if not found.folded:
        return said
    became = f"one of {found.rest.people} people" if found.rest else "nothing: they are too few even together"
    return f"{said} {found.folded} groups were folded into {became}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel export",
        description="Figures about groups of people, from any connected collection. That they were made is noted in the ledger.",
        epilog="Rows of single persons are not exported.",
    )
    parser.add_argument("collection", metavar="SYSTEM.COLLECTION")
    parser.add_argument(
        "--aggregate",
        action="store_true",
        required=True,
        help="counts and sums over groups; the only export there is",
    )
    parser.add_argument(
        "--purpose", required=True, help="a purpose of the declaration, which the figures are for"
    )
    parser.add_argument(
        "--by", nargs="+", default=[], metavar="COLUMN", help="a group for each value of these"
    )
    parser.add_argument(
        "--sum", nargs="+", default=[], metavar="COLUMN", help="the sum and mean of these numbers"
    )
    parser.add_argument("--format", choices=("csv", "json"), default="csv")
    ask_who(parser)
    return parser
