"""`hjemmel publish [FILE]`: from now on this file is what the company promises. `hjemmel staff` makes accounts."""

from __future__ import annotations

import argparse
import getpass
import os
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError

from hjemmel.capabilities.declarations.services import NotPublished, publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.cli.declared import COULD_NOT_RUN, ERRORS, USUAL
from hjemmel.cli.report import complain, say
from hjemmel.desk import clock, office


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel publish", description="Publish a declaration without errors."
    )
    parser.add_argument("file", nargs="?", default=os.environ.get("HJEMMEL_FILE", USUAL))
    parser.add_argument("--notes", default="", help="what has changed, in words")
    wanted = parser.parse_args(argv)
    call_command("migrate", verbosity=0, interactive=False)
    try:
        version = publish(Path(wanted.file).read_bytes(), office.HJEMMEL, clock.now(), wanted.notes)
    except OSError as error:
        complain(f"cannot read {wanted.file}: {error.strerror}")
        return COULD_NOT_RUN
    except NotPublished as refused:
        complain("\n".join([str(refused), *(f"{wanted.file}: {finding}" for finding in refused.findings)]))
        return ERRORS
    say(f"Version {version.number} is published.")
    return 0


def staff(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="hjemmel staff", description="Make an account for the office.")
    parser.add_argument("account")
    parser.add_argument("name")
    parser.add_argument("--role", choices=[role.value for role in Role], default=Role.READER.value)
    wanted = parser.parse_args(argv)
    call_command("migrate", verbosity=0, interactive=False)
    password = getpass.getpass("Password for the new account: ")
    try:
        create_staff(wanted.account, wanted.name, password, Role(wanted.role), office.HJEMMEL, clock.now())
    except ValidationError as error:
        complain("\n".join(error.messages))
        return ERRORS
    except IntegrityError:
        complain(f"there is an account {wanted.account} already")
        return ERRORS
    say(f"{wanted.account} can sign in as {wanted.role}.")
    return 0
