"""`hjemmel hold`: what is kept back from the sweeps, until when, and who decided it; placed, looked at again and lifted.

A terminal is read over shoulders: what is said of a hold tells of nobody."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection
from datetime import date

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.facts.services import HoldNotTaken
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.cli.acting import REFUSED, acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.core.facts import HoldKind
from hjemmel.desk import holds, office
from hjemmel.desk.holds import HoldView, NoSuchHold, Terms
from hjemmel.desk.one_person import NotOnePerson
from hjemmel.desk.published import NothingPublished

SOME_OVERDUE = 1


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        deed: Callable[[argparse.Namespace], int] = wanted.deed
        return deed(wanted)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
    except Failure as failure:
        complain(f"hjemmel hold: {failure}")
    except HoldNotTaken as fault:
        complain("\n".join(lack.en for lack in fault.lacks))
        return REFUSED
    except NotOnePerson as fault:
        led = f"leads to {fault.count} people" if fault.count else "leads to nobody"
        complain(f"hjemmel hold: one of the identities {led}; nothing is held")
        return REFUSED
    except NoSuchHold:
        complain("hjemmel hold: there is no such hold, or it has ended")
        return REFUSED
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return COULD_NOT_RUN


def _list(wanted: argparse.Namespace) -> int:
    found = [one for one in holds.views() if wanted.all or not one.has_ended]
    say("\n".join(map(_line, found)) if found else "No holds.")
    return SOME_OVERDUE if any(one.is_overdue for one in found) else 0


def _place(wanted: argparse.Namespace) -> int:
    actor = acting(wanted.who, RIGHT_TO_APPROVE)
    data_map = office.current_map()
    terms = Terms(
        title=wanted.title,
        kind=HoldKind.STATUTORY if wanted.law else HoldKind.BOUNDED,
        reason=wanted.reason,
        law=wanted.law,
        ends_on=wanted.until,
        review_on=wanted.review,
        categories=_declared(wanted.category, data_map.declaration.categories, "category"),
        collections=_declared(wanted.collection, data_map.collections, "collection"),
    )
    people = [one.strip() for one in wanted.person or sys.stdin.read().splitlines()]
    before = {one.hold.id for one in holds.views()}
    if not any(people):
        raise Stopped("hjemmel hold: name at least one person; nothing is held", REFUSED)
    holds.place_on(filter(None, people), terms, actor)
    # Those whose own rows lie in different tables get a hold for each table.
    say("\n".join(_line(one) for one in holds.views() if one.hold.id not in before))
    return 0


def _review(wanted: argparse.Namespace) -> int:
    actor = acting(wanted.who, RIGHT_TO_APPROVE)
    standing = _standing(wanted.hold)
    holds.review(wanted.hold, wanted.review, wanted.until or standing.hold.ends_on, actor)
    say(_line(_standing(wanted.hold)))
    return 0


def _lift(wanted: argparse.Namespace) -> int:
    holds.lift(wanted.hold, acting(wanted.who, RIGHT_TO_APPROVE))
    say("Lifted. What has no other ground goes with the next sweep.")
    return 0


def _standing(id: str) -> HoldView:
    for one in holds.views():
        if one.hold.id == id and not one.has_ended:
            return one
    raise NoSuchHold


def _declared(names: list[str], known: Collection[str], what: str) -> frozenset[str]:
    for name in names:
        if name not in known:
            raise Stopped(f'hjemmel hold: the declaration has no {what} "{name}"', REFUSED)
    return frozenset(names)


def _line(one: HoldView) -> str:
    hold = one.hold
    rows = "one row" if len(hold.keys) == 1 else f"{len(hold.keys)} rows"
    if one.has_ended and hold.ends_on:
        ends = f"ended {hold.ends_on.isoformat()}"
    else:
        ends = f"until {hold.ends_on.isoformat()}" if hold.ends_on else "until it is lifted"
    review = f"{'OVERDUE since' if one.is_overdue else 'review by'} {hold.review_on.isoformat()}"
    told = (hold.id, hold.title, hold.kind.value, f"{rows} of {hold.home}", ends)
    return "  ".join(filter(None, (*told, "" if one.has_ended else review)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel hold",
        description="What is kept back from the sweeps: listed, placed, looked at again and lifted.",
    )
    parser.set_defaults(deed=_list, all=False)
    deeds = parser.add_subparsers(metavar="DEED")
    listed = deeds.add_parser("list", help="those that stand; those to be looked at again first")
    listed.add_argument("--all", action="store_true", help="those that have ended too")
    listed.set_defaults(deed=_list)
    _ask_to_place(deeds.add_parser("place", help="keep what is held about somebody"))
    review = deeds.add_parser("review", help="it was looked at, and stands")
    _ask_which(review)
    review.add_argument("--review", type=date.fromisoformat, metavar="DATE", required=True,
                        help="to be looked at again on this day")  # fmt: skip
    review.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="another end")
    review.set_defaults(deed=_review)
    lift = deeds.add_parser("lift", help="it keeps nothing from today")
    _ask_which(lift)
    lift.set_defaults(deed=_lift)
    return parser


def _ask_to_place(place: argparse.ArgumentParser) -> None:
    place.add_argument(
        "person", nargs="*", help="an identity; without it they are read from standard input, one a line"
    )
    place.add_argument("--title", required=True, help="a short name, such as a case number")
    place.add_argument("--reason", required=True, help="why; a reference, nothing about the person")
    place.add_argument(
        "--law",
        default="",
        help="the law or the instruction that requires it: it may then run without an end",
    )
    place.add_argument(
        "--until", type=date.fromisoformat, metavar="DATE", help="its end; needed unless a law requires it"
    )
    place.add_argument("--review", type=date.fromisoformat, metavar="DATE", required=True,
                       help="to be looked at again on this day")  # fmt: skip
    place.add_argument(
        "--category", action="append", default=[], metavar="NAME", help="only this category; again for more"
    )
    place.add_argument("--collection", action="append", default=[], metavar="SYSTEM.COLLECTION",
                       help="only this table; again for more")  # fmt: skip
    ask_who(place, required=True)
    place.set_defaults(deed=_place)


def _ask_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("hold", help="its reference, as the list tells it")
    ask_who(parser, required=True)
