"""Art. 5(1)(e): kept no longer than necessary. In every example company a promise about that is BROKEN; a plan
is made and approved; the rows are gone from the company's own files; the promise is KEPT; the ledger shows it."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hjemmel.capabilities.plans.services import NotApproved
from hjemmel.core.action import Verb
from hjemmel.core.ledger import BrokenAt, Fault, Verified
from hjemmel.core.terms import Verdict
from hjemmel.desk import office

from .conftest import FEWEST, FIRST_DAY, PEOPLE, Company

PROMISES = {
    "gifts": ("P004-23",),
    "mailhouse": ("P000-33",),
    "trades": ("P001-12", "P001-17", "P001-18"),
    "footcare": ("P002-23",),
    "mobile": ("P003-26",),
}


def due(profile: str) -> dict[str, set[tuple[Any, ...]]]:
    """The breaches that the generator of the company put in, by its own account."""
    return (
        importlib.import_module(f"hjemmel.profiles.{profile}.demo")
        .made(PEOPLE.get(profile, FEWEST), FIRST_DAY, 1)
        .due
    )


@pytest.mark.story
@pytest.mark.parametrize("profile", PROMISES)
def test_a_broken_promise_is_mended_by_an_approved_plan_and_the_ledger_shows_it(
    company: Callable[[str], Company], profile: str
) -> None:
    told = company(profile)
    before = told.verdicts()
    broken = [name for name in PROMISES[profile] if before[name].verdict is Verdict.BROKEN]
    assert broken, {name: (before[name].verdict, before[name].why_en) for name in PROMISES[profile]}
    assert all(before[name].verdict is not Verdict.KEPT for name in PROMISES[profile])

    plan = office.make_sweep(told.per)
    assert plan.complete
    acted = [action for action in plan.actions if not action.by_hand]
    erased = {action.rows.collection for action in acted if action.verb is Verb.ERASE}
    assert acted
    keys = {name: told.keys(name) for name in told.map.collections}
    with pytest.raises(NotApproved):
        office.approve_and_run(plan.digest, told.per)
    assert {name: told.keys(name) for name in told.map.collections} == keys, "an operator may not approve"

    receipts = office.approve_and_run(plan.digest, told.ane)
    assert all(receipt.left == 0 for receipt in receipts)
    assert len(receipts) == len(acted)
    for name in told.map.collections:
        gone = keys[name] - told.keys(name)
        expected = sum(a.expected for a in acted if a.verb is Verb.ERASE and a.rows.collection == name)
        assert len(gone) == expected, name
        if name in erased:
            assert gone, name
    assert not [action for action in office.make_sweep(told.per).actions if not action.by_hand]

    by_hand = {action.rows.collection for action in plan.actions if action.by_hand}
    after = told.verdicts()
    for name in broken:
        if not by_hand & set(collections_of(told, name)):
            assert after[name].verdict is Verdict.KEPT, (name, after[name].why_en)
    assert any(after[name].verdict is Verdict.KEPT for name in broken)
    assert isinstance(office.check_ledger(), Verified)


def collections_of(told: Company, promise: str) -> list[str]:
    """What a promise is tried on."""
    probe = told.map.declaration.promises[promise].probe
    named = list(getattr(probe, "collections", ()))
    return named or [
        line.collection for name in getattr(probe, "purposes", ()) for line in told.map.purposes[name].lines
    ]


@pytest.mark.story
@pytest.mark.parametrize("profile", PROMISES)
def test_the_plan_takes_exactly_the_breaches_that_the_company_has(
    company: Callable[[str], Company], profile: str
) -> None:
    told = company(profile)
    plan = office.make_sweep(told.per)
    assert {action.rows.collection for action in plan.actions} == set(due(profile))


@pytest.mark.story
@pytest.mark.parametrize(
    ("column", "fault"), [("content", Fault.CHANGED), ("actor", Fault.CHANGED), ("at", Fault.CHANGED)]
)
def test_one_changed_byte_in_the_ledgers_file_is_found(
    company: Callable[[str], Company], column: str, fault: Fault
) -> None:
    told = company("gifts")
    plan = office.make_sweep(told.per)
    office.approve_and_run(plan.digest, told.ane)
    whole = office.check_ledger()
    assert isinstance(whole, Verified)
    seq = flip(told.database, column)
    found = office.check_ledger()
    assert found == BrokenAt(seq=seq, why=fault)


def flip(database: Path, column: str) -> int:
    """Change one byte of the fourth line where it lies on disk, without asking the database."""
    with closing(sqlite3.connect(database)) as connection:
        (value,) = connection.execute(f"SELECT {column} FROM ledger_entry WHERE seq = 4").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(database.read_bytes())
    at = content.rindex(str(value).encode())
    content[at + len(str(value)) - 2] ^= 1
    database.write_bytes(bytes(content))
    return 4
