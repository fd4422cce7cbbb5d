"""`hjemmel forecast`: what will go, when and why, by month. Nothing is stored, and nothing is changed."""

from __future__ import annotations

import argparse
import json

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.cli.declared import COULD_NOT_RUN
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.core.forecast import MOST_MONTHS
from hjemmel.core.output.forecast_text import forecast_data, forecast_text
from hjemmel.desk import forecasts
from hjemmel.desk.published import NothingPublished


def command(argv: list[str]) -> int:
    wanted = _asked(argv)
    try:
        found = forecasts.forecast(wanted.months)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except Failure as failure:
        complain(str(failure))
        return COULD_NOT_RUN
    if wanted.format == "json":
        say(json.dumps(forecast_data(found), ensure_ascii=False, indent=2))
    else:
        say(forecast_text(found))
    return 0


def _asked(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="hjemmel forecast",
        description="What will go, when and why, as things stand. Nothing is changed.",
    )
    parser.add_argument(
        "--months", type=int, default=forecasts.A_YEAR, metavar="N",
        help=f"how many months, this one included: at most {MOST_MONTHS} (default: {forecasts.A_YEAR})",
    )  # fmt: skip
    parser.add_argument("--format", choices=("text", "json"), default="text")
    wanted = parser.parse_args(argv)
    if not 1 <= wanted.months <= MOST_MONTHS:
        parser.error(f"--months is a number from 1 to {MOST_MONTHS}")
    return wanted
