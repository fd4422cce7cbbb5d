"""Hjemmel keeps its own periods: each night what has no ground any more goes from its own database, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from tests.database import fresh  # isort: split

from django.apps import apps
from django.db import connections, models

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import close_staff, create_staff, sign_in
from hjemmel.core.facts import About, ChannelDeclined
from hjemmel.core.ledger.chain import Verified
from hjemmel.desk import clock, own_rows
from hjemmel.engine.ports import Actor

HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
PASSWORD = "en lang setning 42"
GOES = {
    # table: the column that its clock is in, and the day on which a row of AT's day has no ground any more
    "mailing_recipient": ("listed_at", date(2029, 11, 23)),
    "mailing_notice": ("begun_at", date(2029, 11, 23)),
    "change_notice": ("begun_at", date(2029, 11, 23)),
    "mailing_asking": ("asked_at", date(2026, 12, 1)),
    "disclosure": ("asked_at", date(2029, 11, 23)),
    "disclosure_feed_row": ("replaced_at", date(2029, 11, 23)),
    "fact": ("replaced_at", date(2031, 11, 23)),
}
BLANKED = {
    "plan_approval": ("at", date(2031, 11, 23), ("by_id", "by_name")),
    "mailing_approval": ("at", date(2031, 11, 23), ("by_id", "by_name")),
    "disclosure_feed": ("at", date(2029, 11, 23), ("by",)),
}
TABLES = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


@pytest.fixture
def database() -> Iterator[Path]:
    clock.use(lambda: AT)
    yield from fresh()
    clock.use(lambda: datetime.now(UTC))


def on(day: date) -> None:
    """The night of that day, when the job runs."""
    clock.use(lambda: datetime(day.year, day.month, day.day, 1, 10, tzinfo=UTC))


def add(table: str, at: datetime = AT, **given: object) -> Any:
    """A row with these values, and something in every other column that must have something. What it refers to is from long
    after, so that it has no last day of its own here."""
    for field in TABLES[table]._meta.local_concrete_fields:
        if field.name in given or field.null or isinstance(field, models.AutoField):
            continue
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            given[field.name] = at.date()
        elif isinstance(field, models.ForeignKey):
            given[field.name] = add(field.related_model._meta.db_table, AT + timedelta(days=9_000))
        elif isinstance(field, models.DateTimeField):
            given[field.name] = at
        elif isinstance(field, models.BooleanField):
            given[field.name] = False
        elif isinstance(field, models.IntegerField):
            given[field.name] = TABLES[table].objects.count() + 1  # type: ignore[attr-defined]
        elif isinstance(field, models.BinaryField):
            given[field.name] = b""
        elif isinstance(field, models.CharField | models.TextField):
            given[field.name] = f"{field.name[:3]}-{TABLES[table].objects.count()}"  # type: ignore[attr-defined]
    return TABLES[table].objects.create(**given)  # type: ignore[attr-defined]


def contents(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the ledger's own, which grows."""
    connections.close_all()
    with closing(connect(file)) as there:
        names = [name for (name,) in there.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: there.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()
            for name in names
            if not name.startswith(("ledger_", "sqlite_"))
        }


@pytest.mark.parametrize("table", sorted(GOES))
def test_a_row_stays_until_the_day_before_and_goes_on_its_day(table: str, database: Path) -> None:
    column, day = GOES[table]
    add(table, **{column: AT} | ({"replaced_by_line": 1} if table == "fact" else {}))
    younger = add(
        table, **{column: AT + timedelta(days=1)} | ({"replaced_by_line": 1} if table == "fact" else {})
    )
    before = contents(database)
    on(day - timedelta(days=1))
    assert own_rows.erase_due(HJEMMEL) == 0
    assert contents(database) == before
    on(day)
    assert own_rows.erase_due(HJEMMEL) == 1
    after = contents(database)
    assert [key for (key, *_) in after[table]] == [younger.pk]
    assert after | {table: before[table]} == before, "and no other row"
    assert own_rows.erase_due(HJEMMEL) == 0, "done again, it finds nothing"


