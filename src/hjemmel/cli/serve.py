"""`hjemmel serve`: become the server. Pages stand beside commands, so they are named and not imported."""

from __future__ import annotations

import os
import sys


def command(argv: list[str]) -> int:
    """Take the server's own options; this process turns into it, so that signals reach it directly."""
    os.execv(sys.executable, [sys.executable, "-m", "hjemmel.web.serve", *argv])
