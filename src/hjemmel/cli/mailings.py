"""`hjemmel send`, `notices`, `signups` and `bounces`: what is sent by e-mail from here, and what has come back of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.mailings.services import NotApproved
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.core.permission import NotDeclared
from hjemmel.desk import mailings, notice_mail, sign_up
from hjemmel.desk import notices as desk_notices
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.faults import VaultFault

SOME_WAIT = 1
STANDARD_INPUT = "-"


def send(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel send",
        description="Send what is left of an approved mailing, to those who may get it. Call again after a break.",
    )
    parser.add_argument("mailing", metavar="MAILING", help="its id, from the address of its page")
    ask_who(parser)
    wanted = parser.parse_args(argv)
    return _guarded("send", lambda: _send(wanted.mailing, acting(wanted.who, RIGHT_TO_WORK)))


def bounces(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel bounces",
        description="Read delivery status notifications. An address that mail came back from for good gets no more.",
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a message, or a folder of messages; - reads one from standard input",
    )
    ask_who(parser)
    wanted = parser.parse_args(argv)
    return _guarded("bounces", lambda: _bounces(wanted.files, acting(wanted.who, RIGHT_TO_WORK)))


def sign_ups(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel signups",
        description="Send the letters that ask for a confirmation and still wait. What nobody confirmed in time goes.",
    )
    ask_who(parser)
    wanted = parser.parse_args(argv)
    return _guarded("signups", lambda: _sign_ups(acting(wanted.who, RIGHT_TO_WORK)))


def notices(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel notices",
        description="Tell those who did not give us the data (Art. 14) by e-mail, each once. Call again after a break.",
    )
    ask_who(parser)
    wanted = parser.parse_args(argv)
    return _guarded("notices", lambda: _notices(acting(wanted.who, RIGHT_TO_WORK)))


def _notices(actor: Actor) -> int:
    sent = later = refused = uncertain = 0
    while True:
        told = notice_mail.send(actor)
        sent, later = sent + told.sent, later + told.later
        refused, uncertain = refused + told.refused, uncertain + told.uncertain
        if not told.left:
            break
    say(
        f"{sent} told, {later} to be tried again later, {refused} refused, {uncertain} uncertain,"
        f" {told.by_letter} without an e-mail address that works."
    )
    return SOME_WAIT if desk_notices.notices().waiting else 0


def _sign_ups(actor: Actor) -> int:
    gone = sign_up.forget(actor)
    sent = sign_up.send_letters(actor)
    say(f"{sent} sent; {gone} nobody confirmed in time are gone.")
    return 0


def _send(id: str, actor: Actor) -> int:
    while True:
        before = mailings.view(id)
        after = mailings.send(id, actor)
        if not after.waiting or (before and before.kept.waiting == after.waiting):
            say(
                f"{after.sent} sent, {after.waiting} waiting, {after.later} to be tried again later,"
                f" {after.turned_down} refused, {after.uncertain} uncertain, {after.refused} not permitted."
            )
            return SOME_WAIT if after.waiting or after.later else 0


def _bounces(names: Sequence[str], actor: Actor) -> int:
    taken = mailings.take_bounces(_messages(names), actor)
    say(f"{taken.read} read, {taken.ours} bounces of ours, {taken.for_good} for good.")
    return 0


def _messages(names: Sequence[str]) -> Iterator[bytes]:
    """Raises Stopped for what cannot be read."""
    for name in names:
        try:
            if name == STANDARD_INPUT:
                yield sys.stdin.buffer.read()
                continue
            files = sorted(Path(name).iterdir()) if Path(name).is_dir() else [Path(name)]
            for file in files:
                if file.is_file():
                    yield file.read_bytes()
        except OSError as error:
            raise Stopped(f"cannot read {name}: {error.strerror or error}", COULD_NOT_RUN) from None


def _guarded(name: str, do: Callable[[], int]) -> int:
    try:
        return do()
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
    except NotApproved:
        complain("hjemmel send: there is no such mailing, it is not approved, or nothing of it is left")
    except mailings.Busy:
        complain("hjemmel send: somebody else is sending it; wait a few minutes")
    except (mailings.Unfit, NotDeclared, Failure, VaultFault) as fault:
        complain(f"hjemmel {name}: {fault}")
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return COULD_NOT_RUN
