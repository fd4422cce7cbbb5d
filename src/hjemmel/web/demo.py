"""The demo's server: the same pages, on loopback only, with a clock that can be moved."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from hjemmel.desk import clock
from hjemmel.desk.demo_clock import demo_time
from hjemmel.desk.machine import LOOPBACK
from hjemmel.web.serve import PATIENCE, THREADS
from hjemmel.web.wsgi import application as pages

# Models can be imported only when Django is ready.
# isort: split
from hjemmel.desk import web_log, worker

clock.use(demo_time)
# Beside all that a real one has, the company's own website.
settings.ROOT_URLCONF = "hjemmel.web.demo_shop"
application = pages
if __name__ == "hjemmel.web.demo":
    # As Granian loads it, in the process that serves. The one that starts Granian does no work.
    worker.begin()
    web_log.begin()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="hjemmel demo")
    parser.add_argument("--port", type=int, required=True)
    wanted = parser.parse_args(argv)
    Granian(
        target="hjemmel.web.demo:application",
        address=LOOPBACK,
        port=wanted.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.warning,
    ).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
