"""`hjemmel token`: what lets a program in, made, listed and ended."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import timedelta

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.cli.acting import acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.desk.programs import entry
from hjemmel.desk.programs.entry import AccessToken, NoSuchToken, NotMade
from hjemmel.desk.published import NothingPublished

DONE, NOT_DONE = 0, 1
A_QUARTER = 89
"""Days: so many are in none."""


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        return DEEDS[wanted.deed](wanted)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except NotMade as refused:
        complain("\n".join(reason.en for reason in refused.reasons))
        return NOT_DONE
    except NoSuchToken:
        complain("no access token that stands has this number")
        return NOT_DONE
    except Stopped as stop:
        complain(str(stop))
        return stop.code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hjemmel token", description="Access tokens for programs.")
    deeds = parser.add_subparsers(dest="deed", required=True)
    make = deeds.add_parser("make", help="make a token; it is printed once")
    make.add_argument("name", help="the program that will use it")
    make.add_argument("--purposes", required=True, help="of the declaration, with commas between")
    make.add_argument(
        "--may", required=True, help="ask, read, write, choose, disclose, watch; with commas between"
    )
    make.add_argument(
        "--days", type=int, default=entry.USUAL_LIFE.days, help="how long it lets in (default 365)"
    )
    ask_who(make, required=True)
    deeds.add_parser("list", help="which tokens there are")
    end = deeds.add_parser("end", help="a token lets nobody in any more")
    end.add_argument("id", help="its number, as the list shows it")
    ask_who(end, required=True)
    return parser


def _make(wanted: argparse.Namespace) -> int:
    actor = acting(wanted.who, RIGHT_TO_APPROVE)
    made = entry.make(
        wanted.name, _words(wanted.purposes), _words(wanted.may), timedelta(days=wanted.days), actor
    )
    complain(f"Access token {made.token.id}. It is shown now, and never again:")
    say(made.text)
    if made.token.sees_people and wanted.days > A_QUARTER:
        complain(
            "It lets a program see people, so it is gone through every quarter with the other access rights, "
            "in the office. Else the promise about access is broken."
        )
    return DONE


def _list(wanted: argparse.Namespace) -> int:
    found = entry.tokens()
    say("\n".join(map(_line, found)) if found else "There are no access tokens.")
    return DONE


def _end(wanted: argparse.Namespace) -> int:
    entry.end(wanted.id, acting(wanted.who, RIGHT_TO_APPROVE))
    say(f"{wanted.id} lets nobody in any more.")
    return DONE


DEEDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"make": _make, "list": _list, "end": _end}


def _line(token: AccessToken) -> str:
    state = f"until {token.expires_at:%Y-%m-%d}" if entry.lets_in(token) else "lets nobody in"
    if entry.is_overdue(token):
        state = "REVIEW OVERDUE"
    used = f"used {token.used_on}" if token.used_on else "never used"
    rights = ",".join(sorted(right.value for right in token.rights))
    return f"{token.id}  {state:<16}  {used:<15}  {rights}  {','.join(sorted(token.purposes))}  {token.name}"


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
