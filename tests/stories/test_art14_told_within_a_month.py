"""Art. 14: who did not give the data is told within a month, and the promise says so is tried on the rows.

A file from an open source is imported, the list is made, and the promise is judged on the days that matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import fresh

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.imported import Counts, Terms
from hjemmel.core.terms import Verdict
from hjemmel.desk import clock, imports, keys, notices, office
from hjemmel.desk.access import give
from hjemmel.engine.ports import Actor

FILE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
ANE = Actor(id="staff-1", name="Ane")
MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SOURCE = "  open: {title: {nb: åpne kilder, en: open sources}, kind: public, public: true, notice_within: 1 month}\n"
ORIGIN = (
    "        meaning: {origin: {source: source, channel: channel, received: received_at, told: told_at}}\n"
)
PROMISE = """  ART-14:
    says: {nb: Vi sier fra innen en måned., en: We tell you within a month.}
    part: sources
    grade: measured
    rests_on: [sources.open]
    probe: {kind: origins, needs: [source, channel, notice], collections: [register.people]}
"""
LIST = "Navn;E-post\r\nKari Plantet;kari@plantet.example\r\nOla Plantet;ola@plantet.example\r\n"
TERMS = Terms(
    columns=((0, "name"), (1, "email")),
    source="open",
    channel="email",
    purposes=("deliver",),
    kind="contact",
    received_on=date(2026, 11, 23),
)


@pytest.fixture(autouse=True)
def company() -> Iterator[None]:
    for _ in fresh():
        clock.use(lambda: MORNING)
        keys.prepare(ANE)
        text = FILE.read_text(encoding="utf-8")
        people = "        identity: {email: email, phone: phone}\n        when_due: erase\n"
        for old, new in (
            ("\nsources:\n", f"\nsources:\n{SOURCE}"),
            ("\npromises:\n", f"\npromises:\n{PROMISE}"),
            (people, people + ORIGIN),
        ):
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        publish(text.encode(), ANE, MORNING)
        assert create_staff("ane", "Ane", "en lang setning 42", Role.OPERATOR, HJEMMEL, MORNING) == ANE
        give(ANE.id, ["deliver"], HJEMMEL)
        id = imports.receive([LIST.encode()], ANE)
        imports.decide(id, TERMS, ANE)
        assert imports.take_some(id, ANE, 60).counts == Counts(taken=2)
        yield
        clock.use(clock.machine)


def on(day: date) -> None:
    clock.use(lambda: MORNING + (day - MORNING.date()))


def verdict() -> Verdict:
    (found,) = (one for one in office.judge_promises(ANE) if one.promise == "ART-14")
    return found.verdict


def test_two_people_wait_from_the_day_they_came_and_it_is_no_breach_to_wait() -> None:
    view = notices.notices()
    assert [one.due_on for one in view.first] == [date(2026, 12, 23)] * 2
    assert verdict() is Verdict.KEPT
    on(date(2026, 12, 23))
    assert verdict() is Verdict.KEPT, "the last day is not over"


def test_told_in_time_the_promise_is_kept_for_good() -> None:
    on(date(2026, 12, 10))
    persons = [one.person for one in notices.notices().first]
    assert "Kari Plantet;" in notices.letter_list(persons, ANE, "deliver")
    assert notices.told(persons, ANE) == 2
    on(date(2027, 2, 1))
    assert notices.notices().waiting == 0
    assert verdict() is Verdict.KEPT


def test_one_who_was_not_told_within_the_month_breaks_it() -> None:
    on(date(2026, 12, 10))
    first, second = (one.person for one in notices.notices().first)
    notices.told([first], ANE)
    on(date(2026, 12, 24))
    assert notices.notices().overdue == 1
    assert verdict() is Verdict.BROKEN
    notices.told([second], ANE)
    assert notices.notices().waiting == 0
    assert verdict() is Verdict.BROKEN, "too late is too late"
    assert timedelta(days=31) == date(2026, 12, 24) - TERMS.received_on
