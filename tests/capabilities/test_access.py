"""The deeds of access through the real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import fresh  # noqa: F401  # Django is made ready there
from tests.engine.worlds import compiled, text_of

from hjemmel.capabilities.access import services, store
from hjemmel.capabilities.access.services import GrantNotTaken, NoSuchGrant
from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import Grant
from hjemmel.engine.ports import Actor

HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MAP = compiled(text_of("mailhouse"))


@pytest.fixture
def ola(database: Path) -> Actor:
    return create_staff("ola", "Ola Berg", "en lang setning 42", Role.OPERATOR, HJEMMEL, NOW)


def grant(account: str) -> Grant:
    return Grant(
        id=0,
        account=account,
        purposes=frozenset({"secure", "invoicing"}),
        begins=date(2026, 11, 23),
        given_at=NOW,
        given_by=HJEMMEL.id,
    )


def test_a_grant_is_kept_as_it_was_given(ola: Actor) -> None:
    number = services.give(
        MAP,
        grant(ola.id),
        HJEMMEL,
    )
    assert store.grants_of(ola.id) == (replace(grant(ola.id), id=number),)
    assert store.grants_of("hjemmel") == ()
    line = lines(1)[0]
    assert line.kind == "access-given"
    assert line.content == {"staff": ola.id, "purposes": ["invoicing", "secure"]}


def test_one_that_lacks_something_is_not_taken_and_leaves_no_line(ola: Actor) -> None:
    before = lines(1)
    with pytest.raises(GrantNotTaken, match="Choose at least one"):
        services.give(MAP, replace(grant(ola.id), purposes=frozenset()), HJEMMEL)
    assert lines(1) == before
    assert not store.grants()


def test_a_review_keeps_some_and_ends_others(ola: Actor) -> None:
    first, second = (services.give(MAP, grant(ola.id), HJEMMEL) for _ in range(2))
    later = NOW + timedelta(days=80)
    services.review([first], [second], HJEMMEL, later)
    assert [one.ended_at for one in store.grants()] == [None, later]
    (told,) = store.reviews()
    assert (told.kept, told.ended, told.at) == ({first}, {second}, later)


def test_what_does_not_stand_is_neither_ended_nor_reviewed(ola: Actor) -> None:
    number = services.give(MAP, grant(ola.id), HJEMMEL)
    services.end([number], HJEMMEL, NOW)
    with pytest.raises(NoSuchGrant):
        services.end([number], HJEMMEL, NOW)
    with pytest.raises(NoSuchGrant):
        services.review([number], [], HJEMMEL, NOW)
    assert not store.reviews()
