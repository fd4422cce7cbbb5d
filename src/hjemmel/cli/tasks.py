"""`hjemmel tasks`: what people have to do, and ticking it off from a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import REFUSED, acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.core.tasks.words import STATES
from hjemmel.desk import tasks, ticking
from hjemmel.desk.published import NothingPublished
from hjemmel.desk.tasks import NotNow, TaskView

SOME_LATE = 1


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        deed: Callable[[argparse.Namespace], int] = wanted.deed
        return deed(wanted)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
    except NotNow:
        complain("hjemmel tasks: there is no such task, or it is at its end")
        return REFUSED
    except Failure as failure:
        complain(f"hjemmel tasks: {failure}")
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return COULD_NOT_RUN


def _list(wanted: argparse.Namespace) -> int:
    found = tasks.views("all" if wanted.all else "open")
    say("\n".join(map(_line, found)) if found else "No tasks.")
    return SOME_LATE if any(one.is_late for one in found) else 0


def _done(wanted: argparse.Namespace) -> int:
    actor = acting(wanted.who, RIGHT_TO_WORK)
    ticking.tick(wanted.task, actor)
    after = tasks.view(wanted.task)
    if after is not None:
        say(_line(after))
    return 0


def _line(one: TaskView) -> str:
    where = one.what.collection or one.what.system or one.what.kind.value
    left = f"{one.days_left} days left" if one.is_open else ""
    rows = f"{one.task.left} rows" if one.what.rows else ""
    return "  ".join(filter(None, (one.id, where, one.what.verb, rows, STATES[one.state].en, left)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel tasks", description="What people have to do, and ticking it off."
    )
    parser.set_defaults(deed=_list, all=False)
    parser.add_argument("--all", action="store_true", help="those at their end too")
    deeds = parser.add_subparsers(metavar="DEED")
    done = deeds.add_parser("done", help="tick one off; its rows are counted at once")
    done.add_argument("task", help="the task's reference")
    ask_who(done)
    done.set_defaults(deed=_done)
    return parser
