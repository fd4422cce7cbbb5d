"""The demo's server: the same pages, on loopback only, with a clock that can be moved."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from django.conf import settings

from hjemmel.desk import clock
from hjemmel.desk.demo_clock import demo_time
from hjemmel.web.serve import serve
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
    serve(port=wanted.port, application="hjemmel.web.demo:application")
    return 0


if __name__ == "__main__":
    sys.exit(main())
