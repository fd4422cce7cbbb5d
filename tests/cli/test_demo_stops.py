"""Told to stop, `hjemmel demo` leaves nothing running: neither while it makes the company nor when it serves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

MAKE = [sys.executable, "-m", "hjemmel", "demo", "gifts", "--only-make", "--fresh", "--folder"]


def of_group(group: int) -> list[str]:
    """What runs in a group of processes, zombies apart."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, process_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(process_group) == group and state != "Z":
            found.append(stat.parent.name)
    return found


def test_told_to_stop_while_it_makes_the_company_it_leaves_nothing_running(tmp_path: Path) -> None:
    demo = subprocess.Popen([*MAKE, str(tmp_path)], stderr=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + 60
    while len(of_group(demo.pid)) < 2:
        assert time.monotonic() < until and demo.poll() is None
        time.sleep(0.05)
    os.kill(demo.pid, signal.SIGTERM)
    assert demo.wait(30) == 128 + signal.SIGTERM
    assert of_group(demo.pid) == []
