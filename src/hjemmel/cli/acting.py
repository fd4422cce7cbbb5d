"""Who gives a command: a person who signs in with `--as`, or else Hjemmel itself, for work that runs on a timetable."""

from __future__ import annotations

import argparse
import getpass

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.staff.services import NotSignedIn, TooManyAttempts, actor_of, sign_in
from hjemmel.cli.declared import Stopped
from hjemmel.desk import clock, office
from hjemmel.engine.ports import Actor

REFUSED = 1
FROM_HERE = "terminal"
"""Where failed attempts at signing in are counted: the pages count them by address."""


def ask_who(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """The option that names the account."""
    otherwise = "" if required else "; without it the ledger says that Hjemmel did it"
    parser.add_argument(
        "--as", dest="who", metavar="ACCOUNT", required=required,
        help=f"your account in the office; the password is asked for{otherwise}",
    )  # fmt: skip


def acting(account: str | None, right: str = "") -> Actor:
    """Who is to stand in the ledger. Raises Stopped if the account may not do this, or is not whose it seems."""
    if account is None:
        return office.HJEMMEL
    try:
        user = sign_in(account, password("Password: "), FROM_HERE, clock.now())
    except TooManyAttempts:
        raise Stopped("too many attempts; wait a quarter of an hour, and try again", REFUSED) from None
    except NotSignedIn:
        raise Stopped("account and password do not belong together", REFUSED) from None
    if right and not user.has_perm(right):
        raise Stopped(f"the role of {account} does not allow this", REFUSED)
    return actor_of(user)


def password(prompt: str) -> str:
    """What somebody types without its being seen, or a line that is piped in. Raises Stopped where there is nothing."""
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise Stopped(
            "no password was given; it is typed, or stands on a line of its own in what is piped in", REFUSED
        ) from None
