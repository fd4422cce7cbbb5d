"""Art. 5(1)(e), where Hjemmel's own register is the only system: what has no ground goes, and goes from older copies too.

Everything is real: the register and the key store in their SQLite files, accounts, the ledger, processes of their own."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.companies import Company, copy_of
from tests.stories.test_art5_1_e_storage_limitation import STORY

OPEN = """
import json, sqlite3, sys
from hjemmel.desk import ready
from hjemmel.desk import keys
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.engine.ports import SealedRow
from hjemmel.engine.register.layout import TABLES
from hjemmel.engine.vault.faults import NoKey, NotOpened
vault, database, told = keys.vault(HJEMMEL), sqlite3.connect(sys.argv[1]), {}
for table in TABLES.values():
    for column in table.sealed:
        for id, subject, value in database.execute(f"SELECT id, subject, {column} FROM {table.name}"):
            if value is not None:
                try:
                    row = SealedRow(subject=subject, table=table.name, row=id, values={column: value})
                    told[f"{table.name} {id} {column}"] = vault.open([row])[0].values[column]
                except (NoKey, NotOpened):
                    told[f"{table.name} {id} {column}"] = None
print(json.dumps(told))
"""
WHY = """
import json, sys
from hjemmel.desk import ready
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.desk import clock, office
from hjemmel.desk.demo_clock import demo_time
clock.use(demo_time)
print(json.dumps([[row, [answer.group.category for answer in answers]]
                  for row, _, answers in office.found(sys.argv[1], HJEMMEL).rows]))
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return copy_of("gifts-small", tmp_path_factory.mktemp("company"), 0)


def copied(company: Company, to: Path) -> Path:
    """A backup, as somebody might have taken it."""
    with closing(sqlite3.connect(company.own)) as database, closing(sqlite3.connect(to)) as copy:
        database.backup(copy)
    return to


def opened(company: Company, copy: Path) -> dict[str, str | None]:
    """What the copy tells by the keys there are now."""
    told = company.python(OPEN, str(copy))
    assert told.returncode == 0, told.stderr[-2000:]
    found: dict[str, str | None] = json.loads(told.stdout)
    return found


def rows(file: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as database:
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE name LIKE 'register_%'")
            if name not in ("register_beginning", "register_unsettled_key") and "index" not in name
        ]
        tables = [name for name in tables if _is_table(database, name)]
        return {(name, id) for name in tables for (id,) in database.execute(f"SELECT id FROM {name}")}


def _is_table(database: sqlite3.Connection, name: str) -> bool:
    wanted = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
    return bool(database.execute(wanted, (name,)).fetchone()[0])


@pytest.mark.story
def test_what_has_no_ground_goes_from_older_copies_too(company: Company, tmp_path: Path) -> None:
    older = copied(company, tmp_path / "older.sqlite3")
    before = opened(company, older)
    assert None not in before.values(), "with the key store of its day the copy tells everything"

    told = company.python(STORY, "anew")
    assert told.returncode == 0, told.stderr[-2000:]
    story = json.loads(told.stdout)
    assert (story["before"]["GS-01"], story["after"]["GS-01"]) == ("BROKEN", "KEPT")
    assert story["touched"] > 0 and set(story["left"]) == {0}
    assert story["again"] == [], "a second sweep finds nothing"
    assert story["ledger"] is True

    newer = copied(company, tmp_path / "newer.sqlite3")
    erased = sum(expected for verb, _, expected, _ in story["actions"] if verb == "erase")
    assert len(rows(older) - rows(newer)) == erased > 0
    stands = opened(company, newer)
    assert None not in stands.values()
    after = opened(company, older)
    gone = before.keys() - stands.keys()
    assert gone and {after[place] for place in gone} == {None}, "what went is told by no older copy"
    left = {place for place in stands if after[place] is not None}
    assert left and all(after[place] == before[place] == stands[place] for place in left), "of others it is"
    assert all(stands[place] == before[place] for place in stands), "what stays says what it said"


@pytest.mark.story
def test_no_key_is_left_of_whom_no_row_is_left(company: Company) -> None:
    with closing(sqlite3.connect(company.own)) as database:
        homes = {
            subject
            for table in ("register_person", "register_organisation")
            for (subject,) in database.execute(f"SELECT subject FROM {table}")
        }
        unsettled = database.execute("SELECT count(*) FROM register_unsettled_key").fetchone()
        (beginnings,) = database.execute(
            "SELECT count(*) FROM register_beginning WHERE subject NOT IN (SELECT subject FROM register_person"
            " UNION SELECT subject FROM register_organisation)"
        ).fetchone()
    with closing(sqlite3.connect(company.folder / "keys" / "keys.sqlite3")) as keys:
        held = [subject for (subject,) in keys.execute("SELECT subject FROM keys_wrapped")]
    assert sorted(held) == sorted({*homes, "hjemmel.index"}), "one key for each, and none for others"
    assert (unsettled, beginnings) == ((0,), 0)


@pytest.mark.story
def test_why_finds_a_person_by_a_sealed_address(company: Company, tmp_path: Path) -> None:
    told = opened(company, copied(company, tmp_path / "now.sqlite3"))
    address = next(value for place, value in told.items() if place.endswith(" email"))
    assert address
    found = company.python(WHY, address.upper())
    assert found.returncode == 0, found.stderr[-2000:]
    answers = json.loads(found.stdout)
    assert "register.people" in {row for row, _ in answers}
    assert address not in found.stderr
    nobody = company.python(WHY, "nobody@post.example")
    assert json.loads(nobody.stdout) == []


@pytest.mark.story
def test_the_register_is_described_as_any_other_system(company: Company) -> None:
    """As text to whoever looks, and without the tokens that it is searched by."""
    told = company.hjemmel("describe", "register", "--format", "json")
    assert told.returncode == 0, told.stderr[-2000:]
    (people,) = (one for one in json.loads(told.stdout)["collections"] if one["name"] == "register_person")
    assert [column["name"] for column in people["columns"] if "token" in column["name"]] == []
    assert company.hjemmel("drift").returncode == 0
