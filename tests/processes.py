"""Processes of Hjemmel, each one a real process with an environment, arguments and input of its own, that start at once.

A Python of its own for each would load the same libraries, and the rooms of ours that know no settings, anew every time:
a second and more. So one process loads them, does nothing else, and is forked for each that is asked for. Where the
start itself is what is tried, or a process must be killed, tests start their own.

A company's second run is forked from one that has also loaded the rooms that know settings, with that company's: they
look at the environment alone."""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

LOADED = (
    "argparse", "httpx", "sqlalchemy", "yaml", "zoneinfo",
    "django.core.wsgi", "django.db.migrations.executor", "django.db.models",
    "hjemmel.cli.demo", "hjemmel.core.compile", "hjemmel.connectors.sql",
    "hjemmel.engine.house", "hjemmel.engine.probes", "hjemmel.engine.vault", "hjemmel.engine.wiring",
)  # fmt: skip
"""None of them looks at the environment, a clock or a file when it is loaded."""
SETTLED = ("hjemmel.desk.ready", "hjemmel.desk.office")
"""These look at the environment when they are loaded, at nothing else."""
SETTINGS = "DJANGO_SETTINGS_MODULE"
STILL_THERE = 10
"""Seconds between looks at whether those who ask were killed."""


class Processes:
    """One process that has everything loaded, and is forked for each run."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="hjemmel-test-")
        self._place = str(Path(self._folder) / "socket")
        self._loaded = subprocess.Popen(
            [sys.executable, "-m", "tests.processes", self._place],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._loaded.stdout
        assert self._loaded.stdout.readline() == b"loaded\n"
        self._wanted: tuple[dict[str, str], str] = ({}, "")
        """The environment and the folder of the latest run."""
        self._waiting = ThreadPoolExecutor(thread_name_prefix="waiting")
        self._settled = ""
        """Where the process stands that is forked for more runs in it, if there is one."""

    def run(
        self, arguments: Sequence[str], environ: Mapping[str, str], typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """As `python ARGUMENTS` does: `-m MODULE` or `-c CODE`, and what follows."""
        place = self._standing(dict(environ)) or self._place
        return self._run(place, arguments, environ, typed)

    def start(
        self, arguments: Sequence[str], environ: Mapping[str, str]
    ) -> Future[subprocess.CompletedProcess[str]]:
        """The same, beside what goes on here and other runs; how it ended is there when it has."""
        return self._waiting.submit(self._run, self._place, arguments, environ, "")

    def _standing(self, environ: dict[str, str]) -> str:
        """Where the process stands that has these settings loaded: made for the second run in a row that wants them."""
        wanted = environ, os.getcwd()
        if wanted != self._wanted:
            self._let_go()
            self._wanted = wanted
        elif SETTINGS in environ and not self._settled:
            self._settled = str(Path(self._folder) / os.urandom(6).hex())
            made = self._run(self._place, ["settle", self._settled, str(os.getpid())], environ, "")
            assert made.returncode == 0, made.stderr
        return self._settled

    def _let_go(self) -> None:
        """Who stops listening to us has nothing more to do."""
        if self._settled:
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(self._settled)
            self._settled = ""

    def _run(
        self, place: str, arguments: Sequence[str], environ: Mapping[str, str], typed: str
    ) -> subprocess.CompletedProcess[str]:
        asked = json.dumps({"arguments": arguments, "environ": dict(environ), "folder": os.getcwd()})
        with (
            tempfile.TemporaryFile() as told,
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            socket.socket(socket.AF_UNIX) as line,
        ):
            for file, text in ((told, asked), (given, typed)):
                file.write(text.encode())
                file.seek(0)
            line.connect(place)
            socket.send_fds(line, [b"!"], [file.fileno() for file in (told, given, out, err)])
            ended = line.recv(16)
            code = int(ended) if ended else -signal.SIGKILL
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(arguments, code, out.read().decode(), err.read().decode())

    def end(self) -> None:
        self._let_go()
        self._waiting.shutdown()
        self._loaded.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)


@cache
def processes() -> Processes:
    """One for each worker of the tests, for as long as it lives."""
    made = Processes()
    atexit.register(made.end)
    return made


# ---- the process that is forked -----------------------------------------------------------------------------


def _serve(place: str) -> None:
    """Until whoever started us is gone."""
    for name in LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place)
        listening.listen()
        sys.stdout.write("loaded\n")
        sys.stdout.flush()
        _fork_each(listening, [listening, 0], os.getppid())


def _settle(place: str, asker: int) -> NoReturn:
    """Go on in a process of its own, with the settings of this environment, until somebody comes and wants nothing."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    listening.listen()
    if os.fork() != 0:
        os._exit(0)
    for name in SETTLED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    _fork_each(listening, [listening], asker)
    os._exit(0)


def _fork_each(listening: socket.socket, heard_by: Sequence[socket.socket | int], asker: int) -> None:
    """For each run that is asked for, until there is nobody left to ask."""
    while True:
        heard, _, _ = select.select(heard_by, [], [], STILL_THERE)
        if 0 in heard or not _is_there(asker):
            return
        if not heard:
            continue
        line, _ = listening.accept()
        _, files, _, _ = socket.recv_fds(line, 1, 4)
        if not files:
            return
        if os.fork() == 0:
            listening.close()
            _watch(line, files)
        line.close()
        for file in files:
            os.close(file)
        # Those that have ended; the rest are asked for the next time.
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _watch(line: socket.socket, files: Sequence[int]) -> NoReturn:
    """Fork the run itself, and tell how it ended."""
    running = os.fork()
    if running == 0:
        line.close()
        _become(*files)
    _, status = os.waitpid(running, 0)
    line.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(told: int, given: int, out: int, err: int) -> NoReturn:
    with open(told, closefd=False) as file:
        asked: dict[str, Any] = json.load(file)
    os.setsid()
    for number, file_number in enumerate((given, out, err)):
        os.dup2(file_number, number)
    os.closerange(3, 256)
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(open(number, mode, closefd=False), encoding="utf-8", line_buffering=number == 2)  # noqa: SIM115
        for number, mode in ((0, "rb"), (1, "wb"), (2, "wb"))
    )
    os.environ.clear()
    os.environ.update(asked["environ"])
    time.tzset()
    os.chdir(asked["folder"])
    code = _ran(asked["arguments"])
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _ran(arguments: Sequence[str]) -> int:
    how, what, *rest = arguments
    sys.path[0] = ""
    if how == "settle":
        _settle(what, int(rest[0]))
    try:
        if how == "-m":
            sys.argv = [what, *rest]
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            assert how == "-c", arguments
            sys.argv = ["-c", *rest]
            exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
    except SystemExit as ended:
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
            return 1
        return ended.code or 0
    except BaseException:  # noqa: BLE001
        # As Python itself ends what nobody catches.
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    _serve(sys.argv[1])
