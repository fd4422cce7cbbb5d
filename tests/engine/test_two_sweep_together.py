"""Two worker processes sweep the same collection together, and one is killed: every due row goes, every other row stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.connectors.engines import Place, needs
from tests.connectors.servers import server
from tests.examples import length

from .salon import MAKE, NEW, OLD, STOPPED, visits

ROOT = Path(__file__).parents[2]
FRESH = 1_000


@pytest.fixture
def place() -> Iterator[Place]:
    with server("postgres") as found:
        made = Place("postgres", found)
        made.empty()
        yield made


def sweeping(url: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    command = [sys.executable, "-m", "tests.engine.salon", url]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


@pytest.mark.slow
@pytest.mark.parametrize("engine", [pytest.param("postgres", marks=needs("postgres"))])
def test_two_processes_sweep_together_while_one_is_killed(engine: str, place: Place) -> None:
    due = length(1_000_000)
    # A table that refers to the visits: so many rows go in batches then, each in a transaction of its own.
    refers = "CREATE TABLE receipt (id INTEGER PRIMARY KEY, visit_id INTEGER REFERENCES visit (id))"
    place.execute(*MAKE, refers, "CREATE INDEX ON receipt (visit_id)")
    place.execute(visits(1, due, OLD), visits(due + 1, due + FRESH, NEW), "ANALYZE")

    def left() -> int:
        return int(str(place.rows(f"SELECT count(*) FROM visit WHERE made = '{OLD}'")[0][0]))

    both = [sweeping(place.url), sweeping(place.url)]
    deadline = time.monotonic() + 120
    while left() == due and any(one.poll() is None for one in both) and time.monotonic() < deadline:
        time.sleep(0.005)
    both[0].send_signal(signal.SIGKILL)
    assert both[0].wait() == -signal.SIGKILL, "it came to its end before it was killed"
    # The other may have been stopped by a lock, as somebody's may: then the next night goes on.
    assert both[1].wait(timeout=300) in (0, STOPPED)
    if left():
        assert sweeping(place.url).wait(timeout=300) == 0
    assert left() == 0
    assert place.rows(f"SELECT count(*), min(id), max(id) FROM visit WHERE made = '{NEW}'") == [
        (FRESH, due + 1, due + FRESH)
    ]
    assert place.rows("SELECT count(*) FROM customer WHERE email IS NOT NULL") == [(2,)]
