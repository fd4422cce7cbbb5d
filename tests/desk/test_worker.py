"""Work that runs by itself: each job in its time, by one worker, again after a failure and after a kill -9."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from tests.connectors.engines import Place, needs
from tests.database import TEMPLATE, fresh, make_templates
from tests.desk.working import NOW, PROFILE, jobs
from tests.processes import processes

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.work.models import Wakeup
from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.declaration.parts import Text
from hjemmel.core.work import BROKEN_OFF, Every
from hjemmel.desk import clock, worker
from hjemmel.desk.work import JOBS, Job
from hjemmel.engine.ports import Actor

HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
HOUR = timedelta(hours=1)
COUNT = 12


@pytest.fixture
def company() -> Iterator[None]:
    """A published declaration, and a clock that stands."""
    for _ in fresh():
        clock.use(lambda: NOW)
        publish(PROFILE.read_bytes(), HJEMMEL, NOW)
        yield
        clock.use(clock.machine)


class Shaky:
    """Fails for as long as it is told to."""

    def __init__(self) -> None:
        self.fails, self.done = False, 0

    def __call__(self, actor: Actor) -> int:
        if self.fails:
            raise Unreachable("mail", "kari@example.org does not answer", "try again")
        self.done += 1
        return 3


def job(do: Shaky) -> Job:
    title = Text(nb="noe", en="something")
    return Job(name="something", title=title, schedule=Every(gap=HOUR), do=do)


def later(hours: float = 0, minutes: float = 0) -> None:
    moment = clock.now() + timedelta(hours=hours, minutes=minutes)
    clock.use(lambda: moment)


def test_a_job_is_done_when_it_is_due_and_not_before(company: None) -> None:
    shaky = Shaky()
    assert worker.run_due([job(shaky)]) == 1
    assert worker.run_due([job(shaky)]) == 0
    later(minutes=59)
    assert worker.run_due([job(shaky)]) == 0
    later(minutes=1)
    assert worker.run_due([job(shaky)]) == 1
    assert shaky.done == 2
    (view,) = worker.views([job(shaky)])
    assert (view.done, view.failures, view.is_running) == (3, 0, False)
    assert view.due_at == NOW + 2 * HOUR


def test_a_job_that_goes_well_leaves_no_line_of_its_own(company: None) -> None:
    before = ledger.head().seq
    worker.run_due([job(Shaky())])
    assert ledger.head().seq == before


def test_a_job_that_fails_is_tried_again_ever_later_and_is_seen_until_it_goes_well(company: None) -> None:
    shaky = Shaky()
    shaky.fails = True
    one = [job(shaky)]
    worker.run_due(one)
    (view,) = worker.failing(one)
    assert (view.failures, view.trouble, view.due_at) == (1, "Unreachable", NOW + timedelta(minutes=1))
    later(minutes=1)
    worker.run_due(one)
    (view,) = worker.failing(one)
    assert view.failures == 2
    assert view.due_at == NOW + timedelta(minutes=3)
    shaky.fails = False
    later(minutes=2)
    worker.run_due(one)
    assert worker.failing(one) == ()
    kinds = [line.kind for line in ledger.lines(3)]
    assert kinds == ["work-mended", "work-failed", "work-failed"]
    told = str([line.content for line in ledger.lines(3)]) + str(list(Wakeup.objects.values()))
    assert "kari" not in told, "what a failure says may hold anything, and is not kept"


def test_one_job_that_fails_stops_no_other(company: None) -> None:
    bad, good = Shaky(), Shaky()
    bad.fails = True
    other = Job(name="other", title=Text(nb="annet", en="other"), schedule=Every(gap=HOUR), do=good)
    worker.run_due([job(bad), other])
    assert good.done == 1


def test_a_person_can_have_a_job_done_at_once(company: None) -> None:
    assert {job.name for job in JOBS} >= {"sweep", "promises", "packages", "reminders"}
    worker.wake("packages", HJEMMEL)
    (view,) = [one for one in worker.views() if one.job.name == "packages"]
    assert view.due_at == NOW
    with pytest.raises(worker.NoSuchJob):
        worker.wake("nothing", HJEMMEL)


def test_every_job_has_a_name_of_its_own() -> None:
    assert len({one.name for one in JOBS}) == len(JOBS)
    assert all(len(one.name) <= 40 for one in JOBS)


def test_nothing_is_done_before_anything_is_published() -> None:
    for _ in fresh():
        assert (
            worker.run_due([Job(name="x", title=Text(nb="x", en="x"), schedule=Every(gap=HOUR), do=_never)])
            == 0
        )


def _never(actor: Actor) -> NoReturn:
    raise AssertionError


# ---- several workers, for real ------------------------------------------------------------------------------


@dataclass
class Yard:
    """A database, a folder that jobs leave their marks in, and workers."""

    folder: Path
    url: str

    def run(self, word: str) -> Future[subprocess.CompletedProcess[str]]:
        command = ["-m", "tests.desk.working", word, str(self.folder), str(COUNT)]
        environment = {
            **os.environ,
            "DATABASE_URL": self.url,
            "SECRET_KEY": "only for tests",
            "HJEMMEL_KEYS": str(self.folder / "keys"),
            "HJEMMEL_MASTER_KEY_FILE": str(self.folder / "master.keys"),
        }
        return processes().start(command, environment)

    def made(self) -> Yard:
        (self.folder / "keys").mkdir()
        made = self.run("make").result(120)
        assert made.returncode == 0, made.stderr
        return self

    def lines(self, name: str) -> list[str]:
        file = self.folder / name
        return file.read_text().split() if file.exists() else []


def on_file(folder: Path) -> Yard:
    """Its database has its tables already: migrating is what takes longest."""
    make_templates()
    shutil.copyfile(TEMPLATE, folder / "hjemmel.sqlite3")
    return Yard(folder, f"sqlite:///{folder / 'hjemmel.sqlite3'}").made()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=needs("postgres"))])
def yard(request: pytest.FixtureRequest, tmp_path: Path) -> Yard:
    if request.param == "sqlite":
        return on_file(tmp_path)
    place: Place = request.getfixturevalue("postgres")
    return Yard(tmp_path, place.url).made()


@pytest.mark.slow
def test_two_workers_never_do_the_same_job_twice(yard: Yard) -> None:
    workers = [yard.run("work"), yard.run("work")]
    time.sleep(1)
    (yard.folder / "go").touch()
    did = [int(worker.result(120).stdout) for worker in workers]
    assert sum(did) == COUNT
    for number in range(COUNT):
        assert len(yard.lines(f"done.{number}")) == 1, number


@pytest.mark.slow
def test_the_job_of_a_worker_that_was_killed_is_gone_on_with_by_another(tmp_path: Path) -> None:
    yard = on_file(tmp_path)
    (yard.folder / "wait").touch()
    (yard.folder / "go").touch()
    killed = yard.run("work")
    while not yard.lines("begun.0"):
        assert not killed.done()
        time.sleep(0.01)
    (begun,) = yard.lines("begun.0")
    os.kill(int(begun), signal.SIGKILL)
    assert killed.result(60).returncode == -signal.SIGKILL
    (yard.folder / "wait").unlink()
    others = yard.run("work")
    assert int(others.result(60).stdout) == COUNT - 1, "as long as it may live, its job is left to it"
    assert yard.lines("done.0") == []


def test_a_job_whose_worker_is_gone_counts_as_failed_and_is_done_by_the_next(
    company: None, tmp_path: Path
) -> None:
    one = jobs(tmp_path, 1)
    gone = clock.machine() - timedelta(seconds=1)
    Wakeup.objects.create(
        name="job_0", due_at=NOW, holder="somebody who was killed", held_until=gone, began_at=NOW
    )
    assert worker.run_due(one) == 1
    (view,) = worker.failing(one)
    assert (view.trouble, view.failures) == (BROKEN_OFF, 1)
    later(minutes=1)
    assert worker.run_due(one) == 1
    assert worker.failing(one) == ()
    assert (tmp_path / "done.0").read_text().count("\n") == 1


def test_whoever_was_thought_gone_and_comes_back_changes_nothing_of_the_job(
    company: None, tmp_path: Path
) -> None:
    def lose(actor: Actor) -> int:
        Wakeup.objects.filter(pk="lost").update(holder="another", held_until=datetime.now(UTC) + HOUR)
        return 1

    worker.run_due([Job(name="lost", title=Text(nb="tapt", en="lost"), schedule=Every(gap=HOUR), do=lose)])
    assert Wakeup.objects.get(pk="lost").holder == "another"
