"""Triage: what came unasked waits for some working days, sealed, and is gone when somebody has decided."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import fresh

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.keys.models import StoredKey
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.capabilities.triage.services import NotDecided
from hjemmel.core.intake.triage import Decision, Triaged, working_days
from hjemmel.desk import clock, keys, triage
from hjemmel.desk.access import NotAllowed, give
from hjemmel.desk.kept import kept
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

PROFILES = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles"
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ANE = Actor(id="staff-1", name="Ane")
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
PURPOSE = "answer_enquiries"
CV = "CV: Kari Plantet, født på Plantetbakken"


@pytest.fixture(autouse=True)
def database() -> Iterator[Path]:
    for path in fresh():
        clock.use(lambda: MONDAY)
        keys.prepare(ANE)
        publish((PROFILES / "mailhouse" / "hjemmel.yaml").read_bytes(), ANE, MONDAY)
        assert create_staff("ane", "Ane", "en lang setning 42", Role.OPERATOR, HJEMMEL, MONDAY) == ANE
        give(ANE.id, [PURPOSE], HJEMMEL)
        yield path
        clock.use(clock.machine)


def received(day: date = MONDAY.date()) -> str:  # noqa: B008
    return triage.receive(CV, "email", day, ANE)


def dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def test_the_promise_says_how_many_working_days_there_are() -> None:
    assert working_days(published().map.declaration) == 5
    received(date(2026, 11, 20))
    (one,) = triage.view().waiting
    assert (one.decide_by, one.is_overdue) == (date(2026, 11, 27), False), "a weekend is no working day"
    clock.use(lambda: MONDAY + timedelta(days=5))
    assert triage.view().overdue == 1


def test_it_is_sealed_while_it_waits_and_whoever_reads_it_is_on_record(database: Path) -> None:
    id = received()
    assert triage.content(id, ANE, PURPOSE) == CV
    stored = dump(database)
    assert "Plantet" not in stored
    assert "triage-read" in stored
    shown = LedgerEntry.objects.get(kind="values-shown")
    assert json.loads(shown.content) == {"purpose": PURPOSE, "columns": {}, "people": 1}


@pytest.mark.parametrize("purpose", ["", "finnes_ikke"])
def test_nobody_reads_it_without_a_purpose_of_theirs(purpose: str) -> None:
    id = received()
    with pytest.raises(NotAllowed):
        triage.content(id, ANE, purpose)
    with pytest.raises(NotAllowed):
        triage.content(id, Actor(id="staff-2", name="Ola"), PURPOSE)
    assert not LedgerEntry.objects.filter(kind__in=["triage-read", "values-shown"]).exists()


@pytest.mark.parametrize("decision", list(Decision))
def test_whatever_is_decided_the_content_goes_with_its_key(decision: Decision, database: Path) -> None:
    id = received()
    assert StoredKey.objects.filter(subject=id).exists()
    triage.decide(id, decision, "bokføringsloven § 13", ANE)
    assert triage.content(id, ANE, PURPOSE) is None
    assert not StoredKey.objects.filter(subject=id).exists()
    law = "bokføringsloven § 13" if decision is Decision.KEPT_BY_LAW else ""
    assert kept().triaged == (
        Triaged(received_on=MONDAY.date(), decision=decision, decided_on=MONDAY.date(), law=law),
    )
    with pytest.raises(NotDecided):
        triage.decide(id, decision, "bokføringsloven § 13", ANE)


def test_nothing_is_kept_by_a_law_that_nobody_names() -> None:
    id = received()
    with pytest.raises(NotDecided):
        triage.decide(id, Decision.KEPT_BY_LAW, " ", ANE)
    assert triage.content(id, ANE, PURPOSE) == CV


@pytest.mark.parametrize(
    ("text", "channel", "day"),
    [(" ", "email", MONDAY.date()), (CV, "faks", MONDAY.date()), (CV, "email", date(2026, 11, 24))],
)
def test_what_is_put_in_says_something_came_by_a_known_channel_and_not_tomorrow(
    text: str, channel: str, day: date
) -> None:
    with pytest.raises(triage.NotReceived):
        triage.receive(text, channel, day, ANE)
    assert not triage.view().waiting