@pytest.mark.parametrize("table", sorted(BLANKED))
def test_who_it_was_is_blanked_on_its_day_and_what_was_done_stays(table: str, database: Path) -> None:
    column, day, names = BLANKED[table]
    row = add(table, **{column: AT})
    on(day - timedelta(days=1))
    assert own_rows.erase_due(HJEMMEL) == 0
    on(day)
    assert own_rows.erase_due(HJEMMEL) == 1
    row.refresh_from_db()
    assert {getattr(row, name) for name in names} == {"slettet"} and getattr(row, column) == AT
    assert own_rows.erase_due(HJEMMEL) == 0


def test_what_stands_has_no_last_day(database: Path) -> None:
    no = ChannelDeclined.__name__
    add("fact", kind=no)
    add("disclosure_feed_row")
    before = contents(database)["fact"]
    on(date(2046, 11, 23))
    own_rows.erase_due(HJEMMEL)
    assert contents(database)["fact"] == before
    assert TABLES["disclosure_feed_row"].objects.count() == 1  # type: ignore[attr-defined]


def test_an_account_that_nobody_has_used_for_a_year_is_blanked_with_what_it_may_see(database: Path) -> None:
    ane = create_staff("ane", "Ane Furuseth", PASSWORD, Role.APPROVER, HJEMMEL, AT)
    ola = create_staff("ola", "Ola Berg", PASSWORD, Role.READER, HJEMMEL, AT)
    number = int(ola.id.removeprefix("staff-"))
    grant = add("access_grant", account=TABLES["auth_user"].objects.get(pk=number))  # type: ignore[attr-defined]
    add("access_review", grant=grant)
    close_staff("ola", ane, AT)
    clock.use(lambda: AT + timedelta(days=300))
    sign_in("ane", PASSWORD, "192.0.2.7", clock.now())
    on(date(2027, 11, 22))
    assert own_rows.erase_due(HJEMMEL) == 0
    on(date(2027, 11, 23))
    assert own_rows.erase_due(HJEMMEL) == 5
    user = TABLES["auth_user"].objects.get(pk=number)  # type: ignore[attr-defined]
    assert (user.username, user.first_name, user.last_name, user.email) == (f"slettet-{number}", "", "", "")
    assert not user.has_usable_password() and not user.is_active and user.last_login is None
    for table in ("access_grant", "access_review", "staff_closed"):
        assert not TABLES[table].objects.exists()  # type: ignore[attr-defined]
    assert [one.user.username for one in TABLES["auth_user_groups"].objects.all()] == ["ane"]  # type: ignore[attr-defined]
    (line,) = ledger.lines_of("own-rows-due", 9)
    assert line.content == {
        "staff": 1,
        "staff_roles": 1,
        "staff_closed": 1,
        "access_grants": 1,
        "access_reviews": 1,
    }
    assert "Ola" not in json.dumps(dict(line.content)) and isinstance(ledger.check(), Verified)


def test_the_last_who_may_approve_are_not_shut_out(database: Path) -> None:
    create_staff("ane", "Ane Furuseth", PASSWORD, Role.APPROVER, HJEMMEL, AT)
    create_staff("leif", "Leif Li", PASSWORD, Role.READER, HJEMMEL, AT)
    on(date(2028, 1, 1))
    assert own_rows.erase_due(HJEMMEL) == 2, "the reader, and the role that they had"
    assert sign_in("ane", PASSWORD, "192.0.2.7", clock.now()).first_name == "Ane"
    on(date(2029, 1, 1))
    create_staff("kari", "Kari Moe", PASSWORD, Role.APPROVER, HJEMMEL, clock.now())
    assert own_rows.erase_due(HJEMMEL) == 2, "now there is another"


def test_facts_about_the_companys_own_rows_are_nothing_to_it(database: Path) -> None:
    """They name collections that this declaration does not know."""
    declined = ChannelDeclined(about=About(collection="x.y", key=(1,)), purpose="p", channel="email", at=AT)
    StoredFacts().record([declined], HJEMMEL, AT)
    on(date(2036, 1, 1))
    assert own_rows.erase_due(HJEMMEL) == 0
    assert StoredFacts().read().declined == (declined,)
