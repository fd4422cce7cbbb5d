"""The server: granian in WSGI mode, with as many workers as asked for. Loopback unless told otherwise.

Run as `python -m hjemmel.web.serve`, which is what `hjemmel serve` becomes."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# Models can be imported only when Django is ready, so this order is not chance.
# isort: split
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.desk import keys
from hjemmel.desk.machine import LOOPBACK
from hjemmel.engine.vault.faults import VaultFault

PORT = 8000
THREADS = 16
"""In each process. Most of what takes a form waits for a commit, and those that wait together are written in one."""
PATIENCE = 10
"""Seconds that a process which is told to stop may go on with what it does. What is cut off then is gone on with later."""
APPLICATION = "hjemmel.web.serving:application"
WITH_WORK = "hjemmel.web.working:application"


def serve(host: str = LOOPBACK, port: int = PORT, workers: int = 1, application: str = APPLICATION) -> None:
    """Serve until stopped."""
    # The server finds this many threads strange where the cores are few, and would tell everybody who starts it.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    Granian(
        target=application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=workers > 1,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.warning,
    ).serve()


def prepare() -> None:
    """The databases as this version of the product needs them, and keys if there have never been any. Done again, it
    changes nothing. Without the right master key the pages are served all the same; what is sealed stays closed."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    try:
        keys.prepare(HJEMMEL)
    except VaultFault as fault:
        logging.getLogger(__name__).critical("%s", fault)
    connections.close_all()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="hjemmel serve", description="Serve the statement and the office.")
    parser.add_argument("--host", default=LOOPBACK, help=f"address to listen on (default {LOOPBACK})")
    parser.add_argument("--port", type=int, default=PORT, help=f"port (default {PORT})")
    parser.add_argument("--workers", type=int, default=1, help="processes (default 1)")
    parser.add_argument(
        "--no-work",
        action="store_true",
        help="leave the work that runs by itself to `hjemmel work` (default: do it here)",
    )
    wanted = parser.parse_args(argv)
    if not os.environ.get("SECRET_KEY"):
        parser.exit(2, "SECRET_KEY is not set. Set it to a long random text, and keep it secret.\n")
    prepare()
    application = APPLICATION if wanted.no_work else WITH_WORK
    # By this name, for run as a module this one is called `__main__`.
    logging.getLogger("hjemmel.serve").info(
        "the statement at http://%s:%s/personvern, the office at /kontor/", wanted.host, wanted.port
    )
    serve(wanted.host, wanted.port, wanted.workers, application)
    return 0


if __name__ == "__main__":
    sys.exit(main())
