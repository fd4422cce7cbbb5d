"""The command line's front door: a table of names, and nothing loaded before it is asked for.

`hjemmel --version` and the list of commands import no part of the product."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Any

from hjemmel import __version__
from hjemmel.cli.report import complain, say

COMMANDS: dict[str, tuple[str, str]] = {
    "access": ("hjemmel.cli.access:command", "which purposes an account works with"),
    "answer": ("hjemmel.cli.answer:command", "the answer to a request: letter and package, to a folder"),
    "approve": ("hjemmel.cli.approve:command", "approve a plan, and carry it out"),
    "assignment": (
        "hjemmel.cli.assignment:command",
        "what is done for controllers: files, work, erasure, certificates",
    ),
    "bounces": ("hjemmel.cli.mailings:bounces", "what has come back of the mail that was sent"),
    "changes": ("hjemmel.cli.changes:command", "what differs between two declarations, and who must be told"),
    "check": ("hjemmel.cli.check:command", "find what is wrong with a declaration"),
    "consents": ("hjemmel.cli.consents:command", "take in consents from before, with their evidence"),
    "demo": ("hjemmel.cli.demo:command", "a whole company to try, on this machine only"),
    "describe": ("hjemmel.cli.systems:describe", "tables and columns of one system"),
    "drift": ("hjemmel.cli.systems:differences", "where systems differ from the declaration"),
    "export": ("hjemmel.cli.export:command", "figures about groups of people, and of no single person"),
    "feed": (
        "hjemmel.cli.feed:command",
        "the next file for directory enquiries: what was chosen, and what is taken out",
    ),
    "forecast": ("hjemmel.cli.forecast:command", "what will go, when and why, by month"),
    "hold": ("hjemmel.cli.hold:command", "what is kept back from the sweeps, and until when"),
    "keys": ("hjemmel.cli.keys:command", "the keys that data is sealed with"),
    "ledger": ("hjemmel.cli.ledger:command", "verify the ledger, sign its head, prove a line"),
    "mailbox": ("hjemmel.cli.mailbox:command", "read our mailboxes into drafts of requests, and try them"),
    "may": ("hjemmel.cli.may:command", "whether a message may be sent to somebody, and why"),
    "mission": ("hjemmel.cli.mission:command", "write docs/mission.md from the profiles"),
    "move": ("hjemmel.cli.move:command", "bring what Hjemmel itself keeps to another database"),
    "notices": ("hjemmel.cli.mailings:notices", "tell those who did not give us the data, by e-mail"),
    "packages": ("hjemmel.cli.answer:packages", "erase the packages of answers that have expired"),
    "plan": ("hjemmel.cli.plan:command", "what is due, and what would be done about it"),
    "promises": ("hjemmel.cli.promises:command", "try every promise"),
    "publish": ("hjemmel.cli.publish:command", "let a file be the declaration from now on"),
    "recipients": (
        "hjemmel.cli.recipients:command",
        "whether those we name are in the register of organisations",
    ),
    "record": ("hjemmel.cli.record:command", "the record of processing, Art. 30"),
    "replay": ("hjemmel.cli.replay:command", "erase again what a backup has brought back"),
    "requests": ("hjemmel.cli.requests:command", "what people have asked for, and the days that are left"),
    "schema": ("hjemmel.cli.schema:command", "print the JSON Schema of a declaration, for editors"),
    "send": ("hjemmel.cli.mailings:send", "send the rest of an approved mailing"),
    "serve": ("hjemmel.cli.serve:command", "serve the statement and the office"),
    "signups": ("hjemmel.cli.mailings:sign_ups", "send letters that ask for a confirmation and wait"),
    "staff": ("hjemmel.cli.publish:staff", "make an account for the office"),
    "statement": ("hjemmel.cli.statement:command", "the privacy statement"),
    "trace": ("hjemmel.cli.trace:command", "where the data about a person is, and the way to each row"),
    "tasks": ("hjemmel.cli.tasks:command", "what people have to do, and ticking it off"),
    "token": ("hjemmel.cli.token:command", "access tokens for programs"),
    "verify": (
        "hjemmel.cli.verify:command",
        "whether a proof or a deletion certificate holds: with the file alone",
    ),
    "webhooks": ("hjemmel.cli.webhooks:command", "tell programs what has happened"),
    "why": ("hjemmel.cli.why:command", "what is held about a person, and why"),
    "work": ("hjemmel.cli.work:command", "do the work that runs by itself"),
}
"""name -> (where its function is, what it is for). The function takes the arguments, returns an exit code."""

COULD_NOT_RUN = 2
_BROKEN_PIPE = 141
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = arguments[0] if arguments else "help"
    if name in ("--version", "-V"):
        say(f"hjemmel {__version__}")
        return 0
    if name in ("help", "--help", "-h"):
        say(usage())
        return 0
    if name not in COMMANDS:
        complain(f'hjemmel: unknown command "{name}"\n\n{usage()}')
        return COULD_NOT_RUN
    return _run(name, arguments[1:])


def usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {purpose}" for name, (_, purpose) in sorted(COMMANDS.items())]
    return "\n".join(["hjemmel COMMAND [ARGUMENTS]", "", *lines, "", "hjemmel COMMAND --help says more."])


def _run(name: str, arguments: list[str]) -> int:
    try:
        return int(load(COMMANDS[name][0])(arguments))
    except BrokenPipeError:
        # The reader of our output has gone, as with `| head`. Nobody is left to tell.
        sys.stderr.close()
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        return _INTERRUPTED


def load(where: str) -> Callable[..., Any]:
    """The function at `module:name`."""
    module, _, function = where.partition(":")
    # What a module makes while it is loaded stays: to look among it for rubbish, again and again, finds nothing.
    gc.disable()
    try:
        found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    finally:
        gc.enable()
    gc.freeze()
    return found
