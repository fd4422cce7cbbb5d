"""The server and the demo's server start as programs, do the work that runs by itself, and leave it alone when told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
WORKS = "import threading; from hjemmel.web import demo; print([one.name for one in threading.enumerate()])"


def environment(folder: Path) -> dict[str, str]:
    (folder / "keys").mkdir(exist_ok=True)
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "DATABASE_URL": f"sqlite:///{folder / 'hjemmel.sqlite3'}",
        "SECRET_KEY": "only for tests",
        "HJEMMEL_KEYS": str(folder / "keys"),
        "HJEMMEL_MASTER_KEY_FILE": str(folder / "master.keys"),
    }


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env=environment(folder), capture_output=True, text=True, check=False
    )


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "hjemmel.web.serve", "--port", str(port), *options]
    with (folder / "said").open("w") as said:
        server = subprocess.Popen(command, env=environment(folder), stderr=said)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) in (0, -signal.SIGTERM)


def status(address: str) -> int:
    """Of the first answer."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            return int(urlopen(address, timeout=10).status)
        except HTTPError as answer:
            return answer.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError("it does not answer")


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--no-work",)], ids=["with work", "without"])
def test_the_server_starts_and_answers(tmp_path: Path, options: tuple[str, ...]) -> None:
    with serving(tmp_path, *options) as address:
        assert status(f"{address}/kontor/inn") == 200
        assert f"{address}/personvern, the office at /kontor/" in (tmp_path / "said").read_text()


def test_the_demos_server_works_where_it_serves_and_not_where_it_is_started(tmp_path: Path) -> None:
    loaded = python(tmp_path, "-c", WORKS)
    assert loaded.returncode == 0, loaded.stderr[-2000:]
    assert "'work'" in loaded.stdout
    started = python(tmp_path, "-m", "hjemmel.web.demo", "--help")
    assert started.returncode == 0, started.stderr[-2000:]
