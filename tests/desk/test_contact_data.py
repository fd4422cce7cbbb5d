"""Contact data that nobody has confirmed becomes one task, with how many rows and which, and nothing about anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from .gift_shop import HJEMMEL, NOW, PROFILE, rows  # isort: split

from tests.database import fresh

from hjemmel.capabilities.declarations.services import publish
from hjemmel.core.tasks.task import TaskKind, TaskState
from hjemmel.desk import clock, contact_data, keys, tasks
from hjemmel.profiles.footcare.demo import tables
from hjemmel.profiles.sample import write_sqlite

FOOTCARE = PROFILE.parents[1] / "footcare" / "hjemmel.yaml"


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for _ in fresh():
        for name, system in tables(200, NOW.date(), 1).items():
            write_sqlite(system, tmp_path / f"{name}.sqlite3")
            monkeypatch.setenv(f"{name.upper()}_URL", f"sqlite:///{tmp_path / name}.sqlite3")
        keys.prepare(HJEMMEL)
        clock.use(lambda: NOW)
        publish(FOOTCARE.read_bytes(), HJEMMEL, NOW)
        yield tmp_path
        clock.use(clock.machine)


def test_outdated_contact_data_is_one_task_until_somebody_has_done_it(company: Path) -> None:
    statement = "UPDATE contacts SET confirmed_at = '{}' WHERE email IS NOT NULL"
    rows(company, "nettbutikk", statement.format("2026-11-01 08:00:00"))
    assert contact_data.ask(HJEMMEL) == 0
    rows(company, "nettbutikk", statement.format("2019-11-01 08:00:00"))
    old = "SELECT count(*) FROM contacts WHERE email IS NOT NULL AND received_at < '2024-11-23'"
    ((count,),) = rows(company, "nettbutikk", old)
    assert contact_data.ask(HJEMMEL) == 1 and contact_data.ask(HJEMMEL) == 0
    (task,) = tasks.views()
    assert task.what.kind is TaskKind.CONTACT_DATA and task.what.rows == count
    assert (
        task.title.nb == "kontaktpersoner"
        and "2024" in task.what.why_nb
        and "confirmed_at" in task.what.why_en
    )

    tasks.tick(task.id, HJEMMEL)
    assert tasks.view(task.id).state is TaskState.ATTESTED  # type: ignore[union-attr]
    clock.use(lambda: NOW + timedelta(days=1))
    assert contact_data.ask(HJEMMEL) == 1, "somebody said so, and the rows are as old as before"
    rows(company, "nettbutikk", statement.format("2026-11-24 08:00:00"))
    clock.use(lambda: NOW + timedelta(days=2))
    (left,) = tasks.views()
    tasks.tick(left.id, HJEMMEL)
    assert contact_data.ask(HJEMMEL) == 0
