"""Art. 18: a restriction holds and bars use at once. It is lifted only after the person has been told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.engine.ports import ANE

from hjemmel.core.facts import About
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right

from .on_files import OnFiles

LONG_AFTER = date(2026, 6, 1)
KARI = {"id": 7, "kind": "person", "email": "kari@a.example", "name": "Kari", "created_at": "2020-01-01"}


def ask(right: Right, day: int) -> Ask:
    about = (About(collection="shop.accounts", key=(7,)),)
    return Ask(id=f"{right.value:X<16}", right=right, about=about, at=datetime(2026, 3, day, tzinfo=UTC))


def granted(company: OnFiles, wanted: Ask) -> None:
    house = company.house(date(2026, 3, 31))
    plan = house.plan_request(wanted, actor=ANE)
    house.approve(plan.digest, ANE)
    house.advance(plan.digest, ANE)


@pytest.mark.story
def test_what_is_restricted_stays_until_it_is_lifted_and_that_waits_for_the_notice(tmp_path: Path) -> None:
    company = OnFiles(tmp_path, {"shop.accounts": [KARI]})
    plan = company.house(date(2026, 3, 31)).preview_request(ask(Right.RESTRICTION, 1))
    assert [(one.collection, one.rows, one.because.law) for one in plan.refusals] == [
        ("shop.accounts", 1, "gdpr-18")
    ]
    granted(company, ask(Right.RESTRICTION, 1))
    assert company.sweep(LONG_AFTER).actions == ()

    lifting = company.house(date(2026, 3, 31)).preview_request(ask(Right.LIFTING, 20))
    assert [(one.collection, one.because.law) for one in lifting.refusals] == [("shop.accounts", "gdpr-18-3")]
    granted(company, ask(Right.LIFTING, 20))
    assert company.sweep(LONG_AFTER).actions == (), "nobody was told, so nothing was lifted"

    (restriction,) = company.stores.facts.read().restrictions
    company.learn(replace(restriction, noticed_at=datetime(2026, 3, 21, tzinfo=UTC)))
    granted(company, replace(ask(Right.LIFTING, 22), id="L" * 16))
    company.sweep(LONG_AFTER)
    assert company.rows("shop.accounts", "name") == [("gone",)]
