"""The worker: takes the jobs that are due, one at a time, and does them. Several may work beside each other.

A job belongs to one worker at a time, for as long as that worker says that it lives. One that is killed leaves its job to the
others, who go on with it. What fails is tried again later, ever later, and stands in the office until it goes well."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final

from django.db import DatabaseError, close_old_connections, connection

from hjemmel.capabilities.work import services, store
from hjemmel.capabilities.work.models import Wakeup
from hjemmel.capabilities.work.services import NotHeld
from hjemmel.core.work import BROKEN_OFF, again_at, first_due, next_due
from hjemmel.desk import clock, office
from hjemmel.desk.published import NothingPublished, published
from hjemmel.desk.work import JOBS, Job
from hjemmel.engine.ports import Actor

LEASE: Final = timedelta(seconds=90)
"""A worker that has not said for so long that it lives is gone."""
BEAT: Final = 20.0
"""Seconds between two times that it says so."""
PAUSE: Final = 5.0
"""Seconds between two looks at what is due."""
LATE: Final = timedelta(hours=1)
"""What is due for so long, and not begun, is left undone: there is no worker."""

log = logging.getLogger(__name__)


class NoSuchJob(LookupError):
    """No job has this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job as it stands, for the office."""

    job: Job
    due_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    done: int
    failures: int
    trouble: str
    is_running: bool


def work(stop: Event, jobs: Sequence[Job] = JOBS, pause: float = PAUSE) -> None:
    """Work until told to stop. A job that is being done is done to its end first."""
    while not stop.is_set():
        try:
            run_due(jobs, stop)
        except DatabaseError as error:
            # Our own database is away for a while: nothing is lost, and nothing can be noted either.
            log.warning("our own database does not answer: %s", type(error).__name__)
        finally:
            close_old_connections()
        stop.wait(pause)


def begin() -> Thread:
    """Work beside what this process does, until it ends. A job that is cut off then is gone on with by the next."""
    working = Thread(target=work, args=(Event(),), name="work", daemon=True)
    working.start()
    return working


def run_due(jobs: Sequence[Job] = JOBS, stop: Event | None = None) -> int:
    """Do every job that is due and that nobody else has, once; returns how many were done or tried."""
    try:
        zone = published().map.zone
    except NothingPublished:
        return 0
    tried = 0
    seen = store.known()
    for job in jobs:
        if stop is not None and stop.is_set():
            break
        if job.name not in seen:
            store.meet(job.name, first_due(job.schedule, clock.now(), zone))
        tried += _tried(job, zone)
    return tried


def views(jobs: Sequence[Job] = JOBS) -> tuple[JobView, ...]:
    """Every job; one that no worker has met yet is due at its first time. Raises NothingPublished."""
    seen, zone = store.known(), published().map.zone
    return tuple(_view(job, seen.get(job.name), zone) for job in jobs)


def failing(jobs: Sequence[Job] = JOBS) -> tuple[JobView, ...]:
    return tuple(one for one in views(jobs) if one.failures)


def is_late(found: Sequence[JobView]) -> bool:
    """Something should have been begun long ago: nobody works."""
    return any(not one.is_running and one.due_at + LATE < clock.now() for one in found)


def wake(name: str, actor: Actor) -> None:
    """Have a job done as soon as a worker looks. Raises NoSuchJob."""
    if name not in {job.name for job in JOBS}:
        raise NoSuchJob(name)
    services.wake(name, actor, clock.now())


# ---- one job -----------------------------------------------------------------------------------------------


def _tried(job: Job, zone: str) -> bool:
    before = store.known()[job.name]
    holder, began = secrets.token_hex(16), clock.now()
    if not store.take(job.name, holder, began, clock.machine(), clock.machine() + LEASE):
        return False
    if before.holder:
        # Whoever had it was killed. Should it be the job that kills, it comes ever more seldom.
        _fail(job, holder, BROKEN_OFF, before.failures + 1)
        return True
    try:
        with _alive(job.name, holder):
            done = job.do(office.HJEMMEL)
    except Exception as error:  # noqa: BLE001
        # The one place where whatever a job meets ends: the other jobs go on, and people see it in the office. The kind
        # is told and never the text, which may hold anything.
        log.error("job %s: %s", job.name, type(error).__name__)
        _fail(job, holder, type(error).__name__, before.failures + 1)
        return True
    _well(job, holder, done, next_due(job.schedule, began, zone), had_failed=before.failures > 0)
    return True


def _fail(job: Job, holder: str, trouble: str, failures: int) -> None:
    now = clock.now()
    try:
        services.fail(job.name, holder, trouble[:60], failures, again_at(now, failures), office.HJEMMEL, now)
    except NotHeld:
        log.warning("job %s was taken over by another worker", job.name)


def _well(job: Job, holder: str, done: int, due_at: datetime, had_failed: bool) -> None:
    now = clock.now()
    try:
        if had_failed:
            services.mend(job.name, holder, done, due_at, office.HJEMMEL, now)
        else:
            store.settle(job.name, holder, done, due_at, now)
    except NotHeld:
        log.warning("job %s was taken over by another worker", job.name)


@contextmanager
def _alive(name: str, holder: str) -> Iterator[None]:
    """Say again and again that we live, for as long as this lasts. By the machine's clock: a demo's clock may be moved."""
    over = Event()
    beating = Thread(target=_beat, args=(name, holder, over.wait), name=f"alive {name}", daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


def _beat(name: str, holder: str, is_over: Callable[[float], bool]) -> None:
    try:
        while not is_over(BEAT):
            try:
                store.hold(name, holder, clock.machine() + LEASE)
            except DatabaseError as error:
                log.warning("job %s: %s", name, type(error).__name__)
    finally:
        connection.close()


def _view(job: Job, row: Wakeup | None, zone: str) -> JobView:
    if row is None:
        due = first_due(job.schedule, clock.now(), zone)
        row = Wakeup(name=job.name, due_at=due)
    return JobView(
        job=job,
        due_at=row.due_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        done=row.done,
        failures=row.failures,
        trouble=row.trouble,
        is_running=row.held_until is not None and row.held_until >= clock.machine(),
    )
