"""`hjemmel work`: the worker, for machines where the server does not do the work that runs by itself."""

from __future__ import annotations

import argparse
import signal
from threading import Event
from types import FrameType

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.cli.declared import COULD_NOT_RUN
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.desk import worker
from hjemmel.desk.machine import stay
from hjemmel.desk.published import NothingPublished
from hjemmel.desk.worker import JobView

SOME_FAIL = 1


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        if wanted.list:
            say("\n".join(map(_line, worker.views())))
        elif wanted.once:
            say(f"{worker.run_due()} jobs were due.")
        else:
            stay()
            worker.work(_told_to_stop())
        return SOME_FAIL if worker.failing() else 0
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN


def _told_to_stop() -> Event:
    """Set when the machine asks the worker to end: the job at hand is done to its end first."""
    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


def _line(one: JobView) -> str:
    stands = (
        f"failed {one.failures} times: {one.trouble}"
        if one.failures
        else "running"
        if one.is_running
        else "well"
    )
    last = f"{one.ended_at:%Y-%m-%d %H:%M}" if one.ended_at else "never"
    return f"{one.job.name:<22} next {one.due_at:%Y-%m-%d %H:%M}  last {last:<16}  {stands}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel work",
        description="Do the work that runs by itself, until stopped. Several may work beside each other.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--once", action="store_true", help="do what is due now, and stop")
    what.add_argument("--list", action="store_true", help="show every job, and do nothing")
    return parser
