"""Art. 18: a restriction is written where the company's own systems look, by Hjemmel or by a person; it goes when nothing
restricts any more, and only after the person was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hjemmel.core.action import Verb
from hjemmel.core.facts import About, ObjectionMade
from hjemmel.core.facts import Objection as Stage
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right

from .on_files import OnFiles
from .watched import at, by_hand, company, granted

KARI = About(collection="shop.accounts", key=(7,))


def ask(right: Right, id: str = "R" * 16) -> Ask:
    return Ask(id=id, right=right, about=(KARI,), at=at(31), point="18(1)(c)")


def marks(shop: OnFiles) -> list[tuple[object, ...]]:
    return shop.rows("shop.accounts", "id, barred")


@pytest.fixture
def shop(tmp_path: Path) -> OnFiles:
    return company(tmp_path)


@pytest.mark.story
def test_the_mark_is_set_where_hjemmel_acts_and_asked_for_where_it_only_watches(shop: OnFiles) -> None:
    plan = granted(shop, ask(Right.RESTRICTION))
    assert marks(shop) == [(7, 1), (8, 0)]
    assert by_hand(plan) == [(Verb.RESTRICT, "crm.contacts", 1)]
    assert shop.rows("crm.contacts", "id, barred") == [(7, 0), (8, 0)]
    (fact,) = shop.stores.facts.read().restrictions
    assert fact.ground == "18(1)(c)"
    again = shop.house(date(2026, 3, 31)).preview_request(ask(Right.RESTRICTION, "S" * 16))
    assert [one.rows.collection for one in again.actions if not one.by_hand] == [], "it is so already"


@pytest.mark.story
def test_the_mark_goes_when_the_person_has_been_told_and_not_before(shop: OnFiles) -> None:
    granted(shop, ask(Right.RESTRICTION))
    untold = granted(shop, ask(Right.LIFTING, "L" * 16))
    assert marks(shop) == [(7, 1), (8, 0)]
    assert untold.actions == ()
    (fact,) = shop.stores.facts.read().restrictions
    shop.learn(replace(fact, noticed_at=at(31)))
    granted(shop, ask(Right.LIFTING, "M" * 16))
    assert marks(shop) == [(7, 0), (8, 0)]


@pytest.mark.story
def test_the_mark_stays_while_something_else_restricts(shop: OnFiles) -> None:
    granted(shop, ask(Right.RESTRICTION))
    (fact,) = shop.stores.facts.read().restrictions
    waiting = ObjectionMade(about=KARI, purpose="deliver", state=Stage.RAISED, at=at(31))
    shop.learn(replace(fact, noticed_at=at(31)), waiting)
    granted(shop, ask(Right.LIFTING, "L" * 16))
    assert marks(shop) == [(7, 1), (8, 0)]
    shop.learn(replace(waiting, state=Stage.REJECTED))
    granted(shop, ask(Right.LIFTING, "M" * 16))
    assert marks(shop) == [(7, 0), (8, 0)]
