"""`hjemmel access`: which purposes an account works with. Without options it tells; with them it gives or takes back."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.access.services import GrantNotTaken
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.cli.acting import REFUSED, acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, ERRORS, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.core.entrance.access import WhyAll
from hjemmel.desk import access
from hjemmel.desk.access import MemberView
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.ports import Actor


def command(argv: list[str]) -> int:
    parser = _parser()
    wanted = parser.parse_args(argv)
    if not wanted.account and (wanted.purposes or wanted.all or wanted.end):
        parser.error("name the account")
    try:
        say(_done(wanted, acting(wanted.who, RIGHT_TO_APPROVE)))
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except GrantNotTaken as fault:
        complain("\n".join(one.en for one in fault.lacks))
        return REFUSED
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return 0


def _done(wanted: argparse.Namespace, actor: Actor) -> str:
    if not wanted.account:
        return "\n".join(_told(access.names()))
    account = access.account_named(wanted.account)
    if account is None:
        raise Stopped(f"there is no open account {wanted.account}", ERRORS)
    if wanted.end:
        access.end_all(account, actor)
        return f"{wanted.account} sees nobody's values any more."
    purposes = access.all_purposes() if wanted.all else wanted.purposes
    access.give(
        account,
        purposes,
        actor,
        kinds=wanted.kinds,
        ends=wanted.until,
        why_all=WhyAll(wanted.all) if wanted.all else None,
    )
    many = "one purpose" if len(purposes) == 1 else f"{len(purposes)} purposes"
    return f"{wanted.account} works with {many}."


def _told(names: Mapping[str, str]) -> list[str]:
    """Each account with its purposes."""
    view = access.accesses_view()
    return [_line(names.get(member.account, member.account), member) for member in view.members] or [
        "No account yet."
    ]


def _line(name: str, member: MemberView) -> str:
    has = ", ".join(sorted(member.has)) or "no purposes: sees nobody's values"
    due = min((grant.due for grant in member.grants), default=None)
    late = any(grant.is_overdue for grant in member.grants)
    review = f"  {'OVERDUE since' if late else 'review by'} {due.isoformat()}" if due else ""
    return f"{name}{'' if member.is_open else ' (closed)'}: {has}{review}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel access",
        description="Which purposes an account works with, and so which values of people it may see.",
    )
    parser.add_argument("account", nargs="?", help="without it: every account with its purposes")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--purposes", nargs="+", default=[], metavar="NAME", help="purposes of the declaration")
    what.add_argument(
        "--all", choices=[why.value for why in WhyAll], metavar="WHY",
        help="every purpose, because: few (of us do everything), officer (answers people's requests), stand_in",
    )  # fmt: skip
    what.add_argument("--end", action="store_true", help="take back everything it was given")
    parser.add_argument(
        "--kinds", nargs="+", default=[], metavar="NAME", help="of these kinds of people only"
    )
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="the last day")
    ask_who(parser)
    return parser
