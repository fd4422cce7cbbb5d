"""`hjemmel requests`: what people have asked for, the days that are left, and the deeds that a terminal is enough for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import date

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import REFUSED, acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.core.request import Way, WhyClosed, WhyExtended
from hjemmel.core.rights.right import Right
from hjemmel.desk import requests
from hjemmel.desk.published import NothingPublished
from hjemmel.desk.requests import Details, NoSuchRequest, NotTaken, RequestView
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.faults import VaultFault

SOME_LATE = 1


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        deed: Callable[[argparse.Namespace], int] = wanted.deed
        return deed(wanted)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
    except NoSuchRequest:
        complain("hjemmel requests: there is no request with this reference")
    except NotTaken as refused:
        complain(f"hjemmel requests: {refused.no.en}")
        return REFUSED
    except VaultFault as fault:
        complain(f"hjemmel requests: {fault}")
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return COULD_NOT_RUN


def _list(wanted: argparse.Namespace) -> int:
    found = requests.inbox("all" if wanted.all else "open")
    say("\n".join(map(_line, found)) if found else "No requests.")
    return SOME_LATE if any(one.is_open and one.is_late for one in found) else 0


def _show(wanted: argparse.Namespace) -> int:
    found = requests.view(wanted.request)
    if found is None:
        raise NoSuchRequest(wanted.request)
    say("\n".join([_line(found), *_told(found)]))
    return 0


def _add(wanted: argparse.Namespace) -> int:
    actor = acting(wanted.who, RIGHT_TO_WORK)
    told = Details(
        name=wanted.name, contact=wanted.contact, identities="\n".join(wanted.known_by), words=_words()
    )
    day = wanted.on or requests.today()
    id = requests.receive(Way(wanted.way), day, Right(wanted.right), told, actor, role=wanted.role)
    return _after(id)


def _extend(wanted: argparse.Namespace) -> int:
    actor = acting(wanted.who, RIGHT_TO_WORK)
    if wanted.told_on:
        requests.told_of_extension(wanted.request, wanted.told_on, Way(wanted.way), actor)
    else:
        requests.extend(wanted.request, WhyExtended(wanted.because), actor)
    return _after(wanted.request)


def _close(wanted: argparse.Namespace) -> int:
    actor: Actor = acting(wanted.who, RIGHT_TO_WORK)
    if wanted.because == TAKEN_BACK:
        requests.take_back(wanted.request, actor)
    else:
        requests.close(wanted.request, WhyClosed(wanted.because), actor)
    return _after(wanted.request)


def _remind(wanted: argparse.Namespace) -> int:
    found = requests.remind(acting(None))
    say("\n".join(map(_line, found)) if found else "Nothing to call to mind.")
    return SOME_LATE if requests.inbox("late") and any(one.is_open for one in requests.inbox("late")) else 0


def _after(id: str) -> int:
    found = requests.view(id)
    if found:
        say(_line(found))
    return 0


def _line(one: RequestView) -> str:
    """Without anything about the person: a terminal is read over shoulders."""
    right = one.right.value if one.right else "?"
    if one.ended_on:
        days = f"{one.state.value.replace('_', ' ')} {one.ended_on}" + ("  LATE" if one.is_late else "")
    else:
        left = one.days_left
        days = f"answer by {one.due.day}  " + (f"{left} days left" if left >= 0 else f"LATE by {-left} days")
    return (
        f"{one.id}  {right:<13} {one.way.value:<9} {one.state.value:<10} came {one.due.received_on}  {days}"
    )


def _told(one: RequestView) -> Iterator[str]:
    yield f"  by law {one.due.by_law}, promised {one.due.by_promise or 'nothing'}"
    if one.due.extended_to:
        yield f"  extended to {one.due.extended_to}"
    for step in one.life.steps:
        yield f"  {step.at:%Y-%m-%d %H:%M}  {type(step).__name__:<15} {step.by}"


def _words() -> str:
    """What they wrote, from standard input: it does not stand among the arguments, where others may see it."""
    return "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read()


TAKEN_BACK = "taken_back"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel requests", description="Requests about rights (Art. 15-22), and the days that are left."
    )
    parser.set_defaults(deed=_list, all=False)
    deeds = parser.add_subparsers(metavar="DEED")
    listed = deeds.add_parser("list", help="those that are open; the fewest days left first")
    listed.add_argument("--all", action="store_true", help="those at their end, too")
    listed.set_defaults(deed=_list)
    _one(deeds, "show", "one request, and everything that has happened to it", _show)
    _of_add(deeds.add_parser("add", help="a request has come; what they wrote is read from standard input"))
    extend = _one(deeds, "extend", "two months more, and that the person was told of it", _extend)
    extend.add_argument(
        "--because", choices=[why.value for why in WhyExtended], default=WhyExtended.COMPLEX.value
    )
    extend.add_argument(
        "--told-on", type=date.fromisoformat, metavar="DAY", help="the person was told on this day"
    )
    extend.add_argument("--way", choices=_WAYS, default=Way.EMAIL.value, help="how they were told")
    ask_who(extend)
    close = _one(deeds, "close", "lay it aside: taken back, no request, or the same as another", _close)
    close.add_argument("--because", choices=[TAKEN_BACK, *(why.value for why in WhyClosed)], required=True)
    ask_who(close)
    remind = deeds.add_parser("remind", help="note the reminders whose day has come; run it every night")
    remind.set_defaults(deed=_remind)
    return parser


def _one(
    deeds: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    help: str,
    deed: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = deeds.add_parser(name, help=help)
    parser.add_argument("request", metavar="REQUEST", help="its reference")
    parser.set_defaults(deed=deed)
    return parser


def _of_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("right", choices=[right.value for right in Right], help="what is asked for")
    parser.add_argument("way", choices=_WAYS, help="how it came")
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DAY", help="the day it came; today if not given"
    )
    parser.add_argument("--name", default="", help="who asks")
    parser.add_argument("--contact", default="", help="where the answer is to go")
    parser.add_argument(
        "--known-by",
        action="append",
        default=[],
        metavar="SIGN",
        help="an address or a number they are known by; again for more",
    )
    parser.add_argument(
        "--role", default="", metavar="KIND", help="the kind of subject in whose role they ask"
    )
    ask_who(parser)
    parser.set_defaults(deed=_add)


_WAYS = [way.value for way in Way]
