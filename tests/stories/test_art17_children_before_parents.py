"""Art. 17: where a person takes rows away by hand, those that refer to others go first. What somebody takes away too early hides
whose the others were; no count of zero is believed then."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from tests.core.grounds.company import DECLARATION
from tests.engine.ports import ANE

from hjemmel.core.order import first
from hjemmel.core.plan import Plan

from .on_files import OnFiles

TODAY = date(2026, 11, 23)
ACT = 'connect: {kind: sql, url: "${CRM_URL}"}\n    mode: act'
CONTACT = {"id": 7, "account_id": 7, "status": "ny", "ended_on": "2001-01-01"}
TALK = {"id": 70, "contact_id": 7, "note": "takk", "at": "2001-01-01"}


def company(folder: Path) -> OnFiles:
    """Contacts and talks with them, in a system that is watched and has no foreign keys of its own. All is due."""
    assert ACT in DECLARATION
    card = {"id": 7, "kind": "person", "email": "kari@a.example", "name": "Kari", "created_at": "2001-01-01"}
    rows = {"shop.accounts": [card], "crm.contacts": [CONTACT], "crm.talks": [TALK]}
    return OnFiles(folder, rows, DECLARATION.replace(ACT, ACT.replace("act", "watch"), 1))


def approved(made: OnFiles) -> Plan:
    house = made.house(TODAY)
    plan = house.plan_sweep()
    house.approve(plan.digest, ANE)
    house.advance(plan.digest, ANE)
    return plan


def place(plan: Plan, collection: str) -> int:
    (found,) = [number for number, one in enumerate(plan.actions) if one.rows.collection == collection]
    assert plan.actions[found].by_hand
    return found


def delete(made: OnFiles, folder: Path, table: str) -> None:
    with closing(sqlite3.connect(folder / "crm.db")) as database, database:
        database.execute(f"DELETE FROM {table}")


@pytest.mark.story
def test_a_parent_that_is_taken_away_first_leaves_its_children_unproven(tmp_path: Path) -> None:
    made = company(tmp_path)
    plan = approved(made)
    talks, contacts = place(plan, "crm.talks"), place(plan, "crm.contacts")
    assert first(made.map, plan, contacts, ()) == (talks,) and first(made.map, plan, talks, ()) == ()
    assert first(made.map, plan, contacts, (talks,)) == ()
    before = made.house(TODAY).lost(plan.digest, talks)
    delete(made, tmp_path, "contacts")
    assert made.house(TODAY).prove(plan.digest, talks, before) == 1, (
        "it is still there, and nobody can say whose it was"
    )
    delete(made, tmp_path, "talks")
    assert made.house(TODAY).prove(plan.digest, talks, before) == 0
    assert made.house(TODAY).prove(plan.digest, contacts) == 0


@pytest.mark.story
def test_a_row_that_referred_to_nothing_before_does_not_stop_the_proof(tmp_path: Path) -> None:
    made = company(tmp_path)
    with closing(sqlite3.connect(tmp_path / "crm.db")) as database, database:
        database.execute("INSERT INTO talks (id, contact_id, at) VALUES (71, 99, '2026-11-01')")
    plan = approved(made)
    talks = place(plan, "crm.talks")
    before = made.house(TODAY).lost(plan.digest, talks)
    assert before == 1
    with closing(sqlite3.connect(tmp_path / "crm.db")) as database, database:
        database.execute("DELETE FROM talks WHERE id = 70")
    assert made.house(TODAY).prove(plan.digest, talks, before) == 0, "what was lost before stays lost"
