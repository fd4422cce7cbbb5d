"""`hjemmel publish [FILE]`: from now on this file is what the company promises. `hjemmel staff`: accounts."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError

from hjemmel.capabilities.declarations.services import NotPublished, publish
from hjemmel.capabilities.declarations.store import Version
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import NoSuchAccount, close_staff, create_staff
from hjemmel.cli.acting import acting, ask_who, password
from hjemmel.cli.declared import COULD_NOT_RUN, ERRORS, USUAL, Stopped
from hjemmel.cli.report import complain, say
from hjemmel.desk import clock
from hjemmel.desk.access import account_named, end_all
from hjemmel.desk.changes_to_tell import earliest_day
from hjemmel.desk.published import compiled, published
from hjemmel.engine.ports import Actor


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel publish", description="Publish a declaration without errors."
    )
    parser.add_argument("file", nargs="?", default=os.environ.get("HJEMMEL_FILE", USUAL))
    ask_who(parser, required=True)
    parser.add_argument("--notes", default="", help="what has changed, in words")
    parser.add_argument(
        "--untold",
        action="store_true",
        help="although people were promised to be told of such a change longer before",
    )
    wanted = parser.parse_args(argv)
    call_command("migrate", verbosity=0, interactive=False)
    try:
        content = Path(wanted.file).read_bytes()
        if not wanted.untold:
            _in_time(content)
        version = publish(content, acting(wanted.who, RIGHT_TO_APPROVE), clock.now(), wanted.notes)
    except OSError as error:
        complain(f"cannot read {wanted.file}: {error.strerror}")
        return COULD_NOT_RUN
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    except NotPublished as refused:
        complain("\n".join([str(refused), *(f"{wanted.file}: {finding}" for finding in refused.findings)]))
        return ERRORS
    say(published_words(version))
    return 0


def _in_time(content: bytes) -> None:
    """Raises Stopped where publishing this would break the promise to tell people of a major change so long before it applies."""
    earliest = earliest_day(content)
    if earliest is None:
        return
    raise Stopped(
        "not published: it changes something major, and those whom it concerns are promised to be told before it applies. Let"
        f" statement.valid_from be {earliest} or later: then it is shown as coming, and they are told. Or say --untold.",
        ERRORS,
    )


def published_words(version: Version) -> str:
    if version.applies_at <= version.published_at:
        return f"Version {version.number} is published."
    day = compiled(version.content).declaration.statement.valid_from
    standing = published().version
    if standing.number == version.number:
        return f"Version {version.number} is published. It says that it is valid from {day}; nothing stands before it."
    return f"Version {version.number} is published. It applies from {day}; until then version {standing.number} stands."


def staff(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel staff", description="Make an account for the office, or close one."
    )
    parser.add_argument("account")
    parser.add_argument("name", nargs="?", help="whose it is, for a new account")
    parser.add_argument("--role", choices=[role.value for role in Role], default=Role.READER.value)
    parser.add_argument("--close", action="store_true", help="nobody signs in to it any more")
    ask_who(parser)
    wanted = parser.parse_args(argv)
    if bool(wanted.name) is wanted.close:
        parser.error("name the person of a new account, or say --close")
    call_command("migrate", verbosity=0, interactive=False)
    try:
        actor = acting(wanted.who, RIGHT_TO_APPROVE)
        say(_closed(wanted.account, actor) if wanted.close else _made(wanted, actor))
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return 0


def _made(wanted: argparse.Namespace, actor: Actor) -> str:
    secret = password("Password for the new account: ")
    try:
        create_staff(wanted.account, wanted.name, secret, Role(wanted.role), actor, clock.now())
    except ValidationError as error:
        raise Stopped("\n".join(error.messages), ERRORS) from None
    except IntegrityError:
        raise Stopped(f"there is an account {wanted.account} already", ERRORS) from None
    return f"{wanted.account} can sign in as {wanted.role}."


def _closed(account: str, actor: Actor) -> str:
    try:
        number = account_named(account)
        close_staff(account, actor, clock.now())
    except NoSuchAccount:
        raise Stopped(f"there is no open account {account}", ERRORS) from None
    if number:
        end_all(number, actor)
    return f"{account} is closed."
