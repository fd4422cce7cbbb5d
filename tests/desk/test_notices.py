"""Who must be told that we hold data about them (Art. 14): by when, the list to write to, and who need not be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import fresh

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.register import services as register
from hjemmel.capabilities.register.models import Person
from hjemmel.capabilities.register.new import NewPerson, Origin
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.intake.notice import Excuse
from hjemmel.desk import clock, keys, notices
from hjemmel.desk.access import NotAllowed, give
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

FILE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
OPEN = "  open: {title: {nb: åpne kilder, en: open sources}, kind: public, public: true, notice_within: 14 days}\n"
SENDER = "  sender: {title: {nb: en annen, en: another}, kind: others, notice_exception: {nb: x, en: x}}\n"
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
ANE = Actor(id="staff-1", name="Ane")


@pytest.fixture(autouse=True)
def database() -> Iterator[Path]:
    for path in fresh():
        clock.use(lambda: NOW)
        keys.prepare(ANE)
        text = FILE.read_text(encoding="utf-8").replace("\nsources:\n", f"\nsources:\n{OPEN}{SENDER}", 1)
        publish(text.encode(), ANE, NOW)
        assert create_staff("ane", "Ane", "en lang setning 42", Role.OPERATOR, HJEMMEL, NOW) == ANE
        give(ANE.id, ["deliver"], HJEMMEL)
        yield path
        clock.use(clock.machine)


def taken(name: str, source: str, received: date, told: bool = False) -> str:
    at = datetime(received.year, received.month, received.day, 12, tzinfo=UTC)
    origin = Origin(
        source=source, channel="email", purposes=("deliver",), received_at=at, told_at=at if told else None
    )
    new = NewPerson(kind="contact", name=name, address="Plantetveien 1", email="k@plantet.example")
    (row,) = register.take(published().map, keys.vault(ANE), [new], origin, ANE, NOW)
    return row.id


def test_only_those_who_did_not_give_the_data_and_were_not_told_wait() -> None:
    waits = taken("Kari Plantet", "open", date(2026, 11, 20))
    taken("Ola Plantet", "person", date(2026, 11, 20), told=True)
    taken("Per Plantet", "open", date(2026, 11, 20), told=True)
    taken("Siri Plantet", "sender", date(2026, 11, 20))
    view = notices.notices()
    assert [(one.person, one.due_on) for one in view.first] == [(waits, date(2026, 12, 4))]
    assert (view.waiting, view.overdue) == (1, 0)


def test_after_the_last_day_it_is_overdue_and_not_on_it() -> None:
    taken("Kari Plantet", "open", date(2026, 11, 9))
    assert notices.notices().overdue == 0
    clock.use(lambda: NOW + timedelta(days=1))
    assert notices.notices().overdue == 1


def test_the_list_has_names_for_those_who_wait_alone_and_no_formulas() -> None:
    waits = taken('=HYPERLINK("http://x.example") Plantet', "open", date(2026, 11, 20))
    other = taken("Ola Plantet", "person", date(2026, 11, 20), told=True)
    lines = LedgerEntry.objects.count()
    text = notices.letter_list([waits, other, "feil"], ANE, "deliver")
    heading, row, end = text.split("\r\n")
    assert heading.lstrip("\ufeff") == "name;address;email;phone;due_on"
    assert row.startswith("\"'=HYPERLINK")
    assert row.endswith(";2026-12-04")
    assert end == ""
    assert LedgerEntry.objects.count() == lines + 2
    shown, listed = LedgerEntry.objects.order_by("-seq")[:2]
    assert (listed.kind, shown.kind) == ("notices-listed", "values-shown")
    assert json.loads(shown.content) == {
        "purpose": "deliver", "columns": {"register.people": ["address", "email", "name"]}, "people": 1,
    }  # fmt: skip
    assert "Plantet" not in listed.content + shown.content


def test_there_is_no_list_without_a_purpose_that_one_works_with() -> None:
    waits = taken("Kari Plantet", "open", date(2026, 11, 20))
    for actor, purpose in ((ANE, ""), (ANE, "finnes_ikke"), (Actor(id="staff-2", name="Ola"), "deliver")):
        with pytest.raises(NotAllowed):
            notices.letter_list([waits], actor, purpose)
    assert not LedgerEntry.objects.filter(kind__in=["notices-listed", "values-shown"]).exists()


def test_told_once_they_wait_no_more_and_the_day_stands() -> None:
    first = taken("Kari Plantet", "open", date(2026, 11, 20))
    second = taken("Ola Plantet", "open", date(2026, 11, 21))
    assert notices.told([first, first], ANE) == 1
    assert [one.person for one in notices.notices().first] == [second]
    assert Person.objects.get(pk=first).told_at == NOW
    clock.use(lambda: NOW + timedelta(days=1))
    assert notices.told([first], ANE) == 0
    assert Person.objects.get(pk=first).told_at == NOW


def test_an_exception_needs_a_ground_of_the_law_and_is_for_one_who_waits() -> None:
    waits = taken("Kari Plantet", "open", date(2026, 11, 20))
    lines = LedgerEntry.objects.count()
    notices.excuse("feil", Excuse.LAW, ANE)
    assert LedgerEntry.objects.count() == lines
    notices.excuse(waits, Excuse.SECRECY, ANE)
    assert notices.notices().waiting == 0
    assert '"14(5)(d)"' in LedgerEntry.objects.order_by("-seq")[0].content
