"""Art. 21 and 7(3) as requests: raised holds and bars, decided ends or stands with its reason, marketing ends at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.engine.ports import ANE

from hjemmel.core.facts import About, Objection
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right

from .on_files import OnFiles

TODAY = date(2026, 3, 31)
KARI = {"id": 7, "kind": "person", "email": "kari@a.example", "name": "Kari", "created_at": "2026-03-01"}
READER = {"id": 1, "email": "kari@a.example", "basis": "customer", "given_at": "2026-03-01"}
SUBSCRIBER = {**READER, "basis": "consent"}


def company_with(tmp_path: Path, reader: dict[str, object]) -> OnFiles:
    return OnFiles(tmp_path, {"shop.accounts": [KARI], "letter.readers": [reader]})


def granted(company: OnFiles, right: Right, **more: object) -> None:
    ask = Ask(
        id=f"{right.value:X<16}"[:16],
        right=right,
        about=(About(collection="shop.accounts", key=(7,)),),
        at=datetime(2026, 3, 31, 8, tzinfo=UTC),
        **more,  # type: ignore[arg-type]
    )
    house = company.house(TODAY)
    plan = house.plan_request(ask, actor=ANE)
    house.approve(plan.digest, ANE, looked_at=plan.reviews)
    house.advance(plan.digest, ANE)


def states(company: OnFiles) -> dict[str, Objection]:
    return {one.purpose: one.state for one in company.stores.facts.read().objections}


@pytest.mark.story
def test_until_it_is_decided_everything_stays_and_marketing_goes_at_once(tmp_path: Path) -> None:
    company = company_with(tmp_path, READER)
    granted(company, Right.OBJECTION)
    assert states(company) == {
        "deliver": Objection.RAISED,
        "document": Objection.RAISED,
        "offers": Objection.UPHELD,
    }
    assert company.rows("shop.accounts", "name") == [("Kari",)]
    assert company.rows("letter.readers") == []


@pytest.mark.story
@pytest.mark.parametrize(
    ("decided", "name"),
    [({"upheld": ("deliver",)}, "gone"), ({"rejected": (("deliver", "legal_claim"),)}, "Kari")],
)
def test_upheld_ends_the_ground_and_rejected_leaves_it_standing(
    tmp_path: Path, decided: dict[str, object], name: str
) -> None:
    company = company_with(tmp_path, READER)
    granted(company, Right.OBJECTION, purposes=("deliver",))
    granted(company, Right.OBJECTION, purposes=("deliver",), **decided)
    assert company.rows("shop.accounts", "name") == [(name,)]


@pytest.mark.story
def test_a_consent_that_is_withdrawn_ends_its_own_purpose_and_no_other(tmp_path: Path) -> None:
    company = company_with(tmp_path, SUBSCRIBER)
    granted(company, Right.WITHDRAWAL, purposes=("news",))
    assert company.rows("letter.readers") == []
    assert company.rows("shop.accounts", "name") == [("Kari",)]
    assert states(company) == {}
