"""Any command, in a demo's own time. Run as a process of its own, with the demo's environment (see `demo`)."""

from __future__ import annotations

import sys

from hjemmel.cli.main import main
from hjemmel.desk import clock, ready  # noqa: F401
from hjemmel.desk.demo_clock import demo_time

if __name__ == "__main__":
    clock.use(demo_time)
    sys.exit(main(sys.argv[1:]))
