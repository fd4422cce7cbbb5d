"""Art. 5(1)(e): what lies on paper goes before the row that tells where it lies, and a person is asked to destroy it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from tests.web.conftest import NOW
from tests.web.test_demo_small import small_company

from hjemmel.capabilities.register.new import NewPaper, NewPerson, Origin
from hjemmel.core.action import Verb
from hjemmel.core.plan import Plan
from hjemmel.core.tasks.task import TaskState
from hjemmel.desk import clock, office, register, tasks, ticking
from hjemmel.engine.ports import Actor
from hjemmel.web.demo_past.people import taken

PAPERS = "register.papers"
TODAY = NOW.date()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    for _ in fresh():
        yield from small_company(tmp_path, monkeypatch)


def put_away(shop: Actor, *, destroy_by: date, destroyed_on: date | None = None) -> str:
    """A customer of today, with one paper in a binder; the key of the paper."""
    take = partial(taken, shop)
    origin = Origin(source="person", channel="email", purposes=("deliver",), received_at=NOW, told_at=NOW)
    person = NewPerson(kind="contact", name="Ola Prøve", email="ola@kunde.example")
    (who,) = take([person], origin)
    paper = NewPaper(
        person=who, title="Ordre", location="Perm 2", destroy_by=destroy_by, destroyed_on=destroyed_on
    )
    return take([paper], origin)[0]


def papers(plan: Plan) -> list[tuple[Verb, bool, int]]:
    return [(one.verb, one.by_hand, one.expected) for one in plan.actions if one.rows.collection == PAPERS]


def test_the_row_waits_for_the_paper_and_the_count_proves_that_it_was_shredded(shop: Actor) -> None:
    yesterday = TODAY - timedelta(days=1)
    lies = put_away(shop, destroy_by=yesterday)
    put_away(shop, destroy_by=yesterday, destroyed_on=yesterday)
    put_away(shop, destroy_by=TODAY + timedelta(days=30))
    plan = office.make_sweep(shop)
    assert papers(plan) == [(Verb.ERASE, True, 1), (Verb.ERASE, False, 1)]
    office.approve_and_run(plan.digest, shop)
    (task,) = (one for one in tasks.views() if one.what.collection == PAPERS)
    assert "makuleres" in task.what.why_nb and "shredded" in task.what.why_en

    ticking.tick(task.id, shop)
    assert (again := tasks.view(task.id)) and again.state is TaskState.STILL_THERE, "a tick shreds nothing"
    register.destroy_paper(lies, TODAY, shop)
    assert ticking.count_ticked(shop) == 1
    assert (done := tasks.view(task.id)) and done.state is TaskState.PROVEN

    clock.use(lambda: NOW + timedelta(hours=1))
    after = office.make_sweep(shop)
    assert papers(after) == [(Verb.ERASE, False, 1)], "now the row goes"
    office.approve_and_run(after.digest, shop)
    assert papers(office.make_sweep(shop)) == []
