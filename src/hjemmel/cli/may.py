"""`hjemmel may`: whether a message may be sent to a person, or to which of a list."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.core.output.permission_text import answer_text, reasons_text
from hjemmel.core.permission import NotDeclared
from hjemmel.core.plan import plain
from hjemmel.desk import permission
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.permission import Asked
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.faults import VaultFault

NOT_ALLOWED = 1
STANDARD_INPUT = "-"
ONE, OF_A_LIST = 3, 2
"""How many words are said of one person, and of a list."""


def command(argv: list[str]) -> int:
    parser = _parser()
    wanted = parser.parse_args(argv)
    if len(wanted.asked) != (ONE if wanted.list is None else OF_A_LIST):
        parser.error("say PERSON PURPOSE CHANNEL, or --list FILE PURPOSE CHANNEL")
    *wanted.person, wanted.purpose, wanted.channel = wanted.asked
    try:
        actor = acting(wanted.who, RIGHT_TO_WORK)
        return _one(wanted, actor) if wanted.list is None else _many(wanted, actor)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except (NotDeclared, VaultFault) as fault:
        complain(f"hjemmel may: {fault}")
        return COULD_NOT_RUN
    except Stopped as stop:
        complain(str(stop))
        return stop.code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel may",
        usage="hjemmel may [OPTIONS] PERSON PURPOSE CHANNEL\n       hjemmel may [OPTIONS] --list FILE PURPOSE CHANNEL",
        description="May a message be sent? Nothing is sent by asking. That it was asked is noted in the ledger.",
    )
    parser.add_argument(
        "asked", nargs="+", metavar="PERSON PURPOSE CHANNEL",
        help="any identity that the declaration names; a purpose of it; a channel of it, such as email",
    )  # fmt: skip
    parser.add_argument(
        "--list", metavar="FILE", help="in place of PERSON: one identity a line; - reads standard input"
    )
    parser.add_argument("--lang", choices=("nb", "en"), default="nb", help="of the reasons (default nb)")
    ask_who(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser


def _one(wanted: argparse.Namespace, actor: Actor) -> int:
    (person,) = wanted.person
    answer = permission.may(person, wanted.purpose, wanted.channel, actor)
    if wanted.format == "json":
        say(json.dumps(_receipts(answer), ensure_ascii=False, indent=2))
    else:
        say(answer_text(answer.decisions, wanted.lang))
    return 0 if answer.is_allowed else NOT_ALLOWED


def _many(wanted: argparse.Namespace, actor: Actor) -> int:
    """The permitted part of the list goes to standard output as it came, the reasons to standard error."""
    answers = permission.may_each(_read(wanted.list), wanted.purpose, wanted.channel, actor)
    if wanted.format == "json":
        lines = [
            {"line": number, "allowed": answer.is_allowed, "receipts": _receipts(answer)}
            for number, answer in enumerate(answers, 1)
        ]
        say(json.dumps(lines, ensure_ascii=False, indent=2))
    else:
        permitted = [answer.identity for answer in answers if answer.is_allowed]
        if permitted:
            say("\n".join(permitted))
        complain(reasons_text([answer.decisions for answer in answers], wanted.lang))
    return 0 if all(answer.is_allowed for answer in answers) else NOT_ALLOWED


def _receipts(answer: Asked) -> list[object]:
    return [plain(decision.receipt) for decision in answer.decisions]


def _read(name: str) -> Sequence[str]:
    """Raises Stopped if the file cannot be read."""
    try:
        text = sys.stdin.read() if name == STANDARD_INPUT else Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Stopped(f"cannot read {name}: {error.strerror or error}", COULD_NOT_RUN) from None
    except UnicodeDecodeError:
        raise Stopped(f"{name} is not UTF-8 text", COULD_NOT_RUN) from None
    return [line.strip() for line in text.splitlines() if line.strip()]
