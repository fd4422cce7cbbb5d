"""Processes that work beside each other on the same jobs, for tests: `python -m tests.desk.working make | work FOLDER COUNT`.

Each job writes one line into its own file when it is done, and takes a while over it."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from django.core.management import call_command

from hjemmel.capabilities.declarations.services import publish
from hjemmel.core.declaration.parts import Text
from hjemmel.core.work import Every
from hjemmel.desk import clock, worker
from hjemmel.desk.work import Job
from hjemmel.engine.ports import Actor

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PROFILE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts" / "hjemmel.yaml"
TAKES = 0.02


def jobs(folder: Path, count: int) -> list[Job]:
    def job(number: int) -> Job:
        def do(actor: Actor) -> int:
            _note(folder, f"begun.{number}")
            while (folder / "wait").exists():
                time.sleep(0.01)
            time.sleep(TAKES)
            _note(folder, f"done.{number}")
            return 1

        title = Text(nb=f"jobb {number}", en=f"job {number}")
        return Job(name=f"job_{number}", title=title, schedule=Every(gap=timedelta(hours=1)), do=do)

    return [job(number) for number in range(count)]


def _note(folder: Path, name: str) -> None:
    there = os.open(folder / name, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    os.write(there, f"{os.getpid()}\n".encode())
    os.close(there)


def main(word: str, folder: Path, count: int) -> None:
    clock.use(lambda: NOW)
    if word == "make":
        call_command("migrate", verbosity=0)
        publish(PROFILE.read_bytes(), Actor(id="hjemmel", name="Hjemmel"), NOW)
        return
    while not (folder / "go").exists():
        time.sleep(0.001)
    print(worker.run_due(jobs(folder, count)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
