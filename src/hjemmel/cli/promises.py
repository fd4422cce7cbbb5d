"""`hjemmel promises`: is each sentence of the statement kept, and what shows it?"""

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
from hjemmel.core.output.terminal import promises_text
from hjemmel.core.plan import plain
from hjemmel.core.terms import Verdict
from hjemmel.desk import office
from hjemmel.desk.published import NothingPublished

SOME_BROKEN = 1


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="hjemmel promises", description="Try every promise now.")
    ask_who(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    wanted = parser.parse_args(argv)
    try:
        evidence = office.judge_promises(acting(wanted.who, RIGHT_TO_WORK))
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    says = {name: promise.says.en for name, promise in office.current_map().declaration.promises.items()}
    as_json = wanted.format == "json"
    say(
        json.dumps([plain(one) for one in evidence], ensure_ascii=False, indent=2)
        if as_json
        else promises_text(evidence, says)
    )
    return SOME_BROKEN if any(one.verdict is Verdict.BROKEN for one in evidence) else 0
