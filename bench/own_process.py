"""A measure in a process of its own, whose memory is watched, with Hjemmel's own tables made beforehand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def told(module: str, folder: Path, *given: str) -> dict[str, Any]:
    """What `python -m module folder given...` prints, which is JSON."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'hjemmel.sqlite3'}",
        "SECRET_KEY": "only for measuring",
        "HJEMMEL_KEYS": str(folder / "keys"),
    }
    # As in a company: whoever sweeps finds the tables made.
    migrate = [
        sys.executable,
        "-m",
        "django",
        "migrate",
        "--verbosity",
        "0",
        "--settings",
        "hjemmel.web.settings",
    ]
    subprocess.run(migrate, env=environment, check=True)
    command = [sys.executable, "-m", module, str(folder), *given]
    printed = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(printed)
    return found
