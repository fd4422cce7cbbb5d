"""`hjemmel move VARIABLE`: Hjemmel's own data to another database, as when a company outgrows a file."""

from __future__ import annotations

import argparse
import os

from hjemmel.desk import ready  # noqa: F401

# Models can be imported only when Django is ready, so this order is not chance.
# isort: split
from django.db import DatabaseError, OperationalError

from hjemmel.cli.report import complain, say
from hjemmel.desk.moving import NotMoved, move
from hjemmel.desk.own_database import database

MOVED, NOT_MOVED, COULD_NOT_RUN = 0, 1, 2


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel move",
        description="Copy Hjemmel's own data to a new, empty database. Stop the server and the workers first.",
    )
    parser.add_argument(
        "variable",
        help="the environment variable with the new database's address, such as NEW_DATABASE_URL: an address may hold a"
        " password, which everybody on the machine could read here",
    )
    wanted = parser.parse_args(argv)
    address = os.environ.get(wanted.variable)
    if address is None:
        complain(f"the environment has no {wanted.variable}: put the address of the new database there")
        return COULD_NOT_RUN
    try:
        counts = move(database(address))
    except NotMoved as refused:
        complain(f"Nothing was moved: {refused}.")
        return NOT_MOVED
    except ValueError as fault:
        complain(f"{wanted.variable}: {fault}")
        return COULD_NOT_RUN
    except OperationalError as fault:
        complain(f"Nothing was moved, a database cannot be used: {fault}")
        return COULD_NOT_RUN
    except DatabaseError as fault:
        # What it says in full may repeat a row.
        complain(f"Nothing was moved, the new database refused a row ({type(fault).__name__})")
        return COULD_NOT_RUN
    tables = [table for table, rows in counts.items() if rows]
    say(
        f"{sum(counts.values()):,} rows of {len(tables)} tables are in the new database.\n"
        "Set DATABASE_URL to its address, run hjemmel ledger verify, and start the server again. The old database was not"
        " changed:\nwhat it holds of people must be deleted when you no longer need it."
    )
    return MOVED
