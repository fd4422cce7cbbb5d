"""`hjemmel mailbox`: reading our own mailboxes into drafts of requests, and trying whether mail to them arrives."""

from __future__ import annotations

import argparse

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.desk import mailboxes
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.vault.faults import VaultFault

SOME_WAIT = 1


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        return _read(wanted) if wanted.deed == "read" else _try(wanted)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
    except (Failure, VaultFault) as fault:
        complain(f"hjemmel mailbox: {fault}")
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return COULD_NOT_RUN


def _read(wanted: argparse.Namespace) -> int:
    found = mailboxes.read(acting(wanted.who, RIGHT_TO_WORK) if wanted.who else acting(None))
    for one in found:
        files = f", {one.refused} address files refused" if one.refused else ""
        say(f"{one.box.address:<40} {one.drafts} new drafts, {one.left} left aside{files}")
    if not found:
        say("No mailbox is declared.")
    waiting = mailboxes.unlooked()
    for view in waiting:
        right = view.right.value if view.right else "?"
        say(f"{view.id}  {right:<13} answer by {view.due.day}  {view.days_left} days left")
    return SOME_WAIT if waiting else 0


def _try(wanted: argparse.Namespace) -> int:
    found = mailboxes.try_all(acting(wanted.who, RIGHT_TO_WORK) if wanted.who else acting(None))
    say(f"{found} messages had arrived.")
    silent = mailboxes.silent()
    for address in silent:
        say(f"{address}: the newest message did not arrive")
    return SOME_WAIT if silent else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel mailbox", description="Our own mailboxes, where people write: read them, or try them."
    )
    deeds = parser.add_subparsers(metavar="DEED", dest="deed", required=True)
    read = deeds.add_parser("read", help="new mail becomes drafts of requests; run it as often as you like")
    ask_who(read)
    tried = deeds.add_parser("try", help="look for the messages sent earlier, and send those that are due")
    ask_who(tried)
    return parser
