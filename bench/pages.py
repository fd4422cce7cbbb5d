"""The public pages under load: the real server with two processes over a demo company, and fifty clients of our own.

The clients take their share of the same machine, so what is measured is the least that the server can."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from hjemmel.cli import demo
from hjemmel.desk.machine import LOOPBACK

from .measure import Result, Took, seconds, within

PROFILE, PEOPLE, CLIENTS, PROCESSES = "gifts", 200, 50, 2
VIEWS, CHOICES = 4_000, 4_000
LOST = 0
SEVERAL = 60
"""So often the page is asked for by one client, before anything else."""
MOST_FROM_ONE_PLACE = 100
"""Choices from one address in a minute, with room to what is taken. Each client speaks from several of this machine's own."""
LENGTH = re.compile(rb"(?i)content-length: (\d+)")


@dataclass
class Load:
    """What came back to all clients together."""

    took: Took
    clients_cpu: float
    """Seconds of CPU that the clients themselves took of the machine."""
    statuses: dict[int, int] = field(default_factory=dict)

    def per_second(self, status: int) -> float:
        return self.statuses.get(status, 0) / self.took.wall


def pages() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as place, _server(Path(place)) as port:
        get = b"GET /personvern HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
        alone = sorted(_one(port, get) for _ in range(SEVERAL))[SEVERAL // 2]
        yield within("pages", "the statement page, one client, median", 0.015, Took(alone, alone))
        seen = _load(port, VIEWS, lambda _: get)
        yield _at_least("the statement page, 50 clients", 800, seen, 200, VIEWS)
        revision = _revision(port)
        chosen = _load(port, CHOICES, lambda _: _choice(revision))
        yield _at_least("consent posts on SQLite, 50 clients", 500, chosen, 201, CHOICES)


def _at_least(what: str, least: float, load: Load, status: int, sent: int) -> Result:
    rate, answered = load.per_second(status), load.statuses.get(status, 0)
    return Result(
        name="pages",
        what=what,
        budget=f">= {least:g}/s",
        measured=f"{rate:,.0f}/s",
        took=load.took,
        is_met=rate >= least and answered == sent,
        is_met_by_cpu=False,
        note=f"{answered:,} of {sent:,} answered as they should; {seconds(load.took.wall)} in all; of the"
        f" machine's {os.cpu_count()} cores the clients took {load.clients_cpu / load.took.wall / (os.cpu_count() or 1):.0%}",
    )


# ---- the server --------------------------------------------------------------------------------------------


@contextmanager
def _server(folder: Path) -> Iterator[int]:
    demo.PEOPLE = PEOPLE
    demo.command([PROFILE, "--folder", str(folder), "--only-make"])
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "hjemmel.web.serve", "--no-work", "--workers", str(PROCESSES)]
    environ = demo.environment(PROFILE, folder / PROFILE)
    server = subprocess.Popen([*command, "--port", str(port)], env=environ, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait(30)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            _one(port, b"GET /personvern HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server does not answer")


# ---- the clients -------------------------------------------------------------------------------------------


def _load(port: int, requests: int, request: Callable[[int], bytes]) -> Load:
    """So many requests, from all clients at once; each sends the next when it has the answer."""
    found: list[int] = []
    lock, each = threading.Lock(), requests // CLIENTS

    def client(number: int) -> None:
        mine: list[int] = []
        for begin in range(0, each, MOST_FROM_ONE_PLACE):
            place = f"127.0.{1 + begin // MOST_FROM_ONE_PLACE}.{1 + number}"
            with socket.create_connection((LOOPBACK, port), 60, (place, 0)) as line:
                mine += [
                    _status(line, request(number)) for _ in range(min(MOST_FROM_ONE_PLACE, each - begin))
                ]
        with lock:
            found.extend(mine)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    began, spent = time.perf_counter(), time.process_time()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    wall = time.perf_counter() - began
    return Load(
        Took(wall, wall), time.process_time() - spent, {status: found.count(status) for status in set(found)}
    )


def _one(port: int, request: bytes) -> float:
    with socket.create_connection((LOOPBACK, port), 60) as line:
        began = time.perf_counter()
        if _status(line, request) != 200:
            raise RuntimeError("the page is not shown")
        return time.perf_counter() - began


def _status(line: socket.socket, request: bytes) -> int:
    """Send, and read the whole answer. Nought where none came."""
    try:
        line.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            more = line.recv(65536)
            if not more:
                return LOST
            got += more
    except ConnectionError:
        return LOST
    head, _, body = got.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    left = int(length[1]) - len(body) if length else 0
    while left > 0:
        left -= len(line.recv(65536))
    return int(head[9:12])


def _revision(port: int) -> int:
    """Which question stands now."""
    with urlopen(f"http://{LOOPBACK}:{port}/embed/choice.json", timeout=30) as answer:
        return int(json.load(answer)["revision"])


def _choice(revision: int) -> bytes:
    body = json.dumps(
        {
            "id": str(uuid.uuid4()),
            "revision": revision,
            "categories": ["necessary"],
            "services": [],
            "lang": "nb",
        }
    ).encode()
    head = f"POST /embed/choices HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
